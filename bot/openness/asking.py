"""Questions to the Hugging Face hub: each bounded in time and size, without a token.

``huggingface_hub`` gives the address (``HF_ENDPOINT``), the connection with its proxies, and the switch
``HF_HUB_OFFLINE``. Its functions that download take as long, and as much, as the other side likes; so what is
asked here is read in pieces, against a clock. How the hub answers: https://huggingface.co/docs/hub/api, and
``X-Error-Code`` as ``huggingface_hub.utils.hf_raise_for_status`` reads it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote, urlsplit

from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError

#: How long one step of an answer may take, and all answers together, in seconds.
SECONDS: Final = 10.0
TOTAL_SECONDS: Final = 90.0
#: Bytes of one answer of the API that are read: enough for a model of tens of thousands of files.
MAX_ANSWER: Final = 8_000_000
#: Bytes of one text that are read; of a longer one nothing is said.
MAX_TEXT: Final = 400_000
#: No token: what is looked at is what everybody may see. What is counted is what is sent.
_HEADERS: Final = {"User-Agent": "byline", "Accept-Encoding": "identity"}
_NO_RIGHT: Final = frozenset({401, 403})

Told = Callable[[int, int], None]


class Gated(CouldNotLook):
    """The hub shows that it is there, and gives it only to those who were let in."""


class Hub:
    """The hub at ``endpoint`` (``HF_ENDPOINT``, where it is empty).

    ``told`` hears how many answers were had, and how many are expected.

    Raises:
        CouldNotLook: ``huggingface_hub`` is not installed.
        UsageError: the endpoint is no address of a hub.
    """

    def __init__(self, endpoint: str, told: Told) -> None:
        self._library = _library()
        self.endpoint = (endpoint or self._library.constants.ENDPOINT).rstrip("/")
        self._host = _host(self.endpoint)
        self._told = told
        self._until = time.monotonic() + TOTAL_SECONDS
        self._done = self._expected = 0

    def expect(self, questions: int) -> None:
        """Say how many more questions there will be."""
        self._expected += questions

    def described(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return what the API says of the repository ``name``; ``kind`` is ``models`` or ``datasets``.

        Raises:
            NotFound: there is no such repository, or it is not shown to everybody.
            CouldNotLook: no answer, or one that nobody can use.
        """
        data = self._get(f"{self.endpoint}/api/{kind}/{name}", MAX_ANSWER)
        try:
            held = json.loads(data)
        except (ValueError, RecursionError):
            held = None
        if not isinstance(held, dict):
            raise CouldNotLook(f"{self._host} answered what is no hub's answer: is HF_ENDPOINT right?")
        return held

    def text(self, name: str, path: str, revision: str) -> str:
        """Return a text of the model ``name``.

        Raises:
            NotFound: it is not there.
            Gated: it is only for those who were let in.
            CouldNotLook: no answer, or no text.
        """
        data = self._get(f"{self.endpoint}/{name}/resolve/{revision}/{quote(path)}", MAX_TEXT)
        if b"\0" in data:
            raise CouldNotLook("no text")
        return data.decode("utf-8-sig", "replace")

    def _get(self, address: str, most: int) -> bytes:
        self._done += 1
        self._expected = max(self._expected, self._done)
        self._told(self._done - 1, self._expected)
        left = self._until - time.monotonic()
        if left <= 0:
            raise RetryLater(f"{self._host} was asked for {TOTAL_SECONDS:.0f} seconds, and no longer")
        library = self._library
        # The first base of its error is that of the HTTP library, whichever it is built on.
        faults = (*library.errors.HfHubHTTPError.__bases__, OSError)
        try:
            session = library.utils.get_session()
            with session.stream("GET", address, headers=_HEADERS, timeout=min(SECONDS, left)) as answer:
                self._judge(answer.status_code, answer.headers)
                return self._read(answer, most)
        except faults as error:
            why = "HF_HUB_OFFLINE is set" if "Offline" in type(error).__name__ else type(error).__name__
            raise RetryLater(
                f"{self._host} could not be asked ({why}): check the network, or look at a clone of the model"
            ) from error

    def _judge(self, status: int, headers: Mapping[str, str]) -> None:
        """Raise where an answer is a refusal."""
        if status < 400:
            return
        code = headers.get("x-error-code", "")
        if code == "GatedRepo":
            raise Gated("only for those whom its publisher let in")
        if code in {"RepoNotFound", "EntryNotFound", "RevisionNotFound"} or status in {404, *_NO_RIGHT}:
            raise NotFound("not found, or not shown to everybody")
        wait = headers.get("retry-after", "")
        when = f" in {wait} seconds" if wait.isascii() and wait.isdigit() and len(wait) < 6 else " later"
        raise RetryLater(f"{self._host} answered {status}: try again{when}")

    def _read(self, answer: Any, most: int) -> bytes:
        held = bytearray()
        for piece in answer.iter_raw():  # as it comes: a piece of a set size may take forever
            held += piece
            if len(held) > most:
                raise CouldNotLook(f"over {most:,} bytes")
            if time.monotonic() > self._until:
                raise RetryLater(f"{self._host} took more than {TOTAL_SECONDS:.0f} seconds")
        return bytes(held)


def _library() -> ModuleType:
    try:
        import huggingface_hub
        import huggingface_hub.constants
        import huggingface_hub.errors
        import huggingface_hub.utils
    except ImportError:
        raise CouldNotLook("--online needs huggingface_hub: pip install 'byline[hub]'") from None
    return huggingface_hub


def _host(endpoint: str) -> str:
    """Return the name of the hub for sentences."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(f"HF_ENDPOINT is no address: {endpoint[:100]!a}")
    return f"{host}:{port}" if port else host

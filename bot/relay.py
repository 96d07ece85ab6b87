"""Fetch deliveries from a relay's channel, for a server that GitHub cannot reach: for development.

The relay (smee.io, or one's own) takes GitHub's request and hands it on as a server-sent event: JSON with
the headers and, as ``body``, the payload. GitHub signed the payload's bytes, so they are cut out of the event
as they stand: written anew from parsed JSON they would not be the same ones.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from sseclient import SSEClient
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from bot import log

#: A payload of 25 MB, the most that GitHub sends, and the headers.
_LARGEST_EVENT: Final = 25 * 1024 * 1024 + 64 * 1024
#: A delivery has three lines. To put an event together takes time that grows with the square of its lines.
_MOST_LINES: Final = 1_000
_CHUNK: Final = 64 * 1024
_CONNECT_SECONDS: Final = 10
#: Relays send a sign of life every 30 seconds (probot/smee.io, lib/server.js).
_SILENCE_SECONDS: Final = 100
_POST_SECONDS: Final = 30
_LONGEST_WAIT: Final = 60.0
_STOP_SECONDS: Final = 5
_BLANK_LINE: Final = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_SPACE: Final = re.compile(r"[ \t\r\n]*", re.ASCII)
_VALUE: Final = re.compile(r"[!-~]{1,300}", re.ASCII)
#: The headers of a delivery that the intake reads.
_HEADERS: Final = ("x-github-event", "x-github-delivery", "x-hub-signature-256")
#: The intake knows a delivery that it has by its id, so another try does no harm.
_RETRY: Final = Retry(
    total=4, backoff_factor=0.5, status_forcelist=(503,), allowed_methods=("POST",), raise_on_status=False
)
_log = log.get(__name__)


class Relay:
    """Posts what comes over a channel to the intake of this server, until it is told to stop."""

    def __init__(self, channel: str, intake: str, first_wait: float = 1.0) -> None:
        self._channel = channel
        self._intake = intake
        self._first_wait = first_wait
        self._ended = threading.Event()
        self._answer: requests.Response | None = None
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin to fetch."""
        self._thread.start()

    def stop(self) -> None:
        """Fetch nothing more."""
        self._ended.set()
        if self._answer is not None:
            with suppress(OSError, ValueError, HTTPError):  # it may have ended by itself
                self._answer.raw.shutdown()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        wait = self._first_wait
        while not self._ended.is_set():
            try:
                for event in self._events():
                    wait = self._first_wait
                    if event is not None:
                        self._hand_over(event)
                reason = "the relay closed the connection"
            except _RelayError as error:
                reason = str(error)
            except (requests.RequestException, HTTPError, OSError, UnicodeDecodeError) as error:
                reason = type(error).__name__  # the message may hold the channel, which is a secret
            if not self._ended.is_set():
                _log.warning("the relay is out of reach for now", reason=reason, next_try_in=wait)
            self._ended.wait(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _events(self) -> Iterator[str | None]:
        """Connect, and yield the data of each delivery; ``None`` for a sign of life."""
        with requests.get(
            self._channel,
            headers={"Accept": "text/event-stream", "User-Agent": "byline"},
            timeout=(_CONNECT_SECONDS, _SILENCE_SECONDS),
            allow_redirects=False,  # another address may be unencrypted, or one inside this network
            stream=True,
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise _RelayError(f"it answered {answer.status_code}")
            if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
                raise _RelayError("there is no channel at BYLINE_RELAY_URL")
            self._answer = answer
            _log.info("fetching deliveries from the relay")
            client = SSEClient(_whole_events(answer))
            for event in client.events():
                yield event.data if event.event == "message" else None

    def _hand_over(self, event: str) -> None:
        """Post a delivery to the intake, which checks its signature and says what became of it."""
        try:
            headers, body = delivery(event)
        except ValueError as error:
            _log.warning("the relay sent what is no delivery", reason=str(error))
            return
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between this server and itself
            session.mount("http://", HTTPAdapter(max_retries=_RETRY))
            try:
                answer = session.post(self._intake, data=body, headers=headers, timeout=_POST_SECONDS)
            except requests.RequestException as error:
                guid = headers.get("x-github-delivery", "")
                _log.error("a delivery of the relay is lost", delivery=guid, reason=type(error).__name__)
                return
        if answer.status_code == requests.codes.unauthorized:
            _log.warning(
                "a delivery of the relay has another signature: the secrets differ, or it was changed"
            )


class _RelayError(Exception):
    """The relay gives nothing that can be used."""


def _whole_events(answer: requests.Response) -> Iterator[bytes]:
    """Yield what comes event by event, each of bounded size."""
    pending = bytearray()
    while chunk := answer.raw.read1(_CHUNK, decode_content=True):
        begin = max(0, len(pending) - 3)
        pending += chunk
        while (end := _BLANK_LINE.search(pending, begin)) is not None:
            event = bytes(pending[: end.end()])
            if event.count(b"\n") + event.count(b"\r") > _MOST_LINES:
                raise _RelayError("it sent an event of very many lines")
            yield event
            del pending[: end.end()]
            begin = 0
        if len(pending) > _LARGEST_EVENT:
            raise _RelayError("it sent more than GitHub does")


def delivery(event: str) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of a delivery, the body byte for byte as it stands in the event.

    Raises:
        ValueError: the event holds no delivery.
    """
    found: dict[str, str] = {"content-type": "application/json"}
    body = ""
    for name, value, text in _members(event):
        if name == "body":
            body = text
        elif name.lower() in _HEADERS and text.startswith('"') and _VALUE.fullmatch(value):
            found[name.lower()] = value
    if not body or not all(name in found for name in _HEADERS):
        raise ValueError("a header or the body is missing")
    return found, body.encode("utf-8")


def _members(text: str) -> Iterator[tuple[str, Any, str]]:
    """Yield the members of a JSON object: name, value, and the value as it is written.

    Numbers stay as they are written, too: nobody reads them here, and long ones take their time.
    """
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    at = _expect(text, 0, "{")
    while True:
        name, at = _decoded(decoder, text, at)
        begin = _after_space(text, _expect(text, at, ":"))
        value, end = _decoded(decoder, text, begin)
        yield str(name), value, text[begin:end]
        at = _after_space(text, end)
        if text[at : at + 1] != ",":
            _expect(text, at, "}")
            return
        at += 1


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, _after_space(text, at))
    except RecursionError:
        raise ValueError("it nests too deeply") from None


def _expect(text: str, at: int, sign: str) -> int:
    at = _after_space(text, at)
    if text[at : at + 1] != sign:
        raise ValueError("it is no JSON object")
    return at + 1


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at

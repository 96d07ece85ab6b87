"""The user's side of the App: who somebody is, and which repositories they help to maintain.

Rule: "Generating a user access token for a GitHub App", the web application flow with PKCE, and the REST
documentation of "installations accessible to the user access token" (GitHub's documentation). The token that
GitHub gives for it is used for these questions and then revoked; it is never kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import requests
from github import Auth
from urllib3.exceptions import HTTPError

from bot import log
from bot.config import Settings
from bot.errors import BylineError, CouldNotLook, NotFound, RetryLater
from bot.github.etags import EtagCache
from bot.github.records import MaintainedRepo, User, UserInstallation, parse
from bot.github.transport import Transport

#: The flags of a repository that mean triage or more: the bar for maintainers' commands.
_MAINTAINING: Final = ("admin", "maintain", "push", "triage")
#: Installations and repositories together.
MAX_ITEMS: Final = 10_000
#: Somebody waits for the answer.
_SECONDS: Final = 60.0
_TIMEOUT: Final = 10
_LARGEST_ANSWER: Final = 64 * 1024
#: What can stand in a header.
_TOKEN: Final = re.compile(r"[!-~]{1,1000}", re.ASCII)
_AS_USER: Final = "the App's authorization by the user"
_log = log.get(__name__)


class RefusedError(BylineError):
    """GitHub does not take the code (any more): whoever came with it may begin again."""


@dataclass(frozen=True, slots=True)
class Person:
    """A GitHub account, and the repositories (in lower case) where it has triage permission or more, as far
    as the App is installed there.
    """

    login: str
    repositories: frozenset[str]


def authorize_address(settings: Settings, redirect: str, state: str, verifier: str) -> str:
    """Return the address to which a browser is sent; GitHub sends it back to ``redirect`` with the state."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": settings.client_id,
        "redirect_uri": redirect,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{settings.web_url}/login/oauth/authorize?{urlencode(asked)}"


def ask_who(settings: Settings, redirect: str, code: str, verifier: str) -> Person:
    """Return who came back with a code, and what they help to maintain.

    Raises:
        RefusedError: the code is wrong, used or too old.
        CouldNotLook: GitHub could not be asked, or not within a minute.
    """
    token = _exchange(settings, redirect, code, verifier)
    try:
        return _person(settings, token)
    finally:
        _revoke(settings, token)


def _exchange(settings: Settings, redirect: str, code: str, verifier: str) -> str:
    given = {
        "client_id": settings.client_id,
        "client_secret": _secret(settings),
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    answer = _post(f"{settings.web_url}/login/oauth/access_token", given)
    error, token = answer.get("error"), answer.get("access_token")
    if error == "bad_verification_code":
        raise RefusedError("GitHub does not take the code: it was used before, or is older than ten minutes")
    if error:  # the name of an error is a word of GitHub's own
        raise CouldNotLook(f"GitHub gave no token for signing in: {str(error)[:100]!a}")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise CouldNotLook("GitHub gave no token for signing in, and did not say why")
    return token


def _post(address: str, given: dict[str, str]) -> dict[str, Any]:
    """Send a form and return the JSON of the answer. No error tells what was sent."""
    try:
        with requests.post(
            address,
            data=given,
            headers={"Accept": "application/json", "User-Agent": "byline"},
            timeout=_TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            body = answer.raw.read(_LARGEST_ANSWER, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, HTTPError, OSError) as error:
        raise RetryLater(f"GitHub could not be asked for a token ({type(error).__name__})") from None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if status != requests.codes.ok or not isinstance(found, dict):
        raise RetryLater(f"GitHub answered {status} when asked for a token")
    return found


def _person(settings: Settings, token: str) -> Person:
    # A web request must not wait for a rate limit.
    hurried = settings.model_copy(update={"max_wait_seconds": 0})
    asked = _Hurried(Transport(hurried, Auth.Token(token), "somebody who signs in", EtagCache()))
    login = parse(User, asked.transport.get("/user", _AS_USER), "the account").login
    found: set[str] = set()
    for installation in asked.items("/user/installations", "installations"):
        one = parse(UserInstallation, installation, "an installation")
        if one.suspended_at or settings.app_id not in {None, one.app_id}:
            continue
        for item in asked.items(f"/user/installations/{one.id}/repositories", "repositories"):
            repository = parse(MaintainedRepo, item, "a repository")
            if any(repository.permissions.get(flag) for flag in _MAINTAINING):
                found.add(repository.full_name.casefold())
    return Person(login, frozenset(found))


class _Hurried:
    """Reads lists until the time is over, or there is more in them than anybody can expect."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._until = time.monotonic() + _SECONDS
        self._read = 0

    def items(self, path: str, within: str) -> Iterator[Any]:
        try:
            for item in self.transport.pages(path, _AS_USER, within=within):
                self._read += 1
                if self._read > MAX_ITEMS:
                    raise CouldNotLook(f"GitHub lists more than {MAX_ITEMS} {within} for this account")
                if time.monotonic() > self._until:
                    raise RetryLater(f"GitHub did not list all {within} within {_SECONDS:.0f} seconds")
                yield item
        except NotFound:  # an installation that went meanwhile
            return


def _revoke(settings: Settings, token: str) -> None:
    """Let GitHub forget the token; where that fails, it expires by itself within eight hours."""
    try:
        requests.delete(
            f"{settings.api_url}/applications/{quote(settings.client_id, safe='')}/token",
            json={"access_token": token},
            auth=(settings.client_id, _secret(settings)),
            headers={"Accept": "application/vnd.github+json", "User-Agent": "byline"},
            timeout=_TIMEOUT,
            allow_redirects=False,
        ).close()
    except requests.RequestException as error:
        _log.warning("a user's token could not be revoked", reason=type(error).__name__)


def _secret(settings: Settings) -> str:
    return settings.client_secret.get_secret_value() if settings.client_secret else ""

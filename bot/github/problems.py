"""From what went wrong on GitHub's side to Byline's own errors: the one place where that is decided."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from github import Requester

from bot.doubt import doubted
from bot.errors import BylineError, CouldNotLook, NotFound, RetryLater

#: How long to be quiet where GitHub names no time: its documentation asks for a minute at least.
UNNAMED_WAIT_SECONDS: Final = 60
_ERROR_KEYS: Final = ("resource", "field", "code", "message")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: the status, headers by lower-case name, and the parsed body."""

    status: int
    headers: Mapping[str, str]
    data: Any = None

    @property
    def message(self) -> str:
        """GitHub's own words about an error, in one line."""
        text = self.data.get("message") if isinstance(self.data, dict) else None
        errors = self.data.get("errors") if isinstance(self.data, dict) else None
        more = f" {_error_words(errors)}" if errors else ""
        return " ".join(f"{text or 'no reason given'}{more}".split())[:500]

    @property
    def is_explained(self) -> bool:
        """Whether GitHub says where to read about an error, as it does about each that it means."""
        return bool(isinstance(self.data, dict) and self.data.get("documentation_url"))


def _error_words(errors: Any) -> str:
    if not isinstance(errors, list):
        return ""
    words = (
        e if isinstance(e, str) else " ".join(str(e.get(key, "")) for key in _ERROR_KEYS)
        for e in errors
        if isinstance(e, str | dict)
    )
    return f"({'; '.join(' '.join(word.split()) for word in words)})"


def wait_for(answer: Answer) -> float | None:
    """Return the seconds that a rate limit asks to wait; ``None`` where the answer is no rate limit.

    The order is GitHub's: ``retry-after``, then ``x-ratelimit-reset`` where nothing remains, then a minute.
    """
    if answer.status not in {403, 429}:
        return None
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return max(1.0, float(after))
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - _present_there(answer) + 1)
    limited = answer.status == 429 or Requester.Requester.isRateLimitError(answer.message)
    return float(UNNAMED_WAIT_SECONDS) if limited else None


def _present_there(answer: Answer) -> float:
    """Return the time by the clock that named the reset; this machine's own clock may be wrong."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return time.time()


def later(seconds: float, message: str) -> RetryLater:
    """Return an error that names the time after which trying again makes sense."""
    return RetryLater(message, at=datetime.fromtimestamp(time.time() + seconds, UTC))


def refused(errors: Any, what: str, permission: str) -> BylineError:
    """Return the error for a GraphQL answer that holds errors: GitHub sends those with status 200."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    said = " ".join(str(first.get("message", "no reason given")).split())[:500]
    match first.get("type"):
        case "NOT_FOUND":
            return NotFound(f"{what}: not there, or Byline may not see it (it needs {permission})")
        case "FORBIDDEN" | "INSUFFICIENT_SCOPES":
            return CouldNotLook(f"GitHub refused {what}: {said}; it needs the permission {permission}")
        case "RATE_LIMITED":
            return later(UNNAMED_WAIT_SECONDS, f"{what}: {said}")
        case _:
            return BylineError(f"GitHub refused {what}: {said}")


def problem(answer: Answer, what: str, permission: str) -> BylineError:
    """Return the error for a refused request; ``what`` names it, ``permission`` is what it needs."""
    said = f"GitHub answered {answer.status} to {what}: {answer.message}"
    if answer.status in {404, 410}:
        return NotFound(f"{what}: not there, or Byline may not see it (it needs {permission})")
    if (
        answer.status == 401
    ):  # about who asks, or a clock that is wrong; it says nothing of what was asked for
        return RetryLater(f"{said}; the token or key is wrong, expired or revoked")
    if answer.status in {403, 451}:
        needed = answer.headers.get("x-accepted-github-permissions", "").replace("=", ": ") or permission
        refusal = CouldNotLook(f"{said}; it needs the permission {needed}")
        return refusal if answer.is_explained else doubted(refusal)
    if answer.status == 409 and what.startswith("GET"):  # a repository without commits has no files
        empty = "empty" in answer.message.casefold()
        return NotFound(f"{what}: the repository is empty") if empty else RetryLater(said)
    if answer.status >= 500:
        after = answer.headers.get("retry-after", "")
        return later(float(after), said) if after.isdigit() else RetryLater(said)
    if 300 <= answer.status < 400:
        return CouldNotLook(f"{said}; the repository may have been renamed")
    return BylineError(said)

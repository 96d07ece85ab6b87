"""Rate limits and conditional requests."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass

from flask import Response, request

from tests.fakes.github.errors import ApiError
from tests.fakes.github.journal import Request

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass
class Budget:
    """What is left of a caller's hour."""

    limit: int
    remaining: int
    reset: int


class RateLimits:
    """Budgets by caller, and how much content may be written a minute."""

    def __init__(self) -> None:
        self.content_per_minute: int | None = None
        self._budgets: dict[str, Budget] = {}
        self._forced: Budget | None = None
        self._content: list[float] = []
        self._lock = threading.Lock()

    def force(self, remaining: int, reset_in: float, limit: int) -> None:
        """Give every caller this budget from now on."""
        with self._lock:
            self._budgets.clear()
            self._forced = Budget(limit, remaining, int(time.time() + reset_in))

    def budget(self, caller: str) -> Budget:
        """Return a caller's budget, renewed when its hour is over."""
        with self._lock:
            known = self._budgets.get(caller)
            if known is None or known.reset <= time.time():
                known = self._fresh(caller)
                self._budgets[caller] = known
            return known

    def _fresh(self, caller: str) -> Budget:
        if self._forced and self._forced.reset > time.time():
            return Budget(self._forced.limit, self._forced.remaining, self._forced.reset)
        limit = 60 if caller == "anonymous" else 5000
        return Budget(limit, limit, int(time.time()) + 3600)

    def take(self, entry: Request) -> None:
        """Count a request, or refuse it."""
        budget = self.budget(entry.identity)
        if entry.path == "/rate_limit":
            return
        with self._lock:
            if budget.remaining <= 0:
                raise ApiError(403, f"API rate limit exceeded for {entry.identity}.")
            budget.remaining -= 1
            self._take_content(entry)

    def give_back(self, caller: str) -> None:
        """Undo the count of a request that turned out to be free."""
        budget = self.budget(caller)
        with self._lock:
            budget.remaining = min(budget.limit, budget.remaining + 1)

    def _take_content(self, entry: Request) -> None:
        if self.content_per_minute is None or not entry.is_write:
            return
        now = time.monotonic()
        self._content = [at for at in self._content if at > now - 60]
        if len(self._content) >= self.content_per_minute:
            raise ApiError(403, SECONDARY, headers={"Retry-After": "60"})
        self._content.append(now)

    def headers(self, caller: str) -> dict[str, str]:
        """Return the headers that tell a caller its budget."""
        budget = self.budget(caller)
        return {
            "X-RateLimit-Limit": str(budget.limit),
            "X-RateLimit-Remaining": str(max(0, budget.remaining)),
            "X-RateLimit-Used": str(budget.limit - max(0, budget.remaining)),
            "X-RateLimit-Reset": str(budget.reset),
            "X-RateLimit-Resource": "core",
        }

    def overview(self, caller: str) -> dict[str, object]:
        """Return the body of GET /rate_limit."""
        budget = self.budget(caller)
        core = {
            "limit": budget.limit,
            "remaining": budget.remaining,
            "reset": budget.reset,
            "used": budget.limit - budget.remaining,
            "resource": "core",
        }
        search = {
            "limit": 30,
            "remaining": 30,
            "reset": int(time.time()) + 60,
            "used": 0,
            "resource": "search",
        }
        graphql = {**core, "resource": "graphql"}
        return {"resources": {"core": core, "search": search, "graphql": graphql}, "rate": core}


def conditional(response: Response) -> Response:
    """Give an answer to GET its ETag, and shorten it to 304 when the caller has it already."""
    if request.method != "GET" or response.status_code != 200 or response.is_streamed:
        return response
    tag = f'"{hashlib.sha256(response.get_data()).hexdigest()}"'
    response.headers["ETag"] = f"W/{tag}"
    response.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
    known = request.headers.get("If-None-Match", "")
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        response.status_code = 304
        response.set_data(b"")
        for name in ("Content-Length", "Content-Type"):
            response.headers.pop(name, None)
    return response

"""Requests to GitHub, sent politely: conditional reads, spaced writes, bounded waits, one kind of error.

PyGithub signs the requests and carries them; everything above this module speaks of paths and records.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import github
import requests
from github import Auth
from requests.utils import parse_header_links
from urllib3.util import Retry

from bot import log, meters
from bot.config import Settings
from bot.errors import CouldNotLook, NotFound, RetryLater
from bot.github import connection
from bot.github.etags import Answers, Remembered
from bot.github.pace import Pace
from bot.github.problems import Answer, later, problem, refused, wait_for

TIMEOUT_SECONDS: Final = 20
PAGE_SIZE: Final = 100
#: GitHub may leave a page empty where it filters a list; a list of nothing else has no end.
_MOST_EMPTY_PAGES: Final = 50
_ACCEPT: Final = "application/vnd.github+json"
_log = log.get(__name__)
connection.install()
# At debug level PyGithub writes whole answers, and so the tokens it is given, to the log.
logging.getLogger("github").setLevel(logging.WARNING)

# A POST is never sent twice on a fault: the first may have made the comment before the connection broke.
_RETRY: Final = Retry(
    total=3,
    read=1,
    backoff_factor=0.3,
    status_forcelist=(500, 502, 503, 504),
    allowed_methods=frozenset({"GET", "PUT", "PATCH", "DELETE"}),
    respect_retry_after_header=False,
    raise_on_status=False,
    redirect=0,
)


class Transport:
    """One identity's way to GitHub. Safe to use from several threads; writes go one at a time.

    ``renew`` drops a token that GitHub no longer takes, so that the next request gets a new one. ``pace`` is
    shared by several tokens of one installation.
    """

    def __init__(
        self,
        settings: Settings,
        auth: Auth.Auth | None,
        who: str,
        answers: Answers,
        *,
        renew: Callable[[], None] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._requester = github.Github(
            auth=auth,
            base_url=settings.api_url,
            timeout=TIMEOUT_SECONDS,
            user_agent="byline",
            per_page=PAGE_SIZE,
            retry=_RETRY,
            pool_size=settings.workers,
            seconds_between_requests=0,
            seconds_between_writes=0,
            lazy=True,
        ).requester
        # On GitHub Enterprise Server REST lives under /api/v3 and GraphQL under /api.
        self._graphql = self._requester.graphql_url
        self._auth = auth
        self._who = who
        self._answers = answers
        self._renew = renew
        self._max_wait = settings.max_wait_seconds
        self._pace = pace or Pace(settings.write_spacing_seconds)
        self._quiet_until = -float("inf")

    def token(self) -> str:
        """Return the token as it is now; empty without one.

        Raises:
            CouldNotLook: GitHub gave none.
        """
        if self._auth is None:
            return ""
        try:
            return self._auth.token
        except github.GithubException as error:
            raise problem(_refusal(error), "a request for a token", "an installation") from None
        except requests.RequestException as error:
            raise _unreachable("a request for a token", error) from None

    def get(
        self,
        path: str,
        permission: str,
        params: Mapping[str, str] | None = None,
        *,
        mark: str = "",
        holds: Callable[[Any], bool] = lambda _: True,
        absent: str = "",
    ) -> Any:
        """Return the parsed body of a GET.

        With ``mark`` GitHub is not asked where it was under the same mark: the caller knows that the answer
        is the same as long as the mark is. ``holds`` says of an answer whether that is true of it. With
        ``absent`` the same is done with "not found", and with nothing else.

        Raises:
            NotFound, RetryLater, CouldNotLook: as ``problem`` decides.
        """
        return self._read(path, permission, params, mark, holds, absent=absent)[0]

    def pages(
        self,
        path: str,
        permission: str,
        *,
        within: str = "",
        params: Mapping[str, str] | None = None,
        mark: str = "",
    ) -> Iterator[Any]:
        """Yield the items of every page; ``within`` is the key that holds them where a page is an object.

        ``mark`` is that of ``get``.

        Raises:
            NotFound, RetryLater, CouldNotLook: as ``problem`` decides.
        """
        first = {**(params or {}), "per_page": str(PAGE_SIZE)}
        data, following = self._read(path, permission, first, mark)
        empty = 0
        while True:
            items = data.get(within) if within and isinstance(data, dict) else data
            if not isinstance(items, list):
                raise CouldNotLook(f"GitHub's answer to GET {path} is not a list")
            yield from items
            empty = 0 if items else empty + 1
            if empty > _MOST_EMPTY_PAGES:
                raise CouldNotLook(f"GitHub's answer to GET {path} goes on without an item")
            if not following:
                return
            data, following = self._read(following, permission, None, mark, about=path)

    def write(self, verb: str, path: str, permission: str, body: Any = None) -> Any:
        """Send a change, ``write_spacing_seconds`` after the last one, and return the parsed answer.

        Raises:
            RetryLater: it is unclear whether a POST took effect, or the time is not right.
            NotFound, CouldNotLook, BylineError: as ``problem`` decides.
        """
        with self._pace.turn(f"{verb} {path}", self._max_wait):
            answer = self._send(verb, path, {}, body)
        if answer.status >= 400 or 300 <= answer.status < 400:
            raise problem(answer, f"{verb} {path}", permission)
        return answer.data

    def graphql(self, document: str, variables: Mapping[str, Any], permission: str) -> Any:
        """Send a GraphQL document, spaced like every write, and return the answer's ``data``.

        Raises:
            NotFound, RetryLater, CouldNotLook, BylineError: as ``problem`` and ``refused`` decide.
        """
        body = {"query": document, "variables": dict(variables)}
        answer = self.write("POST", self._graphql, permission, body)
        errors = answer.get("errors") if isinstance(answer, dict) else None
        if errors or not isinstance(answer, dict):
            raise refused(errors, document.split("(", 1)[0].strip(), permission)
        return answer.get("data")

    def forget(self, beginning: str) -> None:
        """Forget the answers to GETs of URLs with such a beginning: what is there is about to change."""
        self._answers.forget(self._who, beginning)

    def _read(
        self,
        path: str,
        permission: str,
        params: Mapping[str, str] | None,
        mark: str = "",
        holds: Callable[[Any], bool] = lambda _: True,
        about: str = "",
        absent: str = "",
    ) -> tuple[Any, str]:
        url = f"{path}?{urlencode(sorted(params.items()))}" if params else path
        known = self._answers.get(self._who, url)
        if known and known.is_absence:
            if absent and known.mark == absent:
                raise NotFound(f"GET {path}: GitHub said a while ago that it is not there")
            known = None
        if known and mark and known.mark == mark:
            return json.loads(known.body), _next_page(known.link)
        answer = self._send("GET", url, {"If-None-Match": known.etag} if known else {}, None)
        if answer.status == 304 and known:
            data = json.loads(known.body)
            if mark and holds(data):
                self._answers.put(self._who, url, replace(known, mark=mark, about=about))
            return data, _next_page(known.link)
        if answer.status == 404 and absent:
            self._answers.put(self._who, url, Remembered("", "", mark=absent))
        if answer.status >= 300:
            raise problem(answer, f"GET {path}", permission)
        link = answer.headers.get("link", "")
        if "etag" in answer.headers:
            own = mark if mark and holds(answer.data) else ""
            kept = Remembered(answer.headers["etag"], json.dumps(answer.data), link, own, about)
            self._answers.put(self._who, url, kept)
        return answer.data, _next_page(link)

    def _send(self, verb: str, url: str, headers: Mapping[str, str], body: Any) -> Answer:
        """Send a request; where a rate limit stands in the way, wait for it within the bounds."""
        waited = 0.0
        while True:
            waited += self._keep_quiet(f"{verb} {url}", self._max_wait - waited)
            answer = self._send_once(verb, url, headers, body)
            if answer.status == 401 and self._renew:  # a token that was revoked before its time
                self._renew()
                answer = self._send_once(verb, url, headers, body)
                if answer.status == 401:  # the App's token is new: GitHub, or a clock, is wrong for a while
                    raise RetryLater(f"GitHub refuses a new token for {verb} {url}: {answer.message}")
            meters.GITHUB_REQUESTS.labels(f"{answer.status // 100}xx").inc()
            pause = wait_for(answer)
            if pause is None:
                return answer
            meters.GITHUB_LIMITS.inc()
            self._quiet_until = max(self._quiet_until, time.monotonic() + pause)
            self._pace.limited(pause)
            _log.warning("github rate limit", who=self._who, seconds=round(pause), said=answer.message)

    def _keep_quiet(self, what: str, budget: float) -> float:
        """Wait until a rate limit is over, for all threads of this identity; return the seconds waited."""
        pause = self._quiet_until - time.monotonic()
        if pause <= 0:
            return 0.0
        if pause > budget:
            raise later(pause, f"{what}: GitHub's rate limit asks to wait {round(pause)} s")
        time.sleep(pause)
        meters.GITHUB_WAITS.inc(pause)
        return pause

    def _send_once(self, verb: str, url: str, headers: Mapping[str, str], body: Any) -> Answer:
        what = f"{verb} {url.partition('?')[0]}"
        try:
            status, received, text = self._requester.requestJson(
                verb, url, headers={"Accept": _ACCEPT, **headers}, input=body
            )
        except github.GithubException as error:  # the request for a token was refused
            return _refusal(error)
        except requests.RequestException as error:
            meters.GITHUB_REQUESTS.labels("none").inc()
            raise _unreachable(what, error) from None
        except RuntimeError as error:  # PyGithub refuses a redirect to another host
            raise CouldNotLook(f"{what}: {error}") from None
        return Answer(status, received, _parse(what, status, text))


def _parse(what: str, status: int, text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        if status >= 400:  # a proxy's error page
            return {"message": "the answer is not JSON"}
        raise RetryLater(f"{what}: GitHub's answer is not JSON") from None


def _refusal(error: github.GithubException) -> Answer:
    headers = {key.lower(): str(value) for key, value in (error.headers or {}).items()}
    return Answer(error.status, headers, error.data)


def _unreachable(what: str, error: requests.RequestException) -> RetryLater:
    reason = "no answer in time" if isinstance(error, requests.Timeout) else type(error).__name__
    unclear = "; it is unclear whether it took effect" if what.startswith("POST") else ""
    return RetryLater(f"{what}: GitHub could not be reached ({reason}){unclear}")


def _next_page(link: str) -> str:
    """Return the next page's URL. PyGithub uses its path and query only: it cannot lead to another host."""
    links = parse_header_links(link) if link else []
    return next((entry["url"] for entry in links if entry.get("rel") == "next"), "")

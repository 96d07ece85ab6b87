"""Who may see the dashboard.

It is open without signing in only on the machine itself, and only until a GitHub App is configured: the
server is bound to the loopback interface, the request came from the machine and no proxy or tunnel says that
it passed it on, and the browser asked for it by a local name (else a web page could reach it through a DNS
name of its own that points here). In every other case one signs in: with the token, as whoever runs the
server, or with a GitHub account, as somebody who helps to maintain a repository.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from datetime import timedelta
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from flask import Request, Response, g, make_response, redirect, render_template, request
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.config import Settings
from bot.dashboard import cookies
from bot.dashboard.viewer import OPERATOR, Viewer
from bot.home import dashboard_token, dashboard_token_path
from bot.storage import Sessions

_log = log.get(__name__)
_COOKIE_LASTS: Final = timedelta(days=30)
# "x-forwarded-for" and its like, "forwarded" (RFC 7239), "via" (RFC 9110, 7.6.3), nginx's own, and tunnels'.
_PROXY_HEADERS: Final = ("forwarded", "x-forwarded-", "via", "x-real-ip", "cf-", "true-client-ip")
_LOCAL_NAME: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Access:
    """Decides over each request to the dashboard; ``sessions`` are those of people who signed in."""

    def __init__(self, settings: Settings, sessions: Sessions) -> None:
        self._settings = settings
        self.sessions = sessions
        self._local = _is_loopback(settings.host) and not settings.has_app
        if not self._local:
            self._announce()

    def _announce(self) -> None:
        """Make the token and say where it is, so that nobody has to be refused first."""
        kept = dashboard_token_path(self._settings)
        where = (
            str(kept) if self._token and self._settings.dashboard_token is None else "BYLINE_DASHBOARD_TOKEN"
        )
        _log.info("the pages need a token: open /?token=TOKEN once", token_in=where)

    def check(self) -> BaseResponse | None:
        """Return ``None`` where the present request may go on, else the answer it gets."""
        token = request.args.get("token")
        if token is not None and request.method == "GET" and self._is_token(token):
            return self._signed_in()
        return None if self.recognize() else _refuse()

    def recognize(self) -> bool:
        """Note who makes the present request, and whether they can sign out; say whether it is known."""
        found, can_leave = self._known()
        g.viewer, g.can_sign_out = found, can_leave
        return found is not None

    def _known(self) -> tuple[Viewer | None, bool]:
        if self._has_bearer(request):
            return OPERATOR, False
        session = self.sessions.find(secret) if (secret := cookies.get(cookies.SESSION)) else None
        if session is not None:
            return Viewer(session.login, session.repositories), True
        if self._has_cookie():
            return OPERATOR, True
        return (OPERATOR if self._is_open(request) else None), False

    def sign_out(self) -> None:
        """End the session of the present browser, if it has one."""
        if secret := cookies.get(cookies.SESSION):
            self.sessions.end(secret)

    def _is_open(self, asked: Request) -> bool:
        local_name = _LOCAL_NAME.fullmatch(asked.headers.get("Host", "")) is not None
        return self._local and local_name and _is_loopback(asked.remote_addr or "") and not _passed_on(asked)

    def _has_cookie(self) -> bool:
        return _same(cookies.get(cookies.OPERATOR), self._cookie_value)

    def _has_bearer(self, asked: Request) -> bool:
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._is_token(token)

    def _is_token(self, given: str) -> bool:
        return _same(given, self._token)

    @cached_property
    def _token(self) -> str:
        return dashboard_token(self._settings)

    @cached_property
    def _cookie_value(self) -> str:
        # The cookie proves knowledge of the token without being it.
        return hmac.digest(self._token.encode(), b"byline dashboard cookie", "sha256").hex()

    def _signed_in(self) -> BaseResponse:
        return self.let_in(redirect(_without_token(), code=303))

    def let_in(self, answer: BaseResponse) -> BaseResponse:
        """Let the browser that gets ``answer`` be whoever runs the server from now on."""
        self.sign_out()
        answer = cookies.without(answer, cookies.SESSION)
        return cookies.put(answer, cookies.OPERATOR, self._cookie_value, _COOKIE_LASTS)


def _refuse() -> Response:
    then = _without_token() if request.method in {"GET", "HEAD"} else "/"
    return make_response(render_template("signin.html", then=then), 401)


def _without_token() -> str:
    """Return the address that was asked for, without what may have been meant as the token."""
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "token"]
    return iri_to_uri(request.path) + (f"?{urlencode(rest)}" if rest else "")


def _passed_on(asked: Request) -> bool:
    """Whether a proxy or tunnel stands in between: it reaches this server by a local name, too."""
    return any(name.lower().startswith(_PROXY_HEADERS) for name, _ in asked.headers)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

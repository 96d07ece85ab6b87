"""Who may see the dashboard.

It is open without signing in only on the machine itself, and only until a GitHub App is configured: the
server is bound to the loopback interface, the request came from the machine and no proxy or tunnel says that
it passed it on, and the browser asked for it by a local name (else a web page could reach it through a DNS
name of its own that points here). In every other case a token is needed.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from flask import Request, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.config import Settings
from bot.dashboard.viewer import OPERATOR
from bot.home import dashboard_token, dashboard_token_path

_log = log.get(__name__)
_COOKIE: Final = "byline-dashboard"
_COOKIE_SECONDS: Final = 30 * 24 * 3600
# "x-forwarded-for" and its like, "forwarded" (RFC 7239), "via" (RFC 9110, 7.6.3), nginx's own, and tunnels'.
_PROXY_HEADERS: Final = ("forwarded", "x-forwarded-", "via", "x-real-ip", "cf-", "true-client-ip")
_LOCAL_NAME: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class Access:
    """Decides over each request to the dashboard."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
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
        if self._is_open(request) or self._has_cookie(request) or self._has_bearer(request):
            g.viewer = OPERATOR
            return None
        return _refuse()

    def _is_open(self, asked: Request) -> bool:
        local_name = _LOCAL_NAME.fullmatch(asked.headers.get("Host", "")) is not None
        return self._local and local_name and _is_loopback(asked.remote_addr or "") and not _passed_on(asked)

    def _has_cookie(self, asked: Request) -> bool:
        return _same(asked.cookies.get(_COOKIE, ""), self._cookie_value)

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
        rest = [(key, value) for key, value in request.args.items(multi=True) if key != "token"]
        answer = redirect(request.path + (f"?{urlencode(rest)}" if rest else ""), code=303)
        answer.set_cookie(
            _COOKIE,
            self._cookie_value,
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="Strict",
            secure=is_encrypted(request),
        )
        return answer


def _refuse() -> Response:
    return make_response(render_template("signin.html"), 401)


def _passed_on(asked: Request) -> bool:
    """Whether a proxy or tunnel stands in between: it reaches this server by a local name, too."""
    return any(name.lower().startswith(_PROXY_HEADERS) for name, _ in asked.headers)


def is_encrypted(asked: Request) -> bool:
    """Whether the browser came by https, to this server or to a proxy in front of it.

    Anybody can send the proxy's header; who does so changes nothing but their own cookie and form.
    """
    return asked.is_secure or asked.headers.get("X-Forwarded-Proto", "").lower() == "https"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

"""Signing in with a GitHub account, and out again.

The way is that of OAuth: a browser is sent to GitHub with a state that only this browser can bring back,
once, and GitHub says who came. What a session may see is asked from GitHub at that moment.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.config import Settings
from bot.dashboard import cookies
from bot.dashboard.site import Site, own_origin, require_own_page
from bot.errors import BylineError
from bot.storage import Tickets

if TYPE_CHECKING:
    from bot.github.oauth import Person

_log = log.get(__name__)
_PURPOSE: Final = "sign-in"
#: How long somebody may stay at GitHub; its codes last ten minutes as well.
_AWAY: Final = timedelta(minutes=10)
_SESSION: Final = timedelta(hours=1)
_CALLBACK: Final = "/signin/callback"
_LONGEST: Final = 1_000
#: People whom a web process asks GitHub about at once: deliveries need its threads as well.
_AT_ONCE: Final = 4
# Printable ASCII; browsers read "//" and "/\" as the beginning of another host, and drop tabs and breaks.
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1000}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Way:
    """What a browser's cookie holds while it is at GitHub: its secret, and where it wanted to go."""

    browser: str
    then: str


def create_signin(site: Site) -> Blueprint:
    """Return ``/signin`` and what belongs to it; unlike the other pages these are open to everybody."""
    signin = Blueprint("signin", __name__)
    door = _Door(site) if site.settings.has_sign_in else None

    @signin.get("/signin")
    def page() -> BaseResponse:
        return make_response(render_template("signin.html", then=local_path(request.args.get("next"))))

    @signin.get("/signin/github")
    def begin() -> BaseResponse:
        return door.begin(local_path(request.args.get("next"))) if door else _not_offered()

    @signin.get(_CALLBACK)
    def callback() -> BaseResponse:
        return door.come_back() if door else _not_offered()

    @signin.post("/signout")
    def signout() -> BaseResponse:
        require_own_page()
        site.access.sign_out()
        return cookies.without(redirect("/signin", code=303), cookies.SESSION, cookies.OPERATOR)

    @signin.before_request
    def _know() -> None:
        site.access.recognize()

    return signin


def local_path(asked: str | None) -> str:
    """Return a path of this server to go to; the first page where ``asked`` could lead elsewhere."""
    return asked if asked and _LOCAL.fullmatch(asked) else "/"


def _not_offered() -> Response:
    return _say("not offered", 404)


def _say(what: str, status: int, **more: object) -> Response:
    """Tell somebody why they are not signed in; the template has the words."""
    return make_response(render_template("signin.html", problem=what, then="/", **more), status)


class _Door:
    """The way to GitHub and back. All of it is loaded at the start, and only where people can sign in."""

    def __init__(self, site: Site) -> None:
        from bot.github import oauth  # loads GitHub's library

        self._oauth = oauth
        self._site = site
        self._key = _key(site.settings)
        self._tickets = Tickets(site.database, self._key)
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._signer = URLSafeSerializer(self._key, salt="byline way to GitHub")

    def begin(self, then: str) -> BaseResponse:
        browser = secrets.token_urlsafe(32)
        state = self._tickets.give(_PURPOSE, browser, _AWAY)
        address = self._oauth.authorize_address(
            self._site.settings, self._back(), state, self._verifier(browser)
        )
        answer = redirect(address, code=303)
        return cookies.put(answer, cookies.WAY, self._signer.dumps([browser, then]), _AWAY)

    def come_back(self) -> BaseResponse:
        """Answer a browser that GitHub sent back. Whatever comes of it, its state is used up."""
        way, state = self._way(), request.args.get("state", "")
        if way is None or len(state) > _LONGEST or not self._tickets.take(_PURPOSE, way.browser, state):
            return _say("not begun here", 400)
        answer = self._judge(way, request.args.get("code", ""), request.args.get("error", ""))
        return cookies.without(answer, cookies.WAY)

    def _judge(self, way: _Way, code: str, error: str) -> BaseResponse:
        if error == "access_denied":
            return _say("declined", 403)
        if error or not code or len(code) > _LONGEST:
            _log.warning("signing in failed", said=error[:100])
            return _say("refused", 400)
        if not self._free.acquire(blocking=False):
            return _say("busy", 503)
        try:
            person = self._oauth.ask_who(self._site.settings, self._back(), code, self._verifier(way.browser))
        except self._oauth.RefusedError as refused:
            _log.warning("signing in failed", reason=str(refused))
            return _say("refused", 400)
        except BylineError as problem:
            _log.warning("signing in failed", reason=str(problem)[:500])
            return _say("could not look", 503)
        finally:
            self._free.release()
        return self._enter(way, person)

    def _enter(self, way: _Way, person: Person) -> BaseResponse:
        if not person.repositories:
            _log.info("somebody who maintains nothing here tried to sign in")
            return _say("maintains nothing", 403, login=person.login)
        self._site.access.sign_out()  # whoever was signed in with this browser before
        secret = self._site.access.sessions.begin(person.login, person.repositories, _SESSION)
        _log.info("signed in", login=person.login, repositories=len(person.repositories))
        answer = cookies.without(redirect(way.then, code=303), cookies.OPERATOR)
        return cookies.put(answer, cookies.SESSION, secret, _SESSION)

    def _way(self) -> _Way | None:
        try:
            browser, then = self._signer.loads(cookies.get(cookies.WAY))
        except (BadData, ValueError, TypeError):
            return None
        return _Way(str(browser), local_path(str(then)))

    def _back(self) -> str:
        """Return where GitHub sends the browser: one of the callback URLs in the App's settings."""
        settings = self._site.settings
        base = str(settings.public_url).rstrip("/") if settings.public_url else own_origin()
        return base + _CALLBACK

    def _verifier(self, browser: str) -> str:
        """PKCE's secret of this browser (RFC 7636): it need not be kept, and nobody else can make it."""
        return hmac.digest(self._key.encode(), browser.encode(), "sha256").hex()


def _key(settings: Settings) -> str:
    """Return a key that is the same in all web processes, on all machines."""
    secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
    return hashlib.sha256(b"byline sign-in " + secret.encode()).hexdigest()

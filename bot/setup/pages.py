"""The pages of the set-up. They are there until an App is configured, for whoever brings the token.

A browser gets a cookie for the token, chooses, takes the manifest to GitHub with a state that only it can
bring back, once, and comes back with a code. The choice is part of the cookie, and the state belongs to the
whole of it: what was chosen in another tab cannot be mixed in.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from filelock import FileLock, Timeout
from flask import Blueprint, abort, make_response, redirect, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from bot import log
from bot.config import Settings
from bot.dashboard import cookies
from bot.dashboard.site import Site, allow_form_to, allow_scripts, own_origin, require_own_page
from bot.errors import CouldNotLook, RetryLater, UsageError
from bot.github import asks
from bot.home import dashboard_token
from bot.setup import address, choice, keeping, token
from bot.setup.choice import Choice, Form
from bot.setup.conversion import NewApp, convert, is_code
from bot.setup.manifest import manifest, registration_url
from bot.storage import Tickets

PATH: Final = "/setup"
_COOKIE: Final = cookies.Kind("byline-setup", "Lax")
_PURPOSE: Final = "set-up"
#: GitHub gives as long between the manifest and the exchange of the code.
_LASTS: Final = timedelta(hours=1)
_LONGEST_STATE: Final = 1_000
_LOCK_SECONDS: Final = 60
_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Host:
    """The process that the pages run in.

    ``finish`` is called when an App was stored and the last page has been sent, with the App's own page on
    GitHub (empty: not known); ``restarts`` says whether the server then takes up the settings by itself.
    ``start`` fills in the form at first. ``again`` lets a set-up replace another App. ``in_terminal``:
    somebody waits for the end of it in a terminal.
    """

    finish: Callable[[str], None] = lambda _page: None
    restarts: bool = False
    start: Form | None = None
    again: bool = False
    in_terminal: bool = False


@dataclass(frozen=True, slots=True)
class _Visit:
    """What the cookie says: the browser's secret, and what was chosen with it."""

    browser: str
    choice: Choice | None = None


def create_setup(site: Site, host: Host) -> Blueprint:
    """Return ``/setup`` and the way back from GitHub; all of it is 404 once an App is configured."""
    pages = Blueprint("setup", __name__, template_folder="templates")
    desk = _Desk(site, host)

    @pages.before_request
    def _only_before() -> None:
        if not host.again and keeping.has_app(site.settings):
            abort(HTTPStatus.NOT_FOUND)

    @pages.get(PATH)
    def setup() -> Response:
        given = request.args.get("token")
        return desk.ask() if given is None else desk.enter(given)

    @pages.post(PATH)
    def review() -> Response:
        require_own_page()
        return desk.review()

    @pages.get(f"{PATH}/callback")
    def callback() -> Response:
        return desk.come_back(request.args.get("code", ""), request.args.get("state", ""))

    return pages


class _Desk:
    """Answers the requests of a set-up."""

    def __init__(self, site: Site, host: Host) -> None:
        self._site = site
        self._host = host
        self._settings: Settings = site.settings

    def enter(self, given: str) -> Response:
        """Exchange the token for a cookie."""
        if not _is_safe_origin():
            return _refuse("plain")
        following = token.take(self._settings.home, given)
        if following is None:
            return _refuse("token")
        again = f"{own_origin()}{PATH}?token={following}"
        _log.info("the set-up was opened in a browser; for another one", open=again)
        return self._remember(redirect(PATH, code=303), _Visit(secrets.token_urlsafe(32)))

    def ask(self) -> Response:
        """Show the form, to whom the token let in."""
        visit = self._visit()
        if visit is None:
            return _refuse("visit")
        return self._form(_chosen(visit.choice) if visit.choice else self._start(), HTTPStatus.OK)

    def review(self) -> Response:
        """Check the form, and show what goes to GitHub, with the button that takes it there."""
        visit = self._visit()
        if visit is None:
            return _refuse("visit")
        form = choice.read(request.form, request.form.getlist("parts"))
        decided, problems = choice.decide(form, self._settings)
        if decided is None:
            return self._form(replace(form, problems=problems), HTTPStatus.UNPROCESSABLE_ENTITY)
        hidden = keeping.conflicts(os.environ, decided)
        try:
            keeping.require_writable(self._settings.home)
        except UsageError as error:
            return self._form(form, HTTPStatus.CONFLICT, str(error))
        if hidden:
            return self._form(form, HTTPStatus.CONFLICT)
        return self._send(replace(visit, choice=decided), decided)

    def come_back(self, code: str, state: str) -> Response:
        """Take the code that GitHub gave the browser. Whatever comes of it, the state is used up."""
        visit = self._visit()
        if visit is None or visit.choice is None:
            return _refuse("way")
        if len(state) > _LONGEST_STATE or not self._tickets().take(_PURPOSE, cookies.get(_COOKIE), state):
            return _refuse("state")
        if not is_code(code):
            return _say("setup/failed.html", HTTPStatus.BAD_REQUEST, problem="code", choice=visit.choice)
        try:
            with FileLock(self._settings.home / ".setup.lock", timeout=_LOCK_SECONDS):
                if not self._host.again and keeping.has_app(self._settings):
                    abort(HTTPStatus.NOT_FOUND)
                return self._exchange(visit.choice, code)
        except (Timeout, OSError) as error:
            _log.error("the set-up could not begin to store an App", error=type(error).__name__)
            return self._retry(visit.choice, code, f"{self._settings.home} cannot be written to")

    def _exchange(self, chosen: Choice, code: str) -> Response:
        """Let GitHub hand out the App, and store it before anything else."""
        try:
            app = convert(chosen, code)
        except RetryLater as error:
            return self._retry(chosen, code, str(error))
        except UsageError as error:
            _log.warning("the set-up failed", reason=str(error))
            return _say("setup/failed.html", HTTPStatus.BAD_REQUEST, problem="used", choice=chosen)
        except CouldNotLook as error:
            _log.error("the set-up failed", reason=str(error))
            reason = str(error)
            return _say(
                "setup/failed.html", HTTPStatus.BAD_GATEWAY, problem="answer", choice=chosen, reason=reason
            )
        try:
            file = keeping.keep(self._settings.home, app, chosen)
        except keeping.CannotKeepError as error:
            _log.error("a GitHub App was registered, but not stored", app=app.slug, reason=str(error))
            return _say(
                "setup/lost.html",
                HTTPStatus.INTERNAL_SERVER_ERROR,
                app=app,
                page=app.page(chosen.web),
                reason=str(error),
            )
        _log.info("a GitHub App is configured", app=app.slug, id=app.id, file=str(file))
        return self._done(chosen, app)

    def _done(self, chosen: Choice, app: NewApp) -> Response:
        """Show what comes next, sign whoever did it in, and let the server take the settings up."""
        problem = ""
        try:
            keeping.read_back(self._settings.home, app)
        except UsageError as error:
            problem = str(error)
            _log.error("the server cannot start with the new App", reason=problem)
        token.forget(self._settings.home)
        page = app.page(chosen.web)
        if self._host.restarts:
            allow_scripts()
        answer = _say(
            "setup/done.html",
            HTTPStatus.OK,
            app=app,
            page=page,
            problem=problem,
            host=self._host,
            several=bool(self._settings.broker_url),
            home_folder=str(self._settings.home),
        )
        if self._host.in_terminal or not problem:
            answer.call_on_close(lambda: self._host.finish(page))
        return cookies.without(self._site.access.let_in(answer), _COOKIE)

    def _retry(self, chosen: Choice, code: str, reason: str) -> Response:
        """Offer another try with the same code: GitHub has not taken it."""
        _log.warning("the set-up could not go on", reason=reason)
        state = self._tickets().give(_PURPOSE, cookies.get(_COOKIE), _LASTS)
        return _say(
            "setup/failed.html",
            HTTPStatus.SERVICE_UNAVAILABLE,
            problem="later",
            choice=chosen,
            reason=reason,
            code=code,
            state=state,
        )

    def _send(self, visit: _Visit, chosen: Choice) -> Response:
        kept = self._signer().dumps([visit.browser, chosen.packed()])
        state = self._tickets().give(_PURPOSE, str(kept), _LASTS)
        taken = manifest(chosen, own_origin())
        allow_form_to(chosen.web)
        answer = _say(
            "setup/review.html",
            HTTPStatus.OK,
            choice=chosen,
            action=registration_url(chosen, state),
            manifest=json.dumps(taken),
            shown=json.dumps(taken, indent=2, ensure_ascii=False),
        )
        # GitHub is to see from which site the form came, as it does with every other one.
        answer.headers["Referrer-Policy"] = "strict-origin"
        return cookies.put(answer, _COOKIE, str(kept), _LASTS)

    def _form(self, form: Form, status: HTTPStatus, problem: str = "") -> Response:
        decided, _ = choice.decide(form, self._settings)
        return _say(
            "setup/form.html",
            status,
            form=form,
            problem=problem,
            hidden=keeping.conflicts(os.environ, decided),
            permissions=asks.PERMISSIONS,
            events=asks.EVENTS,
            parts=asks.PARTS,
            optional={one.name: one.part for one in asks.PERMISSIONS if one.part},
            longest_name=choice.LONGEST_NAME,
            home_folder=str(self._settings.home),
            several=bool(self._settings.broker_url),
        )

    def _start(self) -> Form:
        """Return what the form shows first: what is set already, and what the browser's address tells."""
        settings = self._settings
        here = "" if address.is_local(own_origin()) else own_origin()
        relay = str(settings.relay_url or "")
        form = self._host.start or Form(web=settings.web_url, reach="relay" if relay else "public")
        return replace(
            form,
            name=form.name or f"byline-{secrets.token_hex(3)}",
            public_url=form.public_url or str(settings.public_url or here).rstrip("/"),
            relay_url=form.relay_url or relay,
        )

    def _visit(self) -> _Visit | None:
        try:
            browser, packed = self._signer().loads(cookies.get(_COOKIE), max_age=int(_LASTS.total_seconds()))
            return _Visit(str(browser), Choice.unpacked(packed) if packed else None)
        except (BadData, ValueError, TypeError, KeyError):
            return None

    def _remember(self, answer: Response, visit: _Visit) -> Response:
        return cookies.put(answer, _COOKIE, str(self._signer().dumps([visit.browser, None])), _LASTS)

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key(), salt="byline set-up")

    def _tickets(self) -> Tickets:
        return Tickets(self._site.database, self._key())

    def _key(self) -> str:
        """Return a key that all web processes of this machine have."""
        return sha256(b"byline set-up " + dashboard_token(self._settings).encode()).hexdigest()


def _chosen(before: Choice) -> Form:
    """Return the form as it was filled in before."""
    return Form(
        name=before.name,
        owner=before.owner,
        reach="relay" if before.relay_url else "public",
        public_url=before.public_url,
        relay_url=before.relay_url,
        web=before.web,
        parts=tuple(part.value for part in before.parts),
    )


def _is_safe_origin() -> bool:
    """Whether nobody between the browser and this server can read along."""
    try:
        return bool(address.origin(own_origin(), "this page"))
    except UsageError:
        return False


def _refuse(reason: str) -> Response:
    return _say("setup/refused.html", HTTPStatus.FORBIDDEN, reason=reason)


def _say(template: str, status: HTTPStatus, **shown: object) -> Response:
    return make_response(render_template(template, **shown), status)

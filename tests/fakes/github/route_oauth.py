"""Signing in through an App: the page that asks, the exchange of the code, and what the token then sees."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, jsonify, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tests.fakes.github import shapes
from tests.fakes.github.auth import role_of
from tests.fakes.github.context import identity, json_object, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import Account, AppRecord, Installation, Repository, Token
from tests.fakes.github.paging import page
from tests.fakes.github.route_apps import flags

routes = Blueprint("oauth", __name__)
_CODE_LASTS = timedelta(minutes=10)
_TOKEN_SECONDS = 28_800
_PAGE = """<!doctype html><html lang="en"><title>Authorize</title><h1>Authorize {{ app.name }}</h1>
{% for account in accounts %}<form method="post">
<button name="login" value="{{ account.login }}">Authorize as {{ account.login }}</button></form>
{% endfor %}<a href="{{ cancel }}">Cancel</a>"""


@dataclass(frozen=True)
class Code:
    """What GitHub gave to a browser, to be exchanged once."""

    app: AppRecord
    account: Account
    redirect: str
    challenge: str
    expires_at: datetime


@routes.get("/login/oauth/authorize")
def ask() -> ResponseReturnValue:
    app, back = _asked()
    if back not in app.callbacks:
        return redirect(_to(app.callbacks[0], error="redirect_uri_mismatch"))
    people = [account for account in state().accounts.values() if account.type == "User"]
    cancel = _to(back, error="access_denied", error_description="The user has denied access")
    return render_template_string(_PAGE, app=app, accounts=people, cancel=cancel)


@routes.post("/login/oauth/authorize")
def authorize() -> ResponseReturnValue:
    app, back = _asked()
    value = secrets.token_hex(10)
    challenge = request.args.get("code_challenge", "")
    if challenge and request.args.get("code_challenge_method") != "S256":
        raise ApiError(400, "code_challenge_method must be S256")
    account = state().account(request.form["login"])
    state().codes[value] = Code(app, account, back, challenge, state().now() + _CODE_LASTS)
    return redirect(_to(back, code=value))


def _asked() -> tuple[AppRecord, str]:
    client = request.args.get("client_id", "")
    app = next((app for app in state().apps.values() if app.client_id == client), None)
    if app is None or not app.callbacks:
        raise not_found()
    return app, request.args.get("redirect_uri", app.callbacks[0])


def _to(back: str, **answer: str) -> str:
    return f"{back}?{urlencode({**answer, 'state': request.args.get('state', '')})}"


@routes.post("/login/oauth/access_token")
def exchange() -> ResponseReturnValue:
    given = MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
    app = next((app for app in state().apps.values() if app.client_id == given.get("client_id")), None)
    if app is None:
        raise not_found()
    if given.get("client_secret") != app.client_secret:
        return _error("incorrect_client_credentials", "The client id or the client secret is incorrect.")
    code = state().codes.pop(given.get("code", ""), None)
    if code is None or code.app is not app or code.expires_at <= state().now() or not _proves(code, given):
        return _error("bad_verification_code", "The code passed is incorrect or expired.")
    if given.get("redirect_uri", code.redirect) != code.redirect:
        return _error("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL.")
    expiry = state().now() + timedelta(seconds=_TOKEN_SECONDS)
    token = Token(f"ghu_{secrets.token_hex(18)}", "user", code.account, expiry, app=app)
    state().tokens[token.value] = token
    return jsonify(
        access_token=token.value,
        expires_in=_TOKEN_SECONDS,
        refresh_token=f"ghr_{secrets.token_hex(38)}",
        refresh_token_expires_in=15_897_600,
        token_type="bearer",
        scope="",
    )


def _proves(code: Code, given: MultiDict[str, str]) -> bool:
    """Check PKCE, where the browser came with a challenge."""
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    return not code.challenge or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == code.challenge


def _error(name: str, said: str) -> ResponseReturnValue:
    """GitHub answers 200 to a code that it does not take."""
    return jsonify(error=name, error_description=said, error_uri="https://docs.github.com")


@routes.delete("/applications/<client_id>/token")
def revoke(client_id: str) -> ResponseReturnValue:
    given, app = request.authorization, None
    if given is not None and given.username == client_id:
        app = next((app for app in state().apps.values() if app.client_id == client_id), None)
    if app is None or given is None or given.password != app.client_secret:
        raise not_found()
    token = state().tokens.get(json_object().get("access_token", ""))
    if token is None or token.app is not app:
        raise ApiError(422, "Validation Failed")
    del state().tokens[token.value]
    return "", 204


@routes.get("/user/installations")
def user_installations() -> ResponseReturnValue:
    app = _app()
    found = [one for one in state().installations.values() if one.app is app and _reached(one)]
    shown = [shapes.installation(state(), one) for one in page(found)]
    return jsonify(total_count=len(found), installations=shown)


@routes.get("/user/installations/<int:installation_id>/repositories")
def user_repositories(installation_id: int) -> ResponseReturnValue:
    installation = state().installations.get(installation_id)
    if installation is None or installation.app is not _app():
        raise not_found()
    found = _reached(installation)
    shown = [
        {
            **shapes.repository(state(), repository),
            "permissions": flags(role_of(repository, identity().actor)),
        }
        for repository in page(found)
    ]
    return jsonify(total_count=len(found), repository_selection=installation.selection, repositories=shown)


def _app() -> AppRecord:
    app = identity().app
    if identity().kind != "user" or app is None:
        raise ApiError(403, "You must authenticate with an access token authorized to a GitHub App")
    return app


def _reached(installation: Installation) -> list[Repository]:
    """List what the person has explicit access to: of public repositories not those that anybody can read."""
    who = identity().actor
    return [repo for repo in state().covered(installation) if role_of(repo, who) != "none"]

"""The App itself, its installations and their tokens, accounts, and the rate limit."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, current_app, g, jsonify
from flask.typing import ResponseReturnValue

from tests.fakes.github import shapes
from tests.fakes.github.auth import LEVELS, require_app, role_of
from tests.fakes.github.context import identity, json_object, repository, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import Installation, Json, Repository, Token
from tests.fakes.github.paging import page
from tests.fakes.github.state import timestamp

routes = Blueprint("apps", __name__)


@routes.get("/app")
def get_app() -> ResponseReturnValue:
    app = require_app(identity())
    shown = shapes.app(state(), app)
    shown["installations_count"] = sum(item.app is app for item in state().installations.values())
    return jsonify(shown)


@routes.get("/app/installations")
def list_installations() -> ResponseReturnValue:
    app = require_app(identity())
    own = [item for item in state().installations.values() if item.app is app]
    return jsonify([shapes.installation(state(), item) for item in page(own)])


@routes.get("/app/installations/<int:installation_id>")
def get_installation(installation_id: int) -> ResponseReturnValue:
    return jsonify(shapes.installation(state(), _installation(installation_id)))


@routes.get("/repos/<owner>/<name>/installation")
def repository_installation(owner: str, name: str) -> ResponseReturnValue:
    app = require_app(identity())
    repo = state().repository(owner, name)
    found = state().installation_of(repo, app) if repo else None
    if found is None:
        raise not_found()
    return jsonify(shapes.installation(state(), found))


@routes.get("/orgs/<login>/installation")
@routes.get("/users/<login>/installation")
def account_installation(login: str) -> ResponseReturnValue:
    app = require_app(identity())
    for item in state().installations.values():
        if item.app is app and item.account.login.casefold() == login.casefold():
            return jsonify(shapes.installation(state(), item))
    raise not_found()


@routes.post("/app/installations/<int:installation_id>/access_tokens")
def create_token(installation_id: int) -> ResponseReturnValue:
    installation = _installation(installation_id)
    if installation.suspended_at:
        raise ApiError(403, "This installation has been suspended")
    asked = json_object()
    permissions = _asked_permissions(installation, asked.get("permissions") or {})
    repositories = _asked_repositories(installation, asked)
    token = Token(
        f"ghs_{secrets.token_hex(18)}",
        "installation",
        installation.app.bot,
        state().now() + state().token_lifetime,
        installation,
        permissions,
        frozenset(repo.id for repo in repositories) if repositories is not None else None,
    )
    state().tokens[token.value] = token
    shown: Json = {
        "token": token.value,
        "expires_at": timestamp(token.expires_at),
        "permissions": permissions,
        "repository_selection": "selected" if repositories is not None else installation.selection,
    }
    if repositories is not None:
        shown["repositories"] = [shapes.repository(state(), repo) for repo in repositories]
    return jsonify(shown), 201


def _installation(installation_id: int) -> Installation:
    app = require_app(identity())
    found = state().installations.get(installation_id)
    if found is None or found.app is not app:
        raise not_found()
    return found


def _asked_permissions(installation: Installation, asked: dict[str, str]) -> dict[str, str]:
    """Grant what is asked by name; nothing asked is nothing granted, so that forgetting shows."""
    for name, level in asked.items():
        if LEVELS.get(installation.permissions.get(name, ""), 0) < LEVELS.get(level, 9):
            raise ApiError(422, "The permissions requested are not granted to this installation.")
    return {**asked, "metadata": "read"} if asked else {}


def _asked_repositories(installation: Installation, asked: Json) -> list[Repository] | None:
    names, ids = asked.get("repositories"), asked.get("repository_ids")
    if names is None and ids is None:
        return None
    covered = state().covered(installation)
    chosen = [repo for repo in covered if repo.name in (names or ()) or repo.id in (ids or ())]
    if len(chosen) < len(names or ()) + len(ids or ()):
        raise ApiError(
            422,
            "There is at least one repository that does not exist or is not accessible to the parent "
            "installation.",
        )
    return chosen


@routes.get("/installation/repositories")
def installation_repositories() -> ResponseReturnValue:
    who = identity()
    if who.installation is None:
        raise ApiError(
            403,
            "You must authenticate with an installation access token in order to list "
            "repositories for an installation.",
        )
    covered = [
        repo
        for repo in state().covered(who.installation)
        if who.repositories is None or repo.id in who.repositories
    ]
    shown = [shapes.repository(state(), repo) for repo in page(covered)]
    return jsonify(
        total_count=len(covered), repository_selection=who.installation.selection, repositories=shown
    )


@routes.get("/users/<login>")
def get_user(login: str) -> ResponseReturnValue:
    found = state().accounts.get(login.casefold())
    if found is None:
        raise not_found()
    return jsonify(shapes.full_account(state(), found))


@routes.get("/user")
def get_me() -> ResponseReturnValue:
    who = identity()
    if who.kind == "installation":
        raise ApiError(403, "Resource not accessible by integration")
    return jsonify(shapes.full_account(state(), who.actor))


@routes.get("/repos/<owner>/<name>/collaborators/<login>/permission")
def collaborator_permission(owner: str, name: str, login: str) -> ResponseReturnValue:
    repo = repository(owner, name, "metadata:read", role="write")
    found = state().accounts.get(login.casefold())
    if found is None:
        raise ApiError(404, f"{login} is not a user")
    role = role_of(repo, found)
    if role == "none" and not repo.private:
        role = "read"
    permission = {"triage": "read", "maintain": "write"}.get(role, role)
    return jsonify(
        permission=permission,
        role_name=role,
        user=shapes.account(state(), found)
        | {"permissions": flags(role), "role_name": role, "name": found.name, "email": found.email},
    )


def flags(role: str) -> dict[str, bool]:
    """Return GitHub's flags of what a role may do."""
    order = ("pull", "triage", "push", "maintain", "admin")
    held = {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}[role]
    return {name: at < held for at, name in enumerate(order)}


@routes.get("/rate_limit")
def rate_limit() -> ResponseReturnValue:
    limits: Any = current_app.extensions["limits"]
    return jsonify(limits.overview(g.entry.identity))


@routes.get("/meta")
def meta() -> ResponseReturnValue:
    return jsonify(verifiable_password_authentication=False, hooks=["127.0.0.1/32"])

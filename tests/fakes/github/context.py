"""What a request handler asks of its surroundings."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, g

from tests.fakes.github.auth import Identity, allow, is_read
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import Issue, Json, Repository
from tests.fakes.github.state import State


def state() -> State:
    """Return the memory behind this request."""
    return cast("State", current_app.extensions["state"])


def identity() -> Identity:
    """Return who asks."""
    return cast("Identity", g.identity)


def body() -> Any:
    """Return the parsed JSON body; an empty object where there is none."""
    return g.get("json_body") or {}


def json_object() -> Json:
    """Return the body when it is an object, else refuse."""
    value = body()
    if not isinstance(value, dict):
        raise ApiError(422, "Invalid request.\n\nFor 'links/0/schema', input is not an object.")
    return value


def repository(owner: str, name: str, *needs: str, role: str = "read") -> Repository:
    """Find a repository that the caller may use.

    ``needs`` are alternatives such as ``issues:write`` for an App; ``role`` is the least role of a person.
    """
    g.accepted = "; ".join(need.replace(":", "=") for need in needs)
    found = state().repository(owner, name)
    if found is None:
        raise not_found()
    allow(state(), identity(), found, needs or ("metadata:read",), role)
    if found.archived and not is_read():
        raise ApiError(403, "Repository was archived so is read-only.")
    return found


def issue(owner: str, name: str, number: int, level: str, role: str = "read") -> Issue:
    """Find an issue or a pull request; either permission serves a pull request, only its own an issue."""
    known = state().repository(owner, name)
    found = known.issues.get(number) if known else None
    both = (f"issues:{level}", f"pull_requests:{level}")
    repository(owner, name, *(both if found and found.pull else both[:1]), role=role)
    if found is None:
        raise not_found()
    return found


def pull(owner: str, name: str, number: int, level: str = "read", role: str = "read") -> Issue:
    """Find a pull request."""
    found = repository(owner, name, f"pull_requests:{level}", role=role).issues.get(number)
    if found is None or found.pull is None:
        raise not_found()
    return found

"""The few GraphQL queries and mutations that have no REST counterpart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from tests.fakes.github import actions
from tests.fakes.github.auth import permits
from tests.fakes.github.context import identity, json_object, state
from tests.fakes.github.errors import ApiError
from tests.fakes.github.model import Comment, Issue, Json
from tests.fakes.github.state import node_id

routes = Blueprint("graphql", __name__)
_CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)", re.IGNORECASE)


@routes.post("/graphql")
def graphql() -> ResponseReturnValue:
    if identity().kind in {"anonymous", "app"}:
        raise ApiError(401, "This endpoint requires you to be authenticated.")
    asked = json_object()
    query = str(asked.get("query", ""))
    variables: Json = asked.get("variables") or {}
    given: Json = variables.get("input") or variables
    for name, (need, mutation) in _MUTATIONS.items():
        if name in query:
            g.accepted = need.replace(":", "=")
            if identity().kind == "installation" and not permits(identity().permissions, need):
                return _error("FORBIDDEN", "Resource not accessible by integration", name)
            return mutation(name, given)
    return _error("undefinedField", "The fake knows no such field.", "query")


def _minimize(name: str, given: Json) -> ResponseReturnValue:
    wanted = given.get("subjectId") or given.get("id")
    for issue in state().issues():
        for comment in issue.comments:
            if node_id("IC", comment.id) == wanted:
                return _minimized(name, comment, given)
    return _error("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'", name)


def _minimized(name: str, comment: Comment, given: Json) -> ResponseReturnValue:
    hide = name == "minimizeComment"
    comment.minimized = str(given.get("classifier", "OUTDATED")) if hide else None
    shown = {"isMinimized": hide, "minimizedReason": (comment.minimized or "").lower() or None}
    return jsonify(data={name: {"minimizedComment" if hide else "unminimizedComment": shown}})


def _draft(name: str, given: Json) -> ResponseReturnValue:
    wanted = given.get("pullRequestId") or given.get("id")
    for issue in state().issues():
        if issue.pull and node_id("PR", issue.id) == wanted:
            return _drafted(name, issue)
    return _error("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'", name)


def _drafted(name: str, issue: Issue) -> ResponseReturnValue:
    actions.set_draft(state(), issue, identity().actor, draft=name == "convertPullRequestToDraft")
    shown = {"number": issue.number, "isDraft": issue.request.draft, "id": node_id("PR", issue.id)}
    return jsonify(data={name: {"pullRequest": shown}})


def _closing(name: str, given: Json) -> ResponseReturnValue:
    """Show the issues that a pull request closes: linked by hand, or named with a closing word."""
    found = state().repositories.get(f"{given.get('owner')}/{given.get('name')}".casefold())
    issue = found.issues.get(int(given.get("number", 0))) if found else None
    if found is None or issue is None or issue.pull is None:
        return _error("NOT_FOUND", "Could not resolve to a PullRequest.", "repository")
    named = (found.issues.get(int(number)) for number in _CLOSES.findall(issue.body or ""))
    closed = [*issue.pull.closes, *(one for one in named if one and not one.pull)]
    nodes = [_closed(one) for one in closed]
    return jsonify(data={"repository": {"pullRequest": {name: {"nodes": nodes}}}})


def _closed(issue: Issue) -> Json:
    return {
        "number": issue.number,
        "state": issue.state.upper(),
        "repository": {"nameWithOwner": issue.repository.full_name},
        "labels": {"nodes": [{"name": label.name} for label in issue.labels]},
        "assignees": {"nodes": [{"login": person.login} for person in issue.assignees]},
    }


def _viewer(name: str, given: Json) -> ResponseReturnValue:
    return jsonify(data={name: {"login": identity().actor.login}})


def _error(kind: str, message: str, path: str) -> ResponseReturnValue:
    return jsonify(data={path: None}, errors=[{"type": kind, "path": [path], "message": message}])


_Mutation = Callable[[str, dict[str, Any]], ResponseReturnValue]
_MUTATIONS: dict[str, tuple[str, _Mutation]] = {
    "unminimizeComment": ("issues:write", _minimize),
    "minimizeComment": ("issues:write", _minimize),
    "convertPullRequestToDraft": ("contents:write", _draft),
    "markPullRequestReadyForReview": ("contents:write", _draft),
    "closingIssuesReferences": ("pull_requests:read", _closing),
    "viewer": ("metadata:read", _viewer),
}

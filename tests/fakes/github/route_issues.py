"""Issues, their comments and their events."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import actions, issue_shapes
from tests.fakes.github.context import identity, issue, json_object, repository, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import Comment, Issue
from tests.fakes.github.paging import page
from tests.fakes.github.state import timestamp

routes = Blueprint("issues", __name__)


@routes.get("/repos/<owner>/<name>/issues")
def list_issues(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "issues:read", "pull_requests:read")
    wanted, labels = request.args.get("state", "open"), request.args.get("labels", "")
    names = {label.casefold() for label in labels.split(",") if label}
    creator = request.args.get("creator", "").casefold()
    found = [
        item
        for item in repo.issues.values()
        if wanted in {"all", item.state}
        and names <= {label.casefold() for label in item.label_names}
        and creator in {"", item.user.login.casefold()}
    ]
    return jsonify([issue_shapes.issue(state(), item) for item in page(in_order(found))])


def in_order(items: list[Issue]) -> list[Issue]:
    """Sort as the query asks."""
    by_update = request.args.get("sort") == "updated"
    descending = request.args.get("direction", "desc") == "desc"
    return sorted(
        items,
        key=lambda item: (item.updated_at if by_update else item.created_at, item.number),
        reverse=descending,
    )


@routes.get("/repos/<owner>/<name>/issues/<int:number>")
def get_issue(owner: str, name: str, number: int) -> ResponseReturnValue:
    return jsonify(issue_shapes.issue(state(), issue(owner, name, number, "read")))


@routes.patch("/repos/<owner>/<name>/issues/<int:number>")
def edit_issue(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="triage")
    actions.edit_issue(state(), item, json_object(), identity().actor, identity().app)
    return jsonify(issue_shapes.issue(state(), item))


@routes.put("/repos/<owner>/<name>/issues/<int:number>/lock")
def lock_issue(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="write")
    reason = json_object().get("lock_reason")
    actions.set_lock(state(), item, reason, identity().actor, locked=True, app=identity().app)
    return "", 204


@routes.delete("/repos/<owner>/<name>/issues/<int:number>/lock")
def unlock_issue(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="write")
    actions.set_lock(state(), item, None, identity().actor, locked=False, app=identity().app)
    return "", 204


@routes.get("/repos/<owner>/<name>/issues/<int:number>/comments")
def list_comments(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "read")
    return jsonify([issue_shapes.comment(state(), comment) for comment in page(item.comments)])


@routes.post("/repos/<owner>/<name>/issues/<int:number>/comments")
def create_comment(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write")
    who = identity()
    if item.locked and who.kind == "user" and who.actor.login.casefold() not in item.repository.roles:
        raise ApiError(403, "Unable to create comment because issue is locked.")
    comment = actions.add_comment(state(), item, json_object().get("body"), who.actor, who.app)
    return jsonify(issue_shapes.comment(state(), comment)), 201


@routes.get("/repos/<owner>/<name>/issues/comments")
def list_all_comments(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "issues:read", "pull_requests:read")
    since = request.args.get("since", "")
    found = [
        comment
        for item in repo.issues.values()
        for comment in item.comments
        if str(timestamp(comment.updated_at)) >= since
    ]
    newest_first = request.args.get("direction") == "desc"
    found.sort(key=lambda comment: (comment.created_at, comment.id), reverse=newest_first)
    return jsonify([issue_shapes.comment(state(), comment) for comment in page(found)])


@routes.get("/repos/<owner>/<name>/issues/events")
def list_all_events(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "issues:read", "pull_requests:read")
    found = sorted(
        (event for item in repo.issues.values() for event in item.events), key=lambda it: it.id, reverse=True
    )
    return jsonify([issue_shapes.event(state(), repo, event) for event in page(found)])


@routes.get("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def get_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    return jsonify(issue_shapes.comment(state(), _comment(owner, name, comment_id, "read")))


@routes.patch("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def edit_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    comment = _comment(owner, name, comment_id, "write")
    actions.edit_comment(state(), comment, json_object().get("body"), identity().actor)
    return jsonify(issue_shapes.comment(state(), comment))


@routes.delete("/repos/<owner>/<name>/issues/comments/<int:comment_id>")
def delete_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    actions.delete_comment(state(), _comment(owner, name, comment_id, "write"), identity().actor)
    return "", 204


def _comment(owner: str, name: str, comment_id: int, level: str) -> Comment:
    repo = state().repository(owner, name)
    found = repo.comment(comment_id) if repo else None
    if found is None:
        repository(owner, name, f"issues:{level}", f"pull_requests:{level}")
        raise not_found()
    issue(owner, name, found.issue.number, level)
    return found


@routes.get("/repos/<owner>/<name>/issues/<int:number>/events")
def list_events(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "read")
    return jsonify([issue_shapes.event(state(), item.repository, event) for event in page(item.events)])


@routes.get("/repos/<owner>/<name>/issues/<int:number>/timeline")
def list_timeline(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "read")
    return jsonify(page(issue_shapes.timeline(state(), item)))


@routes.get("/repos/<owner>/<name>/issues/events/<int:event_id>")
def get_event(owner: str, name: str, event_id: int) -> ResponseReturnValue:
    repo = repository(owner, name, "issues:read", "pull_requests:read")
    for item in repo.issues.values():
        for event in item.events:
            if event.id == event_id:
                shown = issue_shapes.event(state(), repo, event)
                return jsonify(shown | {"issue": issue_shapes.issue(state(), item)})
    raise not_found()

"""Reactions to comments."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from tests.fakes.github import issue_shapes
from tests.fakes.github.context import identity, issue, json_object, pull, repository, state
from tests.fakes.github.errors import invalid, not_found
from tests.fakes.github.model import Comment, Reaction, ReviewComment
from tests.fakes.github.paging import page

routes = Blueprint("reactions", __name__)


@routes.get("/repos/<owner>/<name>/issues/comments/<int:comment_id>/reactions")
def list_for_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    return _shown(_comment(owner, name, comment_id, "read"))


@routes.post("/repos/<owner>/<name>/issues/comments/<int:comment_id>/reactions")
def react_to_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    return _react(_comment(owner, name, comment_id, "write"))


@routes.get("/repos/<owner>/<name>/pulls/comments/<int:comment_id>/reactions")
def list_for_review_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    return _shown(_review_comment(owner, name, comment_id, "read"))


@routes.post("/repos/<owner>/<name>/pulls/comments/<int:comment_id>/reactions")
def react_to_review_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    return _react(_review_comment(owner, name, comment_id, "write"))


def _comment(owner: str, name: str, comment_id: int, level: str) -> Comment:
    repo = state().repository(owner, name)
    found = repo.comment(comment_id) if repo else None
    if found is None:
        repository(owner, name, f"issues:{level}", f"pull_requests:{level}")
        raise not_found()
    issue(owner, name, found.issue.number, level)
    return found


def _review_comment(owner: str, name: str, comment_id: int, level: str) -> ReviewComment:
    repo = state().repository(owner, name)
    found = repo.review_comment(comment_id) if repo else None
    if found is None:
        repository(owner, name, f"pull_requests:{level}")
        raise not_found()
    pull(owner, name, found.issue.number, level)
    return found


def _shown(item: Comment | ReviewComment) -> ResponseReturnValue:
    return jsonify([issue_shapes.reaction(state(), reaction) for reaction in page(item.reactions)])


def _react(item: Comment | ReviewComment) -> ResponseReturnValue:
    """Add a reaction; one that is there already is answered with 200 and stays single."""
    content, who = json_object().get("content"), identity().actor
    if content not in issue_shapes.REACTIONS:
        raise invalid("Reaction", "content", "invalid")
    known = next((one for one in item.reactions if (one.user, one.content) == (who, content)), None)
    if known is not None:
        return jsonify(issue_shapes.reaction(state(), known)), 200
    reaction = Reaction(state().next_id(), who, content, state().now())
    item.reactions.append(reaction)
    return jsonify(issue_shapes.reaction(state(), reaction)), 201

"""Pull requests, their commits, files and reviews."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import actions, gitdata, issue_shapes, shapes
from tests.fakes.github.context import identity, json_object, pull, repository, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import Issue
from tests.fakes.github.paging import page
from tests.fakes.github.route_issues import in_order

routes = Blueprint("pulls", __name__)
COMMITS_LIMIT = 250
FILES_LIMIT = 3000
_VERDICTS = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}


@routes.get("/repos/<owner>/<name>/pulls")
def list_pulls(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "pull_requests:read")
    args = request.args
    found = [
        item
        for item in repo.issues.values()
        if item.pull
        and args.get("state", "open") in {"all", item.state}
        and args.get("head", _head(item)) == _head(item)
        and args.get("base", item.pull.base_ref) == item.pull.base_ref
    ]
    return jsonify([issue_shapes.pull_simple(state(), item) for item in page(in_order(found))])


def _head(item: Issue) -> str:
    return f"{item.request.head_owner.login}:{item.request.head_ref}"


@routes.get("/repos/<owner>/<name>/pulls/<int:number>")
def get_pull(owner: str, name: str, number: int) -> ResponseReturnValue:
    return jsonify(issue_shapes.pull(state(), pull(owner, name, number)))


@routes.patch("/repos/<owner>/<name>/pulls/<int:number>")
def edit_pull(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = pull(owner, name, number, "write", role="write")
    actions.edit_issue(state(), item, json_object(), identity().actor, identity().app)
    return jsonify(issue_shapes.pull(state(), item))


@routes.get("/repos/<owner>/<name>/pulls/<int:number>/commits")
def list_commits(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = pull(owner, name, number)
    span = f"{issue_shapes.base_of(item)}..{item.request.head_sha}"
    commits = gitdata.log(item.repository.git_dir, "--reverse", span)[:COMMITS_LIMIT]
    return jsonify([shapes.commit(state(), item.repository, commit) for commit in page(commits)])


@routes.get("/repos/<owner>/<name>/pulls/<int:number>/files")
def list_files(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = pull(owner, name, number)
    head = item.request.head_sha
    changes = gitdata.diff(item.repository.git_dir, issue_shapes.base_of(item), head)[:FILES_LIMIT]
    return jsonify([shapes.file_change(state(), item.repository, head, change) for change in page(changes)])


@routes.get("/repos/<owner>/<name>/pulls/<int:number>/reviews")
def list_reviews(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = pull(owner, name, number)
    return jsonify([issue_shapes.review(state(), review) for review in page(item.request.reviews)])


@routes.post("/repos/<owner>/<name>/pulls/<int:number>/reviews")
def create_review(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = pull(owner, name, number, "write")
    asked = json_object()
    verdict = _VERDICTS.get(asked.get("event", ""), "PENDING")
    text = asked.get("body") or ""
    if verdict != "APPROVED" and not text:
        raise ApiError(422, "Unprocessable Entity", errors=["Body can't be blank"])
    review = actions.add_review(state(), item, verdict, text, identity().actor)
    return jsonify(issue_shapes.review(state(), review))


@routes.get("/repos/<owner>/<name>/pulls/<int:number>/reviews/<int:review_id>")
def get_review(owner: str, name: str, number: int, review_id: int) -> ResponseReturnValue:
    for review in pull(owner, name, number).request.reviews:
        if review.id == review_id:
            return jsonify(issue_shapes.review(state(), review))
    raise not_found()


@routes.put("/repos/<owner>/<name>/pulls/<int:number>/reviews/<int:review_id>/dismissals")
def dismiss_review(owner: str, name: str, number: int, review_id: int) -> ResponseReturnValue:
    for review in pull(owner, name, number, "write", role="write").request.reviews:
        if review.id == review_id:
            review.state = "DISMISSED"
            return jsonify(issue_shapes.review(state(), review))
    raise not_found()


@routes.get("/repos/<owner>/<name>/pulls/<int:number>/comments")
def list_review_comments(owner: str, name: str, number: int) -> ResponseReturnValue:
    comments = pull(owner, name, number).request.review_comments
    return jsonify([issue_shapes.review_comment(state(), comment) for comment in page(comments)])


@routes.get("/repos/<owner>/<name>/pulls/comments/<int:comment_id>")
def get_review_comment(owner: str, name: str, comment_id: int) -> ResponseReturnValue:
    repo = repository(owner, name, "pull_requests:read")
    for item in repo.issues.values():
        for comment in item.pull.review_comments if item.pull else ():
            if comment.id == comment_id:
                return jsonify(issue_shapes.review_comment(state(), comment))
    raise not_found()

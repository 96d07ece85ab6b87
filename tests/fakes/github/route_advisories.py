"""Security advisories of repositories, private reports among them."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import issue_shapes
from tests.fakes.github.context import repository, state
from tests.fakes.github.errors import not_found
from tests.fakes.github.paging import page

routes = Blueprint("advisories", __name__)
_READ = "repository_advisories:read"


@routes.get("/repos/<owner>/<name>/security-advisories")
def list_advisories(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, _READ, role="admin")
    wanted = request.args.get("state")
    found = [item for item in repo.advisories if wanted in {None, item.state}]
    return jsonify([issue_shapes.advisory(state(), item) for item in page(found)])


@routes.get("/repos/<owner>/<name>/security-advisories/<ghsa_id>")
def get_advisory(owner: str, name: str, ghsa_id: str) -> ResponseReturnValue:
    repo = repository(owner, name, _READ, role="admin")
    found = next((item for item in repo.advisories if item.ghsa_id == ghsa_id), None)
    if found is None:
        raise not_found()
    return jsonify(issue_shapes.advisory(state(), found))

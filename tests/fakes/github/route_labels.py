"""Labels of repositories and issues."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from tests.fakes.github import actions, shapes
from tests.fakes.github.context import body, identity, issue, json_object, repository, state
from tests.fakes.github.errors import invalid, not_found
from tests.fakes.github.model import Issue, Json, Label, Repository
from tests.fakes.github.paging import page

routes = Blueprint("labels", __name__)
_READ = ("issues:read", "pull_requests:read")
_WRITE = ("issues:write", "pull_requests:write")


@routes.get("/repos/<owner>/<name>/labels")
def list_labels(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, *_READ)
    return jsonify([shapes.label(state(), repo, label) for label in page(repo.labels)])


@routes.post("/repos/<owner>/<name>/labels")
def create_label(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, *_WRITE, role="write")
    asked = json_object()
    color = asked.get("color") or actions.DEFAULT_COLOR
    label = actions.create_label(state(), repo, str(asked.get("name", "")), color, asked.get("description"))
    shown = shapes.label(state(), repo, label)
    state().emit("label", "created", repo, identity().actor, label=shown)
    return jsonify(shown), 201


@routes.get("/repos/<owner>/<name>/labels/<path:label_name>")
def get_label(owner: str, name: str, label_name: str) -> ResponseReturnValue:
    repo = repository(owner, name, *_READ)
    return jsonify(shapes.label(state(), repo, _label(repo, label_name)))


@routes.patch("/repos/<owner>/<name>/labels/<path:label_name>")
def edit_label(owner: str, name: str, label_name: str) -> ResponseReturnValue:
    repo = repository(owner, name, *_WRITE, role="write")
    label, asked = _label(repo, label_name), json_object()
    wanted = asked.get("new_name") or asked.get("name") or label.name
    color = asked.get("color") or label.color
    description = asked.get("description", label.description)
    actions.check_label(wanted, color, description)
    if _taken(repo, wanted, label):
        raise invalid("Label", "name", "already_exists")
    label.name, label.color, label.description = wanted, color.lower(), description
    return jsonify(shapes.label(state(), repo, label))


def _taken(repo: Repository, name: str, label: Label) -> bool:
    other = repo.label(name)
    return other is not None and other is not label


@routes.delete("/repos/<owner>/<name>/labels/<path:label_name>")
def delete_label(owner: str, name: str, label_name: str) -> ResponseReturnValue:
    repo = repository(owner, name, *_WRITE, role="write")
    label = _label(repo, label_name)
    repo.labels.remove(label)
    for item in repo.issues.values():
        if label in item.labels:
            item.labels.remove(label)
    return "", 204


def _label(repo: Repository, name: str) -> Label:
    found = repo.label(name)
    if found is None:
        raise not_found()
    return found


@routes.get("/repos/<owner>/<name>/issues/<int:number>/labels")
def issue_labels(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "read")
    return jsonify(_shown(item, page(item.labels)))


@routes.post("/repos/<owner>/<name>/issues/<int:number>/labels")
def add_labels(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="triage")
    actions.add_labels(state(), item, _asked(), identity().actor, identity().app)
    return jsonify(_shown(item, item.labels))


@routes.put("/repos/<owner>/<name>/issues/<int:number>/labels")
def set_labels(owner: str, name: str, number: int) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="triage")
    actions.edit_issue(state(), item, {"labels": _asked()}, identity().actor, identity().app)
    return jsonify(_shown(item, item.labels))


@routes.delete("/repos/<owner>/<name>/issues/<int:number>/labels/<path:label_name>")
def remove_label(owner: str, name: str, number: int, label_name: str) -> ResponseReturnValue:
    item = issue(owner, name, number, "write", role="triage")
    actions.remove_label(state(), item, label_name, identity().actor, identity().app)
    return jsonify(_shown(item, item.labels))


def _asked() -> list[str]:
    asked: Any = body()
    return actions.label_names(asked.get("labels", []) if isinstance(asked, dict) else asked)


def _shown(item: Issue, labels: list[Label]) -> list[Json]:
    return [shapes.label(state(), item.repository, label) for label in labels]

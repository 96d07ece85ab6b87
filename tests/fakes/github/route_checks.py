"""Check runs, within GitHub's limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import gitdata, issue_shapes
from tests.fakes.github.context import identity, json_object, repository, state
from tests.fakes.github.errors import ApiError, forbidden, not_found, refused
from tests.fakes.github.model import CheckRun, Json, Repository
from tests.fakes.github.paging import page

routes = Blueprint("checks", __name__)
ANNOTATIONS_LIMIT = 50
TEXT_LIMIT = 65_535
ACTIONS_LIMIT = 3
ACTION_FIELDS = {"label": 20, "description": 40, "identifier": 20}
CONCLUSIONS = frozenset(
    ("action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out")
)


@routes.post("/repos/<owner>/<name>/check-runs")
def create_run(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "checks:write")
    app, asked = identity().app, json_object()
    if app is None:
        raise forbidden()
    check_limits(asked)
    for field in ("name", "head_sha"):
        if not asked.get(field):
            raise refused(f'"{field}" wasn\'t supplied.')
    sha = gitdata.resolve(repo.git_dir, asked["head_sha"])
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {asked['head_sha']}")
    run = CheckRun(
        state().next_id(), repo, app, state().suite(app, sha), asked["name"], sha, "queued", state().now()
    )
    _update(run, asked)
    repo.check_runs.append(run)
    state().emit("check_run", "created", run, identity().actor)
    if run.status == "completed":
        state().emit("check_run", "completed", run, identity().actor)
    return jsonify(issue_shapes.check_run(state(), run)), 201


@routes.patch("/repos/<owner>/<name>/check-runs/<int:run_id>")
def update_run(owner: str, name: str, run_id: int) -> ResponseReturnValue:
    run = _run(repository(owner, name, "checks:write"), run_id)
    if run.app is not identity().app:
        raise ApiError(
            403,
            f"Invalid app_id `{run.app.id}` - check run can only be modified by the GitHub App "
            "that created it.",
        )
    asked, before = json_object(), run.status
    check_limits(asked)
    _update(run, asked)
    if run.status == "completed" and before != "completed":
        state().emit("check_run", "completed", run, identity().actor)
    return jsonify(issue_shapes.check_run(state(), run))


@routes.get("/repos/<owner>/<name>/check-runs/<int:run_id>")
def get_run(owner: str, name: str, run_id: int) -> ResponseReturnValue:
    run = _run(repository(owner, name, "checks:read"), run_id)
    return jsonify(issue_shapes.check_run(state(), run))


@routes.get("/repos/<owner>/<name>/check-runs/<int:run_id>/annotations")
def list_annotations(owner: str, name: str, run_id: int) -> ResponseReturnValue:
    run = _run(repository(owner, name, "checks:read"), run_id)
    return jsonify([issue_shapes.annotation(state(), run, item) for item in page(run.annotations)])


@routes.get("/repos/<owner>/<name>/commits/<path:ref>/check-runs")
def list_runs(owner: str, name: str, ref: str) -> ResponseReturnValue:
    repo = repository(owner, name, "checks:read")
    sha = gitdata.resolve(repo.git_dir, ref)
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {ref}")
    args = request.args
    found = [
        run
        for run in reversed(repo.check_runs)
        if run.head_sha == sha
        and args.get("check_name", run.name) == run.name
        and args.get("app_id", str(run.app.id)) == str(run.app.id)
        and args.get("status", run.status) == run.status
    ]
    if args.get("filter", "latest") == "latest":
        found = list({(run.app.id, run.name): run for run in reversed(found)}.values())[::-1]
    shown = [issue_shapes.check_run(state(), run) for run in page(found)]
    return jsonify(total_count=len(found), check_runs=shown)


def _run(repo: Repository, run_id: int) -> CheckRun:
    found = state().check_run(repo, run_id)
    if found is None:
        raise not_found()
    return found


def check_limits(asked: Json) -> None:
    """Refuse what is over GitHub's limits."""
    output = asked.get("output") or {}
    annotations, actions = output.get("annotations") or [], asked.get("actions") or []
    for items, limit in ((annotations, ANNOTATIONS_LIMIT), (actions, ACTIONS_LIMIT)):
        if len(items) > limit:
            raise refused(f"No more than {limit} items are allowed; {len(items)} were supplied.")
    for field in ("summary", "text"):
        if len(output.get(field) or "") > TEXT_LIMIT:
            raise refused(f"Only {TEXT_LIMIT} characters are allowed; {len(output[field])} were supplied.")
    for action in actions:
        for field, limit in ACTION_FIELDS.items():
            if len(action.get(field, "")) > limit:
                raise refused(f"Only {limit} characters are allowed; {len(action[field])} were supplied.")
    if asked.get("conclusion") not in {None, *CONCLUSIONS}:
        raise refused(f"{asked['conclusion']} is not a member of the conclusions.")
    if asked.get("status") == "completed" and not asked.get("conclusion"):
        raise refused('"conclusion" wasn\'t supplied.')


def _update(run: CheckRun, asked: Json) -> None:
    for field in ("name", "details_url", "external_id", "status"):
        if asked.get(field) is not None:
            setattr(run, field, asked[field])
    if asked.get("conclusion"):
        run.conclusion, run.status = asked["conclusion"], "completed"
        run.completed_at = _date(asked.get("completed_at")) or state().now()
    elif run.status != "completed":
        run.conclusion = run.completed_at = None
    run.started_at = _date(asked.get("started_at")) or run.started_at
    run.actions = asked.get("actions", run.actions)
    output: dict[str, Any] = asked.get("output") or {}
    for field in ("title", "summary", "text"):
        if field in output:
            setattr(run, field, output[field])
    run.annotations.extend(output.get("annotations") or [])


def _date(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None

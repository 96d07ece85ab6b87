"""Changes to issues and pull requests, whoever makes them; each one raises GitHub's event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.github import issue_shapes, shapes
from tests.fakes.github.errors import ApiError, invalid, refused
from tests.fakes.github.model import (
    Account,
    AppRecord,
    Comment,
    Issue,
    IssueEvent,
    Json,
    Label,
    Repository,
    Review,
)
from tests.fakes.github.state import State

BODY_LIMIT = 65_536
LABEL_NAME_LIMIT = 50
LABEL_DESCRIPTION_LIMIT = 100
LABELS_PER_ISSUE = 100
DEFAULT_COLOR = "ededed"


def create_label(
    state: State, repo: Repository, name: str, color: str = DEFAULT_COLOR, description: str | None = None
) -> Label:
    """Add a label to a repository."""
    if repo.label(name):
        raise invalid("Label", "name", "already_exists")
    check_label(name, color, description)
    label = Label(state.next_id(), name, color.lower(), description)
    repo.labels.append(label)
    return label


def check_label(name: str, color: str, description: str | None) -> None:
    """Refuse what GitHub refuses in a label."""
    if not name.strip():
        raise invalid("Label", "name", "missing_field")
    if len(name) > LABEL_NAME_LIMIT:
        message = f"name is too long (maximum is {LABEL_NAME_LIMIT} characters)"
        raise invalid("Label", "name", "invalid", message)
    if len(description or "") > LABEL_DESCRIPTION_LIMIT:
        message = f"description is too long (maximum is {LABEL_DESCRIPTION_LIMIT} characters)"
        raise invalid("Label", "description", "custom", message)
    if len(color) != 6 or any(digit not in "0123456789abcdefABCDEF" for digit in color):
        raise invalid("Label", "color", "invalid")


def add_labels(
    state: State, issue: Issue, names: Sequence[str], actor: Account, app: AppRecord | None = None
) -> None:
    """Put labels on an issue; those that the repository lacks are made, as on GitHub."""
    wanted = {name.casefold(): name for name in names}
    missing = [name for key, name in wanted.items() if key not in {n.casefold() for n in issue.label_names}]
    if len(issue.labels) + len(missing) > LABELS_PER_ISSUE:
        raise invalid("Issue", "labels", "invalid", f"maximum of {LABELS_PER_ISSUE} labels")
    for name in missing:
        check_label(name, DEFAULT_COLOR, None)
    for name in missing:
        label = issue.repository.label(name) or create_label(state, issue.repository, name)
        issue.labels.append(label)
        _labeled(state, issue, "labeled", label, actor, app)


def remove_label(state: State, issue: Issue, name: str, actor: Account, app: AppRecord | None = None) -> None:
    """Take a label off an issue."""
    wanted = name.casefold()
    label = next((label for label in issue.labels if label.name.casefold() == wanted), None)
    if label is None:
        raise ApiError(404, "Label does not exist")
    issue.labels.remove(label)
    _labeled(state, issue, "unlabeled", label, actor, app)


def _labeled(
    state: State, issue: Issue, action: str, label: Label, actor: Account, app: AppRecord | None
) -> None:
    log(state, issue, action, actor, app, label={"name": label.name, "color": label.color})
    raise_event(state, issue, action, actor, label=shapes.label(state, issue.repository, label))


def log(
    state: State, issue: Issue, event: str, actor: Account, app: AppRecord | None = None, **detail: Any
) -> None:
    """Add to the issue's event list."""
    issue.updated_at = state.now()
    issue.events.append(IssueEvent(state.next_id(), event, actor, state.now(), app, detail))


def raise_event(state: State, issue: Issue, action: str, actor: Account, **extra: Any) -> None:
    """Raise the webhook event of an issue or a pull request."""
    state.emit("pull_request" if issue.pull else "issues", action, issue, actor, **extra)


def add_comment(
    state: State,
    issue: Issue,
    body: Any,
    actor: Account,
    app: AppRecord | None = None,
    association: str = "NONE",
) -> Comment:
    """Comment on an issue or a pull request."""
    text = comment_body(body)
    now = state.now()
    comment = Comment(state.next_id(), issue, actor, text, now, now, app, association)
    issue.comments.append(comment)
    issue.updated_at = now
    state.emit("issue_comment", "created", comment, actor)
    return comment


def comment_body(body: Any) -> str:
    """Refuse an empty or over-long text."""
    if not isinstance(body, str) or not body.strip():
        raise ApiError(
            422,
            "Validation Failed",
            errors=[
                {
                    "resource": "IssueComment",
                    "code": "unprocessable",
                    "field": "data",
                    "message": "Body cannot be blank",
                }
            ],
        )
    if len(body) > BODY_LIMIT:
        message = f"Body is too long (maximum is {BODY_LIMIT} characters)"
        raise ApiError(
            422,
            f"Validation Failed: {message}",
            errors=[
                {"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": message}
            ],
        )
    return body


def edit_comment(state: State, comment: Comment, body: Any, actor: Account) -> None:
    """Change a comment's text."""
    before, comment.body = comment.body, comment_body(body)
    comment.updated_at = comment.issue.updated_at = state.now()
    state.emit("issue_comment", "edited", comment, actor, changes={"body": {"from": before}})


def delete_comment(state: State, comment: Comment, actor: Account) -> None:
    """Delete a comment."""
    comment.issue.comments.remove(comment)
    state.emit("issue_comment", "deleted", comment, actor)


def edit_issue(
    state: State, issue: Issue, change: Json, actor: Account, app: AppRecord | None = None
) -> None:
    """Change title, text, state or labels."""
    before: Json = {}
    for field in ("title", "body"):
        if change.get(field) is not None and change[field] != getattr(issue, field):
            before[field] = {"from": getattr(issue, field)}
            setattr(issue, field, change[field])
    if "title" in before:
        log(state, issue, "renamed", actor, app, rename={"from": before["title"]["from"], "to": issue.title})
    if before:
        issue.updated_at = state.now()
        raise_event(state, issue, "edited", actor, changes=before)
    if change.get("state") not in {None, issue.state}:
        set_state(state, issue, change["state"], actor, app, change.get("state_reason"))
    if change.get("labels") is not None:
        _replace_labels(state, issue, change["labels"], actor, app)


def _replace_labels(
    state: State, issue: Issue, labels: list[Any], actor: Account, app: AppRecord | None
) -> None:
    names = label_names(labels)
    for gone in {name.casefold() for name in issue.label_names} - {name.casefold() for name in names}:
        remove_label(state, issue, gone, actor, app)
    add_labels(state, issue, names, actor, app)


def label_names(labels: Any) -> list[str]:
    """Read the names from a list of labels, which may be strings or objects."""
    if not isinstance(labels, list):
        raise refused("Invalid input: labels is not an array.")
    return [item["name"] if isinstance(item, dict) else str(item) for item in labels]


def set_state(
    state: State,
    issue: Issue,
    wanted: str,
    actor: Account,
    app: AppRecord | None = None,
    reason: str | None = None,
) -> None:
    """Close or open an issue or a pull request."""
    issue.state = wanted
    closed = wanted == "closed"
    issue.state_reason = None if issue.pull else (reason or ("completed" if closed else "reopened"))
    issue.closed_at, issue.closed_by = (state.now(), actor) if closed else (None, None)
    action = "closed" if closed else "reopened"
    log(state, issue, action, actor, app)
    raise_event(state, issue, action, actor)


def set_lock(
    state: State,
    issue: Issue,
    reason: str | None,
    actor: Account,
    *,
    locked: bool,
    app: AppRecord | None = None,
) -> None:
    """Lock or unlock a conversation."""
    issue.locked, issue.lock_reason = locked, reason if locked else None
    action = "locked" if locked else "unlocked"
    log(state, issue, action, actor, app)
    raise_event(state, issue, action, actor)


def set_draft(state: State, issue: Issue, actor: Account, *, draft: bool) -> None:
    """Turn a pull request into a draft, or back."""
    issue.request.draft = draft
    action = "converted_to_draft" if draft else "ready_for_review"
    log(state, issue, "convert_to_draft" if draft else action, actor)
    raise_event(state, issue, action, actor)


def add_review(
    state: State, issue: Issue, verdict: str, body: str, actor: Account, association: str = "NONE"
) -> Review:
    """Review a pull request; the verdict is a state such as CHANGES_REQUESTED."""
    part = issue.request
    review = Review(state.next_id(), issue, actor, body, verdict, part.head_sha, state.now(), association)
    part.reviews.append(review)
    state.emit("pull_request_review", "submitted", review, actor)
    return review


def show(state: State, issue: Issue) -> Json:
    """Show an issue or a pull request in the form that webhooks use."""
    return issue_shapes.pull(state, issue) if issue.pull else issue_shapes.issue(state, issue)

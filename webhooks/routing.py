"""Which task an event asks for: one table, and the three cases that need a look into the payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import UsageError
from bot.gather.subject import queued_pull
from bot.github.names import repository_name
from bot.inbox import Task

_ANY: Final = "*"
_CONTENT: Final = ("opened", "edited", "reopened")
_LABELS: Final = ("labeled", "unlabeled")
_WRITTEN: Final = ("created", "edited")


def _actions(actions: tuple[str, ...], task: Task) -> dict[str, Task]:
    return dict.fromkeys(actions, task)


ROUTES: Final[Mapping[str, Mapping[str, Task]]] = {
    "pull_request": {
        **_actions((*_CONTENT, "synchronize", "ready_for_review", "converted_to_draft"), Task.EVALUATE),
        **_actions(_LABELS, Task.LABELS),
    },
    "issues": {**_actions(_CONTENT, Task.EVALUATE), **_actions(_LABELS, Task.LABELS)},
    "issue_comment": _actions(_WRITTEN, Task.EVALUATE_COMMENT),
    "pull_request_review": _actions(("submitted", "edited", "dismissed"), Task.EVALUATE_COMMENT),
    "pull_request_review_comment": _actions(_WRITTEN, Task.EVALUATE_COMMENT),
    "installation": {_ANY: Task.INSTALLATION},
    "installation_repositories": {_ANY: Task.INSTALLATION},
    "installation_target": {"renamed": Task.INSTALLATION},
    "repository": _actions(("deleted", "renamed", "transferred"), Task.INSTALLATION),
    "check_run": _actions(("rerequested", "requested_action"), Task.RECHECK),
    "check_suite": {"rerequested": Task.RECHECK},
    "merge_group": {"checks_requested": Task.MERGE_GROUP},
    "push": {_ANY: Task.DEFAULT_BRANCH},
    "repository_advisory": {"reported": Task.ADVISORY},
    "ping": {_ANY: Task.PING},
}

_LARGEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Route:
    """What a delivery asks for. ``task`` is ``None`` where there is nothing to do; ``note`` says why."""

    task: Task | None
    installation_id: int | None
    repository: str | None
    subject: str | None
    note: str = ""


def acts_on(event: str, action: str) -> bool:
    """Say whether Byline may have something to do on an event; what ``push`` is about is not known here."""
    actions = ROUTES.get(event, {})
    return action in actions or _ANY in actions


def route(event: str, action: str, payload: Mapping[str, Any]) -> Route:
    """Find out what a delivery asks for, and what it is about."""
    installation = _id(payload, "installation", "id")
    repository = _repository(payload)
    subject = _subject(payload, repository, installation)
    task, reason = _task(event, action, payload)
    if task is not None and task is not Task.PING:
        if repository is None and task is not Task.INSTALLATION:
            task, reason = None, "the payload names no repository"
        elif installation is None:
            reason = (
                "no installation in the payload: it comes from a webhook of a repository or organization, "
                "not from the App; processed without GitHub access"
            )
    return Route(task, installation, repository, subject, reason)


def _task(event: str, action: str, payload: Mapping[str, Any]) -> tuple[Task | None, str]:
    actions = ROUTES.get(event)
    if actions is None:
        return None, f"Byline does not act on the event {event}"
    task = actions.get(action) or actions.get(_ANY)
    if task is None:
        return None, f"Byline does not act on {event}.{action or '(no action)'}"
    if task is Task.DEFAULT_BRANCH and not _is_default_branch(payload):
        return None, "a push to another branch than the default branch"
    return task, ""


def _is_default_branch(payload: Mapping[str, Any]) -> bool:
    default = _at(payload, "repository", "default_branch")
    return isinstance(default, str) and payload.get("ref") == f"refs/heads/{default}"


def _subject(payload: Mapping[str, Any], repository: str | None, installation: int | None) -> str | None:
    """Name what the delivery is about; deliveries of the same subject are worked on one at a time.

    GitHub's names are case-insensitive, so they are folded, as in ``Subject.key``.
    """
    if repository is None:
        return f"installation:{installation}" if installation is not None else None
    number = (
        _id(payload, "pull_request", "number")
        or _id(payload, "issue", "number")
        or _checked(payload)
        or _queued(payload)
    )
    return f"{repository.casefold()}#{number}" if number else repository.casefold()


def _checked(payload: Mapping[str, Any]) -> int | None:
    """Return the number of the pull request that a check is about, where it is exactly one."""
    for key in ("check_run", "check_suite"):
        pulls = _at(payload, key, "pull_requests")
        if isinstance(pulls, list) and len(pulls) == 1 and isinstance(pulls[0], dict):
            return _id({"pull": pulls[0]}, "pull", "number")
    return None


def _queued(payload: Mapping[str, Any]) -> int | None:
    ref = _at(payload, "merge_group", "head_ref")
    return queued_pull(ref) if isinstance(ref, str) else None


def _repository(payload: Mapping[str, Any]) -> str | None:
    """Return the repository's name; whatever GitHub would not give as one is not believed to be one."""
    name = _at(payload, "repository", "full_name")
    try:
        return repository_name(name) if isinstance(name, str) else None
    except UsageError:
        return None


def _id(payload: Mapping[str, Any], key: str, inner: str) -> int | None:
    value = _at(payload, key, inner)
    plain = isinstance(value, int) and not isinstance(value, bool)
    return value if plain and 0 < value <= _LARGEST_ID else None


def _at(payload: Mapping[str, Any], key: str, inner: str) -> Any:
    value = payload.get(key)
    return value.get(inner) if isinstance(value, dict) else None

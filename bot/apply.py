"""The only place that writes to GitHub: carries out a plan, in order, through one client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.actions import (
    Action,
    AddLabel,
    CreateComment,
    CreateLabel,
    DeleteComment,
    Plan,
    RemoveLabel,
    UpdateComment,
    WriteCheck,
)
from bot.errors import UsageError
from bot.gather.marks import CHECK_NAME
from detectors.model import Contribution


class Writer(Protocol):
    """What applying needs of a GitHub client. Each method raises ``bot.errors.CouldNotLook`` on failure."""

    def create_label(self, repository: str, name: str, color: str, description: str) -> None:
        """Make a label; one that exists already is left as it is."""

    def add_labels(self, repository: str, number: int, names: tuple[str, ...]) -> None:
        """Put labels on an issue or pull request."""

    def remove_label(self, repository: str, number: int, name: str) -> None:
        """Take a label off; one that is gone already is no error."""

    def create_comment(self, repository: str, number: int, body: str) -> object:
        """Post a comment on an issue or pull request."""

    def update_comment(self, repository: str, comment_id: int, body: str) -> None:
        """Rewrite a comment."""

    def delete_comment(self, repository: str, comment_id: int) -> None:
        """Delete a comment; one that is gone already is no error."""

    def create_check(self, repository: str, name: str, check: WriteCheck) -> object:
        """Make a completed check run, with its annotations in batches that GitHub takes."""

    def update_check(self, repository: str, name: str, check: WriteCheck) -> object:
        """Rewrite the check run ``check.id``."""


def apply(
    plan: Plan,
    contribution: Contribution,
    client: Writer,
    done: Callable[[Action], None] | None = None,
    allowed: Callable[[], None] | None = None,
) -> None:
    """Carry out the plan's actions; ``done`` is told of each one that GitHub has accepted.

    ``allowed`` is called before each write, and raises where there must be none any more.

    A failure stops at that action. What was written stays: the next plan is made from what is then there,
    so running
    again finishes the work without doing anything twice.

    Raises:
        bot.errors.CouldNotLook: GitHub could not be reached or refused.
    """
    for action in plan.actions:
        if allowed is not None:
            allowed()
        _write(action, contribution, client)
        if done is not None:
            done(action)


def _write(action: Action, contribution: Contribution, client: Writer) -> None:
    repository, number = contribution.repository, contribution.number
    if number is None:
        raise UsageError(f"a {contribution.kind.value} has no thread on GitHub to write on")
    match action:
        case CreateLabel(name=name, color=color, description=description):
            client.create_label(repository, name, color, description)
        case AddLabel(name=name):
            client.add_labels(repository, number, (name,))
        case RemoveLabel(name=name):
            client.remove_label(repository, number, name)
        case CreateComment(body=body):
            client.create_comment(repository, number, body)
        case UpdateComment(id=comment_id, body=body):
            client.update_comment(repository, comment_id, body)
        case DeleteComment(id=comment_id):
            client.delete_comment(repository, comment_id)
        case WriteCheck():
            write = client.create_check if action.id is None else client.update_check
            write(repository, CHECK_NAME, action)

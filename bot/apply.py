"""The only place that writes to GitHub: carries out a plan, in order, through one client."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from bot.actions import (
    Action,
    AddLabel,
    Close,
    ConvertToDraft,
    CreateComment,
    CreateLabel,
    DeleteComment,
    Hide,
    Lock,
    Notify,
    Plan,
    RemoveLabel,
    RequestChanges,
    UpdateComment,
    WriteCheck,
)
from bot.errors import UsageError
from detectors.model import Contribution, Kind


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

    def react(self, repository: str, comment_id: int, reaction: str, *, on_line: bool) -> None:
        """React to a comment; a reaction that is there already stays."""

    def create_check(self, repository: str, name: str, check: WriteCheck) -> object:
        """Make a completed check run, with its annotations in batches that GitHub takes."""

    def update_check(self, repository: str, name: str, check: WriteCheck) -> object:
        """Rewrite the check run ``check.id``."""

    def convert_to_draft(self, node_id: str) -> None:
        """Make a pull request a draft."""

    def request_changes(self, repository: str, number: int, body: str) -> None:
        """Leave a review that requests changes."""

    def minimize(self, node_id: str, reason: str) -> None:
        """Hide a comment."""

    def close(self, repository: str, number: int, *, pull: bool) -> None:
        """Close an issue or a pull request."""

    def lock(self, repository: str, number: int, reason: str) -> None:
        """Lock a conversation."""


class Records(Protocol):
    """What applying writes down about what it does: ``bot.ledger.Ledger``."""

    def notify(self, action: Notify, contribution: Contribution) -> None:
        """Put a notice in the maintainers' queue."""

    def begin(self, action: Action, contribution: Contribution) -> None:
        """Write down that an action is about to be done; raise ``RetryLater`` where it must not be."""

    def failed(self, action: Action, contribution: Contribution, error: Exception) -> None:
        """Take back what ``begin`` wrote, unless the action may have happened."""


def apply(
    plan: Plan,
    contribution: Contribution,
    client: Writer,
    records: Records,
    done: Callable[[Action], None] | None = None,
    allowed: Callable[[], None] | None = None,
) -> None:
    """Carry out the plan's actions; ``done`` is told of each one that GitHub has accepted.

    ``allowed`` is called before each write, and raises where there must be none any more.

    A failure stops at that action. What was written stays: the next plan is made from what is then there, so
    running again finishes the work without doing anything twice.

    Raises:
        bot.errors.CouldNotLook: GitHub could not be reached or refused, or the brake has taken hold.
    """
    for action in plan.actions:
        if allowed is not None:
            allowed()
        if isinstance(action, Notify):
            records.notify(action, contribution)
        else:
            records.begin(action, contribution)
            try:
                _write(action, contribution, client)
            except Exception as error:
                records.failed(action, contribution, error)
                raise
        if done is not None:
            done(action)


def answer(
    repository: str, comment_id: int, reactions: Iterable[str], client: Writer, *, on_line: bool
) -> None:
    """React to a comment that gave commands, with GitHub's words for reactions.

    Raises:
        bot.errors.CouldNotLook: GitHub could not be reached or refused.
    """
    for reaction in reactions:
        client.react(repository, comment_id, reaction, on_line=on_line)


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
            write(repository, action.name, action)
        case _:
            _measure(action, contribution, number, client)


def _measure(action: Action, contribution: Contribution, number: int, client: Writer) -> None:
    """Carry out what only ``mode: enforce`` asks for."""
    repository = contribution.repository
    match action:
        case ConvertToDraft(node_id=node_id):
            client.convert_to_draft(node_id)
        case RequestChanges(body=body):
            client.request_changes(repository, number, body)
        case Hide(node_id=node_id, reason=reason):
            client.minimize(node_id, reason)
        case Close():
            client.close(repository, number, pull=contribution.kind is Kind.PULL_REQUEST)
        case Lock(reason=reason):
            client.lock(repository, number, reason)

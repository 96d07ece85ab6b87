"""What a thread remembers where nobody keeps records: its commands, and what Byline did there.

A server writes down each command when it comes, and each thing that it does. A workflow starts from nothing,
so the thread is read again each time: a command counts as long as its comment stands, and nobody edited it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.commands.comment import Comment, comment_in
from bot.commands.handle import speaks, weigh
from bot.commands.permit import Giver
from bot.errors import CouldNotLook, RetryLater
from bot.gather.marks import ANY_MARKER
from bot.gather.subject import Subject
from bot.github.client import Client
from bot.github.records import Comment as Said
from bot.storage import Given
from bot.storage.conversation import add_up
from bot.storage.models import CommandOutcome
from detectors.model import Brake, Kind, State

#: So many people whom GitHub does not show as part of the project are asked for their role; further ones have
#: none, so that a crowd cannot use up the requests that the workflow has.
MAX_STRANGERS: Final = 50
_AN_HOUR: Final = timedelta(hours=1)
_PART_OF_IT: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
#: What ``bot.gather.marks.hidden_marker`` writes.
_HIDDEN: Final = re.compile(r"<!-- byline:hidden ([0-9]{1,20}) -->", re.ASCII)


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said to Byline in a thread, oldest first, and the ids of comments there that Byline hid."""

    given: tuple[Given, ...] = ()
    hidden: frozenset[str] = frozenset()

    def state(self, subject: Subject) -> State:
        """Return what that comes to for one contribution in the thread.

        An override or a disclosure is about the thread's own contribution, not about each comment there.
        """
        said = add_up(State(), [item for item in self.given if item.outcome is CommandOutcome.DONE])
        if subject.kind in {Kind.PULL_REQUEST, Kind.ISSUE}:
            return said
        hid = subject.kind is Kind.COMMENT and subject.id in self.hidden
        return State(ignored=said.ignored, acted=("create_comment", "hide") if hid else ())


def read(client: Client, subject: Subject, now: datetime) -> Thread:
    """Read the thread that ``subject`` (a pull request or issue) names.

    Raises:
        NotFound: it is not there.
        CouldNotLook: GitHub does not show it, or not who may give a command.
    """
    repository, number = subject.repository, subject.number
    if number is None:
        return Thread()
    is_pull = subject.kind is Kind.PULL_REQUEST
    thread = client.pull(repository, number) if is_pull else client.issue(repository, number)
    said = [(item, False) for item in client.comments(repository, number)]
    hidden = frozenset(filter(None, (_hidden(client, item) for item, _ in said)))
    if is_pull:
        said += [(item, True) for item in client.review_comments(repository, number)]
    comments = [
        comment_in(subject, thread, item, on_line=on_line, is_new=_is_unedited(item))
        for item, on_line in said
    ]
    concerned = {comment.by.casefold() for comment in comments if comment.name in hidden}
    roles = _Roles(client, repository, [item for item, _ in said])
    spoken = sorted(filter(speaks, comments), key=lambda comment: (comment.created_at, comment.id))
    givers = ((comment, _giver(comment, concerned, roles)) for comment in spoken)
    return Thread(tuple(item for comment, giver in givers for item in weigh(comment, giver, now)), hidden)


def acts(client: Client, subject: Subject) -> tuple[str, ...]:
    """Return the measures that Byline's account has taken in a thread, each of which is taken once.

    A workflow's token shares its account with other workflows: what one of them closed counts as well.

    Raises:
        CouldNotLook: GitHub does not say.
    """
    repository, number = subject.repository, subject.number
    if number is None:
        return ()
    events = {event.event for event in client.own_events(repository, number)}
    found = [act for act, event in (("lock", "locked"), ("close", "closed")) if event in events]
    if subject.kind is Kind.PULL_REQUEST:
        did = client.identity.did
        asked = {review.state for review in client.reviews(repository, number) if did(review.user, None)}
        if {"CHANGES_REQUESTED", "DISMISSED"} & asked:
            found.append("request_changes")
    return tuple(found)


def with_acts(state: State, found: tuple[str, ...]) -> State:
    """Return a state that also knows of measures that were taken."""
    return replace(state, acted=tuple(dict.fromkeys((*state.acted, *found))))


def brake(client: Client, repository: str, now: datetime, most: Brake) -> Brake:
    """Return the brake as GitHub's own records set it: what Byline's account posted and closed in an hour.

    Where that cannot be counted, so much goes on that nothing more is posted or closed.

    Raises:
        RetryLater: a passing fault.
    """
    since = (now - _AN_HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        comments = client.own_comments_since(repository, since, ANY_MARKER)
        closes = client.own_closes_since(repository, since)
    except RetryLater:
        raise
    except CouldNotLook:
        comments, closes = most.max_comments, most.max_closes
    return replace(most, comments=comments, closes=closes)


class _Roles:
    """Who has which role; each person is asked for once."""

    def __init__(self, client: Client, repository: str, said: list[Said]) -> None:
        self._client = client
        self._repository = repository
        self._known: dict[str, str] = {}
        self._strangers = MAX_STRANGERS
        self._part = {
            item.user.login.casefold()
            for item in said
            if item.user is not None and item.author_association in _PART_OF_IT
        }

    def of(self, login: str) -> str:
        name = login.casefold()
        if name not in self._known:
            if name not in self._part:
                if not self._strangers:
                    return "none"
                self._strangers -= 1
            self._known[name] = self._client.permission(self._repository, login)
        return self._known[name]


def _giver(comment: Comment, concerned: set[str], roles: _Roles) -> Giver:
    return Giver(
        comment.by,
        is_author=comment.by.casefold() == comment.thread_author.casefold(),
        is_concerned=comment.by.casefold() in concerned,
        role=lambda: roles.of(comment.by),
    )


def _hidden(client: Client, said: Said) -> str:
    """Return the id of the comment that Byline says here it has hidden; empty elsewhere."""
    found = _HIDDEN.match(said.body.lstrip())
    mine = found and client.identity.did(said.user, said.performed_via_github_app)
    return found[1] if found and mine else ""


def _is_unedited(said: Said) -> bool:
    return said.updated_at in {"", said.created_at}

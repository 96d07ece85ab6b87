"""A comment as the event told of it: where it stands, who wrote it, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.gather import contributions as c
from bot.gather import events as e
from bot.gather.subject import Subject
from bot.github.names import repository_name
from bot.github.records import Comment as Said
from bot.github.records import Issue, PullRequest
from detectors.model import Kind


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a thread or, with ``on_line``, on a line of a pull request.

    ``thread`` is the pull request or issue that it belongs to, ``thread_author`` and ``is_open`` are the
    thread's. ``is_person`` says that a person wrote it with no App in between; only ``is_new`` ones, never
    edited ones, give commands.
    """

    thread: Subject
    thread_author: str
    is_open: bool
    id: int
    on_line: bool
    body: str
    by: str
    is_person: bool
    is_new: bool
    url: str
    created_at: str

    @property
    def name(self) -> str:
        """The id that tells it from every other comment; the two sorts are numbered apart."""
        return f"{c.REVIEW_COMMENT}{self.id}" if self.on_line else str(self.id)


def comment_of(event: str, payload: Any) -> Comment | None:
    """Return the comment that was written or changed, if the event tells of one.

    Raises:
        UsageError: the payload does not have the event's shape.
    """
    parsed = e.parse_event(event, payload)
    match parsed:
        case e.IssueCommentEvent(issue=thread):
            kind = Kind.ISSUE if thread.pull_request is None else Kind.PULL_REQUEST
            return _comment(parsed, thread, kind)
        case e.ReviewCommentEvent(pull_request=thread):
            return _comment(parsed, thread, Kind.PULL_REQUEST)
        case _:
            return None


def _comment(
    parsed: e.IssueCommentEvent | e.ReviewCommentEvent, thread: Issue | PullRequest, kind: Kind
) -> Comment | None:
    if parsed.action == "deleted":
        return None
    repository = repository_name(parsed.repository.full_name)
    subject = Subject(kind, repository, thread.number, str(thread.number))
    on_line, is_new = isinstance(parsed, e.ReviewCommentEvent), parsed.action == "created"
    return comment_in(subject, thread, parsed.comment, on_line=on_line, is_new=is_new)


def comment_in(
    subject: Subject, thread: Issue | PullRequest, said: Said, *, on_line: bool, is_new: bool
) -> Comment:
    """Return what was said in a thread, which ``subject`` names, as a comment that may give commands."""
    writer = c.account(said.user)
    is_user = writer.type == "User" and not writer.is_bot and writer.login != c.GHOST
    return Comment(
        thread=subject,
        thread_author=c.account(thread.user).login,
        is_open=thread.state == "open",
        id=said.id,
        on_line=on_line,
        body=said.body,
        by=writer.login,
        is_person=is_user and said.performed_via_github_app is None,
        is_new=is_new,
        url=said.html_url,
        created_at=said.created_at,
    )

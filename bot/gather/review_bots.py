"""Which review programs the author of a pull request called: by a comment, or by asking for their review.

What people of the project call is their own business, so nothing of theirs is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.errors import NotFound
from bot.gather.contributions import GHOST
from bot.github.client import Client
from bot.github.records import Comment, Review, User
from detectors import markdown
from detectors.model import Account, Contribution, Kind
from detectors.traces import agents

#: GitHub's words for people of the project.
_OF_THE_PROJECT: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_REPLIES: Final = frozenset({Kind.COMMENT, Kind.REVIEW})


def called(client: Client, it: Contribution) -> tuple[str, ...]:
    """Return the logins of the review programs that the author called, each once.

    A comment or review is looked at alone, and only where its author opened the pull request.

    Raises:
        CouldNotLook: a part of the thread may not be seen.
        RetryLater: a passing fault.
    """
    if it.number is None or it.author.login == GHOST or it.author.association in _OF_THE_PROJECT:
        return ()
    if it.kind is Kind.PULL_REQUEST:
        return tuple(dict.fromkeys(_in_thread(client, it, it.number)))
    if it.kind not in _REPLIES:
        return ()
    found = tuple(dict.fromkeys(in_text(it.body)))
    return found if found and _is_own_pull(client, it, it.number) else ()


def in_text(text: str) -> Iterator[str]:
    """Yield the logins of the programs that a text calls, outside of quotes and code."""
    for line in markdown.read(text).lines:
        agent = agents.by_call(line.text)
        if agent and agent.logins:
            yield agent.logins[0]


def _in_thread(client: Client, it: Contribution, number: int) -> Iterator[str]:
    yield from in_text(it.body)
    yield from _in_texts(it.author, client.comments(it.repository, number))
    yield from _in_texts(it.author, client.review_comments(it.repository, number))
    yield from _in_texts(it.author, client.reviews(it.repository, number))
    for event in client.review_requests(it.repository, number):
        asked = event.requested_reviewer
        if asked and _is(it.author, event.actor) and agents.by_login(asked.login):
            yield asked.login


def _in_texts(author: Account, said: Iterable[Comment | Review]) -> Iterator[str]:
    for item in said:
        if _is(author, item.user):
            yield from in_text(item.body)


def _is(author: Account, user: User | None) -> bool:
    return user is not None and user.login.casefold() == author.login.casefold()


def _is_own_pull(client: Client, it: Contribution, number: int) -> bool:
    """Whether the thread is a pull request of whoever wrote the comment; issues are not found among these."""
    try:
        return _is(it.author, client.pull(it.repository, number).user)
    except NotFound:
        return False

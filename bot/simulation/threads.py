"""The open and the recent pull requests and issues of a repository, as GitHub has them now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot import live
from bot.config import Settings
from bot.errors import CouldNotLook, RetryLater
from bot.gather.subject import Subject
from bot.github.client import Client
from bot.github.records import Issue
from detectors.model import Facts, Kind
from policies.schema import Policy


@dataclass(frozen=True, slots=True)
class Unseen:
    """A thread that could not be looked at, and why. ``last``: nothing after it was tried."""

    name: str
    reason: str
    last: bool = False


def facts(
    listed: Iterable[Issue],
    client: Client,
    repository: str,
    settings: Settings,
    policy: Policy | None,
    as_of: str,
) -> Iterator[Facts | Unseen]:
    """Yield the facts about each of the threads that ``threads`` lists.

    Where GitHub asks to wait longer than the settings allow, that is the last thing that is said.

    Raises:
        CouldNotLook: the repository's threads cannot be listed.
    """
    for issue in listed:
        subject = subject_of(issue, repository)
        try:
            yield live.gather(client, subject, settings, policy, as_of)
        except RetryLater as error:
            yield Unseen(f"#{issue.number}", str(error), last=True)
            return
        except CouldNotLook as error:
            yield Unseen(f"#{issue.number}", str(error))


def subject_of(issue: Issue, repository: str) -> Subject:
    """Return which contribution a listed thread is: GitHub lists pull requests among the issues."""
    kind = Kind.ISSUE if issue.pull_request is None else Kind.PULL_REQUEST
    return Subject(kind, repository, issue.number, str(issue.number))


def threads(client: Client, repository: str, *, limit: int | None, since: str) -> Iterator[Issue]:
    """Yield the open threads, then the closed ones, the latest first, opened on the day ``since`` or later.

    Raises:
        CouldNotLook: GitHub does not list them.
    """
    return islice(_threads(client, repository, since), limit)


def _threads(client: Client, repository: str, since: str) -> Iterator[Issue]:
    for state in ("open", "closed"):
        for issue in client.threads(repository, state):
            if issue.created_at[:10] < since:
                break
            yield issue

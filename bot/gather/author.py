"""What is known of a contribution's author: what they sent before, and which teams they are in."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from bot.errors import CouldNotLook, NotFound
from bot.gather.attempt import attempt
from bot.gather.contributions import GHOST
from bot.gather.records import NO_RECORDS, Records
from bot.github.client import Client
from bot.github.records import Issue
from detectors.model import Account, Contribution, History, Unknown
from policies import moments

#: Of an author who opened more issues and pull requests than these, only the latest are looked at.
MAX_RECENT: Final = 300
#: Nobody who has more open than these is counted to the end.
MAX_OPEN: Final = 1000

_DELETED: Final = Unknown("the author's account was deleted")
_A_DAY: Final = timedelta(days=1)
Pulls = tuple[Issue, ...] | Unknown


def history(client: Client, it: Contribution, records: Records | None) -> History | Unknown:
    """Return what the author did in this repository before ``it``; each part may be unknown by itself.

    Raises:
        RetryLater: a passing fault.
    """
    if it.author.login == GHOST:
        return _DELETED
    opened = attempt(lambda: _open(client, it))
    recent = attempt(lambda: _recent(client, it))
    return History(
        open_pulls=opened if isinstance(opened, Unknown) else len(opened),
        open_ai_pulls=_with_ai(it, opened, records),
        opened_today=_opened_within_a_day(it, recent),
        merged=recent if isinstance(recent, Unknown) else sum(map(_is_merged, recent)),
        violations=records.violations(it) if records else NO_RECORDS,
    )


def _open(client: Client, it: Contribution) -> tuple[Issue, ...]:
    found = list(islice(client.opened_by(it.repository, it.author.login, "open"), MAX_OPEN + 1))
    if len(found) > MAX_OPEN:
        raise CouldNotLook(f"the author has more than {MAX_OPEN:,} open issues and pull requests")
    return _earlier_pulls(it, found)


def _recent(client: Client, it: Contribution) -> tuple[Issue, ...]:
    found = islice(client.opened_by(it.repository, it.author.login, "all"), MAX_RECENT)
    return _earlier_pulls(it, list(found))


def _earlier_pulls(it: Contribution, found: list[Issue]) -> tuple[Issue, ...]:
    """Return the pull requests among ``found`` that were opened before ``it`` was."""
    return tuple(
        item
        for item in found
        if item.pull_request is not None
        and item.number != it.number
        and (item.created_at, item.number) < (it.created_at, it.number or item.number)
    )


def _with_ai(it: Contribution, opened: Pulls, records: Records | None) -> int | Unknown:
    if isinstance(opened, Unknown):
        return opened
    if records is None:
        return NO_RECORDS if opened else 0
    recorded = records.ai_use(it.repository, [item.number for item in opened])
    unknown = len(opened) - len(recorded)
    if unknown:
        return Unknown(f"Byline has no record of {unknown} of the author's open pull requests")
    return sum(recorded.values())


def _opened_within_a_day(it: Contribution, recent: Pulls) -> int | Unknown:
    """Count what was opened in the 24 hours before ``it``."""
    if isinstance(recent, Unknown):
        return recent
    at = moments.read(it.created_at)
    if at is None:
        return Unknown("GitHub does not say when it was opened")
    return sum(_is_within_a_day(item, at) for item in recent)


def _is_within_a_day(item: Issue, at: datetime) -> bool:
    opened = moments.read(item.created_at)
    return opened is not None and opened > at - _A_DAY


def _is_merged(item: Issue) -> bool:
    return bool(item.pull_request and item.pull_request.get("merged_at"))


def teams(client: Client, author: Account, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the teams (``organization/team``) that the author is in.

    GitHub answers "not found" both for somebody who is no member and for a team that may not be seen, so
    the team itself is asked for as well.

    Raises:
        CouldNotLook: one of the teams cannot be seen, or is none.
        RetryLater: a passing fault.
    """
    if author.is_bot or author.login == GHOST:
        return ()
    return tuple(team for team in named if _is_in(client, author, team))


def _is_in(client: Client, author: Account, team: str) -> bool:
    organization, slash, slug = team.partition("/")
    if not slash or not organization or not slug:
        raise CouldNotLook(f"{team!a} is no team: a team is written organization/team")
    if client.in_team(organization, slug, author.login):
        return True
    try:
        client.team(organization, slug)
    except NotFound as error:
        raise CouldNotLook(f"the team {team} is not there, or Byline may not see it: {error}") from None
    return False

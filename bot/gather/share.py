"""How much of what was merged AI had a part in: from GitHub's list and Byline's own records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import Final

from bot.errors import CouldNotLook
from bot.gather.records import Records
from bot.github.client import Client
from bot.github.records import PullRequest
from detectors.model import MergedShare
from policies import moments
from policies.schema import MergedShare as Asked

#: So many closed pull requests are looked through: thirty pages.
MAX_PULLS: Final = 3000


class Merges:
    """Merged pull requests in the order of time, and how many of them are of which kind up to a moment."""

    def __init__(self, merges: Iterable[tuple[datetime, bool | None]]) -> None:
        ordered = sorted(merges, key=lambda merge: merge[0])
        self.times = [at for at, _ in ordered]
        self._with_ai = [0, *accumulate(int(ai is True) for _, ai in ordered)]
        self._unknown = [0, *accumulate(int(ai is None) for _, ai in ordered)]

    def within(self, since: datetime, until: datetime) -> tuple[int, int, int]:
        """Return how many were merged after ``since`` up to ``until``, with AI, and with no record."""
        low, high = bisect_right(self.times, since), bisect_right(self.times, until)
        return (
            high - low,
            self._with_ai[high] - self._with_ai[low],
            self._unknown[high] - self._unknown[low],
        )


def merged_share(client: Client, repository: str, asked: Asked, as_of: str, records: Records) -> MergedShare:
    """Return the share as of ``as_of``, and since when it is (or was last) over the limit.

    Raises:
        CouldNotLook: there are too many to look through, or the records do not reach back so far.
        RetryLater: a passing fault.
    """
    now = moments.read(as_of)
    if now is None:
        raise CouldNotLook(f"the time of this look, {as_of!a}, is none")
    pulls = _merged(client, repository, now - timedelta(days=asked.days + asked.cooldown_days))
    recorded = records.ai_use(repository, pulls)
    return share_at(Merges((at, recorded.get(number)) for number, at in pulls.items()), asked, now)


def share_at(merges: Merges, asked: Asked, now: datetime) -> MergedShare:
    """Return the share over the ``days`` before ``now``.

    Raises:
        CouldNotLook: some of what was merged has no record.
    """
    span, start = timedelta(days=asked.days), now - timedelta(days=asked.cooldown_days)
    merged, with_ai, unknown = merges.within(now - span, now)
    over = with_ai > asked.max * merged
    if not over:  # what was before matters only for the break that follows
        unknown = merges.within(start - span, now)[2]
    if unknown:
        raise CouldNotLook(f"Byline has no record of {unknown:,} of the pull requests that were merged")
    return MergedShare(asked.days, merged, with_ai, _over_since(merges, asked, start, now))


def _over_since(merges: Merges, asked: Asked, start: datetime, now: datetime) -> str:
    """Return when the share last went over the limit after ``start``; it moves as merges come and expire."""
    span = timedelta(days=asked.days)
    moves = {start, *merges.times, *(at + span for at in merges.times)}
    was_over, since = False, ""
    for at in sorted(move for move in moves if start <= move <= now):
        merged, with_ai, _ = merges.within(at - span, at)
        is_over = with_ai > asked.max * merged
        if is_over and not was_over:
            since = at.isoformat()
        was_over = is_over
    return since


def _merged(client: Client, repository: str, since: datetime) -> Mapping[int, datetime]:
    """Return when each pull request was merged, as far back as ``since``."""
    found: dict[int, datetime] = {}
    listed = client.closed_pulls(repository)
    for pull in islice(listed, MAX_PULLS):
        if (moments.read(pull.updated_at) or since) < since:
            return found
        if (at := _merged_at(pull)) and at >= since:
            found[pull.number] = at
    if next(listed, None) is not None:
        raise CouldNotLook(f"more than {MAX_PULLS:,} pull requests were closed in that time")
    return found


def _merged_at(pull: PullRequest) -> datetime | None:
    return moments.read(pull.merged_at) if pull.merged_at else None

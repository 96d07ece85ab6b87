"""Weeks and months in UTC, one after the other: the spans of time that a plot counts in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Periods:
    """Equal spans, oldest first. ``starts`` says when each begins; the last one ends at ``end``.

    ``names`` are what tables call them: the Monday of a week (``2026-11-16``), or a month (``2026-11``);
    ``unit`` is ``week`` or ``month``.
    """

    starts: tuple[datetime, ...]
    end: datetime
    names: tuple[str, ...]
    unit: str

    def __len__(self) -> int:
        return len(self.starts)


def weeks(now: datetime, count: int) -> Periods:
    """Return the week of ``now`` (weeks begin on Mondays) and those before it, ``count`` in all."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    starts = tuple(monday - timedelta(weeks=count - 1 - at) for at in range(count))
    names = tuple(f"{start:%Y-%m-%d}" for start in starts)
    return Periods(starts, monday + timedelta(weeks=1), names, "week")


def months(now: datetime, count: int) -> Periods:
    """Return the month of ``now`` and those before it, ``count`` in all."""
    present = now.astimezone(UTC)
    last = present.year * 12 + present.month - 1
    starts = tuple(_month(last - count + 1 + at) for at in range(count))
    return Periods(starts, _month(last + 1), tuple(f"{start:%Y-%m}" for start in starts), "month")


def _month(number: int) -> datetime:
    """Return when a month begins, of those counted since the year 0."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)

"""How much was judged, and what came of it: counts for the pages about repositories.

A contribution counts once in the span that is asked for: in the period in which it was first judged there,
with what its newest judgement there says. Nothing that is large is read, only an index: see ``AuditRow``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    func,
    select,
)

from bot.storage.database import Database
from bot.storage.models import AuditRow, CommandOutcome, CommandRow
from bot.storage.periods import Periods
from bot.storage.searching import ANSWERS, Said, talked_of
from detectors.authorship.calibration import THRESHOLD

_KEY: Final = (AuditRow.subject, AuditRow.kind, AuditRow.contribution_id)


@dataclass(frozen=True, slots=True)
class Known:
    """A repository of which something was judged. ``spellings`` are its names in the table, newest first."""

    spellings: tuple[str, ...]
    last: datetime

    @property
    def name(self) -> str:
        """Its name as GitHub wrote it last."""
        return self.spellings[0]

    @property
    def key(self) -> str:
        """Its name in lower case."""
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class Judged:
    """``count`` contributions of one period (its place in the span) that are alike.

    ``outcome`` is empty where the judgement is no longer kept. ``tiers`` are those of the newest judgement's
    findings (``storage.verdict``). ``scored`` were scored, and ``flagged`` of these look machine-like.
    """

    period: int
    kind: str
    outcome: str
    tiers: str
    count: int
    scored: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Words:
    """``count`` commands of one period in which people said who wrote something (``human``, ``ai``), appealed
    or declined an appeal.
    """

    period: int
    command: str
    count: int


class Volumes:
    """Counts what was judged. Names of repositories ignore case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, repositories: Collection[str] | None = None) -> list[Known]:
        """Return the repositories of which anything was judged, the one that was judged last first.

        Only those of ``repositories`` (in lower case), where they are given.
        """
        names = _names()
        newest = select(func.max(AuditRow.created_at)).where(AuditRow.repository == names.c.name)
        found: dict[str, list[tuple[datetime, str]]] = {}
        with self._database.read() as connection:
            asked = select(names.c.name, newest.scalar_subquery()).where(names.c.name.is_not(None))
            for name, last in connection.execute(asked):
                if repositories is None or name.casefold() in repositories:
                    found.setdefault(name.casefold(), []).append((last, name))
        held = [sorted(spelled, reverse=True) for spelled in found.values()]
        known = [Known(tuple(name for _, name in spelled), spelled[0][0]) for spelled in held]
        return sorted(known, key=lambda one: (one.last, one.key), reverse=True)

    def judged(self, repository: Known, periods: Periods) -> list[Judged]:
        """Return what was judged in some periods."""
        one = _each(repository.spellings, periods)
        alike = (one.c.period, one.c.kind, one.c.outcome, one.c.tiers)
        flagged = func.sum(case((one.c.human_tail <= THRESHOLD, 1), else_=0))
        counts = (func.count(), func.count(one.c.human_tail), flagged)
        with self._database.read() as connection:
            return [Judged(*row) for row in connection.execute(select(*alike, *counts).group_by(*alike))]

    def sparks(self, repositories: Sequence[Known], periods: Periods) -> dict[str, tuple[int, ...]]:
        """Return how many contributions of each repository were judged in each period, by its key."""
        spelled = [name for one in repositories for name in one.spellings]
        found = {one.key: [0] * len(periods) for one in repositories}
        each = (
            select(AuditRow.repository, func.min(AuditRow.created_at).label("first"))
            .where(_within(spelled, periods))
            .group_by(AuditRow.repository, *_KEY)
            .subquery()
        )
        placed = select(each.c.repository, _period(each.c.first, periods)).subquery()
        by = (placed.c.repository, placed.c.period)
        asked = select(*by, func.count()).group_by(*by)
        with self._database.read() as connection:
            for name, at, count in connection.execute(asked):
                found[name.casefold()][at] += count
        return {key: tuple(counts) for key, counts in found.items()}

    def words(self, repository: str, periods: Periods) -> list[Words]:
        """Return what was said about who wrote something, by when it was said."""
        row = CommandRow
        which = (
            row.repository == repository.casefold(),
            row.command.in_(("appeal", *ANSWERS)),
            row.outcome == CommandOutcome.DONE,
            row.at >= periods.starts[0],
            row.at < periods.end,
        )
        each = select(_period(row.at, periods), row.command).where(*which).subquery()
        by = (each.c.period, each.c.command)
        with self._database.read() as connection:
            return [Words(*line) for line in connection.execute(select(*by, func.count()).group_by(*by))]

    def open_appeals(self, repositories: Collection[str]) -> dict[str, int]:
        """Return how many threads have an appeal that no maintainer has answered, by repository.

        Repositories without any are left out. Names are in lower case.
        """
        row = CommandRow
        which = row.repository.in_(sorted(repositories)) & row.subject.in_(talked_of(Said.OPEN))
        asked = select(row.repository, func.count(row.subject.distinct())).where(which)
        with self._database.read() as connection:
            rows = connection.execute(asked.group_by(row.repository))
            return {row[0]: row[1] for row in rows}

    def newest(self, repository: Known) -> dict[str, Any] | None:
        """Return ``created_at``, ``facts`` and ``decision`` of the newest judgement that is kept."""
        return self._newest(repository, AuditRow.created_at, AuditRow.facts, AuditRow.decision)

    def decision(self, repository: Known) -> dict[str, Any]:
        """Return the decision of the newest judgement that is kept; empty where there is none."""
        found = self._newest(repository, AuditRow.decision)
        return found["decision"] if found else {}

    def _newest(self, repository: Known, *columns: Any) -> dict[str, Any] | None:
        kept = AuditRow.repository.in_(repository.spellings) & (AuditRow.outcome != "")
        asked = select(*columns).where(kept).order_by(AuditRow.created_at.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(asked).first()
            return row._asdict() if row else None


def _names() -> Any:
    """Return each name in the table once: a step in an index for each, whatever the number of rows."""
    first = select(func.min(AuditRow.repository).label("name")).cte("names", recursive=True)
    after = select(func.min(AuditRow.repository)).where(AuditRow.repository > first.c.name)
    return first.union_all(select(after.scalar_subquery()).where(first.c.name.is_not(None)))


def _within(spellings: Sequence[str], periods: Periods) -> ColumnElement[bool]:
    since = (AuditRow.created_at >= periods.starts[0]) & (AuditRow.created_at < periods.end)
    return AuditRow.repository.in_(spellings) & since


def _each(spellings: Sequence[str], periods: Periods) -> Any:
    """Return the contributions of a span with what the newest judgement says: each has a line.

    A window function that numbers the judgements of each takes SQLite twice as long.
    """
    moments = (
        func.min(AuditRow.created_at).label("first"),
        func.max(AuditRow.created_at).label("last"),
    )
    each = select(*_KEY, *moments).where(_within(spellings, periods)).group_by(*_KEY).subquery()
    same = [each.c[column.key] == column for column in _KEY]
    newest = AuditRow.repository.in_(spellings) & (AuditRow.created_at == each.c.last)
    told = (AuditRow.kind, AuditRow.outcome, AuditRow.tiers, AuditRow.human_tail)
    asked = select(_period(each.c.first, periods), *told).join(each, newest & and_(*same))
    return asked.subquery()


def _period(moment: Any, periods: Periods) -> ColumnElement[int]:
    """Return the place of the period that holds a moment of the span."""
    begun = [(moment >= start, at) for at, start in enumerate(periods.starts)]
    return case(*reversed(begun), else_=0).label("period")

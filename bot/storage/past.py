"""What was made of each contribution last: the few words that judging later ones needs.

Audits hold everything and are deleted in time; this table holds one short row for each contribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.storage.database import Database
from bot.storage.models import PastRow
from bot.storage.types import storable
from detectors.model import Contribution, Kind

_BATCH: Final = 500


class Past:
    """Write and read the last judgement of each contribution."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, it: Contribution, *, ai_use: bool | None, violations: int) -> None:
        """Keep what was made of ``it``, in place of what was made of it before.

        ``ai_use`` is ``None`` where nobody could say. One worker at a time handles a contribution.
        """
        values = {
            "author": storable(it.author.login.casefold(), 255),
            "ai_use": ai_use,
            "violations": violations,
        }
        with self._database.write() as connection:
            changed = connection.execute(update(PastRow).where(*_is(it)).values(values))
            if not changed.rowcount:
                names = dict(zip(("repository", "kind", "contribution"), _names(it), strict=True))
                connection.execute(insert(PastRow).values({**names, **values}))

    def ai_use(self, repository: str, numbers: Iterable[int]) -> Mapping[int, bool]:
        """Return whether AI had a part in pull requests, as far as that was recorded and known."""
        names, found = [str(number) for number in numbers], dict[int, bool]()
        asked = select(PastRow.contribution, PastRow.ai_use).where(
            PastRow.repository == _folded(repository), PastRow.kind == Kind.PULL_REQUEST.value
        )
        with self._database.read() as connection:
            for at in range(0, len(names), _BATCH):
                rows = connection.execute(asked.where(PastRow.contribution.in_(names[at : at + _BATCH])))
                found |= {int(name): use for name, use in rows if use is not None}
        return found

    def violations(self, it: Contribution) -> int:
        """Return how many contributions of the same author before ``it`` last had a violation.

        Private security reports count among themselves only: what follows elsewhere would tell of them.
        """
        first = select(PastRow.id).where(*_is(it))
        is_report = PastRow.kind == Kind.SECURITY_REPORT.value
        asked = select(func.count()).where(
            PastRow.repository == _folded(it.repository),
            PastRow.author == storable(it.author.login.casefold(), 255),
            PastRow.violations > 0,
            is_report if it.kind is Kind.SECURITY_REPORT else ~is_report,
        )
        with self._database.read() as connection:
            own = connection.scalar(first)
            if own is not None:
                asked = asked.where(PastRow.id < own)
            return connection.execute(asked).scalar_one()


def _folded(repository: str) -> str:
    return storable(repository.casefold(), 255)


def _names(it: Contribution) -> tuple[str, str, str]:
    return _folded(it.repository), it.kind.value, storable(it.id, 255)


def _is(it: Contribution) -> tuple[ColumnElement[bool], ...]:
    repository, kind, contribution = _names(it)
    return (
        PastRow.repository == repository,
        PastRow.kind == kind,
        PastRow.contribution == contribution,
    )

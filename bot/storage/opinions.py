"""What the reviewer was asked, when, and what it answered: for its budget, and to ask nothing twice.

A row comes before its question, so that questions of several processes count together, and those that were
never answered count as well.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.storage.database import Database
from bot.storage.models import OpinionRow
from bot.storage.types import storable

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
#: Answers quote contributions, so they are kept no longer than the payloads are.
KEPT: Final = timedelta(days=30)
_MAX_TOKENS: Final = 2**31 - 1


class Opinions:
    """Write and read questions, each known by its digest. ``clock`` gives the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def answer(self, digest: str) -> str | None:
        """Return the newest answer to a question that was asked before."""
        which = (OpinionRow.digest == digest) & (OpinionRow.answer.is_not(None))
        found = select(OpinionRow.answer).where(which).order_by(OpinionRow.id.desc()).limit(1)
        with self._database.read() as connection:
            return connection.execute(found).scalar_one_or_none()

    def take(self, digest: str, tokens: int, *, calls_an_hour: int, tokens_a_day: int) -> int | str:
        """Write down that a question of about ``tokens`` is about to be asked, and return its number.

        Returns the name of the limit (``calls`` or ``tokens``) where that would be one too many.
        """
        now = self._clock()
        with self._database.write() as connection:
            _one_at_a_time(connection)
            connection.execute(delete(OpinionRow).where(OpinionRow.at < now - KEPT))
            calls = select(func.count()).select_from(OpinionRow).where(OpinionRow.at > now - HOUR)
            if connection.execute(calls).scalar_one() >= calls_an_hour:
                return "calls"
            spent = select(func.coalesce(func.sum(OpinionRow.tokens), 0)).where(OpinionRow.at > now - DAY)
            if connection.execute(spent).scalar_one() + tokens > tokens_a_day:
                return "tokens"
            row = {"digest": digest, "at": now, "tokens": min(tokens, _MAX_TOKENS)}
            return connection.execute(insert(OpinionRow).values(row).returning(OpinionRow.id)).scalar_one()

    def keep(self, id_: int, answer: str, tokens: int) -> None:
        """Keep the answer to a question, and how many tokens both had."""
        values = {"answer": storable(answer, len(answer)), "tokens": min(tokens, _MAX_TOKENS)}
        with self._database.write() as connection:
            connection.execute(update(OpinionRow).where(OpinionRow.id == id_).values(values))


def _one_at_a_time(connection: Connection) -> None:
    """Let one transaction count and insert. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(OpinionRow.__tablename__))))

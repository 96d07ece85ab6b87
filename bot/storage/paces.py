"""When an installation may write to GitHub next, for all processes that share a database."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import ColumnElement, Connection, Double, cast, extract, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.models import PaceRow

#: What lies further ahead was written by a clock that was wrong.
_FURTHEST_SECONDS: Final = 7200.0


class Paces:
    """Hands out the right to write, to one process at a time. The clock is that of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, installation_id: int, hold: float) -> float:
        """Take the right to write, for at most ``hold`` seconds; return the seconds to wait for it.

        Zero means that it is the caller's. Whoever dies with it has it for ``hold`` seconds.
        """
        row = PaceRow
        with self._database.write() as connection:
            now = _now(connection)
            free = (row.next_write_at <= now) | (row.next_write_at > now + _FURTHEST_SECONDS)
            mine = update(row).where(row.installation_id == installation_id, free)
            if connection.execute(mine.values(next_write_at=now + hold)).rowcount:
                return 0.0
            wait = select(row.next_write_at - now).where(row.installation_id == installation_id)
            found: float | None = connection.scalar(wait)
        if found is not None:
            return max(found, 0.001)
        self._begin(installation_id)
        return self.take(installation_id, hold)

    def release(self, installation_id: int, pause: float) -> None:
        """Give the right back: the next one may write in ``pause`` seconds."""
        with self._database.write() as connection:
            which = update(PaceRow).where(PaceRow.installation_id == installation_id)
            connection.execute(which.values(next_write_at=_now(connection) + pause))

    def _begin(self, installation_id: int) -> None:
        try:
            with self._database.write() as connection:
                new = insert(PaceRow).values(installation_id=installation_id, next_write_at=0.0)
                connection.execute(new)
        except IntegrityError:  # another process was quicker
            return


def _now(connection: Connection) -> ColumnElement[float]:
    """Return the present in seconds since 1970; all processes that share SQLite are on one machine."""
    if connection.dialect.name == "sqlite":
        return literal(time.time())
    return cast(extract("epoch", func.clock_timestamp()), Double)

"""What Byline did in public, written down before it is done: for the brake, and to do nothing twice.

The row comes first and the write follows, so a crash in between leaves a row for something that never
happened: Byline then does too little rather than something twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from bot.storage.database import Database
from bot.storage.models import ActRow
from bot.storage.types import storable

WINDOW: Final = timedelta(hours=1)
#: What the brake counts, by the action's name: a review that requests changes is a comment as well.
COUNTED: Final = MappingProxyType(
    {"create_comment": "comment", "request_changes": "comment", "close": "close"}
)


class Acts:
    """Write and read acts. ``clock`` gives the present in UTC; repositories and subjects ignore case."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def take(self, repository: str, subject: str, action: str, most: int | None = None) -> bool:
        """Write down that ``action`` is about to be done; ``False`` where there were ``most`` of them.

        Several processes may ask at once: no more than ``most`` of them are told yes. Asking again for the
        same subject and action counts once.
        """
        row = _keys(repository, subject, action)
        with self._database.write() as connection:
            _one_at_a_time(connection, row["repository"])
            known = select(ActRow.id).where(ActRow.subject == row["subject"], ActRow.action == row["action"])
            if connection.execute(known).first() is not None:
                return True
            if most is not None and self._count(connection, row["repository"], COUNTED[action]) >= most:
                return False
            connection.execute(insert(ActRow).values(**row, at=self._clock()))
            return True

    def forget(self, subject: str, action: str) -> None:
        """Take back what ``take`` wrote, where the action surely did not happen."""
        keys = _keys("", subject, action)
        which = (ActRow.subject == keys["subject"]) & (ActRow.action == keys["action"])
        with self._database.write() as connection:
            connection.execute(delete(ActRow).where(which))

    def of(self, subject: str) -> tuple[str, ...]:
        """Return the actions that were done about a subject, in order."""
        which = ActRow.subject == _keys("", subject, "")["subject"]
        with self._database.read() as connection:
            return tuple(connection.scalars(select(ActRow.action).where(which).order_by(ActRow.id)))

    def in_the_last_hour(self, repository: str) -> tuple[int, int]:
        """Return how many public comments and closes there were in a repository."""
        name = _keys(repository, "", "")["repository"]
        with self._database.read() as connection:
            return self._count(connection, name, "comment"), self._count(connection, name, "close")

    def _count(self, connection: Connection, repository: str, sort: str) -> int:
        actions = [action for action, counted in COUNTED.items() if counted == sort]
        which = (ActRow.repository == repository) & (ActRow.at > self._clock() - WINDOW)
        found = select(func.count()).select_from(ActRow).where(which, ActRow.action.in_(actions))
        return connection.execute(found).scalar_one()


def _keys(repository: str, subject: str, action: str) -> dict[str, str]:
    return {
        "repository": storable(repository.casefold(), 255),
        "subject": storable(subject.casefold(), 300),
        "action": storable(action, 32),
    }


def _one_at_a_time(connection: Connection, repository: str) -> None:
    """Let one transaction a repository count and insert. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(repository))))

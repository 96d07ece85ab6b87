"""When something that is done from time to time is due, so that one process of many does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.models import ChoreRow


class Turns:
    """Hands out turns. ``clock`` gives the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, every: timedelta) -> bool:
        """Return whether the caller shall do it now: at most one is told so in ``every``.

        Whoever takes a turn and dies has had it: the next one comes after ``every``.
        """
        now = self._clock()
        # What is due later than ``every`` from now was written by a clock that was wrong.
        due = (ChoreRow.due_at <= now) | (ChoreRow.due_at > now + every)
        late = (ChoreRow.name == name) & due
        try:
            with self._database.write() as connection:
                taken = connection.execute(
                    update(ChoreRow).where(late).values(due_at=now + every).returning(ChoreRow.name)
                )
                if taken.first() is not None:
                    return True
                connection.execute(insert(ChoreRow).values(name=name, due_at=now + every))
                return True
        except IntegrityError:  # it is known, and not due
            return False

    def done(self, name: str, begun: datetime) -> None:
        """Write down that what ``begun`` then came to its end."""
        with self._database.write() as connection:
            connection.execute(update(ChoreRow).where(ChoreRow.name == name).values(done_at=begun))

    def last(self, name: str) -> datetime | None:
        """Return when the last one that came to its end had begun; none if there was none."""
        with self._database.read() as connection:
            found: datetime | None = connection.scalar(select(ChoreRow.done_at).where(ChoreRow.name == name))
            return found

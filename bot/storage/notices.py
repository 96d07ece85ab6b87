"""The queue of what maintainers are told in private, and which of it has been sent on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, insert, select, true, update

from bot.storage.database import Database
from bot.storage.models import NoticeRow
from bot.storage.types import storable

_TEXT_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that maintainers are told. ``digest`` names it: a subject has each digest once."""

    repository: str
    subject: str
    team: str
    text: str
    digest: str
    id: int
    seen: bool
    created_at: datetime


_COLUMNS: Final = tuple(getattr(NoticeRow, name) for name in Notice.__slots__)


class Notices:
    """Write and read notices. ``clock`` gives the present in UTC; repositories and subjects ignore case."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def add(self, repository: str, subject: str, team: str, text: str, digest: str) -> bool:
        """Put a notice in the queue; ``False`` where the subject has that digest already."""
        row = {
            "repository": storable(repository.casefold(), 255),
            "subject": storable(subject.casefold(), 300),
            "team": storable(team, 100),
            "text": storable(text, _TEXT_LIMIT),
            "digest": digest,
            "seen": False,
            "sent_by": "",
            "created_at": self._clock(),
        }
        known = (NoticeRow.subject == row["subject"]) & (NoticeRow.digest == digest)
        with self._database.write() as connection:
            if connection.execute(select(NoticeRow.id).where(known)).first() is not None:
                return False
            connection.execute(insert(NoticeRow).values(row))
            return True

    def digests(self, *subjects: str) -> tuple[str, ...]:
        """Return the digests of all notices about some subjects."""
        which = NoticeRow.subject.in_([storable(subject.casefold(), 300) for subject in subjects])
        with self._database.read() as connection:
            return tuple(connection.scalars(select(NoticeRow.digest).where(which).order_by(NoticeRow.id)))

    def unsent(self, channel: str, *subjects: str) -> tuple[Notice, ...]:
        """Return the notices about some subjects that ``channel`` has not sent on, oldest first."""
        which = NoticeRow.subject.in_([storable(subject.casefold(), 300) for subject in subjects])
        kept = NoticeRow.text != ""  # else its time is over
        found = select(*_COLUMNS, NoticeRow.sent_by).where(which, kept).order_by(NoticeRow.id)
        with self._database.read() as connection:
            rows = [row._asdict() for row in connection.execute(found)]
        return tuple(Notice(**row) for row in rows if channel not in row.pop("sent_by").split())

    def sent(self, id_: int, channel: str) -> None:
        """Write down that ``channel`` has sent a notice on."""
        with self._database.write() as connection:
            which = NoticeRow.id == id_
            before = connection.scalar(select(NoticeRow.sent_by).where(which)) or ""
            channels = " ".join(sorted({*before.split(), channel}))
            connection.execute(update(NoticeRow).where(which).values(sent_by=channels))

    def queue(
        self, most: int, before: int | None = None, repositories: Collection[str] | None = None
    ) -> tuple[Notice, ...]:
        """Return the newest notices that nobody has marked as seen; ``before`` is the id to go on from.

        Only those about ``repositories`` (in lower case), where they are given.
        """
        found = select(*_COLUMNS).where(NoticeRow.seen.is_(False), _about(repositories))
        if before is not None:
            found = found.where(NoticeRow.id < before)
        with self._database.read() as connection:
            rows = connection.execute(found.order_by(NoticeRow.id.desc()).limit(most))
            return tuple(Notice(**row._asdict()) for row in rows)

    def repository_of(self, id_: int) -> str | None:
        """Return the repository (in lower case) that a notice is about; ``None``: there is no such notice."""
        with self._database.read() as connection:
            return connection.scalar(select(NoticeRow.repository).where(NoticeRow.id == id_))

    def mark_seen(self, id_: int) -> bool:
        """Take a notice out of the queue; ``False``: there is none."""
        with self._database.write() as connection:
            which = NoticeRow.id == id_
            return connection.execute(update(NoticeRow).where(which).values(seen=True)).rowcount > 0

    def answered(self, subject: str, digests: Collection[str]) -> None:
        """Take the notices about a subject that have one of some digests out of the queue."""
        which = (NoticeRow.subject == storable(subject.casefold(), 300)) & NoticeRow.digest.in_(list(digests))
        with self._database.write() as connection:
            connection.execute(update(NoticeRow).where(which).values(seen=True))


def _about(repositories: Collection[str] | None) -> ColumnElement[bool]:
    return true() if repositories is None else NoticeRow.repository.in_(sorted(repositories))

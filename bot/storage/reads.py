"""What GitHub answered to reads, for all processes that share a database: see ``bot.github.etags``.

It is a memory, not a record: whatever is missing is asked for again. New answers are written down together,
by ``flush``, so that a judgement costs one transaction.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.github.etags import EtagCache, Remembered
from bot.storage.database import Database
from bot.storage.models import ReadRow

#: The newest so many answers are kept.
MOST: Final = 20_000
_REPOSITORY: Final = "/repos/"
_TABLE: Final = cast("Table", ReadRow.__table__)
# Of two processes that read the same at the same time, either answer will do.
_ADD: Final = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}


class Reads:
    """Remembers answers; those about no repository in memory only. Safe to use from several threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock
        self._new: dict[tuple[str, str], Remembered] = {}
        self._others = EtagCache()
        self._lock = threading.Lock()

    def get(self, who: str, url: str) -> Remembered | None:
        """Return what ``who`` was told at ``url`` before; one caller never sees another's answers."""
        with self._lock:
            new = self._new.get((who, url))
        if new:
            return new
        row = ReadRow
        with self._database.read() as connection:
            asked = select(row.etag, row.link, row.mark, row.body).where(row.key == _key(who, url))
            found = connection.execute(asked).first()
        if found is None:
            return self._others.get(who, url)
        return Remembered(found.etag, zlib.decompress(found.body).decode(), found.link, found.mark)

    def put(self, who: str, url: str, answer: Remembered) -> None:
        """Remember an answer, for this process at once and for the others from the next ``flush`` on."""
        if not repository_of(answer.about or url):  # teams: few, and about people
            self._others.put(who, url, answer)
        elif answer.is_small:
            with self._lock:
                self._new[(who, url)] = answer

    def forget(self, who: str, beginning: str) -> None:
        """Forget what ``who`` was told at URLs with such a beginning; when this returns, it is forgotten."""
        with self._lock:
            for key in [key for key in self._new if key[0] == who and key[1].startswith(beginning)]:
                del self._new[key]
        its = ReadRow.url.startswith(beginning, autoescape=True) & (ReadRow.who == who)
        with self._database.write() as connection:
            connection.execute(delete(ReadRow).where(ReadRow.repository == repository_of(beginning), its))

    def flush(self) -> None:
        """Write down the new answers, and drop the oldest ones over ``MOST``."""
        with self._lock:
            new, self._new = self._new, {}
        if not new:
            return
        now = self._clock()
        rows = [
            {
                "key": _key(who, url),
                "who": who,
                "url": url,
                "repository": repository_of(answer.about or url),
                "etag": answer.etag,
                "link": answer.link,
                "mark": answer.mark,
                "body": zlib.compress(answer.body.encode(), 1),
                "at": now,
            }
            for (who, url), answer in sorted(new.items())
        ]
        with self._database.write() as connection:
            connection.execute(delete(ReadRow).where(ReadRow.key.in_([row["key"] for row in rows])))
            connection.execute(_ADD[connection.dialect.name], rows)
            newest = select(func.max(ReadRow.id)).scalar_subquery()
            connection.execute(delete(ReadRow).where(ReadRow.id <= newest - MOST))


def repository_of(url: str) -> str:
    """Return the repository that a URL of GitHub's API is about, in lower case; empty where it is none."""
    _, _, rest = url.partition(_REPOSITORY)
    owner, _, rest = rest.partition("/")
    name = rest.partition("/")[0]
    return f"{owner}/{name}".casefold() if owner and name else ""


def _key(who: str, url: str) -> str:
    return hashlib.sha256(f"{who}\n{url}".encode()).hexdigest()

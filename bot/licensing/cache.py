"""What was read of files before, by the id of their content: one small SQLite file in the home folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

#: Raise it when the same content may be read in another way.
VERSION: Final = 3
#: About 60 MB; beyond it the rows that were written first go.
MAX_ROWS: Final = 200_000
_CHUNK: Final = 500
_TABLE: Final = "CREATE TABLE IF NOT EXISTS read (key TEXT PRIMARY KEY, value TEXT NOT NULL)"


class Cache:
    """Texts by keys. A cache that cannot be kept or read is an empty one: nothing depends on it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Cache:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = self._opened()
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
        except OSError:
            self._database = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._database is not None:
            self._database.close()

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        """Return what is kept under ``keys``."""
        found: dict[str, str] = {}
        if self._database is None:
            return found
        try:
            for at in range(0, len(keys), _CHUNK):
                some = [f"{VERSION}:{key}" for key in keys[at : at + _CHUNK]]
                marks = ",".join("?" * len(some))
                rows = self._database.execute(f"SELECT key, value FROM read WHERE key IN ({marks})", some)  # noqa: S608
                found |= {key.partition(":")[2]: value for key, value in rows}
        except sqlite3.DatabaseError:
            return {}
        return found

    def put(self, values: Mapping[str, str]) -> None:
        """Keep ``values``, and let the oldest ones go where there are too many."""
        if self._database is None or not values:
            return
        try:
            with self._database:
                rows = [(f"{VERSION}:{key}", value) for key, value in values.items()]
                self._database.executemany("INSERT OR REPLACE INTO read VALUES (?, ?)", rows)
                oldest = "DELETE FROM read WHERE rowid <= (SELECT max(rowid) FROM read) - ?"
                self._database.execute(oldest, (MAX_ROWS,))
        except sqlite3.DatabaseError:  # another process has it, or the disk is full
            return

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=10)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=OFF")
        database.execute(_TABLE)
        return database

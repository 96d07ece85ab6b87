"""Notes on commits by their ids, one SQLite file for each repository in the home folder.

A commit never changes, so what was noted once stays: an audit that was stopped goes on where it was, and the
next one looks at new commits only. Notes made by other versions of Byline are thrown away.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Final

from bot.audit.note import Note, pack, unpack
from bot.errors import CouldNotLook

_SECONDS: Final = 60
_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS made_with (id TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS notes (
        sha TEXT PRIMARY KEY, at INTEGER NOT NULL, traced INTEGER NOT NULL, note TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS answers (asked TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID;
    CREATE TEMP TABLE reached (n INTEGER PRIMARY KEY, sha TEXT NOT NULL UNIQUE);
"""
_IN_ORDER: Final = """
    SELECT note FROM reached JOIN notes USING (sha)
    WHERE at >= ? AND at < ? AND traced >= ? ORDER BY at, sha
"""


def place(folder: Path, key: str) -> Path:
    """Return the file for a repository by its path or address; its name begins with the end of that."""
    name = key.rstrip("/").removesuffix("/.git").removesuffix(".git").rpartition("/")[2]
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[-60:].strip("-.") or "repository"
    return folder / f"{plain}-{digest}.sqlite3"


class Store:
    """The notes of one repository. ``made_with`` names everything that notes depend on besides commits.

    Commits that the audit is about are first given to ``reach``; everything else is about those.

    Raises:
        CouldNotLook: the file cannot be read or written, is no such file, or was damaged; or another audit
            has held it for a minute.
    """

    def __init__(self, path: Path, made_with: str) -> None:
        self._path = path
        self._made_with = made_with

    def __enter__(self) -> Store:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            self._database = sqlite3.connect(self._path, timeout=_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_TABLES)
            self._renew()
        except (OSError, sqlite3.Error) as error:
            raise CouldNotLook(f"cannot keep notes in {self._path}: {error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise CouldNotLook(
                f"cannot keep notes in {self._path}: {error}; delete it to start afresh"
            ) from error

    def _renew(self) -> None:
        """Throw away what another version noted."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            made = cursor.execute("SELECT id FROM made_with").fetchone()
            if made is None or made[0] != self._made_with:
                cursor.execute("DELETE FROM notes")
                cursor.execute("DELETE FROM answers")
                cursor.execute("DELETE FROM made_with")
                cursor.execute("INSERT INTO made_with VALUES (?)", (self._made_with,))
            cursor.execute("COMMIT")

    def reach(self, shas: Iterable[str]) -> int:
        """Set the commits that the audit is about, those that are read first first; return how many."""
        self._database.execute("BEGIN")
        self._database.execute("DELETE FROM reached")
        self._database.executemany("INSERT OR IGNORE INTO reached (sha) VALUES (?)", ((sha,) for sha in shas))
        self._database.execute("COMMIT")
        return int(self._database.execute("SELECT count(*) FROM reached").fetchone()[0])

    def missing(self) -> int:
        """Return how many of the commits there is no note on."""
        asked = "SELECT count(*) FROM reached WHERE sha NOT IN (SELECT sha FROM notes)"
        return int(self._database.execute(asked).fetchone()[0])

    def noted(self) -> int:
        """Return how many of the commits there is a note on."""
        return int(
            self._database.execute("SELECT count(*) FROM reached JOIN notes USING (sha)").fetchone()[0]
        )

    def batches(self, size: int) -> Iterator[Sequence[str]]:
        """Yield the ids of commits without a note, ``size`` at a time; notes may be kept meanwhile."""
        last = 0
        while True:
            rows = self._database.execute(
                "SELECT n, sha FROM reached WHERE n > ? AND sha NOT IN (SELECT sha FROM notes)"
                " ORDER BY n LIMIT ?",
                (last, size),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [sha for _, sha in rows]

    def keep(self, notes: Iterable[Note]) -> None:
        """Keep notes: all of them or, when the program is stopped, none."""
        rows = [(note.sha, note.at, bool(note.seen), pack(note)) for note in notes]
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", rows)
        self._database.execute("COMMIT")

    def notes(self, since: int, until: int, *, traced: bool = False) -> Iterator[Note]:
        """Yield the notes on commits from ``since`` until before ``until``, the oldest first.

        Both are in seconds since 1970. ``traced``: only those in which an agent left a trace.
        """
        for (text,) in self._database.execute(_IN_ORDER, (since, until, int(traced))):
            yield unpack(text)

    def note(self, sha: str) -> Note | None:
        """Return the note on one of the commits."""
        row = self._database.execute("SELECT note FROM reached JOIN notes USING (sha) WHERE sha = ?", (sha,))
        found = row.fetchone()
        return unpack(found[0]) if found else None

    def answer(self, asked: str) -> str | None:
        """Return what was answered to a question about a commit's tree, if it was asked before."""
        found = self._database.execute("SELECT answer FROM answers WHERE asked = ?", (asked,)).fetchone()
        return str(found[0]) if found else None

    def keep_answer(self, asked: str, answer: str) -> None:
        """Keep the answer to a question, and none of those before: the commit that is audited moves on."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("DELETE FROM answers")
            cursor.execute("INSERT INTO answers VALUES (?, ?)", (asked, answer))
            cursor.execute("COMMIT")

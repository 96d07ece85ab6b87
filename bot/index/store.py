"""The index of one repository on disk: one SQLite file, with one row for each content that was ever read.

Contents that belong to no kept tree stay until they are half of the file, which then starts afresh: nothing
in it is anybody's only copy.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from bot.index.symbols import Symbol
from bot.index.words import key, parts

#: To be raised when what is stored, or how files are read, changes: older files are then made anew.
VERSION: Final = 2

T = TypeVar("T")

KEPT_TREES: Final = 8
_MIN_ORPHANS: Final = 20_000
_FLUSH_POSTINGS: Final = 2_000_000
_CHUNK: Final = 500
#: Spellings of one name that are looked at.
_SPELLINGS: Final = 500
_SCHEMA: Final = """
CREATE TABLE blob (
    id INTEGER PRIMARY KEY, sha BLOB UNIQUE NOT NULL, size INTEGER, lines INTEGER, whole INTEGER
);
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL, key TEXT NOT NULL);
CREATE INDEX word_key ON word (key);
CREATE TABLE posting (word INTEGER, first INTEGER, blobs BLOB, PRIMARY KEY (word, first)) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL, first TEXT, last TEXT);
CREATE INDEX name_first ON name (first);
CREATE INDEX name_last ON name (last);
CREATE TABLE symbol (name INTEGER, blob INTEGER, line INTEGER, kind TEXT, owner TEXT);
CREATE INDEX symbol_name ON symbol (name);
CREATE INDEX symbol_blob ON symbol (blob);
CREATE TABLE tree (sha TEXT PRIMARY KEY, used INTEGER, blobs INTEGER, entries BLOB);
CREATE TABLE past (path TEXT PRIMARY KEY, base TEXT, until TEXT, moved TEXT);
CREATE INDEX past_base ON past (base);
CREATE TABLE walked (id INTEGER PRIMARY KEY, sha TEXT UNIQUE);
CREATE TABLE made (generation TEXT);
"""


class Entry(NamedTuple):
    """A path of a tree. ``blob`` is 0 where the content is not in the index; ``kind`` is f, l, s or u.

    f: a file whose content is indexed or need not be; l: a link; s: a submodule; u: a file that is unread.
    """

    kind: str
    blob: int
    path: str


class Definition(NamedTuple):
    """A definition of a name in a content."""

    name: str
    blob: int
    line: int
    kind: str
    owner: str


class Past(NamedTuple):
    """A path that was removed: in which commit, and where the same content went (or ``""``)."""

    path: str
    until: str
    moved: str


class Store:
    """An open index file; not to be shared between threads."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    # Reading

    def is_current(self) -> bool:
        """Whether the file was made by this version of the index."""
        return bool(self._db.execute("PRAGMA user_version").fetchone()[0] == VERSION)

    def generation(self) -> str:
        """Return what tells this file from one that was made anew in its place."""
        row = self._db.execute("SELECT generation FROM made").fetchone()
        return str(row[0]) if row else ""

    def tree(self, sha: str) -> list[Entry] | None:
        """Return the entries of a tree, or ``None`` where it is not indexed."""
        row = self._db.execute("SELECT entries FROM tree WHERE sha = ?", (sha,)).fetchone()
        if row is None:
            return None
        fields = zlib.decompress(row[0]).decode("utf-8", "replace").split("\0")
        return [Entry(fields[at], int(fields[at + 1]), fields[at + 2]) for at in range(0, len(fields) - 2, 3)]

    def blob_ids(self, shas: Sequence[str]) -> dict[str, int]:
        """Return the numbers of those contents that are indexed."""
        found: dict[str, int] = {}
        for chunk in _chunks([bytes.fromhex(sha) for sha in shas]):
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(f"SELECT sha, id FROM blob WHERE sha IN ({marks})", chunk)  # noqa: S608
            found.update((sha.hex(), number) for sha, number in rows)
        return found

    def lines(self, blob: int) -> int | None:
        """Return how many lines a content has; ``None`` where it was not read."""
        row = self._db.execute("SELECT lines FROM blob WHERE id = ?", (blob,)).fetchone()
        return None if row is None else row[0]

    def sha(self, blob: int) -> str:
        """Return the git id of a content."""
        return str(self._db.execute("SELECT sha FROM blob WHERE id = ?", (blob,)).fetchone()[0].hex())

    def total_size(self) -> int:
        """Return the bytes of all contents that were read."""
        return int(self._db.execute("SELECT COALESCE(SUM(size), 0) FROM blob").fetchone()[0])

    def with_word(self, word: str) -> set[int]:
        """Return the contents that hold a word, spelled in this way."""
        return self._postings("text", word).get(word, set())

    def with_key(self, folded: str) -> dict[str, set[int]]:
        """Return the words that have a key (see ``words.key``), with the contents that hold them."""
        return self._postings("key", folded)

    def words_from(self, start: str, most: int, *, dashed: bool = False) -> list[str]:
        """Return words whose key begins with ``start``; ``dashed``: only those with a hyphen in them."""
        only = "AND instr(text, '-')" if dashed else ""
        rows = self._db.execute(
            f"SELECT text FROM word WHERE key >= ? AND key < ? {only} LIMIT ?",  # noqa: S608
            (start, start + "\U0010ffff", most),
        )
        return [text for (text,) in rows]

    def definitions(self, name: str) -> list[Definition]:
        """Return where a name is defined, spelled in this way, in any content."""
        return self._defined("name.text = ?", name)

    def defined_in(self, blob: int) -> list[Definition]:
        """Return what a content defines."""
        return self._defined("symbol.blob = ?", blob)

    def names_after(self, number: int) -> list[tuple[int, str]]:
        """Return the defined names with a higher number, of whatever tree."""
        return self._db.execute("SELECT id, text FROM name WHERE id > ? ORDER BY id", (number,)).fetchall()

    def kin(self, part: str) -> Iterator[tuple[str, int]]:
        """Yield (name, content that defines it) for names that begin or end with a word."""
        for column in ("first", "last"):
            yield from self._db.execute(
                f"SELECT text, blob FROM name JOIN symbol ON symbol.name = name.id WHERE {column} = ?",  # noqa: S608
                (part,),
            )

    def past(self, base: str) -> list[Past]:
        """Return the removed paths with a file name (case folded)."""
        rows = self._db.execute("SELECT path, until, moved FROM past WHERE base = ? LIMIT 1000", (base,))
        return [Past(*row) for row in rows]

    def walked(self) -> list[str]:
        """Return the commits whose history was walked for removed paths, the last first."""
        return [sha for (sha,) in self._db.execute("SELECT sha FROM walked ORDER BY id DESC LIMIT 16")]

    def _postings(self, column: str, argument: str) -> dict[str, set[int]]:
        # Of the words, not of their postings: each reading of new contents adds one, and the last one counts.
        words = f"SELECT id, text FROM word WHERE {column} = ? LIMIT {_SPELLINGS}"  # noqa: S608
        joined = f"SELECT text, blobs FROM ({words}) JOIN posting ON posting.word = id"  # noqa: S608
        found: defaultdict[str, set[int]] = defaultdict(set)
        for text, packed in self._db.execute(joined, (argument,)):
            found[text].update(array("I", packed))
        return found

    def _defined(self, where: str, argument: str | int) -> list[Definition]:
        defined = "SELECT name.text, blob, line, kind, owner FROM symbol JOIN name ON name.id = symbol.name"
        rows = self._db.execute(f"{defined} WHERE {where}", (argument,))
        return [Definition(*row) for row in rows]

    # Writing

    def use(self, sha: str) -> None:
        """Note that a tree was asked for now."""
        self._db.execute("UPDATE tree SET used = (SELECT 1 + MAX(used) FROM tree) WHERE sha = ?", (sha,))

    def keep_tree(self, sha: str, entries: Iterable[Entry]) -> None:
        """Write a tree down, and forget those used longest ago."""
        flat = [str(field) for entry in entries for field in entry]
        packed = zlib.compress("\0".join([*flat, ""]).encode("utf-8", "replace"), 1)
        self._db.execute(
            "INSERT OR REPLACE INTO tree SELECT ?, 1 + COALESCE(MAX(used), 0), ?, ? FROM tree",
            (sha, len(set(flat[1::3])), packed),
        )
        self._db.execute(
            "DELETE FROM tree WHERE sha NOT IN (SELECT sha FROM tree ORDER BY used DESC LIMIT ?)",
            (KEPT_TREES,),
        )

    def is_mostly_orphans(self) -> bool:
        """Whether more contents than not are those of trees that were forgotten."""
        (blobs,) = self._db.execute("SELECT COUNT(*) FROM blob").fetchone()
        (largest,) = self._db.execute("SELECT COALESCE(MAX(blobs), 0) FROM tree").fetchone()
        return bool(blobs > _MIN_ORPHANS + 4 * largest)

    def keep_past(self, removed: Iterable[Past], commit: str) -> None:
        """Write removed paths down; what is there already is newer only where its commit was walked later."""
        rows = ((path, path.rpartition("/")[2].casefold(), until, moved) for path, until, moved in removed)
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO past VALUES (?, ?, ?, ?)", rows)
            self._db.execute("INSERT OR IGNORE INTO walked (sha) VALUES (?)", (commit,))

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Write contents down; all or none of what is written in the block stays."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            writer = Writer(self._db)
            yield writer
            writer.flush()


class Writer:
    """Adds contents with their words and definitions."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._words = _Numbers(database, "word")
        self._names = _Numbers(database, "name")
        self._postings: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
        self._held = 0

    def add(
        self,
        sha: str,
        size: int,
        lines: int | None,
        words: Iterable[str],
        symbols: Iterable[Symbol],
        *,
        whole: bool,
    ) -> int:
        """Add a content and return its number."""
        number = self._db.execute(
            "INSERT INTO blob (sha, size, lines, whole) VALUES (?, ?, ?, ?)",
            (bytes.fromhex(sha), size, lines, int(whole)),
        ).lastrowid
        assert number  # noqa: S101 - an insert gives a number
        for word in self._words.of(words):
            self._postings[word].append(number)
            self._held += 1
        symbols = list(symbols)
        names = dict(
            zip((symbol.name for symbol in symbols), self._names.of([s.name for s in symbols]), strict=True)
        )
        self._db.executemany(
            "INSERT INTO symbol VALUES (?, ?, ?, ?, ?)",
            ((names[s.name], number, s.line, s.kind, s.owner) for s in symbols),
        )
        if self._held > _FLUSH_POSTINGS:
            self.flush()
        return number

    def flush(self) -> None:
        """Write the postings that are held in memory."""
        self._words.flush()
        self._names.flush()
        rows = ((word, blobs[0], blobs.tobytes()) for word, blobs in sorted(self._postings.items()))
        self._db.executemany("INSERT INTO posting VALUES (?, ?, ?)", rows)
        self._postings.clear()
        self._held = 0


class _Numbers:
    """The numbers of texts in a table, new ones given out in memory and written in bulk."""

    _MOST: Final = 1_500_000

    def __init__(self, database: sqlite3.Connection, table: str) -> None:
        self._db = database
        self._table = table
        self._known: dict[str, int] = {}
        self._new: list[tuple[int, str]] = []
        (self._last,) = database.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()  # noqa: S608
        self._fresh = not self._last

    def of(self, texts: Iterable[str]) -> list[int]:
        """Return the number of each text."""
        texts = list(texts)
        known = self._known
        if not self._fresh:
            self._look_up([text for text in texts if text not in known])
        found = []
        for text in texts:
            number = known.get(text)
            if number is None:
                self._last = number = self._last + 1
                known[text] = number
                self._new.append((number, text))
            found.append(number)
        return found

    def flush(self) -> None:
        """Write new texts down, and forget them all where they are too many to hold."""
        if self._table == "word":
            rows = ((number, text, key(text)) for number, text in self._new)
            self._db.executemany("INSERT INTO word VALUES (?, ?, ?)", rows)
        else:
            self._db.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", map(_with_parts, self._new))
        self._new.clear()
        if len(self._known) > self._MOST:
            self._known.clear()
            self._fresh = False

    def _look_up(self, texts: list[str]) -> None:
        for chunk in _chunks(texts):
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(f"SELECT text, id FROM {self._table} WHERE text IN ({marks})", chunk)  # noqa: S608
            self._known.update(rows)


def _with_parts(row: tuple[int, str]) -> tuple[int, str, str, str]:
    words = parts(row[1])
    return (*row, words[0] if words else "", words[-1] if words else "")


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[Store]:
    """Open an index file, made where there is none (or one of another version).

    Raises:
        sqlite3.Error: it is damaged, or cannot be opened.
    """
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as database:
        database.execute("PRAGMA cache_size = -20000")
        if read_only:
            database.execute("PRAGMA query_only = 1")
        else:
            _prepare(database)
        yield Store(database)


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made anew
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        database.executescript(_SCHEMA)
        database.execute("INSERT INTO made VALUES (hex(randomblob(16)))")
        database.execute(f"PRAGMA user_version = {VERSION}")

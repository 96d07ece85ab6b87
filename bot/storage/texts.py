"""The texts that Byline has seen, as numbers by which one that is alike is found again.

A text costs about a kilobyte. It stays until its repository is forgotten, or until its author makes it too
short to be told from others.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, union_all

from bot.storage.database import Database
from bot.storage.models import TextKeyRow, TextRow
from bot.storage.types import storable
from detectors.model import Contribution, Kind
from detectors.repetition import Sketch
from detectors.repetition.words import KEYS

#: Of the texts with the same key only the newest are looked at: a key that more have tells little.
_MOST_OF_A_KEY: Final = 200
#: One key alone is shared by chance.
_FEWEST_KEYS: Final = 2
#: So many of the texts with the most keys in common are compared.
_COMPARED: Final = 30
#: Of an author's texts elsewhere the newest are compared.
_ELSEWHERE: Final = 50
_BATCH: Final = 500
_SOON: Final = timedelta(hours=1)
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_NUMBER: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """An earlier text: where it stands, whose it is, and the pairs of words in it."""

    repository: str
    kind: Kind
    number: int
    author: str
    pairs: frozenset[int]


class Texts:
    """Write and find texts. One worker at a time handles a contribution; any number of them look up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, it: Contribution, sketch: Sketch | None, as_of: str, *, unchanged_since: str = "") -> bool:
        """Keep the text of ``it`` in place of what it was before; nothing where there is no ``sketch``.

        ``as_of`` is when it was read, ``unchanged_since`` the last time that anything changed there, where
        that is known (ISO 8601). Return whether anything is kept now that was not kept before, or gone.
        """
        if it.number is None or not 0 < it.number <= _MAX_NUMBER:
            return False
        here = {"repository": _folded(it.repository), "number": it.number}
        asked = select(TextRow.id, TextRow.keys, TextRow.pairs, TextRow.written_at).filter_by(**here)
        with self._database.write() as connection:
            old = connection.execute(asked).first()
            if old and sketch and (_unpacked("q", old.keys), _unpacked("i", old.pairs)) == _sorted(sketch):
                return False
            if old and unchanged_since and old.written_at > moment(unchanged_since):
                return False  # it has been read since, as it is now
            if old:
                _forget(connection, old.id, old.keys)
            if sketch:
                written = max(moment(unchanged_since), moment(it.created_at))
                if not unchanged_since:
                    written = _written(it, as_of, is_new=old is None)
                author = _folded(it.author.login)
                place = {"kind": it.kind.value, "author": author, "written_at": written}
                _add(connection, {**here, **place}, sketch)
        return bool(old or sketch)

    def alike(self, it: Contribution, sketch: Sketch) -> tuple[Seen, ...]:
        """Return earlier texts of the same repository that may be alike, from a few dozen at most."""
        asked: dict[str, int | None] = dict(zip(_NAMES, sketch.keys, strict=False))
        with self._database.read() as connection:
            ids = connection.scalars(_ALIKE, {**dict.fromkeys(_NAMES), **asked}).all()
            # By their numbers alone: with more conditions, SQLite goes through the whole repository instead.
            rows = connection.execute(_TEXTS.where(TextRow.id.in_(ids))).all()
        here, number, opened = _folded(it.repository), it.number or 0, moment(it.created_at)
        return tuple(
            _seen(row)
            for row in rows
            if row.repository == here and row.number < number and row.written_at <= opened
        )

    def elsewhere(self, it: Contribution) -> tuple[Seen, ...]:
        """Return the newest texts by the same author in other repositories of the same owner."""
        own = _folded(it.repository)
        asked = _TEXTS.where(
            TextRow.author == _folded(it.author.login),
            TextRow.repository.startswith(f"{own.partition('/')[0]}/", autoescape=True),
            TextRow.repository != own,
            TextRow.written_at <= moment(it.created_at),
        )
        with self._database.read() as connection:
            rows = connection.execute(asked.order_by(TextRow.id.desc()).limit(_ELSEWHERE)).all()
        return tuple(map(_seen, rows))

    def forget(self, repository: str) -> int:
        """Delete every text of a repository; return how many there were."""
        return self._forget_all(TextRow.repository == _folded(repository))

    def forget_author(self, login: str) -> int:
        """Delete every text of an author; return how many there were."""
        return self._forget_all(TextRow.author == _folded(login))

    def _forget_all(self, which: ColumnElement[bool]) -> int:
        found, done = select(TextRow.id, TextRow.keys).where(which), 0
        while True:
            with self._database.write() as connection:
                rows = connection.execute(found.limit(_BATCH)).all()
                for row in rows:
                    _forget(connection, row.id, row.keys)
            done += len(rows)
            if len(rows) < _BATCH:
                return done

    @staticmethod
    def drop(connection: Connection, id_: int) -> None:
        """Delete one text, by the number of its row."""
        keys = connection.scalar(select(TextRow.keys).where(TextRow.id == id_))
        if keys is not None:
            _forget(connection, id_, keys)


_NAMES: Final = tuple(f"key{at}" for at in range(KEYS))
_TEXTS: Final = select(
    TextRow.repository,
    TextRow.kind,
    TextRow.number,
    TextRow.author,
    TextRow.pairs,
    TextRow.written_at,
)


def _alike() -> Select[tuple[int]]:
    """Return the question for the texts with most keys in common; a missing key has none."""
    of_keys = [
        select(TextKeyRow.text_id)
        .where(TextKeyRow.key == bindparam(name, type_=TextKeyRow.key.type))
        .order_by(TextKeyRow.text_id.desc())
        .limit(_MOST_OF_A_KEY)
        .subquery()
        for name in _NAMES
    ]
    found = union_all(*(select(one.c.text_id) for one in of_keys)).subquery()
    hits = func.count()
    return (
        select(found.c.text_id)
        .group_by(found.c.text_id)
        .having(hits >= _FEWEST_KEYS)
        .order_by(hits.desc(), found.c.text_id)
        .limit(_COMPARED)
    )


_ALIKE: Final = _alike()


def _add(connection: Connection, place: dict[str, Any], sketch: Sketch) -> None:
    keys, pairs = _sorted(sketch)
    values = {**place, "keys": packed("q", keys), "pairs": packed("i", pairs)}
    (added,) = connection.execute(insert(TextRow).values(values)).inserted_primary_key or (0,)
    connection.execute(insert(TextKeyRow), [{"key": key, "text_id": added} for key in keys])


def _forget(connection: Connection, row: int, keys: bytes) -> None:
    its = TextKeyRow.key.in_(_unpacked("q", keys))
    connection.execute(delete(TextKeyRow).where(its, TextKeyRow.text_id == row))
    connection.execute(delete(TextRow).where(TextRow.id == row))


def _written(it: Contribution, as_of: str, *, is_new: bool) -> datetime:
    """Return since when the text stands there: since it was opened, where it is seen soon after.

    What somebody puts into an old issue later must not make a newer one look like a copy of it.
    """
    seen, opened = moment(as_of), moment(it.created_at)
    return opened if is_new and opened <= seen <= opened + _SOON else seen


def moment(text: str) -> datetime:
    """Return the moment that ``text`` names (ISO 8601); the beginning of time where it names none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _NEVER
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _sorted(sketch: Sketch) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(sorted(sketch.keys)), tuple(sorted(sketch.pairs))


def _seen(row: Any) -> Seen:
    pairs = frozenset(_unpacked("i", row.pairs))
    return Seen(row.repository, Kind(row.kind), row.number, row.author, pairs)


def packed(form: str, numbers: Sequence[int]) -> bytes:
    """Return numbers as bytes; ``form`` is that of ``struct``."""
    return struct.pack(f"<{len(numbers)}{form}", *numbers)


def _unpacked(form: str, data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // struct.calcsize(f'<{form}')}{form}", data)


def _folded(name: str) -> str:
    return storable(name.casefold(), 255)

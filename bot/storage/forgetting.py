"""Forgetting repositories, whole accounts and persons, and following repositories that got another name.

Tables with a column ``repository`` are found by themselves. The others are named here: ``text_keys`` goes
with ``texts``; the reviewer's answers do not say what they are about, so all of them go; ``sessions`` that
show the repository end, and signing in again asks GitHub who sees what; ``chores``, ``tallies``, ``paces``
and ``tickets`` hold nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage import batches
from bot.storage.database import Database
from bot.storage.models import Base, DeliveryRow, OpinionRow, State, TextRow
from bot.storage.sessions import Sessions
from bot.storage.texts import Texts

_NAMES: Final = 200


class Forgetting:
    """Deletes rows. Names of repositories and accounts ignore case; with ``dry`` rows are only counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts = Texts(database)
        self._sessions = Sessions(database)

    def repositories(self, names: Iterable[str], *, dry: bool = False) -> dict[str, int]:
        """Delete every row about some repositories; return how many of each table.

        A delivery that is being worked on stays: see ``busy``.
        """
        wanted = sorted({name.casefold() for name in names})
        done = {"sessions": 0, **{table.__tablename__: 0 for table in _tables()}}
        for start in range(0, len(wanted), _NAMES):
            some = wanted[start : start + _NAMES]
            done["sessions"] += self._sessions.end_of(some, dry=dry)
            for table in _tables():
                done[table.__tablename__] += self._of(table, some, dry)
        return done | (forget_answers(self._database, dry=dry) if wanted else {})

    def _of(self, table: Any, names: Collection[str], dry: bool) -> int:
        which: ColumnElement[bool] = func.lower(table.repository).in_(names)
        if table is DeliveryRow:
            which &= DeliveryRow.state != State.RUNNING
        if table is not TextRow:
            return batches.delete_all(self._database, table, which, dry=dry)
        with self._database.read() as connection:
            found = batches.count(connection, table, which)
        for name in () if dry else names:
            self._texts.forget(name)
        return found

    def installation(self, id_: int, *, dry: bool = False) -> dict[str, int]:
        """Delete the deliveries of an installation that are about no repository."""
        row = DeliveryRow
        which = (row.installation_id == id_) & row.repository.is_(None) & (row.state != State.RUNNING)
        return {row.__tablename__: batches.delete_all(self._database, row, which, dry=dry)}

    def busy(self, names: Iterable[str], besides: int = 0) -> int:
        """Return how many deliveries about some repositories are being worked on, ``besides`` this one."""
        wanted = sorted({name.casefold() for name in names})
        with self._database.read() as connection:
            return sum(
                batches.count(
                    connection,
                    DeliveryRow,
                    func.lower(DeliveryRow.repository).in_(wanted[start : start + _NAMES])
                    & (DeliveryRow.state == State.RUNNING)
                    & (DeliveryRow.id != besides),
                )
                for start in range(0, len(wanted), _NAMES)
            )

    def of_owners(self, owners: Iterable[str]) -> tuple[str, ...]:
        """Return the repositories of some accounts that any row is about, in lower case."""
        found: set[str] = set()
        owners = tuple(owners)
        for owner in owners:
            found |= self._sessions.of_owner(owner)
        with self._database.read() as connection:
            for owner in owners:
                for table in _tables():
                    name = func.lower(table.repository)
                    its = name.startswith(f"{owner.casefold()}/", autoescape=True)
                    found.update(connection.scalars(select(name).where(its).distinct()))
        return tuple(sorted(found))

    def owners_of(self, installation: int) -> tuple[str, ...]:
        """Return the accounts of an installation, as far as deliveries tell, in lower case."""
        asked = select(func.lower(DeliveryRow.repository)).where(
            DeliveryRow.installation_id == installation, DeliveryRow.repository.is_not(None)
        )
        with self._database.read() as connection:
            return tuple(sorted({name.partition("/")[0] for name in connection.scalars(asked.distinct())}))

    # Another name

    def rename(self, old: str, new: str) -> int:
        """Give the rows about a repository its new name; return how many there were.

        Where the new name has a row already that says the same, that one is newer, and stays alone. A
        delivery that is being worked on keeps its name. Sessions that show it end.
        """
        was, now = old.casefold(), new.casefold()
        if was == now:
            return 0
        self._sessions.end_of([was])
        return sum(self._rename(table, was, new) for table in _tables())

    def _rename(self, table: Any, old: str, new: str) -> int:
        which = func.lower(table.repository) == old
        if table is DeliveryRow:
            which &= DeliveryRow.state != State.RUNNING
        subject = getattr(table, "subject", None)
        columns = [table.id] if subject is None else [table.id, subject]
        done = 0
        while True:
            with self._database.write() as connection:
                rows = connection.execute(select(*columns).where(which).limit(batches.ROWS)).all()
                for row in rows:
                    values: dict[str, str | None] = {"repository": _written(table, new)}
                    if subject is not None:
                        values["subject"] = _moved(row.subject, old, new.casefold())
                    its: ColumnElement[bool] = table.id == row.id
                    try:
                        with connection.begin_nested():
                            connection.execute(update(table).where(its).values(values))
                    except IntegrityError:
                        _drop(connection, table, row.id)
            done += len(rows)
            if len(rows) < batches.ROWS:
                return done


def forget_answers(database: Database, *, dry: bool = False) -> dict[str, int]:
    """Delete what the reviewer answered, and leave that it was asked: its budget counts on."""
    which = OpinionRow.answer.is_not(None)
    return {"opinions": batches.update_all(database, OpinionRow, which, {"answer": None}, dry=dry)}


def _tables() -> Iterator[Any]:
    """Yield the tables that say what repository a row is about."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        if hasattr(mapper.class_, "repository"):
            yield mapper.class_


def _written(table: Any, name: str) -> str:
    """Two tables keep a name as GitHub writes it, the others fold it."""
    return name if table.__tablename__ in ("deliveries", "audits") else name.casefold()


def _moved(subject: str | None, old: str, new: str) -> str | None:
    """Return the key of a subject under the new name of its repository."""
    if subject is None:
        return None
    rest = subject[len(old) :]
    is_its = subject.casefold().startswith(old) and (not rest or rest[0] in "#@")
    return f"{new}{rest}" if is_its else subject


def _drop(connection: Connection, table: Any, id_: int) -> None:
    if table is TextRow:
        Texts.drop(connection, id_)
    connection.execute(delete(table).where(table.id == id_))

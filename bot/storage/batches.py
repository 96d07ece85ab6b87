"""Deleting and emptying many rows in small transactions: deliveries that come in meanwhile do not wait."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Delete, Update, delete, func, select, update

from bot.storage.database import Database

#: Rows that are changed in one transaction.
ROWS: Final = 500


def count(connection: Connection, table: Any, which: ColumnElement[bool]) -> int:
    """Return how many rows of a table meet a condition."""
    return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()


def delete_all(database: Database, table: Any, which: ColumnElement[bool], *, dry: bool) -> int:
    """Delete the rows of a table (with one primary key) that meet a condition; return how many there were.

    With ``dry`` they are only counted.
    """
    return _all(database, table, which, delete(table), dry=dry)


def update_all(
    database: Database, table: Any, which: ColumnElement[bool], values: dict[str, Any], *, dry: bool
) -> int:
    """Change the rows that meet a condition, which they then must not meet any more; return how many."""
    return _all(database, table, which, update(table).values(values), dry=dry)


def _all(
    database: Database, table: Any, which: ColumnElement[bool], statement: Delete | Update, *, dry: bool
) -> int:
    """Run ``statement`` on the rows that meet a condition, so many at a time, until none does."""
    if dry:
        with database.read() as connection:
            return count(connection, table, which)
    done, (key,) = 0, table.__mapper__.primary_key
    while True:
        with database.write() as connection:
            ids = connection.scalars(select(key).where(which).limit(ROWS)).all()
            connection.execute(statement.where(key.in_(ids)))
        done += len(ids)
        if len(ids) < ROWS:
            return done

"""In what condition a database is, told without changing anything."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from bot.storage.database import Database, migrations


@dataclass(frozen=True, slots=True)
class Condition:
    """Sizes in bytes. ``log`` is that of SQLite's write-ahead log, ``free`` what the disk has left for it.

    ``behind`` is how many migrations are still to come. Both of the last are unknown for a server.
    """

    is_new: bool
    behind: int
    size: int
    log: int | None = None
    free: int | None = None


def condition(database: Database) -> Condition:
    """Look at a database.

    Raises:
        SQLAlchemyError: it cannot be read.
        alembic.util.CommandError: its tables are from a newer Byline.
    """
    scripts = ScriptDirectory.from_config(migrations())
    with database.read() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    behind = len(list(scripts.iterate_revisions("head", at or "base")))
    path = _path(database)
    if path is None:
        return Condition(at is None, behind, size_bytes(database))
    free = shutil.disk_usage(path.parent).free
    return Condition(at is None, behind, size_bytes(database), _size(_log_of(path)), free)


def size_bytes(database: Database) -> int:
    """Return how much room a database takes, with SQLite's write-ahead log.

    Raises:
        SQLAlchemyError: it cannot be read.
    """
    path = _path(database)
    if path is not None:
        return _size(path) + _size(_log_of(path))
    with database.read() as connection:
        return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())


def _path(database: Database) -> Path | None:
    url = database.engine.url
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

"""Open the database, bring its tables up to date, and hand out transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import CouldNotLook, UsageError
from bot.storage.gate import gate_of

# Seconds to wait for a lock, a connection or a server. GitHub gives up on a delivery after ten.
_PATIENCE: Final = 5
# Any number will do that nobody else locks in this database.
_UPGRADE_LOCK: Final = 0x62796C696E65
# With WAL, synchronous = FULL flushes at each commit. NORMAL survives a killed process; a power cut may undo
# the last commits, but none without all that came after it, in whichever process.
_SQLITE_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {_PATIENCE * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
)


class Database:
    """An open database. ``read`` and ``write`` each give one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._gate = gate_of(engine.url)
        # A transaction of SQLite that reads first and writes later can fail at once when another one wrote
        # in between; taking the write lock at the start waits instead.
        self._begin = ("BEGIN", "BEGIN IMMEDIATE") if engine.dialect.name == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and changes nothing."""
        with self.engine.connect() as connection:
            if self._begin:
                connection.exec_driver_sql(self._begin[0])
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are on disk when the block ends, and undone when it raises."""
        with self._gate, self.engine.connect() as connection:
            if self._begin:
                connection.exec_driver_sql(self._begin[1])
            yield connection
            connection.commit()

    def forget_connections(self) -> None:
        """Drop what a forked child got from its parent, without closing the parent's connections."""
        self.engine.dispose(close=False)
        self._gate = gate_of(self.engine.url)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


def open_database(
    url: str, *, upgrade: bool = True, flush: bool = True, checkpoint_pages: int = 1000
) -> Database:
    """Open the database at an SQLAlchemy URL (SQLite or PostgreSQL) and bring its tables up to date.

    Without ``upgrade`` the tables are left as they are, for those who only look. Without ``flush`` a commit
    to SQLite is on disk with the next one that flushes, for what can be done again after a power cut. One
    that finds ``checkpoint_pages`` (of 4 KiB) in the log moves them into the database, which takes longer.

    Raises:
        UsageError: the URL is unusable, or the tables are from a newer Byline.
        CouldNotLook: the database cannot be reached or opened.
    """
    address = _address(url)
    shown = address.render_as_string(hide_password=True)
    try:
        engine = _engine(address, _pragmas(flush, checkpoint_pages))
        database = Database(engine)
        if upgrade:
            _upgrade(database)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CouldNotLook(f"cannot open the database {shown}: {reason}") from error
    except CommandError as error:
        raise UsageError(f"the database {shown} does not fit this version of Byline: {error}") from error
    return database


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UsageError("BYLINE_DATABASE_URL is no database URL; one is postgresql://host/name") from error
    backend = address.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or address.database in (None, "", ":memory:"):
        raise UsageError("BYLINE_DATABASE_URL must be sqlite:///path or postgresql://host/name")
    return address


def _pragmas(flush: bool, checkpoint_pages: int) -> tuple[str, ...]:
    synchronous = "FULL" if flush else "NORMAL"
    own = (f"PRAGMA synchronous = {synchronous}", f"PRAGMA wal_autocheckpoint = {checkpoint_pages}")
    return (*_SQLITE_PRAGMAS, *own)


def _engine(address: URL, pragmas: Sequence[str]) -> Engine:
    # The parameters of a statement are other people's text: they must not get into an error, and so a log.
    options: dict[str, Any] = {"pool_size": 16, "max_overflow": 48, "pool_timeout": _PATIENCE}
    options["hide_parameters"] = True
    if address.get_backend_name() != "sqlite":
        connect = {"connect_timeout": _PATIENCE}
        return create_engine(address, pool_pre_ping=True, connect_args=connect, **options)
    Path(str(address.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(address, **options)
    event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
    return engine


def _prepare_sqlite(pragmas: Sequence[str], connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in pragmas:
        connection.execute(pragma).close()


def migrations() -> Config:
    """Return where the migrations are, for Alembic."""
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(database: Database) -> None:
    config = migrations()
    with database.write() as connection:
        config.attributes["connection"] = connection
        if connection.dialect.name == "postgresql":  # several processes may start at once
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(config, "head")

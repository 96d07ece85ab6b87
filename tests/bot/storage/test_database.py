from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import CouldNotLook, UsageError
from bot.inbox import Delivery, Inbox
from bot.storage import open_database
from bot.storage.models import Base
from tests.bot.storage.engines import ENGINES, address


@pytest.mark.parametrize("engine", ENGINES)
def test_the_migrations_make_exactly_the_tables_of_the_models(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        indexes = {index.name for table in Base.metadata.tables.values() for index in table.indexes}
        assert "uq_deliveries_running_subject" in indexes
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_opening_again_changes_nothing(engine: str, tmp_path: Path) -> None:
    url = address(engine, tmp_path)
    open_database(url).close()
    again = open_database(url)
    assert Inbox(again).latest(1) == []
    again.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_processes_may_start_at_once_on_an_empty_database(engine: str, tmp_path: Path) -> None:
    url = address(engine, tmp_path)
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_database(url), range(4)))
    for database in opened:
        assert Inbox(database).latest(1) == []
        database.close()


def test_what_is_acknowledged_is_flushed_to_the_disk(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'deep' / 'down' / 'x.sqlite3'}")
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_the_tables_of_a_newer_byline_are_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    database = open_database(url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(UsageError, match="does not fit this version of Byline"):
        open_database(url)


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "://"])
def test_an_address_that_cannot_be_used_is_a_plain_error(url: str) -> None:
    with pytest.raises(UsageError, match="BYLINE_DATABASE_URL"):
        open_database(url)


def test_a_server_that_is_away_is_a_plain_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="cannot open the database") as caught:
        open_database(f"postgresql://someone:hush@/name?host={tmp_path}")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_error_does_not_hold_what_was_to_be_stored(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    with database.write() as connection:
        connection.execute(text("ALTER TABLE deliveries RENAME TO elsewhere"))
    with pytest.raises(SQLAlchemyError) as caught:
        Inbox(database).record(Delivery("g", "issues", "", None, 7, "a/b", "a/b#1", b"", "a private text"))
    assert "INSERT" in str(caught.value)
    assert "private" not in str(caught.value)
    database.close()


def test_a_file_that_is_no_database_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("not a database, but a text that is long enough" * 100)
    with pytest.raises(CouldNotLook, match="not a database"):
        open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")

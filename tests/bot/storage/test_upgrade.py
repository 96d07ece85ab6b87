"""A database of every earlier version comes to the newest with all its rows, and works on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, insert, select, types
from sqlalchemy.orm import Session

from bot.inbox import Inbox, State
from bot.storage import Audits, Database, Feedback, open_database
from bot.storage.database import migrations
from bot.storage.models import Base
from bot.storage.texts import packed
from bot.storage.types import UtcDateTime
from tests.bot.storage.engines import ENGINES, address

SCRIPTS = ScriptDirectory.from_config(migrations())
EVERY = sorted(script.revision for script in SCRIPTS.walk_revisions())
MOMENT = datetime(2026, 1, 1, 12, tzinfo=UTC)
#: Where any text will not do.
WORDS: dict[str, dict[str, Any]] = {
    "deliveries": {"state": "queued", "task": "evaluate", "guid": "a-guid", "event": "issues"},
    "audits": {"delivery_id": 1},
    "feedback": {"says": "human", "source": "appeal", "audit_id": 1},
    "commands": {"outcome": "done"},
    "texts": {"keys": packed("q", [7]), "pairs": packed("i", [8])},
    "text_keys": {"key": 7, "text_id": 1},
}


def value(table: Table, name: str, kind: types.TypeEngine[Any]) -> Any:
    """Return something to put into a column."""
    if name in WORDS.get(table.name, {}):
        return WORDS[table.name][name]
    if name in ("lease_owner", "lease_until", "started_at", "finished_at", "published_at"):
        return None  # a delivery that waits
    match kind:
        case types.JSON():
            return {"facts": {"schema": "x"}, "decision": {"outcome": "note"}}.get(name, [{"id": name}])
        case types.Boolean():
            return True
        case UtcDateTime():
            return MOMENT
        case types.Integer():
            return 1
        case types.Float() | types.Numeric():
            return 0.25
        case types.LargeBinary():
            return b'{"action": "opened"}'
    return f"{name} é"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return address(request.param, tmp_path)


def at_version(url: str, revision: str) -> dict[str, dict[str, Any]]:
    """Make a database as that version left it, with a row in every table; return the rows."""
    database = open_database(url, upgrade=False)
    with database.write() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    found = MetaData()
    with database.write() as connection:
        found.reflect(connection)
        rows = {
            table.name: _one_row(connection, table)
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }
    database.close()
    return rows


def _one_row(connection: Connection, table: Table) -> dict[str, Any]:
    declared = Base.metadata.tables[table.name].columns  # SQLite does not tell JSON and times from text
    row = {
        column.name: value(table, column.name, declared[column.name].type)
        for column in table.columns
        if column.name != "id"
    }
    known = Table(table.name, MetaData(), *(declared[name]._copy() for name in row))
    connection.execute(insert(known).values(row))
    return row


@contextmanager
def upgraded(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


@pytest.mark.parametrize("revision", EVERY)
def test_every_version_comes_to_the_newest_with_its_rows(url: str, revision: str) -> None:
    rows = at_version(url, revision)
    with upgraded(url) as database:
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        with Session(database.engine) as session:
            for mapper in Base.registry.mappers:
                found = session.scalars(select(mapper.class_)).all()
                table = mapper.local_table.name  # type: ignore[attr-defined]
                assert len(found) == int(table in rows or table == "standings"), table  # made of the audits
                for name, was in rows.get(table, {}).items():
                    assert getattr(found[0], name) == was, (table, name)


@pytest.mark.parametrize("revision", EVERY)
def test_what_was_acknowledged_before_is_worked_on_after(url: str, revision: str) -> None:
    at_version(url, revision)
    with upgraded(url) as database:
        inbox = Inbox(database)
        (waiting,) = inbox.latest(9)
        assert (waiting.guid, waiting.state) == ("a-guid", State.QUEUED)
        claimed = inbox.claim("me")
        assert claimed is not None
        assert claimed.delivery.json() == {"action": "opened"}
        assert inbox.finish(claimed, "well")
        (audit,) = Audits(database).of_delivery(waiting.id)
        assert audit.decision == {"outcome": "note"}
        assert Feedback(database).rates()


def test_a_backup_while_it_is_in_use_is_whole(tmp_path: Path) -> None:
    """As docs/operations.md says to do it, and the copy opens."""
    database = open_database(f"sqlite:///{tmp_path / 'byline.sqlite3'}")
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO tallies VALUES ('kept', '{}', 1)")
        with sqlite3.connect(tmp_path / "byline.sqlite3") as other:
            other.execute("VACUUM INTO ?", (str(tmp_path / "copy.sqlite3"),))
    database.close()
    copy = open_database(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    assert Inbox(copy).latest(1) == []
    copy.close()

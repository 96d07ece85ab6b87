"""Writers of several processes pass one by one, and nobody waits for ever at the gate."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.storage import gate, open_database
from bot.storage.database import Database

_SPAWN = multiprocessing.get_context("spawn")


def _hold(url: str, inside: Event, leave: Event) -> None:
    with gate.gate_of(make_url(url)):
        inside.set()
        leave.wait(60)


@contextmanager
def held_elsewhere(url: str) -> Iterator[Event]:
    """Let another process stand in the gate until the event is set."""
    inside, leave = _SPAWN.Event(), _SPAWN.Event()
    process = _SPAWN.Process(target=_hold, args=(url, inside, leave))
    process.start()
    try:
        assert inside.wait(60)
        yield leave
    finally:
        leave.set()
        process.join(60)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'x.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def write(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS seen (id INTEGER)")


def test_a_writer_waits_until_another_process_has_left(database: Database, url: str) -> None:
    done = threading.Event()

    def later() -> None:
        write(database)
        done.set()

    with held_elsewhere(url) as leave:
        thread = threading.Thread(target=later)
        thread.start()
        assert not done.wait(0.2)
        leave.set()
        assert done.wait(60)
        thread.join()


def test_who_only_reads_need_not_wait(database: Database, url: str) -> None:
    with held_elsewhere(url), database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar() == 0


def test_a_process_that_never_leaves_does_not_stop_the_others(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_PATIENCE", 0.05)
    with held_elsewhere(url):
        write(database)


def test_a_gate_that_cannot_be_opened_is_no_gate(database: Database, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3-gate").unlink()
    (tmp_path / "x.sqlite3-gate").mkdir()
    write(database)

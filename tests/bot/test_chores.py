"""Chores: one process of many does each, and a failure is tried again at the next turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chores import Chore, Chores
from bot.cli import serve
from bot.config import load_settings
from bot.errors import CouldNotLook
from bot.inbox import Inbox
from bot.storage import Turns, open_database
from bot.storage.models import ChoreRow, DeliveryRow
from tests.bot.inbox.clock import Clock
from tests.bot.storage.engines import ENGINES, address
from tests.bot.storage.everything import Place, fill

HOUR = timedelta(hours=1)


@pytest.fixture(params=ENGINES)
def turns(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Turns]:
    database = open_database(address(request.param, tmp_path))
    yield Turns(database, Clock())
    database.close()


def test_one_of_many_has_the_turn_until_it_is_due_again(turns: Turns) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: turns.take("sweep", HOUR), range(24)))
    assert sum(taken) == 1
    clock: Clock = turns._clock  # type: ignore[assignment]
    clock.advance(3599)
    assert not turns.take("sweep", HOUR)
    assert turns.take("another", HOUR)
    clock.advance(1)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: turns.take("sweep", HOUR), range(24)))
    assert sum(taken) == 1


def test_a_turn_that_a_wrong_clock_took_is_not_waited_for(turns: Turns) -> None:
    clock: Clock = turns._clock  # type: ignore[assignment]
    clock.advance(86_400)
    assert turns.take("sweep", HOUR)
    clock.advance(-86_400)
    assert turns.take("sweep", HOUR)
    assert not turns.take("sweep", HOUR)


def test_a_chore_hears_when_it_was_done_last(turns: Turns) -> None:
    clock: Clock = turns._clock  # type: ignore[assignment]
    heard: list[datetime | None] = []

    def do(last: datetime | None) -> str:
        heard.append(last)
        return "did it"

    chores = Chores(turns, [Chore("sweep", HOUR, do)], clock)
    first = clock.now
    chores.look()
    chores.look()
    clock.advance(3600)
    chores.look()
    assert heard == [None, first]


def test_a_chore_that_fails_has_not_been_done_and_holds_up_no_other(turns: Turns) -> None:
    clock: Clock = turns._clock  # type: ignore[assignment]
    heard: list[datetime | None] = []
    other: list[int] = []

    def fail(last: datetime | None) -> str:
        heard.append(last)
        raise CouldNotLook("GitHub is away") if len(heard) == 1 else RuntimeError("a fault of our own")

    def do(_: datetime | None) -> str:
        other.append(1)
        return ""

    chores = Chores(turns, [Chore("bad", HOUR, fail), Chore("good", HOUR, do)], clock)
    for _ in range(2):
        chores.look()
        clock.advance(3600)
    assert heard == [None, None]
    assert len(other) == 2


def test_the_thread_looks_until_it_is_told_to_stop(turns: Turns) -> None:
    done = threading.Event()

    def do(_: datetime | None) -> str:
        done.set()
        return ""

    chores = Chores(turns, [Chore("sweep", HOUR, do)], seconds=0.01)
    chores.start()
    assert done.wait(60)
    chores.stop()
    chores._thread.join(60)
    assert not chores._thread.is_alive()


def test_what_is_too_old_is_deleted_once_a_day(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, keep_payloads_days=7, app_id=None)
    database = open_database(settings.database)
    fill(database, Place("acme/widget", "quinn", 3, 71), Clock())
    old, inbox = datetime.now(UTC) - timedelta(days=8), Inbox(database)
    with database.write() as connection:
        connection.execute(update(DeliveryRow).values(received_at=old))
        connection.execute(update(ChoreRow).values(due_at=old))
    serve._chores(settings, database, inbox).look()
    assert {bool(found.payload) for row in inbox.latest(9) if (found := inbox.get(row.id))} == {False}
    assert Turns(database).last("retention") is not None
    assert not Turns(database).take("retention", timedelta(days=1))
    database.close()

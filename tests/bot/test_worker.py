import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.inbox import Delivery, Inbox, State, Task
from bot.jobs import Job
from bot.storage import open_database
from bot.worker import Embedded, Sweeper
from tests.bot.inbox.clock import Clock
from tests.webhooks.running import until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, workers=2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(settings: Settings, clock: Clock) -> Iterator[Inbox]:
    database = open_database(settings.database)
    yield Inbox(database, lease_seconds=100, clock=clock)
    database.close()


def record(inbox: Inbox, guid: str) -> int:
    return inbox.record(Delivery(guid, "ping", "", Task.PING, 7, None, None, b"{}")).id


def done(inbox: Inbox) -> int:
    return inbox.backlog().by_state[State.DONE]


def test_the_threads_drain_the_inbox_whether_woken_or_not(settings: Settings, inbox: Inbox) -> None:
    record(inbox, "before the start")
    worker = Embedded(settings, inbox, lambda job: job.delivery.guid)
    worker.start()
    until(lambda: done(inbox) == 1, "the first")
    worker.wake(record(inbox, "woken"))
    record(inbox, "found by looking")
    until(lambda: done(inbox) == 3, "all")
    worker.stop(30)


def test_a_handler_that_fails_does_not_end_its_thread(settings: Settings, inbox: Inbox) -> None:
    def handle(job: Job) -> str:
        if job.delivery.guid.startswith("bad"):
            raise RecursionError("too deep")
        return ""

    for number in range(5):
        record(inbox, f"bad{number}")
    record(inbox, "good")
    worker = Embedded(settings, inbox, handle)
    worker.start()
    until(lambda: done(inbox) == 1, "the good one")
    worker.stop(30)
    assert inbox.backlog().by_state[State.FAILED] == 5


def test_only_one_may_work_in_a_home_folder(settings: Settings, inbox: Inbox) -> None:
    first = Embedded(settings, inbox, lambda _job: "")
    first.start()
    with pytest.raises(UsageError, match="another `byline serve` is running"):
        Embedded(settings, inbox, lambda _job: "").start()
    first.stop(30)
    third = Embedded(settings, inbox, lambda _job: "")
    third.start()
    third.stop(30)


def test_stopping_waits_for_the_delivery_at_hand_but_not_for_ever(settings: Settings, inbox: Inbox) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def handle(_job: Job) -> str:
        begun.set()
        go_on.wait(60)
        return ""

    worker = Embedded(settings, inbox, handle)
    record(inbox, "long")
    worker.start()
    assert begun.wait(60)
    worker.stop(0.01)
    assert inbox.backlog().by_state[State.RUNNING] == 1
    go_on.set()
    until(lambda: done(inbox) == 1, "the long one")


def test_a_sweep_puts_back_and_publishes(inbox: Inbox, clock: Clock) -> None:
    lost, waiting = record(inbox, "lost"), record(inbox, "waiting")
    assert inbox.claim("gone") is not None
    told: list[int] = []
    sweeper = Sweeper(inbox, told.append, 4)
    clock.advance(101)
    sweeper.sweep()
    assert told == [waiting, lost]
    clock.advance(15)
    sweeper.sweep()
    assert told == [waiting, lost]  # they have time until they are told of again

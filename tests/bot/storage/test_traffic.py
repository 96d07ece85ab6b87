"""How many deliveries came in by the hour, and from where, on both database engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.inbox import Delivery, Inbox, Task
from bot.storage import Database
from bot.storage.traffic import Heard, hours, last_heard
from tests.bot.inbox.clock import Clock


def comes(
    inbox: Inbox, guid: str, installation: int | None = 7, repository: str | None = "acme/widget"
) -> None:
    inbox.record(
        Delivery(guid, "issues", "opened", Task.EVALUATE, installation, repository, None, b"x" * 9_000)
    )


def test_each_hour_has_what_came_in_it(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, clock=clock)
    began = clock()
    for number in range(3):
        comes(inbox, f"first-{number}")
    clock.advance(3_600)
    comes(inbox, "second")
    claimed = inbox.claim("me")
    assert claimed is not None
    inbox.park(claimed, "cannot be had")
    clock.advance(7_200)
    found = hours(database, clock(), 5)
    assert [(hour.received, hour.troubled) for hour in found] == [(0, 0), (3, 1), (1, 0), (0, 0), (0, 0)]
    assert found[1].start == began.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    assert [hour.received for hour in hours(database, clock(), 3)] == [1, 0, 0]
    assert [hour.received for hour in hours(database, clock() + timedelta(days=9), 4)] == [0, 0, 0, 0]


def test_every_hour_of_a_day_has_its_own(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, clock=clock)
    for number in range(24):
        comes(inbox, f"g{number}")
        clock.advance(3_600)
    last = clock() - timedelta(hours=1)
    assert [hour.received for hour in hours(database, last, 24)] == [1] * 24


def test_installations_are_told_by_when_they_were_heard_of(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, clock=clock)
    comes(inbox, "a", 7, "acme/old")
    clock.advance(60)
    comes(inbox, "b", 7, "acme/widget")
    comes(inbox, "c", None, None)
    clock.advance(60)
    comes(inbox, "d", 8, None)
    at: datetime = clock()
    assert last_heard(database, 9) == (Heard(8, at, ""), Heard(7, at - timedelta(seconds=60), "acme/widget"))
    assert last_heard(database, 1) == (Heard(8, at, ""),)

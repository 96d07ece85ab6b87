"""Installations take turns, on both database engines."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.inbox import Claimed, Delivery, Inbox, Task
from bot.storage import Database
from tests.bot.inbox.clock import Clock


def record(inbox: Inbox, guid: str, installation: int | None, subject: str | None = None) -> None:
    body = b"{}"
    inbox.record(
        Delivery(guid, "issue_comment", "", Task.EVALUATE_COMMENT, installation, None, subject, body)
    )


def claim(inbox: Inbox, owner: str = "one") -> Claimed:
    claimed = inbox.claim(owner)
    assert claimed is not None
    return claimed


def order(inbox: Inbox) -> list[str]:
    """Work on all that may run, and return in which order."""
    done = []
    while (claimed := inbox.claim("one")) is not None:
        done.append(claimed.delivery.guid)
        inbox.finish(claimed, "")
    return done


def test_installations_take_turns_and_each_keeps_its_order(inbox: Inbox) -> None:
    for number in range(4):
        record(inbox, f"noisy{number}", 5)
    for number in range(2):
        record(inbox, f"none{number}", None)
        record(inbox, f"third{number}", 3)
    record(inbox, "ninth", 9)
    assert order(inbox) == [
        "third0", "noisy0", "ninth", "none0",
        "third1", "noisy1", "none1",
        "noisy2", "noisy3",
    ]  # fmt: skip


def test_one_that_comes_after_a_flood_is_next(inbox: Inbox, clock: Clock) -> None:
    for number in range(200):
        record(inbox, f"noisy{number}", 5)
    claim(inbox)
    clock.advance(60)
    for guid, installation in (("higher", 8), ("lower", 3)):
        record(inbox, guid, installation)
        assert claim(inbox).delivery.guid == guid


def test_who_has_nothing_that_may_run_is_passed_over(inbox: Inbox, clock: Clock) -> None:
    record(inbox, "limited", 3)
    inbox.fail(claim(inbox), "limited", clock.now + timedelta(minutes=9))
    for number in range(100):
        record(inbox, f"busy{number}", 4, "octo/hello#1")
    assert claim(inbox).delivery.guid == "busy0"
    record(inbox, "free", 5)
    assert claim(inbox).delivery.guid == "free"
    assert inbox.claim("one") is None
    clock.advance(540)
    assert claim(inbox).delivery.guid == "limited"


def test_of_one_installation_an_owner_has_only_so_many_at_a_time(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, at_once=2, clock=clock)
    for number in range(6):
        record(inbox, f"noisy{number}", 5)
    first = claim(inbox)
    claim(inbox)
    assert inbox.claim("one") is None
    record(inbox, "quiet", 6)
    assert claim(inbox).delivery.guid == "quiet"
    assert claim(inbox, "two").delivery.guid == "noisy2"
    inbox.finish(first, "")
    assert claim(inbox).delivery.guid == "noisy3"


def test_a_claim_reads_the_index_of_what_waits(database: Database, inbox: Inbox) -> None:
    if database.engine.dialect.name != "sqlite":
        return  # the planner of the other one goes by numbers that nobody has counted yet
    asked: list[str] = []
    with database.write() as connection:
        connection.connection.driver_connection.set_trace_callback(asked.append)  # type: ignore[union-attr]
        inbox._circle.next(connection, "one", Clock().now)
        connection.connection.driver_connection.set_trace_callback(None)  # type: ignore[union-attr]
        selects = [statement for statement in asked if "deliveries" in statement]
        assert len(selects) == 2
        for statement in selects:
            plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
            assert any("ix_deliveries_waiting" in step for step in plan), plan
            assert not any(step.startswith("SCAN deliveries") for step in plan), plan

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import CouldNotLook, RetryLater, UsageError
from bot.inbox import Delivery, Inbox, State, StoredDelivery, Task
from bot.jobs import process, process_next
from bot.storage import open_database
from tests.bot.inbox.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield Inbox(database, max_attempts=2, clock=clock)
    database.close()


def record(inbox: Inbox, guid: str = "a", subject: str | None = "octo/hello#1") -> int:
    return inbox.record(Delivery(guid, "ping", "", Task.PING, 7, "octo/hello", subject, b"{}")).id


def raising(error: Exception) -> Callable[[StoredDelivery], str]:
    def handle(_delivery: StoredDelivery) -> str:
        raise error

    return handle


def row(inbox: Inbox, guid: str = "a") -> StoredDelivery:
    found = inbox.find(guid)
    assert found is not None
    return found


def test_the_outcome_of_a_delivery_is_kept(inbox: Inbox) -> None:
    assert process(record(inbox), inbox, lambda delivery: f"saw {delivery.guid}", "test") == 1
    assert (row(inbox).state, row(inbox).outcome) == (State.DONE, "saw a")


def test_a_delivery_that_is_not_to_be_had_is_no_error(inbox: Inbox) -> None:
    id_ = record(inbox)
    process(id_, inbox, lambda _delivery: "", "test")
    assert process(id_, inbox, raising(AssertionError()), "test") == 0
    assert process(99, inbox, raising(AssertionError()), "test") == 0
    assert not process_next(inbox, raising(AssertionError()), "test")


def test_those_of_the_same_subject_that_had_to_wait_are_worked_on_too(inbox: Inbox) -> None:
    first = record(inbox, "a")
    record(inbox, "b")
    record(inbox, "elsewhere", "octo/hello#2")
    seen: list[str] = []

    def handle(delivery: StoredDelivery) -> str:
        seen.append(delivery.guid)
        if delivery.guid == "a":
            late = record(inbox, "late")
            assert process(late, inbox, handle, "another worker") == 0
        return ""

    assert process(first, inbox, handle, "test") == 3
    assert seen == ["a", "b", "late"]
    assert row(inbox, "elsewhere").state is State.QUEUED


def test_a_passing_fault_is_tried_again_at_the_time_that_was_named(inbox: Inbox, clock: Clock) -> None:
    at = clock.now + timedelta(minutes=20)
    process(record(inbox), inbox, raising(RetryLater("rate limited", at)), "test")
    found = row(inbox)
    assert (found.state, found.error, found.available_at) == (State.FAILED, "rate limited", at)


def test_a_fault_is_parked_after_the_last_attempt(inbox: Inbox, clock: Clock) -> None:
    id_ = record(inbox)
    for state in (State.FAILED, State.PARKED):
        process(id_, inbox, raising(CouldNotLook("GitHub did not answer")), "test")
        assert (row(inbox).state, row(inbox).error) == (state, "GitHub did not answer")
        clock.advance(7200)


def test_an_unexpected_error_is_logged_and_does_not_stop_the_worker(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    record(inbox)
    assert process_next(inbox, raising(ZeroDivisionError("oops")), "test")
    assert (row(inbox).state, row(inbox).error) == (State.FAILED, "unexpected ZeroDivisionError: oops")


def test_what_a_retry_cannot_mend_is_parked_at_once(inbox: Inbox) -> None:
    process(record(inbox), inbox, raising(UsageError("cannot read the GitHub App key")), "test")
    assert (row(inbox).state, row(inbox).error) == (State.PARKED, "cannot read the GitHub App key")

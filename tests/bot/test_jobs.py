import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import jobs
from bot.errors import CouldNotLook, RetryLater, UsageError
from bot.inbox import Delivery, Inbox, State, StoredDelivery, Task
from bot.jobs import Handler, Job, process, process_next, work
from bot.storage import Database, open_database
from bot.storage.models import DeliveryRow
from tests.bot.inbox.clock import Clock
from tests.webhooks.running import until


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


def raising(error: Exception) -> Handler:
    def handle(_job: Job) -> str:
        raise error

    return handle


def row(inbox: Inbox, guid: str = "a") -> StoredDelivery:
    found = inbox.find(guid)
    assert found is not None
    return found


def test_the_outcome_of_a_delivery_is_kept(inbox: Inbox) -> None:
    assert process(record(inbox), inbox, lambda job: f"saw {job.delivery.guid}", "test") == 1
    assert (row(inbox).state, row(inbox).outcome) == (State.DONE, "saw a")


def test_a_delivery_that_is_not_to_be_had_is_no_error(inbox: Inbox) -> None:
    id_ = record(inbox)
    process(id_, inbox, lambda _job: "", "test")
    assert process(id_, inbox, raising(AssertionError()), "test") == 0
    assert process(99, inbox, raising(AssertionError()), "test") == 0
    assert not process_next(inbox, raising(AssertionError()), "test")


def test_a_message_stands_for_whatever_waits_and_for_what_had_to_wait_meanwhile(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(inbox, "a")
    told = record(inbox, "b")
    record(inbox, "elsewhere", "octo/hello#1")
    seen: list[str] = []

    def handle(job: Job) -> str:
        seen.append(job.delivery.guid)
        if job.delivery.guid == "a":
            late = record(inbox, "late")
            assert process(late, inbox, handle, "another worker") == 0
        return ""

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_MESSAGE_SECONDS", -1)
        assert process(told, inbox, handle, "test") == 1  # the next message goes on
    assert process(told, inbox, handle, "test") == 3
    assert seen == ["a", "b", "elsewhere", "late"]


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


@pytest.mark.parametrize("error", [RetryLater("GitHub is away"), OSError(28, "No space left on device")])
def test_an_outage_does_not_use_up_the_attempts(inbox: Inbox, clock: Clock, error: Exception) -> None:
    id_ = record(inbox)
    for _ in range(5):
        process(id_, inbox, raising(error), "test")
        assert row(inbox).state is State.FAILED
        clock.advance(3600)
    process(id_, inbox, lambda _: "well", "test")
    assert (row(inbox).state, row(inbox).attempts) == (State.DONE, 6)


def test_an_unexpected_error_is_logged_and_does_not_stop_the_worker(inbox: Inbox) -> None:
    record(inbox)
    assert process_next(inbox, raising(ZeroDivisionError("oops")), "test")
    assert (row(inbox).state, row(inbox).error) == (State.FAILED, "unexpected ZeroDivisionError: oops")


def test_what_a_retry_cannot_mend_is_parked_at_once(inbox: Inbox) -> None:
    process(record(inbox), inbox, raising(UsageError("cannot read the GitHub App key")), "test")
    assert (row(inbox).state, row(inbox).error) == (State.PARKED, "cannot read the GitHub App key")


def test_the_lease_is_kept_while_a_job_runs(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'y.sqlite3'}")
    inbox = Inbox(database, lease_seconds=4)

    def handle(job: Job) -> str:
        first = lease_end(database)
        until(lambda: lease_end(database) > first, "the lease to be extended")
        assert inbox.requeue_expired() == 0
        job.check()
        return "slow, but in one go"

    process(record(inbox), inbox, handle, "slow")
    assert (row(inbox).outcome, row(inbox).attempts) == ("slow, but in one go", 1)
    assert not [thread for thread in threading.enumerate() if thread.name == "lease"]
    database.close()


def lease_end(database: Database) -> datetime:
    with database.read() as connection:
        end = connection.scalar(select(DeliveryRow.lease_until))
    assert end is not None
    return end


def test_who_lost_the_lease_may_not_write_and_says_nothing_of_the_outcome(inbox: Inbox, clock: Clock) -> None:
    id_ = record(inbox)
    written: list[str] = []

    def handle(job: Job) -> str:
        job.check()
        written.append("first")
        clock.advance(601)
        inbox.requeue_expired()
        assert process(id_, inbox, lambda _job: "by another worker", "quick") == 1
        job.check()
        written.append("second")
        return "by the one who was too late"

    work_once(id_, inbox, handle)
    assert written == ["first"]
    assert (row(inbox).state, row(inbox).outcome, row(inbox).error) == (State.DONE, "by another worker", "")


@pytest.mark.parametrize("end", ["returns", "fails"])
def test_who_may_have_written_without_the_lease_has_it_looked_at_once_more(
    inbox: Inbox, clock: Clock, end: str
) -> None:
    id_ = record(inbox)

    def oversleep(job: Job) -> str:
        job.check()
        clock.advance(601)
        inbox.requeue_expired()
        if end == "fails":
            raise RetryLater("GitHub did not answer")
        return "too late"

    work_once(id_, inbox, oversleep)
    again = row(inbox, "a.1.again")
    assert (again.state, again.subject, again.payload) == (State.QUEUED, "octo/hello#1", b"{}")
    clock.advance(1)
    work_once(id_, inbox, lambda _job: "by another worker")
    work_once(again.id, inbox, oversleep)
    assert len(inbox.latest(9)) == 2  # it does not go on for ever


def test_who_lost_the_lease_before_it_wrote_leaves_nothing_behind(inbox: Inbox, clock: Clock) -> None:
    def oversleep(job: Job) -> str:
        clock.advance(601)
        inbox.requeue_expired()
        job.check()
        return ""

    work_once(record(inbox), inbox, oversleep)
    assert [found.guid for found in inbox.latest(9)] == ["a"]


def work_once(id_: int, inbox: Inbox, handle: Handler) -> None:
    claimed = inbox.claim("slow")
    assert claimed is not None
    assert claimed.delivery.id == id_
    work(Job(claimed, inbox), inbox, handle)


def test_a_delivery_whose_subject_turns_out_later_waits_for_it(inbox: Inbox) -> None:
    pull = record(inbox, "pull", "octo/hello#1")
    recheck = record(inbox, "recheck", "octo/hello")
    seen: list[str] = []

    def enter(job: Job) -> str:
        job.enter("octo/hello#1")
        seen.append(job.delivery.guid)
        return ""

    def handle(job: Job) -> str:
        if job.delivery.guid == "pull":
            assert process(recheck, inbox, enter, "another worker") == 1
            found = row(inbox, "recheck")
            assert (found.state, found.subject, found.attempts) == (State.QUEUED, "octo/hello#1", 0)
        return enter(job)

    assert process(pull, inbox, handle, "test") == 2
    assert seen == ["pull", "recheck"]
    assert (row(inbox, "recheck").state, row(inbox, "recheck").attempts) == (State.DONE, 1)

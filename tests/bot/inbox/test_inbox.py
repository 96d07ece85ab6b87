import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inbox import Claimed, Delivery, Inbox, State, Task
from bot.storage import Database
from tests.bot.inbox.clock import Clock


def delivery(
    guid: str, number: int | None = 1, task: Task | None = Task.EVALUATE_COMMENT, event: str = "issue_comment"
) -> Delivery:
    subject = f"octo/hello#{number}" if number else None
    return Delivery(guid, event, "created", task, 7, "octo/hello", subject, b'{"a": "\xc3\xa9"}', "a note")


def claim(inbox: Inbox, owner: str = "one") -> Claimed:
    claimed = inbox.claim(owner)
    assert claimed is not None
    return claimed


def states(inbox: Inbox) -> dict[str, State]:
    return {row.guid: row.state for row in inbox.latest(100)}


def test_a_delivery_goes_in_and_comes_out_once(inbox: Inbox, clock: Clock) -> None:
    recorded = inbox.record(delivery("a"))
    assert (recorded.state, recorded.new, recorded.queued) == (State.QUEUED, True, True)
    claimed = claim(inbox)
    assert (claimed.delivery.id, claimed.delivery.attempts) == (recorded.id, 1)
    assert claimed.delivery.json() == {"a": "é"}
    assert (claimed.delivery.received_at, claimed.delivery.started_at) == (clock.now, clock.now)
    assert inbox.claim("two") is None
    clock.advance(2)
    assert inbox.finish(claimed, "labeled")
    row = inbox.get(recorded.id)
    assert row is not None
    assert (row.state, row.outcome, row.finished_at) == (State.DONE, "labeled", clock.now)
    assert inbox.claim("one") is None
    assert inbox.record(delivery("a")).queued is False


def test_deliveries_are_taken_in_the_order_they_came(inbox: Inbox) -> None:
    for number in range(1, 5):
        inbox.record(delivery(f"g{number}", number))
    assert [claim(inbox).delivery.guid for _ in range(4)] == ["g1", "g2", "g3", "g4"]


def test_one_subject_is_worked_on_by_one_worker_at_a_time(inbox: Inbox) -> None:
    for guid, number in (("a1", 1), ("a2", 1), ("b1", 2)):
        inbox.record(delivery(guid, number))
    first = claim(inbox)
    second = claim(inbox, "two")
    assert (first.delivery.guid, second.delivery.guid) == ("a1", "b1")
    assert inbox.claim("three") is None
    inbox.finish(first, "")
    assert claim(inbox, "three").delivery.guid == "a2"


def test_deliveries_about_nothing_in_particular_do_not_wait_for_each_other(inbox: Inbox) -> None:
    inbox.record(delivery("a", None))
    inbox.record(delivery("b", None))
    assert {claim(inbox).delivery.guid, claim(inbox).delivery.guid} == {"a", "b"}


def test_only_the_newest_of_several_requests_to_judge_one_pull_request_is_worked_on(inbox: Inbox) -> None:
    for guid in ("old", "older", "new"):
        inbox.record(delivery(guid, 1, Task.EVALUATE, "pull_request"))
    inbox.record(delivery("comment", 1))
    inbox.record(delivery("other", 2, Task.EVALUATE, "pull_request"))
    claimed = claim(inbox)
    assert claimed.delivery.guid == "new"
    waiting = {"old": State.QUEUED, "older": State.QUEUED, "comment": State.QUEUED, "other": State.QUEUED}
    assert states(inbox) == waiting | {"new": State.RUNNING}
    assert inbox.finish(claimed, "judged")
    done = {"old": State.DONE, "older": State.DONE, "new": State.DONE}
    assert states(inbox) == waiting | done
    row = inbox.find("old")
    assert row is not None
    assert row.outcome == f"superseded by delivery {claimed.delivery.id}"


def test_a_request_that_waits_for_its_next_attempt_is_superseded_too(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("new", 1, Task.EVALUATE, "pull_request"))
    inbox.fail(claim(inbox), "limited", clock.now + timedelta(hours=1))
    inbox.record(delivery("newer", 1, Task.EVALUATE, "pull_request"))
    newer = claim(inbox)
    assert newer.delivery.guid == "newer"
    inbox.finish(newer, "")
    assert states(inbox)["new"] is State.DONE


def test_where_the_newest_fails_for_good_the_older_one_is_worked_on(inbox: Inbox) -> None:
    inbox.record(delivery("good", 1, Task.EVALUATE, "pull_request"))
    inbox.record(delivery("bad", 1, Task.EVALUATE, "pull_request"))
    bad = claim(inbox)
    assert bad.delivery.guid == "bad"
    inbox.park(bad, "hopeless")
    good = claim(inbox)
    assert good.delivery.guid == "good"
    inbox.finish(good, "judged")
    assert states(inbox) == {"good": State.DONE, "bad": State.PARKED}


def test_who_lost_the_lease_supersedes_nothing(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("old", 1, Task.EVALUATE, "pull_request"))
    inbox.record(delivery("new", 1, Task.EVALUATE, "pull_request"))
    slow = claim(inbox)
    clock.advance(101)
    inbox.requeue_expired()
    assert not inbox.finish(slow, "too late")
    assert states(inbox) == {"old": State.QUEUED, "new": State.QUEUED}


@pytest.mark.parametrize(("first", "second"), [(7, None), (None, 7), (7, 8)])
def test_a_delivery_with_other_rights_supersedes_nothing(
    inbox: Inbox, first: int | None, second: int | None
) -> None:
    for guid, installation in (("first", first), ("second", second)):
        event = delivery(guid, 1, Task.EVALUATE, "pull_request")
        inbox.record(replace(event, installation_id=installation))
    claimed = claim(inbox)
    inbox.finish(claimed, "")
    waiting = {"first": State.QUEUED, "second": State.QUEUED}
    assert states(inbox) == waiting | {claimed.delivery.guid: State.DONE}


@pytest.mark.parametrize("installation", [7, None])
def test_a_delivery_with_the_same_rights_supersedes(inbox: Inbox, installation: int | None) -> None:
    for guid in ("first", "second"):
        event = delivery(guid, 1, Task.EVALUATE, "pull_request")
        inbox.record(replace(event, installation_id=installation))
    inbox.finish(claim(inbox), "")
    assert states(inbox) == {"first": State.DONE, "second": State.DONE}


def test_a_lease_is_extended_by_its_holder_alone(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    claimed = claim(inbox)
    clock.advance(99)
    assert inbox.extend(claimed)
    clock.advance(99)
    assert inbox.requeue_expired() == 0
    clock.advance(2)
    assert inbox.requeue_expired() == 1
    assert not inbox.extend(claimed)
    again = claim(inbox, "two")
    assert not inbox.extend(claimed)
    assert inbox.extend(again)


def test_a_subject_that_is_found_out_is_entered_only_when_nobody_works_on_it(inbox: Inbox) -> None:
    inbox.record(delivery("recheck", None))
    inbox.record(delivery("pull", 1))
    recheck, pull = claim(inbox), claim(inbox, "two")
    assert not inbox.enter(recheck, "octo/hello#1")
    row = inbox.find("recheck")
    assert row is not None
    assert (row.state, row.subject, row.attempts) == (State.QUEUED, "octo/hello#1", 0)
    assert inbox.claim("three") is None  # it waits
    assert not inbox.finish(recheck, "")
    inbox.finish(pull, "")
    again = claim(inbox, "three")
    assert (again.delivery.guid, again.delivery.attempts) == ("recheck", 1)
    assert inbox.enter(again, "octo/hello#2")
    inbox.record(delivery("second", 2))
    assert inbox.claim("four") is None
    inbox.finish(again, "")
    assert claim(inbox).delivery.guid == "second"


def test_a_failure_is_tried_again_after_growing_pauses_and_then_parked(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    for pause in (5, 15):
        assert inbox.fail(claim(inbox), "no luck\x00") is State.FAILED
        assert inbox.claim("one") is None
        clock.advance(pause - 0.001)
        assert inbox.claim("one") is None
        clock.advance(0.001)
    assert inbox.fail(claim(inbox), "no luck") is State.PARKED
    clock.advance(1e6)
    assert inbox.claim("one") is None
    assert states(inbox) == {"a": State.PARKED}


def test_an_outage_is_waited_out_for_a_day_and_never_with_haste(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    begun, attempts = clock.now, 0
    while inbox.fail(claim(inbox), "GitHub is away", clock.now, passing=True) is State.FAILED:
        attempts += 1
        clock.advance(0 if attempts < 3 else 3600)
    assert clock.now - begun == timedelta(hours=25)
    assert attempts == 27
    assert states(inbox) == {"a": State.PARKED}


def test_the_time_that_the_other_side_named_is_kept_to(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    inbox.fail(claim(inbox), "rate limited", clock.now + timedelta(seconds=1234))
    clock.advance(1233)
    assert inbox.claim("one") is None
    clock.advance(1)
    assert claim(inbox).delivery.attempts == 2


def test_a_repeat_queues_a_failed_delivery_at_once_and_a_parked_one_from_the_start(inbox: Inbox) -> None:
    inbox.record(delivery("a"))
    inbox.fail(claim(inbox), "no luck")
    again = inbox.record(delivery("a"))
    assert (again.new, again.queued, again.state) == (False, True, State.QUEUED)
    second = claim(inbox)
    assert (second.delivery.attempts, second.delivery.error) == (2, "")
    inbox.park(second, "hopeless")
    assert inbox.record(delivery("a")).queued
    assert claim(inbox).delivery.attempts == 1


def test_a_person_can_ask_for_a_parked_delivery_again(inbox: Inbox) -> None:
    recorded = inbox.record(delivery("a"))
    assert not inbox.retry(recorded.id)
    inbox.park(claim(inbox), "hopeless")
    assert inbox.retry(recorded.id)
    assert claim(inbox).delivery.id == recorded.id


def test_a_lease_that_ran_out_goes_to_another_worker_and_the_first_cannot_finish(
    inbox: Inbox, clock: Clock
) -> None:
    inbox.record(delivery("a"))
    slow = claim(inbox, "slow")
    clock.advance(99)
    assert inbox.requeue_expired() == 0
    clock.advance(2)
    assert inbox.requeue_expired() == 1
    quick = claim(inbox, "quick")
    assert not inbox.finish(slow, "too late")
    assert inbox.finish(quick, "in time")
    row = inbox.find("a")
    assert row is not None
    assert (row.outcome, row.attempts) == ("in time", 2)


def test_a_delivery_that_kills_its_workers_is_parked(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    for _ in range(3):
        claim(inbox)
        clock.advance(101)
        inbox.requeue_expired()
    assert inbox.claim("one") is None
    row = inbox.find("a")
    assert row is not None
    assert (row.state, row.error) == (
        State.PARKED,
        "the worker stopped in the middle of this delivery 3 times",
    )


def test_what_a_dead_owner_worked_on_is_put_back_at_once(inbox: Inbox) -> None:
    inbox.record(delivery("a", 1))
    inbox.record(delivery("b", 2))
    claim(inbox, "dead_1")
    claim(inbox, "deadx1")
    assert inbox.release("dead_1") == 1
    assert claim(inbox, "alive").delivery.guid == "a"


def test_an_ignored_delivery_is_kept_without_its_payload(inbox: Inbox) -> None:
    recorded = inbox.record(delivery("a", task=None))
    assert (recorded.state, recorded.queued) == (State.IGNORED, False)
    assert inbox.claim("one") is None
    row = inbox.find("a")
    assert row is not None
    assert (row.note, row.payload) == ("a note", b"")


def test_the_sweeper_publishes_what_no_queue_carries(inbox: Inbox, clock: Clock) -> None:
    first = inbox.record(delivery("a", 1)).id
    second = inbox.record(delivery("b", 2)).id
    assert inbox.due(10) == []  # the queue gets its time
    clock.advance(15)
    assert inbox.due(1) == [first]
    assert inbox.due(10) == [second]
    assert inbox.due(10) == []
    clock.advance(301)
    assert inbox.due(10) == [first, second]
    inbox.finish(claim(inbox), "")
    clock.advance(301)
    assert inbox.due(10) == [second]


def test_the_backlog_is_counted(inbox: Inbox, clock: Clock) -> None:
    assert inbox.backlog().oldest_due_seconds == 0
    for number in range(1, 4):
        inbox.record(delivery(f"g{number}", number))
    claim(inbox)
    clock.advance(30)
    backlog = inbox.backlog()
    assert (
        backlog.by_state[State.QUEUED],
        backlog.by_state[State.RUNNING],
        backlog.by_state[State.DONE],
    ) == (2, 1, 0)
    assert backlog.oldest_due_seconds == 30


def test_the_latest_are_listed_in_pages(inbox: Inbox) -> None:
    for number in range(1, 6):
        inbox.record(delivery(f"g{number}", number))
    page = inbox.latest(2)
    assert [row.guid for row in page] == ["g5", "g4"]
    assert [row.guid for row in inbox.latest(2, before=page[-1].id)] == ["g3", "g2"]
    assert inbox.get(10**9) is None
    assert inbox.find("unknown") is None


@pytest.mark.parametrize("workers", [6])
def test_many_workers_take_each_delivery_once_and_each_subject_one_at_a_time(
    database: Database, workers: int
) -> None:
    inbox = Inbox(database)
    for number in range(60):
        inbox.record(delivery(f"g{number}", number % 7))
    handled: list[str] = []
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    guard = threading.Lock()

    def work(owner: str) -> None:
        while len(handled) < 60:
            claimed = inbox.claim(owner)
            if claimed is None:
                continue
            subject = claimed.delivery.subject or claimed.delivery.guid
            with guard:
                busy[subject] += 1
                most[subject] = max(most[subject], busy[subject])
            with guard:
                busy[subject] -= 1
                handled.append(claimed.delivery.guid)
            inbox.finish(claimed, "")

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(handled) == sorted(f"g{number}" for number in range(60))
    assert set(most.values()) == {1}
    assert inbox.backlog().by_state[State.DONE] == 60


def test_a_clock_that_was_ahead_holds_up_nothing(inbox: Inbox, clock: Clock) -> None:
    clock.advance(86_400)
    inbox.record(delivery("failed", 1))
    failed = claim(inbox)
    inbox.record(delivery("taken", 2))
    taken = claim(inbox)
    assert (failed.delivery.guid, taken.delivery.guid) == ("failed", "taken")
    inbox.fail(failed, "GitHub was away")
    inbox.record(delivery("new", 3))
    assert inbox.due(10) == []
    clock.advance(60)
    published = inbox.due(10)
    clock.advance(-86_460)  # now it is right
    assert inbox.claim("one") is None
    assert inbox.requeue_expired() == 0
    assert {claim(inbox).delivery.guid, claim(inbox).delivery.guid} == {"failed", "new"}
    assert inbox.extend(taken)  # whoever works goes on
    clock.advance(100.5)
    assert inbox.requeue_expired() == 3
    clock.advance(16)
    assert set(published) <= set(inbox.due(10))


def test_a_pause_that_github_asked_for_is_no_wrong_clock(inbox: Inbox, clock: Clock) -> None:
    inbox.record(delivery("a"))
    inbox.fail(claim(inbox), "limited", clock.now + timedelta(minutes=59))
    inbox.requeue_expired()
    assert inbox.claim("one") is None
    clock.advance(59 * 60)
    assert inbox.claim("one") is not None

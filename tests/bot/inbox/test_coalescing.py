"""Pushes and edits of what was judged a moment ago wait, and are judged together; on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.inbox import Claimed, Delivery, Inbox, State, Task
from bot.storage import Database
from tests.bot.inbox.clock import Clock


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, max_attempts=3, lease_seconds=100, settle_seconds=60, clock=clock)


def send(inbox: Inbox, guid: str, name: str, number: int = 1, task: Task = Task.EVALUATE) -> None:
    event, _, action = name.partition(".")
    inbox.record(
        Delivery(guid, event, action, task, 7, "octo/hello", f"octo/hello#{number}", b"{}", "a note")
    )


def claim(inbox: Inbox) -> Claimed:
    claimed = inbox.claim("one")
    assert claimed is not None
    return claimed


def judged(inbox: Inbox) -> list[str]:
    """Work on all that may run, and return in which order."""
    done = []
    while (claimed := inbox.claim("one")) is not None:
        done.append(claimed.delivery.guid)
        inbox.finish(claimed, "judged")
    return done


def test_twenty_pushes_spread_over_a_minute_are_judged_once_more(inbox: Inbox, clock: Clock) -> None:
    send(inbox, "opened", "pull_request.opened")
    found = judged(inbox)
    for number in range(20):
        clock.advance(3)
        send(inbox, f"push{number}", "pull_request.synchronize" if number % 2 else "pull_request.edited")
        found += judged(inbox)
    clock.advance(60)
    found += judged(inbox)
    assert found == ["opened", "push19"]
    assert inbox.backlog().by_state[State.DONE] == 21


def test_the_first_delivery_is_judged_at_once_whatever_it_is(inbox: Inbox) -> None:
    send(inbox, "push", "pull_request.synchronize")
    send(inbox, "edit", "issues.edited", 2)
    assert judged(inbox) == ["push", "edit"]


def test_who_waited_long_enough_need_not_wait(inbox: Inbox, clock: Clock) -> None:
    send(inbox, "opened", "issues.opened")
    judged(inbox)
    clock.advance(60)
    send(inbox, "edit", "issues.edited")
    assert judged(inbox) == ["edit"]


def test_what_comes_while_it_is_judged_waits_from_the_beginning_of_that_on(
    inbox: Inbox, clock: Clock
) -> None:
    send(inbox, "opened", "pull_request.opened")
    claimed = claim(inbox)
    clock.advance(10)
    send(inbox, "push", "pull_request.synchronize")
    inbox.finish(claimed, "judged")
    assert judged(inbox) == []
    clock.advance(49.9)
    assert judged(inbox) == []
    clock.advance(0.1)
    assert judged(inbox) == ["push"]


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("pull_request.reopened", Task.EVALUATE),
        ("pull_request.ready_for_review", Task.EVALUATE),
        ("pull_request.labeled", Task.LABELS),
        ("issue_comment.edited", Task.EVALUATE_COMMENT),
        ("check_run.rerequested", Task.RECHECK),
        ("merge_group.checks_requested", Task.MERGE_GROUP),
    ],
)
def test_nothing_else_waits(inbox: Inbox, name: str, task: Task) -> None:
    send(inbox, "opened", "pull_request.opened")
    judged(inbox)
    send(inbox, "push", "pull_request.synchronize")
    send(inbox, "other", name, task=task)
    assert judged(inbox) == ["other"]


def test_another_contribution_is_not_held_up_by_many_that_wait(inbox: Inbox) -> None:
    for number in range(1, 31):
        send(inbox, f"opened{number}", "pull_request.opened", number)
    judged(inbox)
    for number in range(1, 31):
        send(inbox, f"push{number}", "pull_request.synchronize", number)
    send(inbox, "new", "pull_request.opened", 31)
    assert judged(inbox) == ["new"]


def test_a_push_that_waits_is_done_with_what_is_judged_at_once(inbox: Inbox, clock: Clock) -> None:
    send(inbox, "opened", "pull_request.opened")
    judged(inbox)
    send(inbox, "push", "pull_request.synchronize")
    assert judged(inbox) == []
    clock.advance(5)
    send(inbox, "reopened", "pull_request.reopened")
    send(inbox, "later", "pull_request.edited")
    assert judged(inbox) == ["later"]  # the newest of them, for it stands for all
    assert inbox.backlog().by_state[State.QUEUED] == 0


def test_those_that_wait_are_neither_overdue_nor_forgotten(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    send(inbox, "opened", "pull_request.opened")
    judged(inbox)
    send(inbox, "push", "pull_request.synchronize")
    assert judged(inbox) == []
    clock.advance(59)
    assert inbox.requeue_expired() == 0  # the sweeper leaves it alone
    assert inbox.due(10) == []
    assert inbox.backlog().oldest_due_seconds == 0
    again = Inbox(database, settle_seconds=60, clock=clock)  # after a restart, or in another process
    assert again.claim("two") is None
    clock.advance(1)
    waiting = inbox.find("push")
    assert waiting is not None
    assert inbox.due(10) == [waiting.id]  # workers are told as soon as its time has come
    assert again.claim("two") is not None


def test_a_clock_that_was_ahead_makes_nothing_wait_for_long(inbox: Inbox, clock: Clock) -> None:
    clock.advance(86_400)
    send(inbox, "opened", "pull_request.opened")
    judged(inbox)
    send(inbox, "push", "pull_request.synchronize")
    assert judged(inbox) == []
    clock.advance(-86_400)
    inbox.requeue_expired()
    assert judged(inbox) == ["push"]


def test_the_failure_of_an_earlier_judgement_makes_nobody_wait(inbox: Inbox) -> None:
    send(inbox, "opened", "pull_request.opened")
    inbox.fail(claim(inbox), "GitHub was away")
    send(inbox, "push", "pull_request.synchronize")
    assert judged(inbox) == ["push"]


def test_without_a_pause_everything_is_judged_at_once(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, clock=clock)
    send(inbox, "opened", "pull_request.opened")
    assert judged(inbox) == ["opened"]
    send(inbox, "push", "pull_request.synchronize")
    assert judged(inbox) == ["push"]


def test_many_workers_put_off_and_take_without_getting_in_each_others_way(
    database: Database, clock: Clock
) -> None:
    inboxes = [Inbox(database, settle_seconds=60, clock=clock) for _ in range(4)]
    for number in range(3):
        send(inboxes[0], f"opened{number}", "pull_request.opened", number + 1)
    judged(inboxes[0])
    for number in range(90):
        send(inboxes[0], f"push{number}", "pull_request.synchronize", number % 3 + 1)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(judged, inboxes)) == [[]] * 4
        clock.advance(60)
        found = [guid for guids in pool.map(judged, inboxes) for guid in guids]
    assert sorted(found) == ["push87", "push88", "push89"]
    assert inboxes[0].backlog().by_state[State.DONE] == 93


def test_a_flood_about_one_contribution_is_done_with_one_judgement(inbox: Inbox) -> None:
    for number in range(250):
        send(inbox, f"edit{number}", "pull_request.edited")
    assert judged(inbox) == ["edit249"]
    assert inbox.backlog().by_state[State.DONE] == 250

"""Deliveries that arrive together share a transaction, and each gets an answer of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.inbox import Delivery, GroupCommit, Inbox, Recorded, State
from bot.storage import Database
from tests.bot.inbox.test_inbox import delivery, states


class Held:
    """Records with an inbox, once ``go`` is set, and notes how many deliveries came together."""

    def __init__(self, inbox: Inbox) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.sizes: list[int] = []
        self._inbox = inbox

    def __call__(self, deliveries: Sequence[Delivery]) -> list[Recorded]:
        self.begun.set()
        assert self.go.wait(60)
        self.sizes.append(len(deliveries))
        return self._inbox.record_all(deliveries)


def test_what_arrives_during_one_flush_shares_the_next(inbox: Inbox) -> None:
    held = Held(inbox)
    group = GroupCommit(held)
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(group.record, delivery("first"))
        assert held.begun.wait(60)
        rest = [pool.submit(group.record, delivery(f"g{n}", n)) for n in range(1, 20)]
        while group.waiting < len(rest):
            threading.Event().wait(0.01)
        held.go.set()
        recorded = [first.result(60), *(one.result(60) for one in rest)]
    assert held.sizes == [1, 19]
    assert len({one.id for one in recorded}) == 20
    assert all(one.new and one.queued for one in recorded)
    assert set(states(inbox)) == {"first", *(f"g{n}" for n in range(1, 20))}


def test_two_copies_in_one_group_are_one_row(inbox: Inbox) -> None:
    first, second = inbox.record_all([delivery("same"), delivery("same")])
    assert (first.new, second.new, first.id) == (True, False, second.id)
    assert states(inbox) == {"same": State.QUEUED}


def test_known_ignored_and_parked_deliveries_in_one_group_keep_their_answers(inbox: Inbox) -> None:
    inbox.record(delivery("parked"))
    claimed = inbox.claim("one")
    assert claimed is not None
    inbox.park(claimed, "for a person")
    inbox.record(delivery("known", 2))
    answers = inbox.record_all(
        [delivery("new", 3), delivery("known", 2), delivery("nothing", 4, task=None), delivery("parked")]
    )
    assert [(one.state, one.new, one.queued) for one in answers] == [
        (State.QUEUED, True, True),
        (State.QUEUED, False, False),
        (State.IGNORED, True, False),
        (State.QUEUED, False, True),
    ]


def test_a_row_that_cannot_be_stored_takes_no_other_with_it(inbox: Inbox) -> None:
    held = Held(inbox)
    group = GroupCommit(held)
    broken = replace(delivery("broken"), installation_id=2**80)  # no column holds such a number
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(group.record, delivery("first"))
        assert held.begun.wait(60)
        others = [pool.submit(group.record, one) for one in (delivery("a", 2), broken, delivery("b", 3))]
        while group.waiting < len(others):
            threading.Event().wait(0.01)
        held.go.set()
        assert first.result(60).new
        assert others[0].result(60).new
        assert others[2].result(60).new
        with pytest.raises((SQLAlchemyError, OverflowError)):
            others[1].result(60)
    assert set(states(inbox)) == {"first", "a", "b"}


def test_threads_that_race_with_copies_make_one_row_each(inbox: Inbox, database: Database) -> None:
    groups = [GroupCommit(inbox.record_all), GroupCommit(Inbox(database).record_all)]  # as two processes do

    def send(number: int) -> bool:
        return groups[number % 2].record(delivery(f"g{number // 4}", number)).new

    with ThreadPoolExecutor(16) as pool:
        new = list(pool.map(send, range(160)))
    assert sum(new) == 40
    assert len(states(inbox)) == 40


def test_where_the_database_is_away_all_of_a_group_hear_of_it_after_one_try(inbox: Inbox) -> None:
    tries: list[int] = []
    begun, go = threading.Event(), threading.Event()

    def away(deliveries: Sequence[Delivery]) -> list[Recorded]:
        begun.set()
        assert go.wait(60)
        tries.append(len(deliveries))
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    group = GroupCommit(away)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(group.record, delivery("first"))
        assert begun.wait(60)
        rest = [pool.submit(group.record, delivery(f"g{n}", n)) for n in range(3)]
        while group.waiting < len(rest):
            threading.Event().wait(0.01)
        go.set()
        for one in (first, *rest):
            with pytest.raises(OperationalError):
                one.result(60)
    assert tries == [1, 3]
    assert states(inbox) == {}

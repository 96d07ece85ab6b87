"""States that a browser takes along and brings back: once, in time, and no other browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.storage import Database, Tickets, tickets
from bot.storage.models import TicketRow
from tests.bot.inbox.clock import Clock

LASTS = timedelta(minutes=10)


def count(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(TicketRow)).scalar_one()


def test_a_state_is_taken_back_once(database: Database, clock: Clock) -> None:
    given_out = Tickets(database, "key", clock)
    state = given_out.give("sign-in", "browser", LASTS)
    another_process = Tickets(database, "key", clock)
    assert another_process.take("sign-in", "browser", state)
    assert not another_process.take("sign-in", "browser", state)
    assert not given_out.take("sign-in", "browser", state)


@pytest.mark.parametrize(
    ("key", "purpose", "browser"),
    [
        ("other", "sign-in", "browser"),
        ("key", "set-up", "browser"),
        ("key", "sign-in", "another"),
        ("key", "sign-in", ""),
    ],
)
def test_a_state_is_for_one_browser_and_one_purpose(
    database: Database, clock: Clock, key: str, purpose: str, browser: str
) -> None:
    state = Tickets(database, "key", clock).give("sign-in", "browser", LASTS)
    assert not Tickets(database, key, clock).take(purpose, browser, state)
    assert Tickets(database, "key", clock).take("sign-in", "browser", state)  # that did not use it up


def test_a_state_is_taken_in_time_or_never(database: Database, clock: Clock) -> None:
    given_out = Tickets(database, "key", clock)
    state = given_out.give("sign-in", "browser", LASTS)
    clock.advance(600)
    assert not given_out.take("sign-in", "browser", state)
    given_out.give("sign-in", "browser", LASTS)
    assert count(database) == 1


def test_a_flood_leaves_no_more_than_so_many(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "MOST", 3)
    given_out = Tickets(database, "key", clock)
    states = []
    for _ in range(5):
        states.append(given_out.give("sign-in", "browser", LASTS))
        clock.advance(1)
    assert count(database) == 3
    assert [given_out.take("sign-in", "browser", state) for state in states] == [
        False,
        False,
        True,
        True,
        True,
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.text(max_size=20))
def test_what_was_not_given_is_not_taken(database: Database, state: str, browser: str) -> None:
    assert not Tickets(database, "key").take("sign-in", browser, state)

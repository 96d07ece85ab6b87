"""Sessions of people who signed in, on both database engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.storage import Database, Session, Sessions
from bot.storage.models import SessionRow
from tests.bot.inbox.clock import Clock

HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(database: Database, clock: Clock) -> Sessions:
    return Sessions(database, clock)


def test_a_session_is_found_by_its_secret_until_it_ends(sessions: Sessions, clock: Clock) -> None:
    secret = sessions.begin("Robin", ["Acme/Widget", "acme/widget", "acme/gadget"], HOUR)
    expected = Session("Robin", frozenset({"acme/widget", "acme/gadget"}))
    assert sessions.find(secret) == expected
    assert sessions.find(secret + "x") is None
    assert sessions.find("") is None
    clock.advance(3_599)
    assert sessions.find(secret) == expected
    clock.advance(1)
    assert sessions.find(secret) is None


def test_secrets_are_long_never_the_same_and_not_kept(sessions: Sessions, database: Database) -> None:
    secrets = {sessions.begin("robin", ["a/b"], HOUR) for _ in range(20)}
    assert len(secrets) == 20
    assert min(map(len, secrets)) >= 43  # 32 bytes
    with database.read() as connection:
        kept = set(connection.scalars(select(SessionRow.digest)))
    assert len(kept) == 20
    assert not kept & secrets


def test_each_is_ended_alone(sessions: Sessions) -> None:
    one, other = (sessions.begin("robin", ["a/b"], HOUR) for _ in range(2))
    sessions.end(one)
    sessions.end(one)
    assert sessions.find(one) is None
    assert sessions.find(other) is not None


def test_what_is_over_goes_with_the_next_sign_in(
    sessions: Sessions, database: Database, clock: Clock
) -> None:
    sessions.begin("robin", ["a/b"], HOUR)
    clock.advance(3_601)
    sessions.begin("casey", ["a/b"], HOUR)
    with database.read() as connection:
        assert list(connection.scalars(select(SessionRow.login))) == ["casey"]


def test_sessions_that_show_a_repository_end(sessions: Sessions) -> None:
    secrets = {
        names: sessions.begin("robin", names, HOUR)
        for names in (
            ("acme/widget",),
            ("acme/widgets", "x/acme"),
            ("acme/gadget", "acme/widget"),
            ("acme/w_dget",),
        )
    }
    assert sessions.end_of(["ACME/Widget"], dry=True) == 2
    assert all(sessions.find(secret) for secret in secrets.values())
    assert sessions.end_of(["ACME/Widget", 'a"b', "%"]) == 2
    assert [names for names, secret in secrets.items() if sessions.find(secret)] == [
        ("acme/widgets", "x/acme"),
        ("acme/w_dget",),
    ]
    assert sessions.end_of([]) == 0


def test_the_repositories_of_an_account_are_known(sessions: Sessions) -> None:
    sessions.begin("robin", ["acme/widget", "other/acme", "acme-2/thing"], HOUR)
    sessions.begin("casey", ["acme/gadget"], HOUR)
    assert sessions.of_owner("ACME") == {"acme/widget", "acme/gadget"}
    assert sessions.of_owner("acm") == frozenset()
    assert sessions.of_owner("a_me") == frozenset()


def test_the_sessions_of_a_person_end(sessions: Sessions) -> None:
    theirs, other = sessions.begin("Robin", ["a/b"], HOUR), sessions.begin("robin-2", ["a/b"], HOUR)
    assert sessions.end_of_login("rObin", dry=True) == 1
    assert sessions.end_of_login("rObin") == 1
    assert sessions.find(theirs) is None
    assert sessions.find(other) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_a_cookie_says_is_looked_up(sessions: Sessions, text: str) -> None:
    assert sessions.find(text) is None

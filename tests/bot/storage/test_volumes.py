"""Counts of what was judged: each contribution once, in the right period, and of the right repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.storage import Audits, Conversation, Database, Given, open_database
from bot.storage.expiry import Expiry, Keep
from bot.storage.models import CommandOutcome
from bot.storage.periods import months, weeks
from bot.storage.volumes import Judged, Known, Volumes, Words
from tests.bot.storage.engines import ENGINES, address
from tests.bot.storage.test_audits import AUDIT
from tests.bot.storage.test_verdict import CHECKABLE, DECLARED, EXACT

#: A Sunday.
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
WEEKS = weeks(NOW, 4)
FLAGGED, ORDINARY = 0.004, 0.4


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(address(request.param, tmp_path))
    yield opened
    opened.close()


def judge(
    database: Database, number: int, at: datetime, repository: str = "octo/hello", **changes: object
) -> None:
    made = replace(
        AUDIT,
        repository=repository,
        subject=f"{repository.casefold()}#{number}",
        kind="issue",
        contribution_id=str(number),
        facts={"schema": "x"},
        findings=[],
        decision={"outcome": "pass"},
    )
    Audits(database, lambda: at).record(replace(made, **changes))  # type: ignore[arg-type]


def say(
    database: Database,
    number: int,
    command: str,
    at: datetime,
    outcome: CommandOutcome = CommandOutcome.DONE,
    repository: str = "octo/hello",
) -> None:
    comment = f"{repository}-{number}-{command}-{at:%m%d%H}"
    given = Given(repository, f"{repository}#{number}", comment, command, "", "", "max", at, outcome)
    assert Conversation(database).keep([given])


def hello(database: Database) -> Known:
    (found,) = Volumes(database).known({"octo/hello"})
    return found


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def test_weeks_begin_on_mondays_in_utc() -> None:
    assert WEEKS.names == ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16")
    assert WEEKS.end == datetime(2026, 11, 23, tzinfo=UTC)
    late_in_the_west = datetime(2026, 11, 22, 20, tzinfo=timezone(timedelta(hours=-8)))
    assert weeks(late_in_the_west, 1).names == ("2026-11-23",)


def test_months_go_over_the_turn_of_the_year() -> None:
    found = months(datetime(2026, 2, 28, tzinfo=UTC), 4)
    assert found.names == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert found.end == datetime(2026, 3, 1, tzinfo=UTC)
    assert months(datetime(2026, 12, 1, tzinfo=UTC), 1).end == datetime(2027, 1, 1, tzinfo=UTC)


def test_what_was_judged_is_counted_by_week_and_by_what_it_was(database: Database) -> None:
    judge(database, 1, day(2, 0), findings=[EXACT, CHECKABLE], human_tail=FLAGGED)
    judge(database, 2, day(8, 23), findings=[EXACT, CHECKABLE], human_tail=ORDINARY)
    judge(database, 3, day(9, 0), kind="pull_request", decision={"outcome": "hold"})
    judge(database, 4, day(22, 14))
    judge(database, 5, datetime(2026, 10, 25, 23, tzinfo=UTC))  # before the span
    judge(database, 1, day(10), "octo/other")
    found = Volumes(database).judged(hello(database), WEEKS)
    assert sorted(found, key=lambda one: one.period) == [
        Judged(1, "issue", "pass", "exact checkable", 2, 2, 1),
        Judged(2, "pull_request", "hold", "", 1, 0, 0),
        Judged(3, "issue", "pass", "", 1, 0, 0),
    ]


def test_a_contribution_counts_once_when_it_came_with_what_was_said_last(database: Database) -> None:
    judge(database, 1, day(3), findings=[DECLARED], human_tail=FLAGGED)
    judge(database, 1, day(4), decision={"outcome": "hold"})
    judge(database, 1, day(17), decision={"outcome": "note"}, findings=[CHECKABLE], human_tail=ORDINARY)
    judge(database, 1, day(18), kind="comment", contribution_id="c7")  # another one in the same thread
    found = sorted(Volumes(database).judged(hello(database), WEEKS), key=lambda one: one.period)
    assert found == [
        Judged(1, "issue", "note", "checkable", 1, 1, 0),
        Judged(3, "comment", "pass", "", 1, 0, 0),
    ]


def test_what_was_first_judged_before_the_span_counts_where_it_came_again(database: Database) -> None:
    judge(database, 1, datetime(2026, 3, 1, tzinfo=UTC), decision={"outcome": "close"})
    judge(database, 1, day(10))
    assert Volumes(database).judged(hello(database), WEEKS) == [Judged(2, "issue", "pass", "", 1, 0, 0)]


def test_what_is_no_longer_kept_is_counted_and_says_nothing(database: Database) -> None:
    judge(database, 1, day(3), findings=[DECLARED], human_tail=FLAGGED)
    judge(database, 2, day(20))
    short = Keep(timedelta(days=1), timedelta(days=7), timedelta(days=30))
    Expiry(database, short, lambda: NOW).run()
    found = sorted(Volumes(database).judged(hello(database), WEEKS), key=lambda one: one.period)
    assert found == [Judged(1, "issue", "", "", 1, 1, 1), Judged(3, "issue", "pass", "", 1, 0, 0)]


def test_the_newest_judgement_that_is_kept(database: Database) -> None:
    volumes = Volumes(database)
    judge(database, 1, day(3), decision={"outcome": "pass", "mode": "report"}, facts={"a": 1})
    judge(database, 2, day(5), facts={}, decision={})  # as it is when its time is over
    assert volumes.newest(hello(database)) == {
        "created_at": day(3),
        "facts": {"a": 1},
        "decision": {"outcome": "pass", "mode": "report"},
    }
    assert volumes.decision(hello(database))["mode"] == "report"
    judge(database, 1, day(6), "octo/empty", facts={}, decision={})
    (empty,) = volumes.known({"octo/empty"})
    assert (volumes.newest(empty), volumes.decision(empty)) == (None, {})


def test_repositories_are_those_that_somebody_sees_in_the_order_of_their_newest(database: Database) -> None:
    volumes = Volumes(database)
    assert volumes.known() == []
    judge(database, 1, day(3), "Octo/Hello")
    judge(database, 2, day(5), "acme/widget")
    judge(database, 3, day(7), "octo/hello")
    judge(database, 4, day(1), "zeta/last")
    assert [one.name for one in volumes.known()] == ["octo/hello", "acme/widget", "zeta/last"]
    assert volumes.known({"octo/hello"}) == [Known(("octo/hello", "Octo/Hello"), day(7))]
    assert volumes.known(frozenset()) == []


def test_names_that_differ_in_case_are_one_repository(database: Database) -> None:
    judge(database, 1, day(3), "Octo/Hello")
    judge(database, 1, day(4), "octo/hello", decision={"outcome": "hold"})
    judge(database, 2, day(10), "octo/hello")
    found = sorted(Volumes(database).judged(hello(database), WEEKS), key=lambda one: one.period)
    assert [(one.period, one.outcome, one.count) for one in found] == [(1, "hold", 1), (2, "pass", 1)]


def test_sparks_count_each_contribution_once_for_each_repository(database: Database) -> None:
    volumes = Volumes(database)
    for number, at in ((1, day(3)), (1, day(20)), (2, day(3)), (3, day(16))):
        judge(database, number, at)
    judge(database, 1, day(11), "acme/widget")
    judge(database, 1, day(1) - timedelta(days=30), "zeta/last")
    assert volumes.sparks(volumes.known(), WEEKS) == {
        "octo/hello": (0, 2, 0, 1),
        "acme/widget": (0, 0, 1, 0),
        "zeta/last": (0, 0, 0, 0),
    }
    assert volumes.sparks([], WEEKS) == {}


def test_what_people_said_is_counted_by_month(database: Database) -> None:
    say(database, 1, "human", datetime(2026, 10, 31, 23, tzinfo=UTC))
    say(database, 2, "human", day(1, 0))
    say(database, 3, "ai", day(2))
    say(database, 4, "appeal", day(3))
    say(database, 4, "decline", day(4))
    say(database, 5, "human", day(3), CommandOutcome.REFUSED)
    say(database, 6, "explain", day(3))
    say(database, 7, "human", datetime(2025, 10, 1, tzinfo=UTC))
    say(database, 8, "human", day(3), repository="acme/widget")
    found = Volumes(database).words("Octo/Hello", months(NOW, 2))
    assert sorted(found, key=lambda one: (one.period, one.command)) == [
        Words(0, "human", 1),
        Words(1, "ai", 1),
        Words(1, "appeal", 1),
        Words(1, "decline", 1),
        Words(1, "human", 1),
    ]
    assert Volumes(database).words("acme/other", months(NOW, 2)) == []


def test_an_appeal_is_open_until_a_maintainer_answers(database: Database) -> None:
    volumes = Volumes(database)
    say(database, 1, "ai", day(1))
    say(database, 1, "appeal", day(2))
    say(database, 1, "appeal", day(3))
    say(database, 2, "appeal", day(2))
    say(database, 3, "appeal", day(2), repository="acme/widget")
    assert volumes.open_appeals({"octo/hello", "acme/other"}) == {"octo/hello": 2}
    say(database, 2, "decline", day(4), CommandOutcome.REFUSED)
    assert volumes.open_appeals({"octo/hello"}) == {"octo/hello": 2}
    say(database, 2, "decline", day(5))
    assert volumes.open_appeals({"octo/hello"}) == {"octo/hello": 1}
    say(database, 1, "human", day(6))
    assert volumes.open_appeals({"octo/hello"}) == {}
    assert volumes.open_appeals(set()) == {}

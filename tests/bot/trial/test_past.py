"""Policies tried on kept judgements: bounded in time, and honest about what could not be tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.storage import Audits, Database, open_database
from bot.storage.models import AuditRow
from bot.storage.searching import Searching
from bot.trial import past
from bot.trial.bench import Bench, Chosen
from tests.bot.dashboard.trying import keep

STRICT = Chosen(preset="human-only")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'byline.sqlite3'}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def test_what_there_is_no_time_for_is_counted(database: Database, bench: Bench) -> None:
    for number in range(1, 6):
        keep(Audits(database), number)
    ticks = count(0, 4)
    found = past.simulate(bench, database, "acme/widget", STRICT, clock=lambda: float(next(ticks)))
    assert (found.tally["contributions"], found.left, found.skipped) == (2, 3, 0)
    assert [one.subject for one in found.compared] == ["acme/widget#5", "acme/widget#4"]


def test_what_cannot_be_judged_again_is_counted(database: Database, bench: Bench) -> None:
    audits = Audits(database)
    gone, other, _ = (keep(audits, number) for number in range(1, 4))
    with database.write() as connection:
        connection.execute(update(AuditRow).where(AuditRow.id == gone).values(facts={}))
        connection.execute(
            update(AuditRow).where(AuditRow.id == other).values(facts={"schema": "byline/facts/0"})
        )
    found = past.simulate(bench, database, "acme/widget", STRICT)
    assert (found.tally["contributions"], found.skipped, found.left) == (1, 2, 0)
    assert past.simulate(bench, database, "acme/none", STRICT).compared == ()


def test_only_what_may_be_seen_is_listed(database: Database) -> None:
    for name in ("acme/widget", "Acme/Secret"):
        keep(Audits(database), 1, repository=name)
    assert Searching(database).repositories(None) == ["acme/secret", "acme/widget"]
    assert Searching(database).repositories(frozenset({"acme/secret"})) == ["acme/secret"]
    assert Searching(database).repositories(frozenset()) == []


def test_the_policy_in_force_is_that_of_the_newest_judgement(database: Database) -> None:
    assert past.in_force(database, "acme/widget") is None
    keep(Audits(database), 1, policy="version: 1\n")
    keep(Audits(database), 2, policy="version: 1\nextends: disclose\n")
    known = past.in_force(database, "ACME/widget")
    assert known is not None
    assert known.text == "version: 1\nextends: disclose\n"

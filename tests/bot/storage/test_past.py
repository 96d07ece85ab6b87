"""What was made of each contribution last, on both database engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database, open_database
from bot.storage.past import Past
from detectors.model import Account, Contribution, Kind
from tests.bot.storage.engines import ENGINES, address
from tests.factories import contribution


@pytest.fixture(params=ENGINES)
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Past]:
    database: Database = open_database(address(request.param, tmp_path))
    yield Past(database)
    database.close()


def pull(number: int, by: str = "octocat", repository: str = "acme/widget") -> Contribution:
    return contribution(number=number, id=str(number), author=Account(by), repository=repository)


def report(identifier: str) -> Contribution:
    return contribution(kind=Kind.SECURITY_REPORT, number=None, id=identifier)


def test_the_last_word_on_a_pull_request_counts(past: Past) -> None:
    past.keep(pull(1), ai_use=False, violations=0)
    past.keep(pull(1), ai_use=True, violations=0)
    past.keep(pull(2), ai_use=True, violations=0)
    past.keep(pull(2), ai_use=False, violations=0)
    past.keep(pull(3), ai_use=None, violations=0)
    past.keep(pull(4, repository="acme/other"), ai_use=True, violations=0)
    past.keep(contribution(kind=Kind.ISSUE, number=5, id="5"), ai_use=True, violations=0)
    assert past.ai_use("Acme/Widget", range(1, 1200)) == {1: True, 2: False}


def test_violations_of_the_same_author_before_count(past: Past) -> None:
    past.keep(pull(1), ai_use=False, violations=2)
    past.keep(pull(2), ai_use=False, violations=1)
    past.keep(pull(3, by="somebody"), ai_use=False, violations=1)
    past.keep(pull(4, repository="acme/other"), ai_use=False, violations=1)
    past.keep(pull(5), ai_use=False, violations=0)
    assert past.violations(pull(6, by="OctoCat")) == 2
    assert past.violations(pull(1)) == 0
    assert past.violations(pull(2)) == 1
    past.keep(pull(1), ai_use=False, violations=0)  # mended
    assert past.violations(pull(2)) == 0


def test_private_reports_and_public_work_do_not_tell_of_each_other(past: Past) -> None:
    past.keep(report("GHSA-1"), ai_use=False, violations=1)
    past.keep(pull(1), ai_use=False, violations=1)
    assert past.violations(pull(2)) == 1
    assert past.violations(report("GHSA-2")) == 1


def test_odd_text_can_be_kept(past: Past) -> None:
    odd = pull(1, by="\x00 \ud83d" + "é" * 400)
    past.keep(odd, ai_use=None, violations=1)
    assert past.violations(pull(2, by=odd.author.login)) == 1

"""Texts are found again by what they have in common, on both database engines."""

from __future__ import annotations

import dataclasses

import pytest

from bot.storage import Database
from bot.storage.texts import Texts
from detectors.model import Account, Contribution
from detectors.repetition import queries
from tests.detectors.repetition.build import OTHER, REPORT, REWORDED, issue


@pytest.fixture
def texts(database: Database) -> Texts:
    return Texts(database)


def numbered(
    number: int, body: str = REPORT, by: str = "grace", repository: str = "acme/widget"
) -> Contribution:
    return issue(body, number=number, id=str(number), author=Account(by), repository=repository)


def keep(texts: Texts, *its: Contribution) -> None:
    for it in its:
        texts.keep(it, queries(it, ()), it.created_at)


def alike(texts: Texts, it: Contribution) -> list[int]:
    sketch = queries(it, ())
    assert sketch is not None
    return sorted(seen.number for seen in texts.alike(it, sketch))


def test_an_earlier_text_in_other_words_is_found(texts: Texts) -> None:
    keep(texts, numbered(1), numbered(2, OTHER), numbered(9, REWORDED))
    it = numbered(5, REWORDED)
    sketch = queries(it, ())
    assert sketch is not None
    (seen,) = texts.alike(it, sketch)
    assert (seen.repository, seen.number, seen.author) == ("acme/widget", 1, "grace")
    assert len(seen.pairs & set(sketch.pairs)) > 30


def test_other_repositories_are_not_looked_at(texts: Texts) -> None:
    keep(texts, numbered(1, repository="acme/other"))
    assert alike(texts, numbered(5)) == []
    keep(texts, numbered(1, repository="Acme/Widget"))
    assert alike(texts, numbered(5)) == [1]


def test_a_text_counts_as_it_is_now_and_once(texts: Texts) -> None:
    keep(texts, numbered(1), numbered(1), numbered(1, OTHER))
    assert alike(texts, numbered(5)) == []
    assert alike(texts, numbered(5, OTHER)) == [1]
    keep(texts, numbered(1, "gone"))
    assert alike(texts, numbered(5, OTHER)) == []


def test_a_forgotten_repository_leaves_nothing(texts: Texts, database: Database) -> None:
    keep(texts, *(numbered(n) for n in range(1, 4)), numbered(1, repository="acme/other"))
    texts.forget("Acme/Widget")
    assert alike(texts, numbered(5)) == []
    assert alike(texts, numbered(5, repository="acme/other")) == [1]
    texts.forget("acme/other")
    with database.read() as connection:
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in TABLES]
    assert counts == [0, 0]


TABLES = ("texts", "text_keys")


def test_what_an_author_sent_elsewhere_stays_with_the_owner(texts: Texts) -> None:
    keep(texts, numbered(1, repository="acme/gadget"), numbered(2, repository="acme_/gadget"), numbered(3))
    keep(texts, numbered(4, by="ada", repository="acme/gizmo"))
    assert [(seen.repository, seen.number) for seen in texts.elsewhere(numbered(5, by="Grace"))] == [
        ("acme/gadget", 1)
    ]


def test_a_text_that_hundreds_have_is_still_found(texts: Texts) -> None:
    keep(texts, *(numbered(n, f"{OTHER} number {n} of them") for n in range(1, 260)), numbered(300))
    assert alike(texts, numbered(400)) == [300]
    assert len(alike(texts, numbered(400, OTHER))) > 5


def test_what_is_put_into_an_old_issue_later_is_no_earlier_text(texts: Texts) -> None:
    old, new = numbered(1, OTHER), numbered(5)
    keep(texts, old, new)
    texts.keep(numbered(1), queries(numbered(1), ()), "2026-11-20T10:00:00Z")
    assert alike(texts, new) == []
    assert alike(texts, dataclasses.replace(new, created_at="2026-11-21T10:00:00Z")) == [1]


def test_a_text_that_is_read_soon_after_it_was_opened_stands_there_since_then(texts: Texts) -> None:
    texts.keep(numbered(1), queries(numbered(1), ()), "2026-11-01T10:00:30Z")
    assert alike(texts, dataclasses.replace(numbered(5), created_at="2026-11-01T10:00:05Z")) == [1]
    texts.keep(numbered(2), queries(numbered(2), ()), "2026-11-03T10:00:00Z")
    assert alike(texts, dataclasses.replace(numbered(5), created_at="2026-11-02T10:00:00Z")) == [1]
    assert alike(texts, dataclasses.replace(numbered(5), created_at="")) == []


def test_what_github_says_of_changes_counts_to_the_second(texts: Texts) -> None:
    it, edited = numbered(1), "2026-11-01T10:20:00Z"
    assert texts.keep(it, queries(it, ()), "2026-11-09T10:00:00Z", unchanged_since=edited)
    assert not texts.keep(it, queries(it, ()), "2026-11-09T10:00:00Z", unchanged_since=edited)
    assert alike(texts, dataclasses.replace(numbered(5), created_at="2026-11-01T10:10:00Z")) == []
    assert alike(texts, dataclasses.replace(numbered(5), created_at="2026-11-01T10:30:00Z")) == [1]

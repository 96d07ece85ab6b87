"""GitHub's answers, remembered for all processes, on both database engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.github.etags import Remembered
from bot.storage import Database, Reads, reads

ONE = "/repos/Acme/widget/pulls/1"


def test_an_answer_is_known_at_once_here_and_after_a_flush_elsewhere(database: Database) -> None:
    here, elsewhere = Reads(database), Reads(database)
    answer = Remembered('W/"x"', '{"title": "é"}', "<…>; rel=next", "a mark")
    here.put("one", ONE, answer)
    assert here.get("one", ONE) == answer
    assert elsewhere.get("one", ONE) is None
    here.flush()
    assert elsewhere.get("one", ONE) == answer
    assert elsewhere.get("two", ONE) is None  # whoever may see less is not told more
    elsewhere.put("one", ONE, Remembered('"y"', "{}"))
    elsewhere.flush()
    assert here.get("one", ONE) == Remembered('"y"', "{}")


def test_what_is_about_to_change_is_forgotten_everywhere(database: Database) -> None:
    here, elsewhere = Reads(database), Reads(database)
    for url in (ONE, "/repos/Acme/widget/pulls/1/files?per_page=100", "/repos/Acme/other/pulls/1"):
        here.put("one", url, Remembered('"x"', "[]"))
    here.flush()
    here.put("one", f"{ONE}?a_b", Remembered('"x"', "[]"))
    here.forget("one", ONE)
    assert [here.get("one", url) for url in (ONE, f"{ONE}?a_b", f"{ONE}/files?per_page=100")] == [None] * 3
    assert elsewhere.get("one", ONE) is None
    assert elsewhere.get("one", "/repos/Acme/other/pulls/1") is not None


def test_a_further_page_belongs_to_the_repository_of_the_first(database: Database) -> None:
    url = "https://api.github.com/repositories/1/issues/1/timeline?page=2"
    keeps = Reads(database)
    keeps.put("one", url, Remembered('"x"', "[]", about="/repos/acme/widget/issues/1/timeline"))
    keeps.put("one", "/app/installations", Remembered('"x"', "[]"))  # about no repository
    keeps.flush()
    assert Reads(database).get("one", url) is not None
    assert Reads(database).get("one", "/app/installations") is None
    assert keeps.get("one", "/app/installations") is not None


def test_it_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "MOST", 10)
    keeps = Reads(database)
    for number in range(30):
        keeps.put("one", f"/repos/acme/widget/pulls/{number}", Remembered('"x"', "{}"))
        keeps.flush()
    keeps.put("one", ONE, Remembered('"x"', "x" * 1_000_001))
    keeps.flush()
    kept = [n for n in range(30) if keeps.get("one", f"/repos/acme/widget/pulls/{n}")]
    assert kept == list(range(20, 30))
    assert keeps.get("one", ONE) is None


def test_processes_that_read_the_same_at_the_same_time_do_not_disturb_each_other(database: Database) -> None:
    def work(number: int) -> bool:
        keeps = Reads(database)
        for _ in range(5):
            keeps.put("one", ONE, Remembered(f'"{number}"', "{}"))
            keeps.flush()
        return keeps.get("one", ONE) is not None

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))

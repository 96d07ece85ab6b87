"""The reviewer's budget and memory, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.storage import Database, Opinions
from bot.storage.opinions import KEPT
from tests.bot.inbox.clock import Clock

A, B = "a" * 64, "b" * 64


def test_the_newest_answer_is_remembered_until_it_is_old(database: Database, clock: Clock) -> None:
    opinions = Opinions(database, clock)
    for answer in ("first\x00", "second"):
        id_ = opinions.take(A, 10, calls_an_hour=9, tokens_a_day=99)
        assert isinstance(id_, int)
        assert opinions.answer(B) is None
        opinions.keep(id_, answer, 2**40)
        assert opinions.answer(A) == answer.replace("\x00", "\ufffd")
        clock.advance(24 * 3600 + 1)
    clock.advance(KEPT.total_seconds())
    opinions.take(B, 10, calls_an_hour=9, tokens_a_day=99)
    assert opinions.answer(A) is None


def test_several_at_once_stay_within_the_limits(database: Database, clock: Clock) -> None:
    opinions = Opinions(database, clock)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: opinions.take(A, 10, calls_an_hour=3, tokens_a_day=999), range(12)))
    assert sum(isinstance(one, int) for one in taken) == 3
    assert taken.count("calls") == 9
    assert opinions.take(A, 1, calls_an_hour=99, tokens_a_day=30) == "tokens"
    assert isinstance(opinions.take(A, 1, calls_an_hour=99, tokens_a_day=31), int)

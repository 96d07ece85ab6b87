"""How often something may be asked for: bursts, refilling, fairness, and bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.trial.limits import Limit, Rate


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_as_many_as_time_brings() -> None:
    clock = Clock()
    limit = Limit(Rate(3, 0.5), Rate(100, 100), clock)
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 2]
    clock.now = 1.0
    assert limit.take("a") == 1
    clock.now = 2.0
    assert limit.take("a") == 0
    assert limit.take("a") == 2


def test_one_client_does_not_use_up_what_is_anothers() -> None:
    limit = Limit(Rate(1, 0.1), Rate(100, 1), Clock())
    assert limit.take("a") == 0
    assert limit.take("a") > 0
    assert limit.take("b") == 0


def test_all_together_are_limited_as_well() -> None:
    limit = Limit(Rate(10, 10), Rate(2, 0.25), Clock())
    assert [limit.take(name) for name in "abc"] == [0, 0, 4]


def test_who_is_refused_loses_nothing_by_asking() -> None:
    clock = Clock()
    limit = Limit(Rate(1, 1), Rate(1, 1), clock)
    limit.take("a")
    for _ in range(50):
        assert limit.take("a") == 1
    clock.now = 1.0
    assert limit.take("a") == 0


def test_memory_is_bounded() -> None:
    limit = Limit(Rate(1, 0.001), Rate(10**9, 1), Clock())
    for number in range(5_000):
        limit.take(str(number))
    assert len(limit._clients) <= 1_024


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=60))
def test_never_more_than_the_rate_allows(asked: list[tuple[str, float]]) -> None:
    clock = Clock()
    limit = Limit(Rate(2, 0.5), Rate(3, 1), clock)
    taken: list[str] = []
    for client, pause in asked:
        clock.now += pause
        if not limit.take(client):
            taken.append(client)
    assert len(taken) <= 3 + clock.now * 1 + 1e-6
    for client in "abc":
        assert taken.count(client) <= 2 + clock.now * 0.5 + 1e-6

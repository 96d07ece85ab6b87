import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.authorship.intervals import clopper_pearson


def at_least(hits: int, n: int, share: float) -> float:
    return math.fsum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(hits, n + 1))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 1 - 0.025 ** (1 / 10)),
        (10, 10, 0.025 ** (1 / 10), 1.0),
        (5, 10, 0.18709, 0.81291),
        (1, 300, 0.0000844, 0.018431),
        (0, 0, 0.0, 1.0),
    ],
)
def test_known_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, n) == pytest.approx((low, high), abs=1e-5)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_each_bound_leaves_one_in_forty(counts: tuple[int, int]) -> None:
    hits, n = counts
    low, high = clopper_pearson(hits, n)
    assert low <= hits / n <= high
    if hits:
        assert at_least(hits, n, low) == pytest.approx(0.025)
    if hits < n:
        assert 1 - at_least(hits + 1, n, high) == pytest.approx(0.025)


@pytest.mark.parametrize("hits", [0, 1, 37, 500_000, 999_999, 1_000_000])
def test_large_counts_stay_in_bounds(hits: int) -> None:
    low, high = clopper_pearson(hits, 1_000_000)
    assert 0 <= low <= hits / 1_000_000 <= high <= 1
    assert high - low < 0.003


@pytest.mark.parametrize(("hits", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="of 3"):
        clopper_pearson(hits, n)

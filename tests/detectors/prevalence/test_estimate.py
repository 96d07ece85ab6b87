"""The estimate of a share: what a reader may rely on, whatever the counts."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.prevalence import Result, Tally, estimate
from detectors.prevalence.estimator import FEWEST
from detectors.prevalence.rates import Rates, load

SOME = Rates(
    id="some",
    calibration="none",
    human=np.array([0.0, 0.002, 0.006, 0.009, 0.012, 0.02, 0.035]),
    machine=np.array([0.2, 0.45, 0.6, 0.7, 0.8, 0.95, 1.0]),
    worst=0.03,
    worst_of=400,
)


def numbers(found: Result) -> tuple[float, float, float]:
    assert found.low is not None
    assert found.point is not None
    assert found.high is not None
    return found.low, found.point, found.high


@given(st.integers(FEWEST, 3000), st.data())
@settings(max_examples=25, deadline=None)
def test_the_point_is_inside_and_all_are_shares(judged: int, data: st.DataObject) -> None:
    flagged = data.draw(st.integers(0, judged))
    low, point, high = numbers(estimate(Tally(judged, flagged), SOME))
    assert 0 <= low <= point <= high <= 1
    assert low < high


@pytest.mark.parametrize("judged", [FEWEST, 250, 3000])
def test_more_flagged_never_means_less(judged: int) -> None:
    steps = range(0, judged + 1, max(1, judged // 20))
    found = [numbers(estimate(Tally(judged, flagged), SOME)) for flagged in steps]
    for ends in zip(*found, strict=True):
        assert list(ends) == sorted(ends)


@pytest.mark.parametrize("percent", [0, 1, 5, 20, 60])
def test_more_texts_narrow_the_interval(percent: int) -> None:
    found = [numbers(estimate(Tally(n, n * percent // 100), SOME)) for n in (100, 400, 2000, 10_000)]
    widths = [high - low for low, _, high in found]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0]


def test_what_differs_between_projects_stays_uncertain_however_many_texts_there_are() -> None:
    low, _, high = numbers(estimate(Tally(200_000, 20_000), SOME))
    assert high - low > 0.1


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.2, 0.5])
def test_the_interval_holds_a_simulated_share(share: float) -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(250):
        human, machine = chance.choice(list(SOME.human)), chance.choice(list(SOME.machine))
        flagged = np.random.default_rng(chance.getrandbits(32)).binomial(
            150, (1 - share) * human + share * machine
        )
        low, _, high = numbers(estimate(Tally(150, int(flagged)), SOME))
        held += low <= share <= high
    assert held >= 0.93 * 250


def test_no_estimate_of_a_few_texts() -> None:
    found = estimate(Tally(FEWEST - 1, 5))
    assert (found.verdict, found.low, found.point, found.high) == ("no_estimate", None, None, None)
    assert (found.judged, found.flagged) == (FEWEST - 1, 5)
    assert str(FEWEST) in found.reason
    assert estimate(Tally()).verdict == "no_estimate"


def test_as_many_texts_as_it_takes_rule_out_one_in_ten_where_none_is_flagged() -> None:
    assert 0.09 < numbers(estimate(Tally(FEWEST, 0)))[2] < 0.1


def test_as_few_flagged_as_among_people_is_not_distinguishable_from_none() -> None:
    found = estimate(Tally(2000, 20))
    assert found.verdict == "not_distinguishable"
    assert found.low == 0
    assert f"{100 * load().worst:.1f} %" in found.reason


def test_a_lower_end_over_the_worst_project_is_a_share() -> None:
    found = estimate(Tally(2000, 800))
    assert (found.verdict, found.reason) == ("share", "")
    assert numbers(found)[0] >= load().worst


def test_what_cannot_be_told_from_none_has_none_in_its_interval() -> None:
    found = [estimate(Tally(1000, flagged), SOME) for flagged in range(0, 200, 5)]
    assert {result.verdict for result in found} == {"share", "not_distinguishable"}
    for result in found:
        low = numbers(result)[0]
        assert (low == 0) == (result.verdict == "not_distinguishable")
        assert low == 0 or low >= SOME.worst


def test_a_family_that_is_found_less_often_than_people_are_flagged_does_no_harm() -> None:
    odd = Rates("odd", "none", np.array([0.01, 0.03]), np.array([0.0, 0.5]), 0.03, 100)
    low, point, high = numbers(estimate(Tally(500, 15), odd))
    assert 0 <= low <= point <= high <= 1


@pytest.mark.parametrize("flagged", [0, 20_000])
def test_counts_unlike_any_measured_leave_an_interval(flagged: int) -> None:
    low, _, high = numbers(estimate(Tally(20_000, flagged)))
    assert low < high
    assert (low, high)[flagged > 0] == (flagged > 0)


def test_the_same_counts_give_the_same_numbers() -> None:
    estimate.cache_clear()
    first = estimate(Tally(777, 33))
    estimate.cache_clear()
    assert estimate(Tally(777, 33)) == first


def test_all_flagged_and_a_million_texts() -> None:
    assert numbers(estimate(Tally(FEWEST, FEWEST)))[2] == 1
    assert numbers(estimate(Tally(1_000_000, 1_000_000)))[0] > 0.5

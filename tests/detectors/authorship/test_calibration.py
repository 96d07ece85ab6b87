"""Tails: conservative, monotone, and never finer than the table allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.authorship.calibration import (
    LOCAL_MINIMUM,
    PROJECT_SHARE,
    Length,
    Local,
    Ranked,
    Shapes,
    Table,
    squash,
    tail,
)
from detectors.authorship.combine import combined

SCORES = st.lists(st.floats(0, 1).map(lambda x: round(x, 4)), min_size=1, max_size=200).map(sorted)


@given(SCORES, st.floats(0, 1), st.floats(1, 10))
def test_a_tail_is_the_formula(scores: list[float], score: float, factor: float) -> None:
    value = round(score, 4)
    expected = (1 + sum(s >= value for s in scores)) / (len(scores) + 1)
    assert tail(scores, score) == pytest.approx(expected)
    equal = Ranked.of({str(n): [s] for n, s in enumerate(scores)})
    assert equal.tail(score, factor) == pytest.approx(min(1.0, factor * expected))


@given(st.lists(SCORES, min_size=1, max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_weights_add_up_and_a_higher_score_never_has_a_larger_tail(
    projects: list[list[float]], one: float, other: float
) -> None:
    ranked = Ranked.of({str(n): scores for n, scores in enumerate(projects)})
    assert ranked.above[0] == pytest.approx(len(ranked.scores))
    assert ranked.tail(max(one, other)) <= ranked.tail(min(one, other))
    assert 1 / (len(ranked.scores) + 1) <= ranked.tail(one) <= 1


def test_no_project_has_more_than_its_share_of_the_weight() -> None:
    projects = {"big": [0.9] * 5000} | {f"small {n}": [0.1] * 30 for n in range(40)}
    ranked = Ranked.of(projects)
    assert ranked.tail(0.5) <= PROJECT_SHARE + 0.005


@given(SCORES, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_never_has_a_larger_tail(scores: list[float], one: float, other: float) -> None:
    assert tail(scores, max(one, other)) <= tail(scores, min(one, other))


@given(SCORES)
def test_never_finer_than_one_in_n_plus_one(scores: list[float]) -> None:
    assert tail(scores, 1.0) >= 1 / (len(scores) + 1)


def test_ties_count_in_the_authors_favor() -> None:
    assert tail([0.5] * 99, 0.5) == 1.0
    assert tail([0.5] * 99, 0.50004) == 1.0
    assert tail([0.5] * 99, 0.5001) == pytest.approx(0.01)


def test_a_factor_below_one_is_no_discount() -> None:
    assert Ranked.of({"a": [0.1] * 99}).tail(0.9, 0.5) == pytest.approx(0.01)


@given(st.floats(-1e6, 1e6), st.integers(0, 100_000))
def test_scores_stay_between_nothing_and_one(raw: float, words: int) -> None:
    length = Length((10, 100), (0.0, 1.0), (1.0, 2.0))
    assert 0 <= squash(length.fair(raw, words)) <= 1


def test_a_longer_text_must_score_higher_where_humans_do() -> None:
    length = Length((10, 100), (0.0, 1.0), (1.0, 1.0))
    assert length.fair(2.0, 100) < length.fair(2.0, 10)
    assert length.fair(2.0, 1000) == length.fair(2.0, 100)


def test_a_list_is_compared_with_human_lists() -> None:
    prose, lists = Length((10, 100), (0.0, 0.0), (1.0, 1.0)), Length((10, 100), (0.5, 0.5), (1.0, 1.0))
    shapes = Shapes((0.2, 0.7), (prose, prose, lists))
    assert shapes.fair(2.0, 50, 0.0) == shapes.fair(2.0, 50, 0.5) == 2.0
    assert shapes.fair(2.0, 50, 0.7) == shapes.fair(2.0, 50, 1.0) == 1.5


@given(SCORES, st.floats(0, 1), st.floats(0.0001, 1))
def test_local_calibration_only_protects(scores: list[float], score: float, shipped: float) -> None:
    local = Local({"issue": tuple(scores)})
    assert local.protect("issue", score, shipped) >= shipped
    assert local.protect("commit", score, shipped) == shipped


def test_too_few_local_texts_change_nothing() -> None:
    local = Local({"issue": (0.9,) * (LOCAL_MINIMUM - 1)})
    assert local.protect("issue", 0.5, 0.01) == 0.01
    assert Local({"issue": (0.9,) * LOCAL_MINIMUM}).protect("issue", 0.5, 0.01) == 1.0


def test_a_table_counts_its_texts() -> None:
    assert Table(Ranked.of({"a": [0.1, 0.2]}), 1.0, 0.0, 0, 0.0).n == 2


@given(st.lists(st.one_of(st.none(), st.floats(0.0001, 1)), max_size=20))
def test_parts_are_combined_by_bonferroni(tails: list[float | None]) -> None:
    judged = [value for value in tails if value is not None]
    result = combined(tails)
    if not judged:
        assert result is None
    else:
        assert result is not None
        assert min(judged) <= result <= 1.0
        assert result == min(1.0, len(judged) * min(judged))

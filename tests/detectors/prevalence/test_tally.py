"""Counting scored texts."""

from __future__ import annotations

import pytest

from detectors.prevalence import Tally


def test_texts_at_the_line_are_flagged_and_those_without_a_score_are_not_judged() -> None:
    assert Tally.of([0.0005, 0.01, 0.0101, 1.0, None]) == Tally(judged=4, flagged=2)


def test_tallies_add_up() -> None:
    assert sum([Tally(3, 1), Tally(4, 0)], Tally()) == Tally(7, 1)


@pytest.mark.parametrize(("judged", "flagged"), [(1, 2), (-1, -1), (3, -1)])
def test_counts_that_no_texts_have_are_refused(judged: int, flagged: int) -> None:
    with pytest.raises(ValueError, match=f"{flagged} of {judged}"):
        Tally(judged, flagged)

from __future__ import annotations

import pytest

from bot.audit.model import Estimate, Quote, SelfClaim
from bot.report import charts, words
from tests.bot.report import given


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.0001, "< 0.1 %"), (0.001, "0.1 %"), (0.5, "50 %"), (0.9994, "> 99.9 %"), (1, "100 %")],
)
def test_a_percentage_never_rounds_something_to_nothing(share: float, said: str) -> None:
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (given.estimate("share", 0.01, 0.02, 0.03), "about 2 % (95 % interval 1 to 3 %)"),
        (given.estimate("not_distinguishable", 0.0, 0.0, 0.02), "not distinguishable from none"),
        (given.NO_ESTIMATE, "no estimate: 12 messages could be judged, 50 are needed"),
        (Estimate("no_estimate", "", 0, 0, None, None, None), "no estimate"),
    ],
)
def test_an_estimate_is_never_said_as_a_fact(estimate: Estimate, said: str) -> None:
    assert words.estimate(estimate) == said


@pytest.mark.parametrize(
    ("claim", "differs", "counted", "said"),
    [
        ("ai_free", True, 1, "The two texts differ: 1 commit carries a declared or exact trace of AI use."),
        ("ai_free", False, 0, "No declared or exact trace in the history speaks against it."),
        (
            "policy_disclose",
            False,
            4,
            "4 commits carry a declared or exact trace of AI use; nothing in this text",
        ),
        ("disclosure", True, 0, "The two texts differ: no commit in the history carries"),
        ("disclosure", False, 2, "2 commits in the history carry"),
    ],
)
def test_a_claim_and_the_history_stand_side_by_side(
    claim: str, differs: bool, counted: int, said: str
) -> None:
    held = SelfClaim(claim, Quote("", "README.md", 1, "x"), "", differs, (), counted)
    assert words.difference(held).startswith(said)


def test_a_small_share_can_still_be_seen_and_nothing_leaves_the_plot() -> None:
    for drawing in (
        charts.traces(given.big().ai.quarters, "2026-10-31"),
        charts.estimates(given.big().ai.quarters, "2026-10-31"),
    ):
        assert drawing is not None
        for mark in drawing.marks:
            assert mark.height >= 5
            assert mark.y >= 0
            assert mark.y + mark.height <= charts.SIZE
            assert mark.x + mark.width <= charts.SIZE + 1


def test_a_month_without_commits_is_a_gap() -> None:
    months = [given.big().people.months[at] for at in (0, 5)]
    drawing = charts.coverage(months, "2026-10-31")
    assert drawing is not None
    assert len(drawing.marks) == 2
    assert drawing.path.count("M") == 2


def test_licenses_keep_their_color_from_bar_to_bar() -> None:
    rows, legend = charts.license_rows((("a", "MIT", 5), ("b", "MIT", 1), ("b", "", 3), ("c", "Zlib", 2)))
    color = {one.name: one.color for one in legend}
    assert [(one.name, one.count) for one in legend] == [("MIT", 6), ("Zlib", 2), ("", 3)]
    assert all(segment.color == color[segment.name] for row in rows for segment in row.segments)
    assert color[""] == charts.NOT_STATED


def test_many_licenses_share_the_last_color() -> None:
    _, legend = charts.license_rows(tuple(("a", f"LicenseRef-{at}", 100 - at) for at in range(12)))
    assert [one.color for one in legend] == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]

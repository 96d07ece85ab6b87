"""The estimated class of the report."""

from __future__ import annotations

from bot.audit.share import estimated, rates
from detectors.prevalence import Tally


def test_many_flagged_commits_are_a_share_with_an_interval() -> None:
    found = estimated(Tally(1000, 500))
    assert (found.verdict, found.judged, found.flagged) == ("share", 1000, 500)
    assert found.low is not None
    assert found.high is not None
    assert found.point is not None
    assert found.low < 0.5 < found.point < found.high


def test_a_handful_of_commits_gives_no_number() -> None:
    found = estimated(Tally(9, 9))
    assert (found.verdict, found.point, found.low, found.high) == ("no_estimate", None, None, None)
    assert found.reason


def test_the_error_rates_have_a_name() -> None:
    assert len(rates()) == 12

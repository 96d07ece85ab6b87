"""The page of error rates: how often contributions were flagged, and how often that was said to be wrong."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from bot.dashboard.site import Site
from bot.dashboard.viewer import viewer
from bot.storage import Feedback, Rates
from detectors.authorship.intervals import clopper_pearson


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``, with the exact interval of 95 %."""

    hits: int
    n: int

    @property
    def percent(self) -> str:
        """The share and its interval in percent; empty where there is nothing to take a share of."""
        if not self.n:
            return ""
        low, high = clopper_pearson(self.hits, self.n)
        return f"{_percent(self.hits / self.n)} % ({_percent(low)} to {_percent(high)})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    repository: str
    flagged: Share
    overridden: Share
    appealed: Share
    sampled: Share


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/rates``."""
    feedback = Feedback(site.database)

    @pages.get("/rates")
    def rates() -> str:
        found = feedback.rates(viewer().repositories)
        return render_template("rates.html", rates=lines(found) if len(found) > 1 else [])


def lines(found: list[Rates]) -> list[Line]:
    """Return the lines of the table: all repositories together, then each of them."""
    return [
        Line(
            repository=rates.repository,
            flagged=Share(rates.flagged, rates.scored),
            # A judgement may be purged before the word that somebody said about it.
            overridden=_of_flagged(rates.overridden, rates.flagged),
            appealed=_of_flagged(rates.appealed, rates.flagged),
            sampled=Share(rates.sampled_flagged, rates.sampled_human),
        )
        for rates in found
    ]


def _of_flagged(hits: int, flagged: int) -> Share:
    return Share(hits, max(hits, flagged))


def _percent(share: float) -> str:
    value = 100 * share
    return f"{value:.2f}" if 0 < value < 1 else f"{value:.1f}"

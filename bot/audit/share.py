"""The estimated class: which share of commits may be machine-written, of all of them together and of none."""

from __future__ import annotations

import numpy as np

from bot.audit.model import ErrorRate, Estimate
from detectors.prevalence import Tally, estimate
from detectors.prevalence.rates import load


def estimated(tally: Tally) -> Estimate:
    """Estimate from how many commits were judged, and how many of them look machine-like.

    A quarter is estimated from its own commits alone: what the one before it showed says nothing here.
    """
    found = estimate(tally)
    return Estimate(
        verdict=found.verdict,
        reason=found.reason,
        judged=tally.judged,
        flagged=tally.flagged,
        point=found.point,
        low=found.low,
        high=found.high,
    )


def error_rates() -> tuple[ErrorRate, ...]:
    """Return what was measured: the middle one of projects and of agents, and the one that does worst."""
    held = load()
    human, machine = held.human, held.machine
    return (
        ErrorRate(
            "people's commits that look machine-like, by project",
            round(float(np.median(human)), 4),
            round(held.worst, 4),
            held.human_texts,
        ),
        ErrorRate(
            "agents' commits that look machine-like, by agent",
            round(float(np.median(machine)), 4),
            round(float(machine.min()), 4),
            held.machine_texts,
        ),
    )


def rates() -> str:
    """Return the id of the error rates behind the estimate, for ``bot.audit.model.Method``."""
    return load().id

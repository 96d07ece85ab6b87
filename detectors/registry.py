"""Every detector family, in the order its findings are listed, and the functions that run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors import hidden, licensing, openness, references, repetition, signoff, traces
from detectors.authorship import finding as authorship
from detectors.model import Facts, Finding, Need

if TYPE_CHECKING:
    from detectors.authorship.calibration import Local

#: Each family offers ``detect(facts) -> tuple[Finding, ...]``: pure, total, and linear in the size of its
#: input. What a family of ``CHECKABLE`` finds anybody can check; the others make estimates.
CHECKABLE = (traces, references, hidden, signoff, licensing, openness, repetition)
FAMILIES = (*CHECKABLE, authorship)


def run(facts: Facts) -> tuple[Finding, ...]:
    """Return what can be checked in ``facts``; the same facts always give the same findings."""
    return tuple(found for family in CHECKABLE for found in family.detect(facts))


def estimate(facts: Facts, local: Local | None = None) -> tuple[Finding, ...]:
    """Return what the classifier makes of ``facts``; ``local`` is the project's own calibration of it."""
    return authorship.detect(facts, local)


def names() -> frozenset[str]:
    """Return the families' names: the part of a finding's id before its slash."""
    return frozenset(family.__name__.split(".")[1] for family in FAMILIES)


def needs() -> frozenset[Need]:
    """Return the facts that the detectors look at beyond the contribution's own text."""
    return frozenset().union(*(family.NEEDS for family in FAMILIES))

"""Every detector family, in the order its findings are listed, and the one function that runs them all."""

from __future__ import annotations

from detectors import traces
from detectors.model import Facts, Finding, Need

#: Each family offers ``detect(facts) -> tuple[Finding, ...]``: pure, total, and linear in the size of its
#: input.
FAMILIES = (traces,)


def run(facts: Facts) -> tuple[Finding, ...]:
    """Return what every detector finds in ``facts``; the same facts always give the same findings."""
    return tuple(finding for family in FAMILIES for finding in family.detect(facts))


def names() -> frozenset[str]:
    """Return the families' names: the part of a finding's id before its slash."""
    return frozenset(family.__name__.rpartition(".")[2] for family in FAMILIES)


def needs() -> frozenset[Need]:
    """Return the facts that the detectors look at beyond the contribution's own text."""
    return frozenset().union(*(family.NEEDS for family in FAMILIES))

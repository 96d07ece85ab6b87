"""Every detector family, in the order its findings are listed, and the one function that runs them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detectors import traces
from detectors.authorship import finding as authorship
from detectors.model import Facts, Finding, Need

if TYPE_CHECKING:
    from detectors.authorship.calibration import Local

#: Each family offers ``detect(facts) -> tuple[Finding, ...]``: pure, total, and linear in the size of its
#: input.
FAMILIES = (traces, authorship)


def run(facts: Facts, local: Local | None = None) -> tuple[Finding, ...]:
    """Return what every detector finds in ``facts``; the same facts always give the same findings.

    ``local`` is the project's own calibration of the classifier, which no other family reads.
    """
    return tuple(
        found
        for family in FAMILIES
        for found in (authorship.detect(facts, local) if family is authorship else family.detect(facts))
    )


def needs() -> frozenset[Need]:
    """Return the facts that the detectors look at beyond the contribution's own text."""
    return frozenset().union(*(family.NEEDS for family in FAMILIES))

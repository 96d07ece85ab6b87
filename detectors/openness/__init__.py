"""What texts say of the openness of models, beside what the licenses of those models say.

A finding states that two texts differ which the reader can open both: ``openness/claims`` (what a model is
called, places of the repository that disagree, data) and ``openness/lineage`` (what a model inherits). What
is only worth knowing is ``openness/noted``, which no policy acts on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Audience, Facts, Finding, Need, Severity, Tier
from detectors.openness import changes
from detectors.openness.raised import Raised

#: What the tree says of its licenses is looked up where a policy asks, and otherwise done without.
NEEDS: Final = frozenset({Need.FILES})
#: A comment with more findings is not read.
MAX_FINDINGS: Final = 3
#: How many notes are recorded beside them.
MAX_NOTED: Final = 20
_DETECTOR: Final = "openness"


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return what there is to say of a change or a text. Pure, never raises, linear in its size."""
    raised = (*changes.found(facts), *changes.spoken(facts))
    told = sorted((one for one in raised if one.severity > Severity.INFO), key=lambda one: -one.severity)
    noted = [one for one in raised if one.severity is Severity.INFO]
    return (*findings(told[:MAX_FINDINGS]), *findings(noted[:MAX_NOTED]))


def findings(raised: Iterable[Raised]) -> Iterable[Finding]:
    """Yield what rules raise as findings."""
    for one in raised:
        name = one.about if one.severity > Severity.INFO else "noted"
        yield Finding(
            id=f"{_DETECTOR}/{name}",
            detector=_DETECTOR,
            tier=Tier.CHECKABLE,
            severity=one.severity,
            audience=Audience.PUBLIC,
            claim=f"{one.claim} ({one.rule})",
            evidence=one.evidence,
            remedy=one.remedy,
        )

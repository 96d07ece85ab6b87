"""What a model is, of license and components together: the registry's answer, else one from what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from detectors.openness.components import Part, osaid
from detectors.openness.lineage import Node
from detectors.openness.model import Presence, Row, Verdict

#: The product's words for the verdicts, from the most open to the least.
WORDS: Final = {
    Verdict.OPEN_SOURCE_AI: "open source AI",
    Verdict.OPEN_SOURCE_AI_LIKELY: "open source AI by license and components (not assessed by OSI)",
    Verdict.OPEN_SOURCE_AI_CANDIDATE: "open weights, OSI license; recipes out, training data in part",
    Verdict.OPEN_WEIGHTS_OSI_LICENSE: "open weights, OSI license",
    Verdict.OPEN_WEIGHTS_RESTRICTED: "open weights, restricted",
    Verdict.SOURCE_AVAILABLE: "source-available",
    Verdict.CLOSED: "closed",
    Verdict.NOT_A_MODEL: "not a model",
    Verdict.UNKNOWN: "unknown",
}


def of(row: Row | None, lineage: Node, parts: Mapping[Part, Presence]) -> Verdict:
    """Return the verdict of ``row``; without one, what license, lineage and components show."""
    if row is not None:
        return row.verdict
    if parts[Part.PARAMETERS] is not Presence.YES or not lineage.licenses:
        return Verdict.UNKNOWN
    approved = [one.osi_approved for one in lineage.licenses]
    if False in approved:
        return Verdict.OPEN_WEIGHTS_RESTRICTED
    if None in approved or lineage.incomplete:
        return Verdict.UNKNOWN
    whole = all(presence is Presence.YES for presence in osaid(parts).values())
    return Verdict.OPEN_SOURCE_AI_LIKELY if whole else Verdict.OPEN_WEIGHTS_OSI_LICENSE

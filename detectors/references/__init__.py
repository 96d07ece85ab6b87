"""Whether the things that a report cites exist: files, lines, names, options, messages, versions.

A finding is made only when enough of what can be checked is missing, and shows what the tree has instead.
What may belong to another project, to the reporter, or to the change itself is not checkable, and nothing is
said about it.
"""

from __future__ import annotations

from typing import Final

from detectors.model import (
    Audience,
    Contribution,
    Evidence,
    Facts,
    Finding,
    LookedUp,
    Need,
    Severity,
    Tier,
    Unknown,
)
from detectors.references import rule
from detectors.references.judge import items
from detectors.references.judge import of as judged
from detectors.references.model import Item
from detectors.references.queries import queries, versions

__all__ = ["NEEDS", "detect", "is_enough", "items", "queries", "versions"]

DETECTOR: Final = "references"
#: What is looked up costs a clone, so it is fetched where a policy asks for it and not for everybody.
NEEDS: Final[frozenset[Need]] = frozenset()
_MAX_QUOTE: Final = 300
_REMEDY: Final = (
    "Please check these against the version that you have, and correct them or say where they are. If they "
    "do exist, say so in a reply: the look-up can be wrong."
)


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return one finding where enough of what the text cites is not in the tree. Pure, never raises."""
    looked = facts.repository.looked_up
    if isinstance(looked, Unknown):
        return ()
    judged = items(facts)
    missing = rule.missing(judged)
    if not missing:
        return ()
    return (
        Finding(
            id=f"{DETECTOR}/not-found",
            detector=DETECTOR,
            tier=Tier.CHECKABLE,
            severity=Severity.WARNING,
            audience=Audience.PUBLIC,
            claim=_claim(looked, missing),
            evidence=tuple(_evidence(item) for item in missing),
            remedy=_REMEDY,
        ),
    )


def is_enough(contribution: Contribution, looked: LookedUp) -> bool:
    """Whether a finding would follow from these answers: then it is worth while to look again elsewhere."""
    return bool(rule.missing(judged(contribution, looked)))


def _claim(looked: LookedUp, missing: tuple[Item, ...]) -> str:
    commit = looked.commit[:12]
    where = f"{looked.ref} (commit {commit})" if looked.ref != looked.commit else f"commit {commit}"
    return f"{len(missing)} things that the text cites could not be found in {where}."


def _evidence(item: Item) -> Evidence:
    at = item.citation.at
    quote = item.citation.quote.strip("` ")
    return Evidence(
        place=f"description, line {at}" if at else "title",
        quote=quote if len(quote) <= _MAX_QUOTE else f"{quote[: _MAX_QUOTE - 1]}…",
        instead=item.told,
        nearest=item.nearest,
    )

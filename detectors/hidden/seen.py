"""One hidden thing at one place, before like things are gathered into findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from detectors.model import Audience, Evidence, Finding, Severity, Tier

DETECTOR: Final = "hidden"
MAX_EVIDENCE: Final = 20
#: Past this many nobody counts: the claim then says "at least".
MAX_SEEN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation; those with the same ``name`` and ``claim`` become one finding."""

    name: str
    claim: str
    evidence: Evidence
    remedy: str


def gathered(seen: Iterable[Seen]) -> tuple[Finding, ...]:
    """Gather observations into findings, in the order in which each kind was first seen."""
    groups: dict[tuple[str, str], list[Seen]] = {}
    for count, one in enumerate(seen, 1):
        groups.setdefault((one.name, one.claim), []).append(one)
        if count == MAX_SEEN:
            break
    return tuple(_finding(group) for group in groups.values())


def _finding(group: list[Seen]) -> Finding:
    first = group[0]
    evidence = tuple(dict.fromkeys(one.evidence for one in group))
    many = f" ({len(evidence)} places)" if len(evidence) > 1 else ""
    if len(group) == MAX_SEEN:
        many = f" (at least {len(evidence)} places)"
    return Finding(
        id=f"{DETECTOR}/{first.name}",
        detector=DETECTOR,
        tier=Tier.CHECKABLE,
        severity=Severity.WARNING,
        audience=Audience.PUBLIC,
        claim=f"{first.claim}{many}.",
        evidence=evidence[:MAX_EVIDENCE],
        remedy=first.remedy,
    )

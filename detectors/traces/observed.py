"""One thing seen at one place, before like things are gathered into findings."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from detectors.model import Artifact, Audience, Evidence, Finding, Involvement, Severity, Tier

DETECTOR: Final = "traces"
MAX_EVIDENCE: Final = 20
MAX_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: ``name`` is shown ("commit 1a2b3c4"), ``kind`` is what findings are grouped by."""

    kind: str
    name: str
    artifacts: tuple[Artifact, ...]

    @property
    def subject(self) -> str:
        """The text as the subject of a sentence: "Commit 1a2b3c4", "The description"."""
        return self.name[:1].upper() + self.name[1:] if self.kind == "commit" else f"The {self.name}"

    def line(self, number: int) -> str:
        """The place of a line of this text."""
        return f"{self.name}, line {number}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation; those with the same ``group`` become one finding.

    ``one`` is the claim for a single text; ``many`` the claim for several (only commits come in numbers),
    with ``{n}`` for how many.
    """

    name: str
    agent: str | None
    place_kind: str
    evidence: Evidence
    one: str
    many: str
    remedy: str
    artifacts: tuple[Artifact, ...]
    involvement: Involvement | None
    tier: Tier = Tier.EXACT
    severity: Severity = Severity.WARNING
    trailer: str | None = None

    @property
    def group(self) -> Hashable:
        """What makes two observations the same finding."""
        return (
            self.name,
            self.agent,
            self.trailer,
            self.place_kind,
            self.involvement,
            self.tier,
            self.artifacts,
        )


def gathered(seen: list[Seen]) -> tuple[Finding, ...]:
    """Gather observations into findings, in the order in which each group was first seen."""
    groups: dict[Hashable, list[Seen]] = {}
    for one in seen:
        groups.setdefault(one.group, []).append(one)
    return tuple(_finding(group) for group in groups.values())


def _finding(group: list[Seen]) -> Finding:
    first = group[0]
    evidence = tuple(dict.fromkeys(one.evidence for one in group))
    texts = {e.place.partition(",")[0] for e in evidence}
    claim = first.one if len(texts) == 1 else first.many.format(n=len(texts))
    return Finding(
        id=f"{DETECTOR}/{first.name}",
        detector=DETECTOR,
        tier=first.tier,
        severity=first.severity,
        audience=Audience.PUBLIC,
        claim=claim,
        evidence=evidence[:MAX_EVIDENCE],
        remedy=first.remedy,
        agent=first.agent,
        involvement=first.involvement,
        artifacts=tuple(sorted({a for one in group for a in one.artifacts}, key=list(Artifact).index)),
        trailer=first.trailer,
    )


def quote(text: str) -> str:
    """A verbatim quote of bounded length."""
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"

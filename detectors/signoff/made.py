"""What the findings of this family have in common: they are remarks that anybody can check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Audience, Commit, Evidence, Finding, Severity, Tier
from detectors.traces.observed import MAX_EVIDENCE, quote

_DETECTOR: Final = "signoff"


def finding(name: str, claim: str, evidence: Iterable[Evidence], remedy: str) -> Finding:
    """Return the finding ``signoff/<name>`` with as much of ``evidence`` as is shown."""
    return Finding(
        id=f"{_DETECTOR}/{name}",
        detector=_DETECTOR,
        tier=Tier.CHECKABLE,
        severity=Severity.INFO,
        audience=Audience.PUBLIC,
        claim=claim,
        evidence=tuple(dict.fromkeys(evidence))[:MAX_EVIDENCE],
        remedy=remedy,
    )


def place(commit: Commit, part: str = "") -> str:
    """Return where to look: a commit, or a part of it ("author", "line 3")."""
    return f"commit {commit.sha[:7]}, {part}" if part else f"commit {commit.sha[:7]}"


def subject(commit: Commit) -> str:
    """Return the first line of the message, as a quote."""
    return quote(commit.message.split("\n", 1)[0])

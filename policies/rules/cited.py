"""What rules share that turn findings of one detector into a violation, and read nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.model import Audience, Finding, Tier
from policies.case import Case


def by(case: Case, *names: str) -> tuple[Finding, ...]:
    """Return the findings of the detectors ``names``: of a family, of a part of it, or under one id.

    Only what can be checked by anybody and may be shown to everybody counts: a score never does.
    """
    return tuple(_found(case, names))


def _found(case: Case, names: tuple[str, ...]) -> Iterator[Finding]:
    for finding in case.findings:
        shown = finding.tier >= Tier.CHECKABLE and finding.audience is Audience.PUBLIC
        if shown and any(_is_of(finding, name) for name in names):
            yield finding


def _is_of(finding: Finding, name: str) -> bool:
    return any(held == name or held.startswith(f"{name}/") for held in (finding.id, finding.detector))

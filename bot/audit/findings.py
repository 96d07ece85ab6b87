"""What in a report asks for somebody's attention, as findings that ``--fail-on`` and SARIF go by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.audit.model import AIEvidence, Licenses, People, Quote, SelfClaim
from detectors.model import Audience, Evidence, Finding, Severity, Tier, Unknown

_DETECTOR: Final = "audit"
_MOST: Final = 20


def found(
    ai: AIEvidence, people: People, licenses: Licenses | Unknown, claims: tuple[SelfClaim, ...]
) -> tuple[Finding, ...]:
    """Return the findings: differences between two texts, and facts that a foundation's rule is about."""
    own = (*_claims(claims), *_dialect(ai), *_sign_offs(people))
    return (*own, *(() if isinstance(licenses, Unknown) else licenses.findings))


def _claims(claims: tuple[SelfClaim, ...]) -> Iterator[Finding]:
    for it in claims:
        if it.differs:
            against = f"{it.counted:,} commits in its history bear traces of AI agents"
            none = "no commit in its history bears a trace of an AI agent"
            yield _finding(
                "claim",
                Severity.WARNING,
                f"The project says of its use of AI one thing, and {against if it.counted else none}.",
                (it.text, *it.commits),
                "If the text is out of date, reword it; if a trace is misread, set the finding aside.",
            )


def _dialect(ai: AIEvidence) -> Iterator[Finding]:
    for it in ai.dialects:
        if it.dialect == ai.chosen and it.broken:
            yield _finding(
                "dialect",
                Severity.WARNING,
                f"{it.broken:,} of {it.kept + it.broken:,} commits that disclose AI use do so otherwise "
                f"than the project asks for ({it.dialect}).",
                it.examples,
                f"The form is described at {it.source}; commits that are merged stay as they are.",
            )


def _sign_offs(people: People) -> Iterator[Finding]:
    if people.agent_sign_offs:
        yield _finding(
            "agent-sign-off",
            Severity.WARNING,
            "Commits are signed off in a program's name; only a person can vouch for a contribution.",
            people.agent_sign_offs,
            "Whoever sent them can sign them off afterwards, as with the DCO app's remediation commits.",
        )


def _finding(name: str, severity: Severity, claim: str, quotes: tuple[Quote, ...], remedy: str) -> Finding:
    evidence = tuple(
        Evidence(_place(it), it.text, it.path or None, it.line if it.path else None) for it in quotes[:_MOST]
    )
    return Finding(
        id=f"{_DETECTOR}/{name}",
        detector=_DETECTOR,
        tier=Tier.CHECKABLE,
        severity=severity,
        audience=Audience.PUBLIC,
        claim=claim,
        evidence=evidence,
        remedy=remedy,
    )


def _place(it: Quote) -> str:
    at = it.path or f"commit {it.commit[:12]}"
    return f"{at}, line {it.line}" if it.line else at

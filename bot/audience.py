"""What may be shown in public, and what of a judgement is left when the rest is taken out.

Public is whatever others than the maintainers can see: comments, labels, check runs, annotations, Markdown,
the log and outputs of a workflow. A finding that rests on writing style is never public, whatever it says of
itself.
"""

from __future__ import annotations

from dataclasses import replace

from detectors.model import Audience, Finding, Tier
from policies.decide import outcome_of
from policies.decision import Decision, Violation


def is_public(it: Finding | Violation) -> bool:
    """Whether a finding or violation may be shown to everybody."""
    return it.audience is Audience.PUBLIC and it.tier is not Tier.STATISTICAL


def public_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that everybody may see."""
    return tuple(filter(is_public, findings))


def public_part(decision: Decision) -> Decision:
    """Return the decision as if the violations that are not public had never been there."""
    shown = tuple(filter(is_public, decision.violations))
    if shown == decision.violations:
        return decision
    hidden = {_step(v) for v in decision.violations} - {_step(v) for v in shown}
    steps = tuple(step for step in decision.explanation if (step.clause, step.looked_at) not in hidden)
    return replace(decision, violations=shown, explanation=steps, outcome=outcome_of(shown, steps))


def _step(violation: Violation) -> tuple[str, str]:
    """Return what the step that tells of a violation is known by."""
    return violation.clause, violation.message

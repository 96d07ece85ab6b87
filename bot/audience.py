"""What a circle of readers may see of a decision or a judgement: nothing below its audience.

Public is whatever others than the maintainers can see: comments, labels, check runs, annotations, Markdown,
the log and outputs of a workflow. Every renderer for such a place passes through here. What rests on writing
style is never public, whatever it says of itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.actions import Notify, Plan
from detectors.model import Audience, Finding, Tier
from policies import outcome
from policies.decision import Decision, Violation
from policies.words import NOTIFY_ACTION

if TYPE_CHECKING:
    from bot.engine import Judgement


def audience_of(it: Finding | Violation) -> Audience:
    """Return the widest circle that may see a finding or violation."""
    return max(it.audience, Audience.MAINTAINER) if it.tier is Tier.STATISTICAL else it.audience


def is_public(it: Finding | Violation) -> bool:
    """Whether a finding or violation may be shown to everybody."""
    return audience_of(it) is Audience.PUBLIC


def decision_for(decision: Decision, audience: Audience) -> Decision:
    """Return the part of a decision that ``audience`` may see; its outcome is that of what is left.

    What the policy only records or tells maintainers is not shown in public either.
    """
    violations = tuple(item for item in decision.violations if _is_for(item, audience))
    kept_back = {(item.clause, item.message) for item in decision.violations if not _is_for(item, audience)}
    steps = tuple(
        step
        for step in decision.explanation
        if step.audience <= audience and (step.clause, step.looked_at) not in kept_back
    )
    if violations == decision.violations and steps == decision.explanation:
        return decision
    left = decision.outcome if decision.problem else outcome.strongest(violations, steps)
    return replace(decision, violations=violations, explanation=steps, outcome=left)


def _is_for(violation: Violation, audience: Audience) -> bool:
    if audience > Audience.PUBLIC:
        return audience_of(violation) <= audience
    spoken = any(
        response != "record" and not response.startswith(NOTIFY_ACTION) for response in violation.responses
    )
    return is_public(violation) and spoken


def judgement_for(judgement: Judgement, audience: Audience) -> Judgement:
    """Return the part of a judgement that ``audience`` may see. Notices and scores are for maintainers."""
    steps, scores = judgement.plan.steps, judgement.scores
    if audience < Audience.MAINTAINER:
        steps = tuple(step for step in steps if not isinstance(step.do, Notify))
        scores = replace(scores, parts=(), human_tail=None)
    return replace(
        judgement,
        findings=tuple(found for found in judgement.findings if audience_of(found) <= audience),
        decision=decision_for(judgement.decision, audience),
        plan=Plan(steps),
        scores=scores,
    )

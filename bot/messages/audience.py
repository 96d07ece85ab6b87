"""What a circle of readers may see of a decision or a judgement: nothing below a finding's audience.

Every renderer for a public place (comment, check run, annotations, Markdown) passes through here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.actions import Notify, Plan
from detectors.model import Audience
from policies import outcome
from policies.decision import Decision, Violation
from policies.words import NOTIFY_ACTION

if TYPE_CHECKING:
    from bot.engine import Judgement


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
        return violation.audience <= audience
    spoken = any(
        response != "record" and not response.startswith(NOTIFY_ACTION) for response in violation.responses
    )
    return violation.audience is Audience.PUBLIC and spoken


def judgement_for(judgement: Judgement, audience: Audience) -> Judgement:
    """Return the part of a judgement that ``audience`` may see. Notices are for maintainers."""
    steps = judgement.plan.steps
    if audience < Audience.MAINTAINER:
        steps = tuple(step for step in steps if not isinstance(step.do, Notify))
    return replace(
        judgement,
        findings=tuple(found for found in judgement.findings if found.audience <= audience),
        decision=decision_for(judgement.decision, audience),
        plan=Plan(steps),
    )

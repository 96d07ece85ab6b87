"""From a decision to the fewest writes: the difference between what is asked for and what is there.

Pure: the same decision and facts always give the same plan. A second plan, made after the first was carried
out, is empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.actions import Plan, Planned
from bot.audience import decision_for
from bot.planning import check, comment, hiding, labels, measures, notices, policy_check
from detectors.model import Audience, Facts, Kind
from policies.decision import Decision, Mode

_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


def plan(decision: Decision, facts: Facts) -> Plan:
    """Return what is to be done, each step with the reason why it is withheld, if it is.

    On reviews, commits and security reports nothing is written, on comments only what hides them; notices to
    maintainers are private and go out for every kind.
    """
    steps = _public(decision_for(decision, Audience.PUBLIC), facts)
    return Plan((*notices.steps(decision, facts, steps), *steps))


def _public(decision: Decision, facts: Facts) -> tuple[Planned, ...]:
    """Return the writes on GitHub, all of which anybody can see."""
    kind = facts.contribution.kind
    if kind in _THREADS:
        steps = _on_thread(measures.with_fallback(decision, facts), facts)
    elif kind is Kind.COMMENT:
        steps = tuple(hiding.steps(decision, facts))
    else:
        steps = ()
    quiet = _quiet(decision, facts)
    return tuple(replace(step, withheld=quiet or step.withheld) for step in steps)


def _quiet(decision: Decision, facts: Facts) -> str:
    """Say why nothing at all is written; empty where something may be."""
    if decision.mode is Mode.OBSERVE:
        return "the policy's mode is observe: Byline writes nothing"
    if not facts.contribution.open:
        return "it is closed: Byline leaves closed threads alone"
    return ""


def _on_thread(decision: Decision, facts: Facts) -> tuple[Planned, ...]:
    taken = measures.steps(decision, facts)
    spoken = tuple(comment.steps(decision, facts, measures.said(decision, facts, taken)))
    return (
        *labels.steps(decision, facts),
        *spoken,
        *check.steps(decision, facts),
        *policy_check.steps(facts),
        *measures.bound(taken, comment.missing(spoken), comment.written(spoken), facts),
    )

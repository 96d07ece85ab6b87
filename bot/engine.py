"""The one engine: facts in, judgement out. The server, the command line and a replay all call ``judge``."""

from __future__ import annotations

from dataclasses import dataclass

import policies
from bot.actions import Plan
from bot.plan import plan
from detectors import registry
from detectors.model import Facts, Finding, Kind, Need, Repository, Unknown
from policies import score
from policies.decision import Decision
from policies.schema import Policy


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that follows from one ``Facts`` value: pure, and the same each time."""

    facts: Facts
    findings: tuple[Finding, ...]
    decision: Decision
    plan: Plan


def judge(facts: Facts, policy: Policy | None = None) -> Judgement:
    """Judge ``facts`` under ``policy``, or under the repository's own where none is given."""
    findings = registry.run(facts)
    if not score.lets_score(facts.repository, facts.contribution.kind, policy):
        findings = tuple(found for found in findings if found.detector != score.DETECTOR)
    decision = policies.decide_for(facts, findings, policy)
    return Judgement(facts, findings, decision, plan(decision, facts))


def needs(repository: Repository, kind: Kind, policy: Policy | None = None) -> frozenset[Need]:
    """Return the facts worth fetching for a contribution of ``kind`` under its policy (or ``policy``)."""
    return registry.needs() | policies.needs_for(repository, kind, policy)


def unavailable(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return (fact, reason) for everything in ``facts`` that was wanted and could not be had."""
    holders = (("", facts.contribution), ("repository.", facts.repository), ("state.", facts.state))
    found = (
        (f"{prefix}{name}", value.reason)
        for prefix, holder in holders
        for name in holder.__slots__
        if isinstance(value := getattr(holder, name), Unknown)
    )
    return tuple((name, reason) for name, reason in found if reason != "not asked for")

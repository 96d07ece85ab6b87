"""The one engine: facts in, judgement out. The server, the command line and a replay all call ``judge``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import policies
from bot.actions import Plan
from bot.plan import plan
from detectors import registry
from detectors.authorship.judged import Judged
from detectors.model import Facts, Finding, Kind, Need, Repository, Unknown
from policies import score
from policies.decision import Decision
from policies.schema import Policy

if TYPE_CHECKING:
    from detectors.authorship.calibration import Local


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that follows from one ``Facts`` value: pure, and the same each time.

    ``scores`` are for the record and for whoever runs a command: no renderer of public text reads them.
    """

    facts: Facts
    findings: tuple[Finding, ...]
    decision: Decision
    plan: Plan
    scores: Judged
    notices: tuple[str, ...] = ()


def judge(
    facts: Facts, policy: Policy | None = None, local: Local | None = None, *, scored: bool = True
) -> Judgement:
    """Judge ``facts`` under ``policy``, or under the repository's own where none is given.

    ``local`` is the project's own calibration of the classifier, which runs only where the policy lets it,
    and not at all for whoever shows nothing of it (``scored``). Where it cannot be loaded all else is judged
    without it, and ``notices`` says so, for whoever runs Byline.
    """
    findings = registry.run(facts)
    lets_score = scored and score.lets_score(facts, findings, policy)
    if lets_score:
        findings += registry.estimate(facts, local)
    decision = policies.decide_for(facts, findings, policy)
    scores, notices = _scored(facts, local) if lets_score else (Judged(), ())
    return Judgement(facts, findings, decision, plan(decision, facts), scores, notices)


def _scored(facts: Facts, local: Local | None) -> tuple[Judged, tuple[str, ...]]:
    # Imported here, as numpy takes a third of a second that a start need not wait for.
    from detectors.authorship import parts
    from detectors.authorship.model import ModelUnavailableError

    try:
        return parts.judge(facts, local), ()
    except ModelUnavailableError as error:
        notice = f"the authorship classifier cannot be loaded, and all else was judged without it: {error}"
        return Judged(), (notice,)


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

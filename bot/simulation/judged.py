"""One contribution under the policy that is tried out: what would have followed, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.audience import judgement_for
from bot.engine import judge
from detectors.model import Audience, Facts, Finding, Involvement, Kind, Unknown
from policies import cases, evidence, outcome
from policies.decision import Decision, Outcome, Result, Step
from policies.schema import Policy
from policies.words import NOTIFY_ACTION

#: What rests on whether somebody disclosed AI use.
_ABOUT_DISCLOSURE: Final = frozenset({"undisclosed", "disclosure_incomplete", "missing_trailer"})
_IN_GIT: Final = frozenset({"trailer"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One violation, as short as a list needs it."""

    kind: str
    clause: str
    message: str
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What would have become of one contribution. ``touched``: its author would have heard of it."""

    name: str
    kind: str
    title: str
    author: str
    date: str
    url: str
    outcome: Outcome
    breaches: tuple[Breach, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    exempt: bool = False
    with_ai: bool = False

    @property
    def touched(self) -> bool:
        """Whether something would have been said or done that the author sees."""
        return any(
            response != "record" and not response.startswith(NOTIFY_ACTION)
            for breach in self.breaches
            for response in breach.responses
        )


def try_out(
    facts: Facts,
    policy: Policy | None,
    *,
    role: str | None = None,
    unlabeled: bool = False,
    audience: Audience = Audience.AUDITOR,
) -> Judged:
    """Judge ``facts`` by ``policy``, or else by their own.

    Where the author's role is unknown, ``role`` is assumed; with ``unlabeled``, unknown labels are taken to
    be none. ``audience`` says who will read the result.
    """
    facts = _assumed(facts, role, unlabeled)
    judgement = judgement_for(judge(facts, policy, scored=False), audience)
    decision = judgement.decision
    uses = evidence.of_use(policy, facts, judgement.findings) if policy else ()
    if policy and facts.contribution.kind is Kind.COMMIT:
        decision = without_description(decision, policy, uses)
    it = facts.contribution
    steps = decision.explanation
    return Judged(
        name=f"#{it.number}" if it.number is not None else it.id[:10],
        kind=it.kind.value,
        title=it.title,
        author=it.author.login,
        date=it.created_at[:10],
        url=it.url,
        outcome=decision.outcome,
        breaches=tuple(Breach(v.kind, v.clause, v.message, v.responses) for v in decision.violations),
        unknown=tuple((s.clause, s.looked_at) for s in steps if s.result is Result.UNKNOWN),
        exempt=any(step.result is Result.EXEMPT for step in steps),
        with_ai=any(
            found.involvement is not None and evidence.is_firm(found) for found in judgement.findings
        ),
    )


def without_description(decision: Decision, policy: Policy, uses: tuple[Finding, ...]) -> Decision:
    """Return a decision about commits in which no missing disclosure is held against anybody.

    Where the policy takes a disclosure in the description of a pull request, it may have stood there.
    """
    asked = [one.disclosure for one in cases.all_of(policy) if one.disclosure.required != "never"]
    if not {place for one in asked for place in one.where} - _IN_GIT:
        return decision
    if all(one.required == "substantial" for one in asked):
        uses = tuple(use for use in uses if (use.involvement or 0) >= Involvement.GENERATED)
    kept = tuple(item for item in decision.violations if item.kind not in _ABOUT_DISCLOSURE)
    settled = any(
        step.result is Result.EXEMPT
        or (step.result is Result.SATISFIED and step.clause.startswith("disclosure."))
        for step in decision.explanation
    )
    if kept == decision.violations and (settled or not uses):
        return decision
    said = {item.message for item in decision.violations if item.kind in _ABOUT_DISCLOSURE}
    told = (
        "There is a trace of AI use. It may have been disclosed in the description, which git does not keep."
    )
    steps = (
        *(step for step in decision.explanation if step.looked_at not in said),
        Step("disclosure.required", Result.UNKNOWN, told),
    )
    left = outcome.strongest(kept, steps)
    return replace(decision, violations=kept, explanation=steps, outcome=left)


def _assumed(facts: Facts, role: str | None, unlabeled: bool) -> Facts:
    it = facts.contribution
    if role is not None and isinstance(it.author_permission, Unknown):
        it = replace(it, author_permission=role)
    if unlabeled and isinstance(it.labels, Unknown):
        it = replace(it, labels=())
    return replace(facts, contribution=it)

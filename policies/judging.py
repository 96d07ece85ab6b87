"""One contribution under one policy: exemptions, rules, and what is to be done about each violation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from detectors.model import Audience, Facts, Kind
from policies import exempt
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.heard import Heard
from policies.rules import RULES
from policies.schema import Policy
from policies.words import ACT_ON_TIER, NOTIFY_ACTION, RESTS_ON_USE

_RECORD: Final = ("record",)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one policy says: each violation is also one of the steps."""

    violations: tuple[Violation, ...]
    steps: tuple[Step, ...]
    is_exempt: bool = False


def judge(policy: Policy, facts: Facts, heard: Heard) -> Judged:
    """Judge ``facts`` by ``policy`` alone, its cases aside."""
    exemptions = tuple(exempt.check(policy, facts))
    if any(step.result is Result.EXEMPT for step in exemptions):
        return Judged((), exemptions, is_exempt=True)
    case = Case.of(policy, facts, heard.findings)
    results = [result for rule in RULES for result in rule.check(case)]
    if heard.no_ai:
        results = [_set_aside(result) for result in results]
    doubt = next((step for step in exemptions if step.result is Result.UNKNOWN), None)
    violated = any(isinstance(result, Violation) for result in results)
    if doubt and violated:
        results = [_in_doubt(result, doubt) for result in results]
    elif doubt:
        exemptions = tuple(moot(step) for step in exemptions)
    violations: list[Violation] = []
    steps: list[Step] = []
    for result in results:
        if isinstance(result, Violation):
            answered, remarks = _answered(result, case)
            violations.append(answered)
            steps += [told(answered), *remarks]
        else:
            steps.append(result)
    return Judged(tuple(violations), (*exemptions, *steps))


def told(violation: Violation) -> Step:
    """Return a violation as a step of the explanation."""
    return Step(
        violation.clause,
        Result.VIOLATED,
        violation.message,
        violation.remedy,
        audience=violation.audience,
    )


def moot(step: Step) -> Step:
    """Return an unknown step as one that settles nothing; other steps stay as they are."""
    if step.result is not Result.UNKNOWN:
        return step
    return replace(step, result=Result.SILENT, looked_at=f"{step.looked_at} Nothing depends on it.")


def _answered(violation: Violation, case: Case) -> tuple[Violation, tuple[Step, ...]]:
    """Fill in what is to be done about a violation, and say what is left out of it and why."""
    responses = violation.responses or case.policy.respond.to(violation.kind)
    act_on = case.policy.detect.act_on
    if _rests_on_use(violation, case) and violation.tier < ACT_ON_TIER[act_on]:
        looked_at = f"Recorded only: the evidence is {violation.tier}, which is weaker than {act_on}."
        step = Step(f"detect.act_on: {act_on}", Result.SILENT, looked_at, audience=Audience.MAINTAINER)
        return _privately(violation, _RECORD), (step,)
    if case.facts.contribution.kind is not Kind.SECURITY_REPORT:
        return replace(violation, responses=responses), ()
    kept = tuple(action for action in responses if action in _RECORD or action.startswith(NOTIFY_ACTION))
    dropped = [action for action in responses if action not in kept]
    looked_at = f"Left out, for what is said of a security report stays private: {', '.join(dropped)}."
    step = Step(f"respond.{violation.kind}", Result.SILENT, looked_at, audience=Audience.MAINTAINER)
    return _privately(violation, kept or _RECORD), (step,) if dropped else ()


def _privately(violation: Violation, responses: tuple[str, ...]) -> Violation:
    audience = max(violation.audience, Audience.MAINTAINER)
    return replace(violation, responses=responses, audience=audience)


def _rests_on_use(violation: Violation, case: Case) -> bool:
    """A blank answer is a plain fact, with or without any use of AI."""
    blank = violation.kind == "undisclosed" and not case.uses_to_disclose
    return violation.kind in RESTS_ON_USE and not blank


def _set_aside(result: Step | Violation) -> Step | Violation:
    if isinstance(result, Violation) and result.kind in RESTS_ON_USE:
        return Step(result.clause, Result.SILENT, "Set aside: a maintainer said that no AI was used.")
    return result


def _in_doubt(result: Step | Violation, doubt: Step) -> Step | Violation:
    """Nobody is held to a rule that they may be exempt from."""
    if isinstance(result, Step):
        return result
    looked_at = f"Not judged, because the author may be exempt. {doubt.looked_at}"
    return Step(result.clause, Result.UNKNOWN, looked_at)


def settle(judged: Iterable[Judged], chosen: tuple[Step, ...]) -> Judged:
    """Return what follows from every policy that may hold; where they disagree, that is unknown.

    ``chosen`` has the steps about the cases: where the policies agree, nothing depends on them.
    """
    every = tuple(judged)
    last, is_exempt = every[-1], any(one.is_exempt for one in every)
    unknown = [step for one in every for step in one.steps if step.result is Result.UNKNOWN]
    if all(one.violations == last.violations for one in every):
        steps = (*(moot(step) for step in chosen), *last.steps, *unknown)
        return Judged(last.violations, tuple(dict.fromkeys(steps)), is_exempt)
    held, doubtful = _compared(every)
    kept = (step for step in last.steps if step.result is not Result.VIOLATED)
    about = (*map(told, held), *map(_may_not_hold, doubtful))
    return Judged(held, tuple(dict.fromkeys((*chosen, *kept, *about, *unknown))), is_exempt)


def _compared(every: tuple[Judged, ...]) -> tuple[tuple[Violation, ...], tuple[Violation, ...]]:
    """Return the violations that follow from every policy, and one of each of the others."""
    found: dict[tuple[object, ...], dict[int, Violation]] = {}
    for number, one in enumerate(every):
        for violation in one.violations:
            same = (violation.kind, violation.clause, violation.evidence)
            found.setdefault(same, {})[number] = violation
    held = tuple(_least(tuple(by.values())) for by in found.values() if len(by) == len(every))
    return held, tuple(next(iter(by.values())) for by in found.values() if len(by) < len(every))


def _may_not_hold(violation: Violation) -> Step:
    looked_at = "Not judged: it cannot be told whether a case of the policy applies."
    return Step(violation.clause, Result.UNKNOWN, looked_at)


def _least(violations: tuple[Violation, ...]) -> Violation:
    """Return the violation with what all the policies would do about it, and in the smallest circle."""
    first, *others = violations
    common = tuple(action for action in first.responses if all(action in o.responses for o in others))
    return replace(first, responses=common or _RECORD, audience=max(v.audience for v in violations))

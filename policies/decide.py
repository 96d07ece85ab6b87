"""From a policy, facts and findings to a decision that explains itself.

Pure: the same input gives the same decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from detectors.model import Facts, Finding, Kind, Need, TextFile, Unknown
from policies import exempt
from policies.case import Case
from policies.decision import Decision, Mode, Outcome, Result, Step, Violation
from policies.load import load
from policies.problems import PolicyError
from policies.rules import RULES
from policies.schema import Policy
from policies.source import read
from policies.words import LABEL_ACTION

NO_POLICY: Final = "no policy file: Byline observes and writes nothing"

_HAS_COMMITS: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})
_HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


def observe() -> Policy:
    """Return the policy of a repository that has none: it asks for nothing, and nothing is written."""
    return Policy(version=1).named("none", NO_POLICY)


def decide(policy: Policy, facts: Facts, findings: Iterable[Finding]) -> Decision:
    """Judge ``facts`` and ``findings`` by ``policy``."""
    remark = (Step("policy", Result.SILENT, policy.remark),) if policy.remark else ()
    exemptions = tuple(exempt.check(policy, facts))
    if any(step.result is Result.EXEMPT for step in exemptions):
        return _decision(policy, (), (*remark, *exemptions))
    case = Case.of(policy, facts, findings)
    results = [result for rule in RULES for result in rule.check(case)]
    doubt = next((step for step in exemptions if step.result is Result.UNKNOWN), None)
    violated = any(isinstance(result, Violation) for result in results)
    if doubt and violated:
        results = [
            _in_doubt(result, doubt) if isinstance(result, Violation) else result for result in results
        ]
    elif doubt:
        exemptions = tuple(_moot(step) for step in exemptions)
    violations = tuple(
        replace(result, responses=policy.respond.to(result.kind))
        for result in results
        if isinstance(result, Violation)
    )
    steps = tuple(_told(result) if isinstance(result, Violation) else result for result in results)
    return _decision(policy, violations, (*remark, *exemptions, *steps))


def decide_for(facts: Facts, findings: Iterable[Finding], override: Policy | None = None) -> Decision:
    """Judge by ``override``, or else by the policy file that ``facts`` hold.

    A file that could not be looked at, or that has a mistake, judges nobody: the outcome is ``unknown``.
    """
    if override is not None:
        return decide(override, facts, findings)
    file = facts.repository.policy
    if file is None:
        return decide(observe(), facts, findings)
    if isinstance(file, Unknown):
        step = Step("policy", Result.UNKNOWN, f"The policy file could not be looked at ({file.reason}).")
        return Decision("unknown", Mode.OBSERVE, Outcome.UNKNOWN, (), (step,))
    try:
        policy = load(file.text, file.path)
    except PolicyError as error:
        step = Step("policy", Result.UNKNOWN, "The policy file has a mistake, so nothing was judged.")
        problem = "\n".join(error.lines())
        return Decision(file.path, _mode_of(file), Outcome.UNKNOWN, (), (step,), problem=problem)
    return decide(policy, facts, findings)


def _mode_of(file: TextFile) -> Mode:
    """Return how far Byline may go with a file that cannot be used: show the mistake, or stay silent.

    A file that asks for silence gets it, and what stands in another repository, which may be private, is not
    shown in public. Everywhere else the people who wrote the file should see that it does not work.
    """
    if ":" in file.path:
        return Mode.OBSERVE
    try:
        meta = read(file.text, file.path).values.get("meta")
    except PolicyError:
        return Mode.REPORT
    silent = isinstance(meta, Mapping) and meta.get("mode") == Mode.OBSERVE
    return Mode.OBSERVE if silent else Mode.REPORT


def needs(policy: Policy, kind: Kind) -> frozenset[Need]:
    """Return the facts that ``policy`` asks about for a contribution of ``kind``, beyond its own text."""
    wanted: set[Need] = set()
    if kind in _HAS_COMMITS and (_limits_use(policy) or policy.disclosure.required != "never"):
        wanted |= {Need.COMMITS, Need.FILES}
    if kind in _HAS_TEMPLATE and policy.disclosure.required != "never":
        wanted.add(Need.TEMPLATES)
    if kind in _HAS_COMMITS and policy.disclosure.trailers.forbid:
        wanted.add(Need.COMMITS)
    if policy.exempt.permission is not None:
        wanted.add(Need.AUTHOR_PERMISSION)
    if kind in {Kind.PULL_REQUEST, Kind.ISSUE} and _sets_labels(policy):
        wanted.add(Need.LABEL_HISTORY)
    return frozenset(wanted)


def needs_for(file: TextFile | Unknown | None, kind: Kind, override: Policy | None = None) -> frozenset[Need]:
    """Return the facts to fetch for ``decide_for``; none where the file is missing, unknown or wrong."""
    if override is not None:
        return needs(override, kind)
    if file is None or isinstance(file, Unknown):
        return frozenset()
    try:
        return needs(load(file.text, file.path), kind)
    except PolicyError:
        return frozenset()


def _limits_use(policy: Policy) -> bool:
    return any(level not in (None, "any") for level in policy.use.model_dump().values())


def _sets_labels(policy: Policy) -> bool:
    return any(action.startswith(LABEL_ACTION) for rule in RULES for action in policy.respond.to(rule.KIND))


def _told(violation: Violation) -> Step:
    return Step(violation.clause, Result.VIOLATED, violation.message, violation.remedy)


def _in_doubt(violation: Violation, doubt: Step) -> Step:
    """Nobody is held to a rule that they may be exempt from."""
    return Step(
        violation.clause, Result.UNKNOWN, f"Not judged, because the author may be exempt. {doubt.looked_at}"
    )


def _moot(step: Step) -> Step:
    if step.result is not Result.UNKNOWN:
        return step
    return replace(step, result=Result.SILENT, looked_at=f"{step.looked_at} Nothing depends on it.")


def outcome_of(violations: tuple[Violation, ...], steps: tuple[Step, ...]) -> Outcome:
    """Return the strongest thing that these violations ask for, with what could not be judged."""
    outcomes = [Outcome.PASS, *(_outcome(violation) for violation in violations)]
    if any(step.result is Result.UNKNOWN for step in steps):
        outcomes.append(Outcome.UNKNOWN)
    return max(outcomes)


def _decision(policy: Policy, violations: tuple[Violation, ...], steps: tuple[Step, ...]) -> Decision:
    return Decision(
        policy=policy.name,
        mode=policy.meta.mode,
        outcome=outcome_of(violations, steps),
        violations=violations,
        explanation=steps,
        policy_url=policy.meta.policy_url or "",
        contact=policy.meta.contact or "",
    )


def _outcome(violation: Violation) -> Outcome:
    if "hold" in violation.responses:
        return Outcome.HOLD
    spoken = any(response == "note" or response.startswith(LABEL_ACTION) for response in violation.responses)
    return Outcome.NOTE if spoken else Outcome.PASS

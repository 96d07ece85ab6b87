"""From a policy, facts and findings to a decision that explains itself.

Pure: the same input gives the same decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from detectors.model import Audience, Facts, Finding, Kind, Need, Repository, TextFile, Unknown
from policies import chain, heard, judging, outcome, score
from policies.chain import CouldNotExtend
from policies.choice import choose
from policies.decision import Decision, Mode, Outcome, Result, Step
from policies.judging import Judged
from policies.load import load_for
from policies.needs import needs
from policies.problems import PolicyError
from policies.schema import Policy
from policies.source import read
from policies.words import NOTIFY_ACTION

NO_POLICY: Final = "no policy file: Byline observes and writes nothing"


def observe() -> Policy:
    """Return the policy of a repository that has none: it asks for nothing, and nothing is written."""
    return Policy(version=1).named("none", NO_POLICY)


def decide(policy: Policy, facts: Facts, findings: Iterable[Finding]) -> Decision:
    """Judge ``facts`` and ``findings`` by ``policy``, under whichever of its cases applies."""
    said = heard.read(facts, findings)
    choice = choose(policy, facts, said.findings)
    judged = judging.settle(
        (judging.judge(possible, facts, said) for possible in choice.policies), choice.steps
    )
    labels = {"" if said.no_ai else score.label(one, facts, said.findings) for one in choice.policies}
    return Decision(
        policy=policy.name,
        mode=policy.meta.mode,
        outcome=_outcome(judged, facts.contribution.kind),
        violations=judged.violations,
        explanation=(*_remarks(policy, facts), *said.steps, *judged.steps),
        policy_url=policy.meta.policy_url or "",
        contact=policy.meta.contact or "",
        score_label=labels.pop() if len(labels) == 1 and not judged.is_exempt else "",
    )


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
        return _not_looked(f"The policy file could not be looked at ({file.reason}).")
    try:
        policy = load_for(facts.repository) or observe()
    except CouldNotExtend as error:
        return _not_looked(f"What the policy extends could not be looked at: {error.lines()[0]}.")
    except PolicyError as error:
        step = Step("policy", Result.UNKNOWN, "The policy file has a mistake, so nothing was judged.")
        problem = "\n".join(error.lines())
        return Decision(file.path, _mode_of(file, error), Outcome.UNKNOWN, (), (step,), problem=problem)
    return decide(policy, facts, findings)


def needs_for(repository: Repository, kind: Kind, override: Policy | None = None) -> frozenset[Need]:
    """Return the facts to fetch for ``decide_for``; none where the file is missing, unknown or wrong."""
    try:
        policy = override or load_for(repository)
    except PolicyError:
        return frozenset()
    return frozenset() if policy is None else needs(policy, kind)


def _not_looked(looked_at: str) -> Decision:
    return Decision(
        "unknown", Mode.OBSERVE, Outcome.UNKNOWN, (), (Step("policy", Result.UNKNOWN, looked_at),)
    )


def _mode_of(file: TextFile, error: PolicyError) -> Mode:
    """Return how far Byline may go with a file that cannot be used: show the mistake, or stay silent.

    A file that asks for silence gets it, and what stands in another repository, which may be private, is not
    shown in public. Everywhere else the people who wrote the file should see that it does not work.
    """
    if chain.parse(file.path) or any(problem.file != file.path for problem in error.problems):
        return Mode.OBSERVE
    try:
        meta = read(file.text, file.path).values.get("meta")
    except PolicyError:
        return Mode.REPORT
    silent = isinstance(meta, Mapping) and meta.get("mode") == Mode.OBSERVE
    return Mode.OBSERVE if silent else Mode.REPORT


def _remarks(policy: Policy, facts: Facts) -> Iterator[Step]:
    """What the project wants or has to know, whatever the contribution is."""
    if policy.remark:
        yield Step("policy", Result.SILENT, policy.remark)
    review_by = policy.meta.review_by
    if review_by is not None and facts.as_of[:10] > review_by.isoformat():
        looked_at = f"The project meant to look at its policy again by {review_by}."
        yield Step("meta.review_by", Result.SILENT, looked_at, audience=Audience.MAINTAINER)


def _outcome(judged: Judged, kind: Kind) -> Outcome:
    """Nothing of a security report is public, so what maintainers are told of it counts as a note."""
    found = outcome.strongest(judged.violations, judged.steps)
    notified = any(
        action.startswith(NOTIFY_ACTION) for violation in judged.violations for action in violation.responses
    )
    return max(found, Outcome.NOTE) if kind is Kind.SECURITY_REPORT and notified else found

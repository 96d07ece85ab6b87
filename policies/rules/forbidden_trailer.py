"""``disclosure.trailers.forbid``: no commit trailer that is kept for people names an AI agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Unknown
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks

KIND: Final = "forbidden_trailer"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the trailers that name an agent; a trailer that names a person is nobody's business."""
    forbid, commits = case.policy.disclosure.trailers.forbid, case.facts.contribution.commits
    if not forbid or not evidence.has_commits(case.facts):
        return
    clause = f"disclosure.trailers.forbid: [{', '.join(forbid)}]"
    keys = {key.casefold() for key in forbid}
    found = [
        finding
        for finding in case.findings
        if (finding.trailer or "").casefold() in keys
        and finding.agent is not None
        and evidence.is_firm(finding)
    ]
    if found:
        yield Violation(
            kind=KIND,
            tier=evidence.firmest(found),
            clause=clause,
            message=f"This project takes no AI agent in a {listed(forbid)} trailer. {evidence.claims(found)}",
            evidence=evidence.quoted(found),
            remedy="Take that line out of the commit message, for example with git commit --amend. "
            f"{asks.MISTAKEN}",
            responses=(),
        )
    elif isinstance(commits, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The commits could not be looked at ({commits.reason}).")
    else:
        yield Step(clause, Result.SATISFIED, "No such trailer names an AI agent.")

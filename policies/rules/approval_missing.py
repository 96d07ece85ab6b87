"""``require.approvals``: enough people with write access approve a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Kind, Tier, Unknown
from policies import approvals
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks

KIND: Final = "approval_missing"


def check(case: Case) -> Iterator[Step | Violation]:
    """Count the approvals; a fresh pull request has none, and waits for them."""
    wanted = case.policy.require.approvals
    if wanted is None or case.facts.contribution.kind is not Kind.PULL_REQUEST:
        return
    clause = f"require.approvals: {wanted}"
    approved = approvals.read(case.facts.contribution)
    if isinstance(approved, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The approvals could not be looked at ({approved.reason}).")
    elif len(approved.by) >= wanted:
        yield Step(clause, Result.SATISFIED, f"Approved by {asks.joined(approved.by)}.")
    elif len(approved.by) + len(approved.unsure) >= wanted:
        doubt = f"the role of {asks.joined(approved.unsure)} in the repository is not known"
        yield Step(clause, Result.UNKNOWN, f"There are approvals, but {doubt}.")
    else:
        yield _waiting(clause, wanted, approved.by)


def _waiting(clause: str, wanted: int, by: tuple[str, ...]) -> Violation:
    people = "one person" if wanted == 1 else f"{wanted} people"
    so_far = f"approved so far by {asks.joined(by)}" if by else "nobody has so far"
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This pull request waits until {people} with write access approve it; {so_far}."
        if wanted > 1
        else f"This pull request waits until {people} with write access approves it; {so_far}.",
        evidence=(),
        remedy="Nothing is needed from the author but patience, or a request for a review. "
        "Approvals count when they come.",
        responses=(),
    )

"""``require.linked_issue``: a pull request belongs to an issue, or to one that the project has accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from detectors.model import Kind, LinkedIssue, Tier, Unknown
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed, quote
from policies.rules import asks

KIND: Final = "issue_missing"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the issues of this repository that the pull request closes or refers to."""
    asked, contribution = case.policy.require, case.facts.contribution
    if asked.linked_issue is None or contribution.kind is not Kind.PULL_REQUEST:
        return
    clause, issues = f"require.linked_issue: {asked.linked_issue}", contribution.linked_issues
    if isinstance(issues, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The linked issues could not be looked at ({issues.reason}).")
        return
    good = [issue for issue in issues if asked.linked_issue == "any" or _is_accepted(case, issue)]
    if good:
        kind = "accepted issue" if asked.linked_issue == "accepted" else "issue"
        yield Step(clause, Result.SATISFIED, f"It belongs to the {kind} {_numbers(good)}.")
    else:
        yield _missing(case, clause, issues)


def _is_accepted(case: Case, issue: LinkedIssue) -> bool:
    """Whether the issue is open and the project said yes: by a label, or by giving it to the author."""
    wanted = {label.casefold() for label in case.policy.require.accepted_labels}
    labeled = any(label.casefold() in wanted for label in issue.labels)
    author = case.facts.contribution.author.login.casefold()
    return issue.open and (labeled or author in {login.casefold() for login in issue.assignees})


def _missing(case: Case, clause: str, issues: tuple[LinkedIssue, ...]) -> Violation:
    which, steps = "an issue of this repository", "Name the issue in the description, such as Fixes #123."
    found = "None is linked here."
    if case.policy.require.linked_issue == "accepted":
        labels = case.policy.require.accepted_labels
        labeled = f"has the label {listed(quote(label) for label in labels)} or " if labels else ""
        which = f"an issue that is open and {labeled}is assigned to the author"
        steps = "Ask in the issue whether the change is welcome, and name that issue in the description."
    if issues:
        verb = "is" if len(issues) == 1 else "are"
        found = f"Linked {verb} {_numbers(issues)}, which {verb} not so yet."
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks that a pull request belongs to {which}. {found}",
        evidence=(),
        remedy=f"{steps} {asks.WRONG}",
        responses=(),
    )


def _numbers(issues: Iterable[LinkedIssue]) -> str:
    return asks.joined(f"#{issue.number}" for issue in issues)

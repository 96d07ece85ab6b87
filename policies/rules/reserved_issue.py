"""``limits.reserved_labels``: AI had no part in work on an issue that is kept for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Evidence, Kind, LinkedIssue, Unknown
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "reserved_issue"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the issues that a pull request is linked to; without a trace of AI use nothing is asked."""
    reserved = case.policy.limits.reserved_labels
    if not reserved or case.facts.contribution.kind is not Kind.PULL_REQUEST:
        return
    clause = f"limits.reserved_labels: [{', '.join(reserved)}]"
    linked = case.facts.contribution.linked_issues
    if isinstance(linked, Unknown):
        result = Result.UNKNOWN if case.uses else Result.SILENT
        yield Step(clause, result, f"The linked issues are not known ({linked.reason}).")
        return
    named = [(issue, label) for issue in linked if (label := _label(issue, reserved))]
    kept = [(issue, label) for issue, label in named if issue.closes]
    if named and not kept:
        told = "It mentions such an issue, and does not say that it closes it."
        yield Step(clause, Result.SILENT, told)
    elif not kept:
        yield Step(clause, Result.SATISFIED, "It is linked to no issue with such a label.")
    elif case.uses:
        yield _violation(case, clause, kept)
    elif gap := evidence.unseen(case.facts):
        yield Step(clause, Result.UNKNOWN, f"{_told(kept)} Whether AI was used is not known: {gap}.")
    else:
        yield Step(clause, Result.SILENT, f"{_told(kept)} There is no declared or exact trace of AI use.")


def _label(issue: LinkedIssue, reserved: tuple[str, ...]) -> str:
    """Return the first label of ``issue`` that is reserved; an empty text where it has none."""
    names = {label.casefold() for label in reserved}
    return next((label for label in issue.labels if label.casefold() in names), "")


def _told(kept: list[tuple[LinkedIssue, str]]) -> str:
    said = asks.joined(f"#{issue.number} ({quote(label)})" for issue, label in kept)
    return f"It is linked to {said}, kept for work without AI."


def _violation(case: Case, clause: str, kept: list[tuple[LinkedIssue, str]]) -> Violation:
    labels = tuple(Evidence(f"issue #{issue.number}, label", label) for issue, label in kept)
    return Violation(
        kind=KIND,
        tier=evidence.firmest(case.uses),
        clause=clause,
        message=f"This project keeps some issues for people to learn on. {_told(kept)} "
        f"{evidence.claims(case.uses)}",
        evidence=(*labels, *evidence.quoted(case.uses)),
        remedy="Please leave that issue to people who work on it without AI; help with any other one is "
        f"welcome. {asks.MISTAKEN}",
        responses=(),
    )

"""``disclosure.where: [trailer]``: where AI was used, a commit carries a trailer that the project accepts.

Where the policy accepts other places as well, a missing disclosure is ``undisclosed``: one gap is told of
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Need, Tier, Unknown
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks

KIND: Final = "missing_trailer"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge whether a commit carries an accepted trailer, where that is the only place for a disclosure."""
    asked, said = case.policy.disclosure, case.disclosed
    if asked.required == "never" or said.places != ("trailer",):
        return
    clause = f"disclosure.trailers.accept: [{', '.join(asked.trailers.accept)}]"
    commits = case.facts.contribution.commits
    uses = case.uses_to_disclose
    if said.statements:
        found = asks.joined(item.quote for statement in said.statements[:3] for item in statement.evidence)
        yield Step(clause, Result.SATISFIED, f"AI use is disclosed: {found}.")
    elif isinstance(commits, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The {Need.COMMITS} could not be looked at ({commits.reason}).")
    elif said.misformed:
        yield _misformed(case, clause)
    elif uses:
        yield _missing(case, clause)
    else:
        yield Step(clause, Result.SILENT, "There is no declared or exact trace of AI use to disclose.")


def _missing(case: Case, clause: str) -> Violation:
    uses = case.uses_to_disclose
    accept = listed(case.policy.disclosure.trailers.accept)
    return Violation(
        kind=KIND,
        tier=evidence.firmest(uses),
        clause=clause,
        message=f"This project asks for a commit trailer ({accept}) where AI was used, and no commit here "
        f"carries one. {evidence.claims(uses)}",
        evidence=evidence.quoted(uses),
        remedy="Add the trailer to the last lines of a commit message and name the tool in it"
        f"{_form(case)}. {asks.MISTAKEN}",
        responses=(),
    )


def _misformed(case: Case, clause: str) -> Violation:
    return Violation(
        kind=KIND,
        tier=Tier.DECLARED,
        clause=clause,
        message=asks.MISFORMED,
        evidence=case.disclosed.misformed,
        remedy=f"Change the value of the trailer{_form(case)}.",
        responses=(),
    )


def _form(case: Case) -> str:
    pattern = case.policy.disclosure.trailers.format
    return f", so that it matches {pattern}" if pattern else ""

"""``exempt.trust_file``: the project's own list does not denounce the author."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Evidence, Tier, Unknown
from policies import trust
from policies.case import Case
from policies.decision import Result, Step, Violation

KIND: Final = "denounced"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the author by the file as it stands on the default branch."""
    path = case.policy.exempt.trust_file
    if path is None:
        return
    clause, standing = f"exempt.trust_file: {path}", trust.standing_of(case.facts)
    if isinstance(standing, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The trust file could not be looked at ({standing.reason}).")
    elif standing == "denounced":
        yield Violation(
            kind=KIND,
            tier=Tier.EXACT,
            clause=clause,
            message=f"The maintainers of this project keep a list of accounts ({path}), and it asks not to "
            "take contributions from this one.",
            evidence=(Evidence(path, case.facts.contribution.author.login),),
            remedy="People keep that list, and people can change it: if it is mistaken, please ask them.",
            responses=(),
        )
    else:
        yield Step(clause, Result.SATISFIED, "The trust file does not denounce the author.")

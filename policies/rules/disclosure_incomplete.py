"""``disclosure.fields``, ``trailers.format``: a disclosure that is there says what the project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Tier
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks

KIND: Final = "disclosure_incomplete"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge what the disclosure names; where nothing is disclosed this rule has nothing to read."""
    asked, said = case.policy.disclosure, case.disclosed
    if asked.required == "never":
        return
    if said.misformed and not said.statements and said.places != ("trailer",):
        yield _misformed(case)
    if not asked.fields or not said.statements or not _is_owed(case):
        return
    clause = f"disclosure.fields: [{', '.join(asked.fields)}]"
    absent = asks.missing(case)
    if absent and said.doubt:
        yield Step(clause, Result.UNKNOWN, f"Something is missing, but {said.doubt}.")
    elif absent:
        yield _incomplete(case, clause, absent)
    else:
        yield Step(clause, Result.SATISFIED, "The disclosure names everything that the project asks for.")


def _is_owed(case: Case) -> bool:
    """Whether there is AI use to disclose: words that only fill a section are no evidence of it."""
    return bool(case.uses_to_disclose)


def _incomplete(case: Case, clause: str, absent: tuple[str, ...]) -> Violation:
    statements = case.disclosed.statements
    named = [field for field in case.policy.disclosure.fields if field not in absent]
    already = f"It says {asks.field_words(named)}; still" if named else "Still"
    wanted = asks.field_words(absent)
    return Violation(
        kind=KIND,
        tier=Tier.DECLARED if any(statement.by_author for statement in statements) else Tier.EXACT,
        clause=clause,
        message=f"AI use is disclosed here, thank you. {already} missing: {wanted}.",
        evidence=tuple(dict.fromkeys(item for statement in statements for item in statement.evidence)),
        remedy=f"Add {wanted} {asks.places(case)}.",
        responses=(),
    )


def _misformed(case: Case) -> Violation:
    asked = case.policy.disclosure
    return Violation(
        kind=KIND,
        tier=Tier.DECLARED,
        clause="disclosure.trailers.format",
        message=asks.MISFORMED,
        evidence=case.disclosed.misformed,
        remedy=f"Write the value of the trailer so that it matches {asked.trailers.format}.",
        responses=(),
    )

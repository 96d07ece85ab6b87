"""``disclosure.required``: AI use is disclosed, and a required answer is not left blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Kind, Tier
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks

KIND: Final = "undisclosed"

#: Only these have a template that can put the question.
_HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge whether AI use is disclosed in an accepted place, and whether a required answer is there."""
    asked, said = case.policy.disclosure, case.disclosed
    if asked.required == "never" or said.places == ("trailer",):
        return
    clause = f"disclosure.required: {asked.required}"
    uses = case.uses_to_disclose
    if not said.places:
        yield Step(clause, Result.SILENT, f"The policy asks for no disclosure in a {case.kind}.")
    elif said.statements:
        where = asks.joined(dict.fromkeys(statement.place for statement in said.statements))
        yield Step(clause, Result.SATISFIED, f"The answer is there: {where}.")
    elif said.doubt and (uses or _is_required_answer(case)) and not said.misformed:
        doubt = "so it cannot be told whether the answer is there"
        yield Step(clause, Result.UNKNOWN, f"{said.doubt[:1].upper()}{said.doubt[1:]}, {doubt}.")
    elif uses and not said.misformed:
        yield _undisclosed(case, clause)
    elif said.answer in ("blank", "absent") and _is_required_answer(case) and not said.misformed:
        yield _blank(case, clause)
    elif said.answer == "none":
        yield Step(clause, Result.SATISFIED, "The answer says that no AI was used.")
    elif case.exempted:
        told = f"{evidence.claims(case.exempted)} The project accepts that use, and it is said."
        yield Step(clause, Result.SATISFIED, told)
    elif gap := evidence.unseen(case.facts):
        yield Step(clause, Result.UNKNOWN, f"Nothing is disclosed, and {gap}.")
    else:
        yield Step(clause, Result.SILENT, "There is no declared or exact trace of AI use to disclose.")


def _is_required_answer(case: Case) -> bool:
    return (
        case.policy.disclosure.required == "always"
        and case.facts.contribution.kind in _HAS_TEMPLATE
        and bool({"section", "checkbox"} & set(case.disclosed.places))
    )


def _undisclosed(case: Case, clause: str) -> Violation:
    uses = case.uses_to_disclose
    claims = evidence.claims(uses)
    denied = " The answer in the text says that no AI was used; one of the two needs an update."
    return Violation(
        kind=KIND,
        tier=evidence.firmest(uses),
        clause=clause,
        message=f"This project asks that AI use is disclosed {asks.places(case)}. {claims}"
        + (denied if case.disclosed.answer == "none" else ""),
        evidence=evidence.quoted(uses),
        remedy=f"Say {asks.places(case)} how AI was used{asks.fields(case)}. {asks.MISTAKEN}",
        responses=(),
    )


def _blank(case: Case, clause: str) -> Violation:
    asked = case.policy.disclosure
    phrase = f' If no AI was used, write "{asked.none_phrase}".' if asked.none_phrase else ""
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks everyone for an answer about AI use {asks.places(case)}, and the answer "
        f"is {'blank' if case.disclosed.answer == 'blank' else 'not there'}. "
        "This says nothing about how the work was made.",
        evidence=(),
        remedy=f"Fill in the answer {asks.places(case)}.{phrase}",
        responses=(),
    )

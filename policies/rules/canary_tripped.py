"""``detect.canary``: the text does not have the word that the template asks only programs to include."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks, cited

KIND: Final = "canary_tripped"

DETECTOR: Final = "traces/canary"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge by the finding: it is there only where the author's own text has the word."""
    word = case.policy.detect.canary
    if word is None:
        return
    clause, found = f"detect.canary: {word}", cited.by(case, DETECTOR)
    if not found:
        yield Step(clause, Result.SILENT, "The text does not have the word.")
        return
    yield Violation(
        kind=KIND,
        tier=evidence.firmest(found),
        clause=clause,
        message="This project's template asks programs to include a word that people leave out. "
        f"{evidence.claims(found)}",
        evidence=evidence.quoted(found),
        remedy=f"Say in a reply how the text was made, in your own words. {asks.MISTAKEN}",
        responses=(),
    )

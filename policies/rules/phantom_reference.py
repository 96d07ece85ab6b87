"""``detect.references``: the files, functions, versions and pages that a text cites are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Unknown
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import cited

KIND: Final = "phantom_reference"

CLAUSE: Final = "detect.references: true"
DETECTOR: Final = "references"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge what was looked up; what could not be looked up is no finding, and holds nobody up."""
    if not case.policy.detect.references:
        return
    found = cited.by(case, DETECTOR)
    looked = case.facts.repository.looked_up
    if not found and isinstance(looked, Unknown):
        yield Step(CLAUSE, Result.SILENT, f"Nothing that is cited was looked up: {looked.reason}.")
        return
    if not found:
        yield Step(CLAUSE, Result.SILENT, "Nothing is cited that was looked for and is not there.")
        return
    yield Violation(
        kind=KIND,
        tier=evidence.firmest(found),
        clause=CLAUSE,
        message=f"This project looks up what a text cites. {evidence.claims(found)}",
        evidence=evidence.quoted(found),
        remedy="Please check these references against the current tree, and correct them or say where they "
        "are. If they do exist, say so in a reply: the look-up can be wrong.",
        responses=(),
    )

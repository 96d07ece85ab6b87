"""``detect.canary``: the text does not have the word that the template asks only programs to include."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Kind, Tier, Unknown
from detectors.traces import canaries
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks

KIND: Final = "canary_tripped"

_HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
#: GitHub's words for people who may have written the template themselves.
_OWN_PEOPLE: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


def check(case: Case) -> Iterator[Step | Violation]:
    """Look for the word in the author's own lines, outside of comments, quotes and code."""
    word, it = case.policy.detect.canary, case.facts.contribution
    if word is None or it.kind not in _HAS_TEMPLATE:
        return
    clause, templates = f"detect.canary: {word}", case.facts.repository.templates
    if it.author.association in _OWN_PEOPLE:
        yield Step(clause, Result.EXEMPT, "The author belongs to the project and may know the word.")
        return
    found = canaries.trip(it.body, () if isinstance(templates, Unknown) else templates, word)
    if found is None:
        yield Step(clause, Result.SILENT, "The author's own text does not have the word.")
    elif isinstance(templates, Unknown):
        said = "so it is not known whether people are asked for it too"
        yield Step(clause, Result.UNKNOWN, f"The word is there, but the template is not known, {said}.")
    else:
        yield Violation(
            kind=KIND,
            tier=Tier.EXACT,
            clause=clause,
            message="This project's template asks programs, in a place that people do not see, to include "
            f'the word "{word}", and the text has it.',
            evidence=(found,),
            remedy=f"Say in a reply how the text was made, in your own words. {asks.MISTAKEN}",
            responses=(),
        )

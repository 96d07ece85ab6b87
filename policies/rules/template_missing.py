"""``require.template``: the headings of the project's template are still in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors import markdown
from detectors.model import Kind, Tier, Unknown
from policies import templates
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed, quote
from policies.rules import asks

KIND: Final = "template_missing"

_HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
#: A heading that says of itself that it may go.
_OPTIONAL: Final = re.compile(
    r"\b(?:optional|if (?:applicable|any|needed|relevant|necessary)|where applicable|delete|remove)\b",
    re.IGNORECASE,
)
_MAX_NAMED: Final = 5


def check(case: Case) -> Iterator[Step | Violation]:
    """Compare the text with each template: to keep the headings of any one of them is enough."""
    if case.policy.require.template is None or case.facts.contribution.kind not in _HAS_TEMPLATE:
        return
    clause = f"require.template: {case.policy.require.template}"
    files = templates.of_kind(case.facts)
    if isinstance(files, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The templates could not be looked at ({files.reason}).")
        return
    if not any(templates.headings(file) for file in files):
        told = "The template has no headings." if files else f"There is no template for a {case.kind}."
        yield Step(clause, Result.SILENT, told)
        return
    spoken = markdown.read(case.facts.contribution.body)
    lines = frozenset(templates.folded(line.text) for line in spoken.lines)
    gaps = [[name for name in templates.missing(file, lines) if not _OPTIONAL.search(name)] for file in files]
    closest = min(gaps, key=len)
    if closest:
        yield _missing(case, clause, closest, several=len(files) > 1)
    else:
        yield Step(clause, Result.SATISFIED, "The headings of the template are there.")


def _missing(case: Case, clause: str, names: list[str], *, several: bool) -> Violation:
    shown = listed(quote(name) for name in names[:_MAX_NAMED])
    more = f" (and {len(names) - _MAX_NAMED} more)" if len(names) > _MAX_NAMED else ""
    which = "the template that comes nearest" if several else "the template"
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks that the headings of its template stay in a {case.kind}. Of {which}, "
        f"{'this one is' if len(names) == 1 else 'these are'} not there: {shown}{more}.",
        evidence=(),
        remedy='Edit the text so that it has them again, each with a word or two below; "not applicable" is '
        f"an answer. {asks.WRONG}",
        responses=(),
    )

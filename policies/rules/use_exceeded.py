"""``use``: no firm evidence shows more AI involvement than the policy accepts for that part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from detectors.model import Artifact, Finding, Unknown
from detectors.traces import kinds
from policies import disclosed, evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks
from policies.words import LEVEL_RANK, Level

KIND: Final = "use_exceeded"

_ACCEPTS: Final[MappingProxyType[Level, str]] = MappingProxyType(
    {
        "none": "no AI use",
        "trivial": "small AI help only, such as completion or spelling,",
        "assisted": "AI help only where a person leads the work",
        "any": "any AI use",
    }
)
_ASKS: Final[MappingProxyType[Level, str]] = MappingProxyType(
    {
        "none": "is made without AI tools",
        "trivial": "has no more AI in it than completion or spelling",
        "assisted": "is led by a person",
        "any": "is as you like",
    }
)
_NAMES: Final = MappingProxyType(
    {
        Artifact.CODE: "code",
        Artifact.DOCS: "documentation",
        Artifact.MEDIA: "media",
        Artifact.COMMIT_MESSAGE: "commit messages",
        Artifact.PR_BODY: "the description",
        Artifact.ISSUE: "issues",
        Artifact.COMMENT: "comments",
        Artifact.REVIEW: "reviews",
        Artifact.SECURITY: "security reports",
    }
)


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge each part by the clause that rules it; parts of one level are told of together."""
    if "use" not in case.policy.model_fields_set:
        return
    for level, parts in _by_level(case).items():
        beyond = {part: found for part in parts if (found := _beyond(case, part, level))}
        if beyond:
            yield _violation(_clause(case, beyond), level, beyond)
        ruled = {case.policy.use.clause(part)[0] for part in beyond}
        rest = [part for part in parts if case.policy.use.clause(part)[0] not in ruled]
        if rest:
            yield _step(case, level, rest)


def _by_level(case: Case) -> dict[Level, list[Artifact]]:
    """Return the parts of this contribution by the level that is accepted in them."""
    own = evidence.PARTS[case.facts.contribution.kind]
    others = (part for use in case.uses for part in use.artifacts)
    levels: dict[Level, list[Artifact]] = {}
    for part in dict.fromkeys((*own, *others)):
        levels.setdefault(case.policy.use.clause(part)[1], []).append(part)
    return levels


def _beyond(case: Case, part: Artifact, level: Level) -> list[Finding]:
    """Return the evidence that is sure to show more AI use in ``part`` than ``level`` accepts."""
    return [use for use in _over(case, part, level) if (use.involvement or 0) > _loosest(case, part, use)]


def _over(case: Case, part: Artifact, level: Level) -> list[Finding]:
    """Return the evidence of more AI use than ``level`` accepts that may be about ``part``."""
    rank = LEVEL_RANK[level]
    return [use for use in case.uses if part in use.artifacts and (use.involvement or 0) > rank]


def _loosest(case: Case, part: Artifact, use: Finding) -> int:
    """Return the highest level accepted in the parts that ``use`` may be about as well as ``part``.

    A trace does not say which of the changed files it is about, nor which of several parts that a sentence
    names. Where the files are not known they may be all documentation, or all pictures.
    """
    parts: Iterable[Artifact] = (part,)
    if disclosed.is_disclosure(use):
        parts = use.artifacts
    elif part in kinds.KINDS:
        parts = (item for item in use.artifacts if item in kinds.KINDS)
    if part is Artifact.CODE and isinstance(case.facts.contribution.files, Unknown):
        parts = (*parts, *kinds.KINDS)
    return max(LEVEL_RANK[case.policy.use.clause(item)[1]] for item in parts)


def _clause(case: Case, parts: Iterable[Artifact]) -> str:
    return ", ".join(dict.fromkeys("{}: {}".format(*case.policy.use.clause(part)) for part in parts))


def _accepts(level: Level, parts: Iterable[Artifact]) -> str:
    return f"This project accepts {_ACCEPTS[level]} in {listed(_NAMES[part] for part in parts)}."


def _violation(clause: str, level: Level, beyond: dict[Artifact, list[Finding]]) -> Violation:
    found = list(dict.fromkeys(use for uses in beyond.values() for use in uses))
    return Violation(
        kind=KIND,
        tier=evidence.firmest(found),
        clause=clause,
        message=f"{_accepts(level, beyond)} {evidence.claims(found)}",
        evidence=evidence.quoted(found),
        remedy=f"The project asks for a version that {_ASKS[level]}. {asks.MISTAKEN}",
        responses=(),
    )


def _step(case: Case, level: Level, parts: list[Artifact]) -> Step:
    clause, accepts = _clause(case, parts), _accepts(level, parts)
    if level == "any":
        return Step(clause, Result.SATISFIED, accepts)
    gap = evidence.unseen(case.facts, parts)
    if gap:
        return Step(clause, Result.UNKNOWN, f"{accepts} {gap[0].upper()}{gap[1:]}.")
    unsure = [use for part in parts for use in _over(case, part, level)]
    if unsure:
        told = "It is not said which part that is about."
        return Step(clause, Result.UNKNOWN, f"{accepts} {evidence.claims(dict.fromkeys(unsure))} {told}")
    within = [use for use in case.uses if set(parts) & set(use.artifacts)]
    if within:
        return Step(clause, Result.SATISFIED, f"{accepts} {evidence.claims(within)} That is within it.")
    if exempted := [use for use in case.exempted if set(parts) & set(use.artifacts)]:
        exempt = "The project accepts that use everywhere."
        return Step(clause, Result.SATISFIED, f"{accepts} {evidence.claims(exempted)} {exempt}")
    return Step(clause, Result.SILENT, f"{accepts} There is no declared or exact trace of AI use there.")

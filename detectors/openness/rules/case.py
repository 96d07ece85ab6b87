"""What the rules look at: the claims of a text beside the terms of what they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from detectors.model import Severity
from detectors.openness import terms
from detectors.openness.lineage import Node
from detectors.openness.matching import resolve
from detectors.openness.model import About, Claim, Demand, Modality, Row, Strength, Verdict
from detectors.openness.raised import Raised
from detectors.openness.registry import cap
from detectors.openness.release import Release
from detectors.openness.terms import Terms

#: More claims of one case are not judged: rules compare them with each other.
MAX_STATED: Final = 400

_OPEN: Final = frozenset({Strength.FULL, Strength.STRONG})
#: "Fully open for academic research, and free commercial use is allowed after registration".
_FOR_SOME: Final = re.compile(
    r"\W{0,3}(?:for|to)\s+(?:\w+\s+){0,2}?(?:academi\w+|research\w*|scientific|educational?|non-?commercial)\b",
    re.IGNORECASE,
)
_NOT_ALNUM: Final = re.compile(r"[^a-z0-9]+")
#: "Far beyond all open-source models", "the open-source model nearest to": 开源 is of the others.
_COMPARES: Final = re.compile(r"(?:超越|超过|超過|优于|领先|最接近)[^。，,.]{0,40}开源")
_PRONOUN: Final = re.compile(r"\W{0,3}(?:it|they|this|these)\b", re.IGNORECASE)
_OF_SIZE: Final = re.compile(r"[a-z]?\d+[bm]?")
_BEFORE: Final = 60
_SUPERLATIVE: Final = re.compile(
    r"\bthe (?:[\w-]+ ){0,2}?(?:largest|biggest|strongest|smallest|fastest|best|most [\w-]+)"
    r"(?: [\w-]+){0,2} $",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)*(?![\d.]*\s?[bBmM]\b)")
_MODEL: Final = frozenset({About.MODEL, About.WEIGHTS})


@dataclass(frozen=True)
class Case:
    """What is judged: a release, what is claimed there or in a text beside it, and the model's lineage.

    ``demands`` are what the project asks of itself: some notes become warnings.
    """

    release: Release
    claims: tuple[Claim, ...]
    lineage: Node
    demands: frozenset[Demand] = frozenset()

    def severity_for(self, demand: Demand) -> Severity:
        """Return a warning where the project demands it, else information."""
        return Severity.WARNING if demand in self.demands else Severity.INFO

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """The claims that their author makes, each with the terms of its subject."""
        made = (
            Stated(claim, _terms(claim, self.release), self.release)
            for claim in self.claims
            if claim.modality in {Modality.DIRECT, Modality.IMPLIED} and not claim.negated
        )
        return tuple(islice(made, MAX_STATED))


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim, with the terms of what it is about; None where nobody can say."""

    claim: Claim
    terms: Terms | None
    release: Release

    @property
    def row(self) -> Row | None:
        """The row of the registry that the claim is about."""
        own = self.release.own
        return self.claim.subject.row or (own.row if own is not None and self.claim.subject.own else None)

    @property
    def is_of_model(self) -> bool:
        """Whether the claim is about a model or its weights."""
        return self.claim.about in _MODEL

    @property
    def is_open(self) -> bool:
        """Whether it says that a model is open source, and not only "open for academic research"."""
        return self.is_of_model and self.claim.strength in _OPEN and not _is_for_some(self.claim)

    @property
    def names_license(self) -> bool:
        """Whether it says which license a model is under, by a name that is known."""
        return self.is_of_model and self.claim.strength is Strength.LICENSE and bool(self.claim.license)

    @property
    def is_closed(self) -> bool:
        """Whether the registry knows of no weights."""
        return self.row is not None and self.row.verdict is Verdict.CLOSED

    def weigh(self, severity: Severity, *, lowers: bool = False) -> Severity:
        """Return the severity that a claim can carry: the lower of the rule's and of what it rests on.

        Only a license text of the repository itself that was read makes a failure; what is said of others,
        or in an issue, is a warning at most, and what is implied is information. With ``lowers``, words
        that are commonly used for published weights in their language weigh a step less (rule T10).
        """
        text = self.terms.text if self.terms else None
        held = severity
        if text is None or not self._is_ours():
            held = min(held, Severity.WARNING)
        if text is None and self.row is not None and (self.terms is None or self.terms.declared is None):
            held = cap(self.row, held)
        if lowers and self.claim.lowered:
            held = Severity(max(held - 1, Severity.INFO))
        return self.meant(held)

    def _is_ours(self) -> bool:
        """Whether the claim is of what this repository publishes, of this version and variant of it."""
        claim, own = self.claim, self.release.own
        name = own.name if own else ""
        said, ours = _VERSION.findall(claim.subject.name), _VERSION.findall(name)
        other = any(one != another for one, another in zip(said, ours, strict=False))
        return (
            claim.subject.own and not claim.path.startswith(":") and not (other or _is_part_of(claim, name))
        )

    def meant(self, severity: Severity) -> Severity:
        """Return ``severity``, or information where the claim is only implied (rules T3 and T13)."""
        implied = self.claim.modality is Modality.IMPLIED or _is_by_the_way(self.claim)
        return min(severity, Severity.INFO) if implied else severity


Rule = Callable[[Case], Iterator[Raised]]


def of_claims(judge: Callable[[Stated], Raised | None]) -> Rule:
    """Return the rule that asks ``judge`` about each claim."""

    def rule(case: Case) -> Iterator[Raised]:
        for stated in case.stated:
            if raised := judge(stated):
                yield raised

    return rule


def _is_for_some(claim: Claim) -> bool:
    """Whether the words say right away for whom or for what it is open."""
    after = claim.quote.partition(claim.words)[2]
    return bool(_FOR_SOME.match(after))


def _of_variant(name: str, release: Release) -> Terms | None:
    """Return the terms of a variant that has a row and a license of its own beside the repository's.

    "CogVideoX-2B" is under another license than the file in the repository of its family. Where the row and
    the file agree, the file is the better source.
    """
    row = _row_of(name) if name else None
    own, held = release.own, release.weights
    if (
        row is None
        or row.verdict in {Verdict.NOT_A_MODEL, Verdict.UNKNOWN}
        or held is None
        or held.row is row
    ):
        return None
    if (own is not None and own.row is row) or held.own == row.weights:
        return None
    return terms.of_row(row)


def _is_by_the_way(claim: Claim) -> bool:
    """Whether the words compare ("the largest open-source model to date"), or may be of something else.

    That is a model made from the one that is named, and an "It" that follows somebody else's model.
    """
    before = claim.quote.partition(claim.words)[0]
    if _SUPERLATIVE.search(before[-_BEFORE:]) or _COMPARES.search(claim.quote):
        return True
    name = claim.subject.name
    if name and f"基于{name}" in claim.quote.replace(" ", ""):
        return True
    return not claim.subject.own and bool(_PRONOUN.match(claim.quote)) and name not in claim.quote


def _is_part_of(claim: Claim, name: str) -> bool:
    """Whether the repository ``name`` is a variant of what the claim names ("X-I2V" of "X")."""
    said, ours = (_NOT_ALNUM.sub("", text.lower()) for text in (claim.subject.name, name))
    rest = ours[len(said) :]
    return bool(said and rest) and ours.startswith(said) and not _OF_SIZE.fullmatch(rest)


def _is_namesake(name: str, held: Terms | None) -> bool:
    """Whether the license is by its name that of a model whose name is longer by a letter or word.

    "CogVideoX License" says nothing of CogVideo, which is the model before it.
    """
    if held is None:
        return False
    said, theirs = (_NOT_ALNUM.sub("", text.lower()) for text in (name, held.own.name.partition(" ")[0]))
    return bool(said) and theirs.startswith(said) and theirs[len(said) :].isalpha()


@lru_cache(maxsize=256)
def _row_of(name: str) -> Row | None:
    return resolve(name)


def _terms(claim: Claim, release: Release) -> Terms | None:
    """Return the terms of what ``claim`` is about: the release's own, else a row's."""
    if claim.subject.own:
        if claim.about in _MODEL:
            if _is_namesake(claim.subject.name, release.weights):
                return None
            return _of_variant(claim.subject.name, release) or release.weights
        held = [one for one in release.code if one.license is not None]
        return (
            terms.of_text(held[0]) if len(held) == 1 and claim.about in {About.CODE, About.PROJECT} else None
        )
    row = claim.subject.row
    return terms.of_row(row) if row is not None and claim.about in _MODEL else None

"""What the rules look at: the claims of a text beside the terms of what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from detectors.model import Severity
from detectors.openness import terms
from detectors.openness.lineage import Node
from detectors.openness.model import About, Claim, Modality, Row, Strength, Verdict
from detectors.openness.raised import Raised
from detectors.openness.registry import cap
from detectors.openness.release import Release
from detectors.openness.terms import Terms

#: More claims of one case are not judged: rules compare them with each other.
MAX_STATED: Final = 400

_OPEN: Final = frozenset({Strength.FULL, Strength.STRONG})
_MODEL: Final = frozenset({About.MODEL, About.WEIGHTS})


@dataclass(frozen=True)
class Case:
    """What is judged: a release, what is claimed there or in a text beside it, and the model's lineage."""

    release: Release
    claims: tuple[Claim, ...]
    lineage: Node

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
        """Whether it says that a model is open source."""
        return self.is_of_model and self.claim.strength in _OPEN

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
        if text is None or not self.claim.subject.own or self.claim.path.startswith(":"):
            held = min(held, Severity.WARNING)
        if text is None and self.row is not None and (self.terms is None or self.terms.declared is None):
            held = cap(self.row, held)
        if lowers and self.claim.lowered:
            held = Severity(max(held - 1, Severity.INFO))
        return self.meant(held)

    def meant(self, severity: Severity) -> Severity:
        """Return ``severity``, or information where the claim is only implied (rules T3 and T13)."""
        return min(severity, Severity.INFO) if self.claim.modality is Modality.IMPLIED else severity


Rule = Callable[[Case], Iterator[Raised]]


def of_claims(judge: Callable[[Stated], Raised | None]) -> Rule:
    """Return the rule that asks ``judge`` about each claim."""

    def rule(case: Case) -> Iterator[Raised]:
        for stated in case.stated:
            if raised := judge(stated):
                yield raised

    return rule


def _terms(claim: Claim, release: Release) -> Terms | None:
    """Return the terms of what ``claim`` is about: the release's own, else a row's."""
    if claim.subject.own:
        if claim.about in _MODEL:
            return release.weights
        held = [one for one in release.code if one.license is not None]
        return (
            terms.of_text(held[0]) if len(held) == 1 and claim.about in {About.CODE, About.PROJECT} else None
        )
    row = claim.subject.row
    return terms.of_row(row) if row is not None and claim.about in _MODEL else None

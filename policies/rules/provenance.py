"""``provenance``: plain facts about licenses, names and hidden text, each a rule of the same make.

What follows stands at the key itself (``off``, ``note``, ``hold``) and not in ``respond``, so the violations
come with their responses filled in. They say nothing about AI, and need no evidence of its use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from detectors.model import Facts, Kind, Unknown, known
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import cited
from policies.words import Severity

_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
_NEW: Final = frozenset({"added", "copied"})
_MISTAKEN: Final = "If the finding is wrong, say so in a reply."


def _twins_unseen(facts: Facts) -> str:
    """Return why earlier texts could not be looked at; only issues and pull requests have any."""
    twins = facts.contribution.twins
    if facts.contribution.kind not in _THREADS or not isinstance(twins, Unknown):
        return ""
    return f"earlier contributions could not be looked at ({twins.reason})"


def _licenses_unseen(facts: Facts) -> str:
    """Return why new files could not be compared with the project's own licenses and headers."""
    it, view = facts.contribution, facts.repository.license_view
    unseen = evidence.unseen(facts)
    has_new = any(file.status in _NEW for file in known(it.files, ()))
    if unseen or not has_new or not isinstance(view, Unknown) or not evidence.has_commits(facts):
        return unseen
    return f"the project's own licenses could not be looked at ({view.reason})"


@dataclass(frozen=True, slots=True)
class ProvenanceRule:
    """A rule about one kind of fact: ``key`` of ``provenance``, and the detector that finds it.

    ``also`` are more detectors, ``unseen`` says why the fact may have gone unseen.
    """

    KIND: str
    key: str
    detector: str
    asks: str
    remedy: str
    also: tuple[str, ...] = ()
    unseen: Callable[[Facts], str] = evidence.unseen

    def check(self, case: Case) -> Iterator[Step | Violation]:
        """Turn the findings of the detector into one violation."""
        wanted: Severity = getattr(case.policy.provenance, self.key)
        if wanted == "off":
            return
        clause, found = f"provenance.{self.key}: {wanted}", cited.by(case, self.detector, *self.also)
        if not found and (unseen := self.unseen(case.facts)):
            yield Step(clause, Result.UNKNOWN, f"{unseen[:1].upper()}{unseen[1:]}.")
            return
        if not found:
            yield Step(clause, Result.SILENT, "Nothing of that kind was found.")
            return
        yield Violation(
            kind=self.KIND,
            tier=evidence.firmest(found),
            clause=clause,
            message=f"{self.asks} {evidence.claims(found)}",
            evidence=evidence.quoted(found),
            remedy=f"{self.remedy} {_MISTAKEN}",
            responses=(wanted,),
        )


#: The rules, in the order of ``words.VIOLATIONS``.
RULES: Final = (
    ProvenanceRule(
        "license_changed",
        "license_changes",
        "licensing/changes",
        "This project looks twice at changes to license texts and headers.",
        "Leave the license as it was, or say why it changes.",
    ),
    ProvenanceRule(
        "license_incompatible",
        "incompatible",
        "licensing/compatibility",
        "What is added has to fit the project's own license.",
        "Say where the code comes from and under which license, or take it out.",
        unseen=_licenses_unseen,
    ),
    ProvenanceRule(
        "header_missing",
        "headers",
        "licensing/headers",
        "New files in this project start with its license header.",
        "Add the header that the files next to it have.",
        unseen=_licenses_unseen,
    ),
    ProvenanceRule(
        "vendored_undeclared",
        "vendored",
        "licensing/vendored",
        "Code that is copied from elsewhere comes with its license and its origin.",
        "Add the license text and say where the code comes from.",
        unseen=_licenses_unseen,
    ),
    ProvenanceRule(
        "claim_differs",
        "claims",
        "openness/claims",
        "What a model is called has to agree with what its license and its parts allow.",
        "Correct the claim, or add what is missing for it.",
    ),
    ProvenanceRule(
        "lineage_differs",
        "lineage",
        "openness/lineage",
        "A model's license has to agree with that of the model that it was made from.",
        "Name the base model and its license, or correct the license.",
    ),
    ProvenanceRule(
        "hidden_text",
        "hidden_text",
        "hidden",
        "This project asks for text that everybody can see.",
        "Take the hidden characters or instructions out.",
    ),
    ProvenanceRule(
        "duplicate",
        "duplicates",
        "repetition/duplicate",
        "This looks the same as an earlier contribution.",
        "Say what is new in it, or go on in the earlier one.",
        also=("repetition/crosspost",),
        unseen=_twins_unseen,
    ),
    ProvenanceRule(
        "identity_mismatch",
        "identities",
        "signoff/identities",
        "The names on the commits and the account that sends them have to agree.",
        "Set the author of the commits to whoever wrote them, or say who did.",
    ),
)

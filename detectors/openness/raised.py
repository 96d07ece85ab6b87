"""What a rule raises, and the words that all of them use.

A finding states that two texts differ, which the reader can open both, and what would bring them together.
It never says why they do, nor anything of a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from detectors.model import Evidence, Severity
from detectors.openness.model import Claim, Origin, Restriction, Row, Subject
from detectors.openness.terms import Declared, LicenseText, Terms
from detectors.traces.observed import quote

#: Restrictions as words, for "… asks for …" and "… has …".
WORDS: Final = {
    Restriction.NON_COMMERCIAL: "no commercial use",
    Restriction.NON_PRODUCTION: "no use in production",
    Restriction.MAU_CAP: "a limit of monthly users",
    Restriction.MAU_CAP_ATTRIBUTION: "attribution above a number of monthly users",
    Restriction.REVENUE_CAP: "a limit of revenue",
    Restriction.REVENUE_CAP_ATTRIBUTION: "attribution above a revenue",
    Restriction.ACCEPTABLE_USE_POLICY: "an acceptable-use policy",
    Restriction.CHANGEABLE_AUP: "an acceptable-use policy that may change",
    Restriction.FIELD_OF_USE: "uses that are forbidden",
    Restriction.GEOGRAPHIC: "regions that are left out",
    Restriction.GEOGRAPHIC_EU_MULTIMODAL: "no rights to the multimodal models in the EU",
    Restriction.NAMING: "a duty on the name",
    Restriction.ATTRIBUTION_NOTICE: "a notice",
    Restriction.ATTRIBUTION_UI: "attribution in the interface",
    Restriction.NO_TRAINING_OTHER_MODELS: "no training of other models",
    Restriction.PASS_THROUGH_TERMS: "terms to pass on",
    Restriction.REMOTE_RESTRICTION: "a right to restrict use remotely",
    Restriction.GUARDRAIL_TERMINATION: "an end where guardrails are taken out",
    Restriction.LITIGATION_TERMINATION: "an end on litigation",
    Restriction.HOSTING_RESTRICTION: "no offering as a service",
    Restriction.REGISTRATION: "a registration",
    Restriction.GATED: "access on request",
    Restriction.REVOCABLE: "a right to withdraw it",
    Restriction.NO_REVERSE_ENGINEERING: "no reverse engineering",
    Restriction.SHARE_ALIKE: "the same license for what is made of it",
    Restriction.BESPOKE: "terms of its own",
    Restriction.NO_WEIGHTS: "no weights",
    Restriction.UNKNOWN: "unknown terms",
}
_MAX_NAMED: Final = 4
_MAX_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Raised:
    """What a rule says. ``rule`` is its id; the first of ``evidence`` is where it is said; ``about`` is the
    name of the finding ("claims", "lineage"). ``resolve`` is what would bring the texts together,
    ``wording`` a sentence to use instead. Of a ``fact`` that has a name one thing is said, however many
    sentences repeat it.
    """

    rule: str
    severity: Severity
    claim: str
    evidence: tuple[Evidence, ...]
    resolve: str
    wording: str = ""
    about: str = "claims"
    fact: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """The path (or the name of a text) and the line that it is about."""
        first = self.evidence[0]
        return first.path or first.place, first.line or 0

    @property
    def remedy(self) -> str:
        """What to do, with the wording."""
        return f'{self.resolve} Suggested wording: "{self.wording}".' if self.wording else self.resolve


def short(text: str) -> str:
    """Return a name from outside on one line, and not long."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_NAME else f"{line[: _MAX_NAME - 1]}…"


def at(path: str, line: int, text: str) -> Evidence:
    """Return a line of a file as evidence."""
    return Evidence(f"{path}, line {line}", quote(text.strip()), path, line)


def of_claim(claim: Claim) -> Evidence:
    """Return the place of a claim; of a text that is no file, its name."""
    if claim.path.startswith(":"):
        return Evidence(f"{claim.path[1:]}, line {claim.line}", quote(claim.quote))
    return at(claim.path, claim.line, claim.quote)


def of_text(text: LicenseText) -> Evidence:
    """Return a license file as evidence: where it says what it asks, that line, else its first one."""
    term = text.found.terms[0] if text.found.terms else None
    if term is not None:
        return at(text.path, term.line, term.quote)
    first = next(
        ((n, one) for n, one in enumerate(text.text.split("\n")[:60], 1) if one.strip()),
        (1, text.found.label),
    )
    return at(text.path, *first)


def of_row(row: Row) -> Evidence:
    """Return a row of the registry as evidence, with its date and source."""
    return Evidence(
        f"registry row {row.family}, as of {row.as_of.isoformat()}",
        quote(f"weights: {row.weights.name}; source: {row.source}"),
    )


def of_declared(declared: Declared) -> Evidence:
    """Return the license line of a card as evidence."""
    return at(declared.path, declared.line, f"license: {declared.tag}")


def of_terms(terms: Terms) -> tuple[Evidence, ...]:
    """Return everything that says what the terms are."""
    found = [of_text(terms.text)] if terms.text else []
    found += [of_declared(terms.declared)] if terms.declared and not terms.text else []
    found += [of_row(terms.row)] if terms.row else []
    return tuple(found)


def who(subject: Subject) -> str:
    """Return a subject's name for a sentence."""
    if subject.name:
        return short(subject.name)
    return "the model" if subject.own else "it"


def where(claim: Claim) -> str:
    """Return the place of a claim as the subject of a sentence."""
    name = claim.path.removeprefix(":")
    sort = {Origin.BADGE: ", a badge", Origin.METADATA: ", package metadata"}.get(claim.origin, "")
    return f"{short(name)} line {claim.line}{sort}"


def asks(restrictions: Iterable[Restriction]) -> str:
    """Return restrictions as words for the end of a sentence."""
    named = [WORDS[one] for one in restrictions]
    more = f" and {len(named) - _MAX_NAMED} more" if len(named) > _MAX_NAMED else ""
    return ", ".join(named[:_MAX_NAMED]) + more


def named(terms: Terms) -> str:
    """Return the terms' license by name, with those inherited."""
    return " and ".join(dict.fromkeys(one.name for one in terms.licenses))


def source(terms: Terms) -> str:
    """Return what says so, for brackets."""
    said = [terms.text.path] if terms.text else [terms.declared.path] if terms.declared else []
    if terms.row:
        said.append(f"registry row {terms.row.family}, as of {terms.row.as_of.isoformat()}")
    return "; ".join(said)


def says(terms: Terms, what: str = "Its license") -> str:
    """Return a sentence on what the terms are and ask."""
    held = f"{what} is {named(terms)}"
    if terms.restrictions:
        held += f", with {asks(terms.restrictions)}"
    return f"{held} ({source(terms)})."


def open_weights(terms: Terms) -> str:
    """Return the words to use for weights under these terms."""
    return f"open weights under the {named(terms)}"

"""Group C: what a model inherits from the models that it is made of.

C3 and C10 are ways to compute: ``Node.restrictions`` is the union over the lineage; where a base had
another license at another date, both are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from detectors.model import Evidence, Severity, TextFile
from detectors.openness import terms
from detectors.openness.cards import Value
from detectors.openness.lineage import Node, Relation, named_by
from detectors.openness.matching import find, resolve
from detectors.openness.model import LicenseKind, Restriction, Row, Strength, Verdict
from detectors.openness.raised import Raised, asks, at, named, of_claim, of_row, of_terms, short, where, who
from detectors.openness.registry import cap
from detectors.openness.release import Release
from detectors.openness.rules.case import Case, Rule
from detectors.openness.terms import Declared, Terms

_ABOUT: Final = "lineage"
_MADE_FROM: Final = re.compile(
    r"\b(?:fine-?tuned|finetune|quantized|quantization|merge|merged|derived|continued "
    r"pre-?training|adapter|LoRA)(?: version)?"
    r"(?: of| from| on top of| for)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_TAUGHT_BY: Final = re.compile(
    r"\b(?:distilled (?:from|out of)|(?:generated|synthesized|annotated|labell?ed|written) "
    r"(?:by|with|using)|outputs? (?:of|from)|trained on (?:outputs|data) (?:of|from))"
    r"\s+(?:the\s+)?",
    re.IGNORECASE,
)
_BUILT_WITH: Final = re.compile(r"built with (?:meta )?llama", re.IGNORECASE)
_MAX_LINES: Final = 2_000
_MAX_LINE: Final = 1_000
_KEEP: Final = "Declare the base model's license for the weights, and add its text."


def _base(case: Case) -> Iterator[tuple[Node, Value, Terms]]:
    """Yield the bases that the card names and whose terms are known, with where it names them."""
    for node, value in zip(case.lineage.parents, case.release.card.base_models, strict=False):
        for one in node.walk():
            if one.terms is not None:
                yield one, value, one.terms


def _named_in(case: Case, value: Value) -> Evidence:
    return at(case.release.card_path, value.line, f"base_model: {value.text}")


def _weight(severity: Severity, held: Terms, undated: bool) -> Severity:
    """Return the severity that the terms of a base can carry: of a card, or of the registry.

    ``undated`` says that nobody knows when the model was made of the base.
    """
    held_row = held.row
    if held_row is not None and held.declared is None and undated and held_row.earlier:
        return Severity.INFO  # the license of another day may have been the one in force
    return (
        cap(held_row, severity)
        if held_row is not None and held.declared is None
        else min(severity, Severity.WARNING)
    )


def c1(case: Case) -> Iterator[Raised]:
    """A permissive license is declared for a model made of one whose license restricts."""
    declared = case.release.declared
    text = case.release.licenses[0].text.lower() if len(case.release.licenses) == 1 else ""
    if declared is not None and declared.license.osi_approved is True:
        for node, value, held in _base(case):
            if (
                held.osi_approved is False
                and not _is_mentioned(case, held)
                and held.own.name.lower() not in text
            ):
                said = (
                    f"{short(declared.path)} line {declared.line} says license: {short(declared.tag)}, "
                    f"and the base {short(node.name)} is under "
                    f"{named(held)}, with {asks(held.restrictions)}. What is made of it keeps those terms."
                )
                evidence = (
                    at(declared.path, declared.line, f"license: {declared.tag}"),
                    _named_in(case, value),
                    *of_terms(held),
                )
                wording = f"open weights under the {named(held)}"
                yield Raised(
                    "C1",
                    _weight(Severity.FAILURE, held, case.release.day is None),
                    said,
                    evidence,
                    _KEEP,
                    wording,
                    _ABOUT,
                )
                return
    yield from _of_rows(case)


def _of_rows(case: Case) -> Iterator[Raised]:
    """Yield claims that name the license of a model by itself, where its row has one more from its base."""
    for stated in case.stated:
        row, claim = stated.row, stated.claim
        if (
            row is None
            or not stated.is_of_model
            or claim.strength not in {Strength.LICENSE, Strength.STRONG, Strength.FULL}
        ):
            continue
        bound = [one for one in row.base_licenses if one.osi_approved is False]
        said = claim.strength is not Strength.LICENSE or terms.of_id(claim.license).osi_approved is True
        if bound and said and row.weights.osi_approved is True:
            base = " and ".join(one.name for one in bound)
            text = (
                f'{where(claim)} states "{short(claim.words)}" for {who(claim.subject)}. It is made of '
                f"models under the {base}, "
                f"whose terms stay (registry row {row.family}, as of {row.as_of.isoformat()})."
            )
            severity = stated.meant(cap(row, Severity.FAILURE))
            wording = f"{row.weights.spdx}, with the terms of the {base}"
            yield Raised(
                "C1", severity, text, (of_claim(claim), of_row(row)), "Name both licenses.", wording, _ABOUT
            )


def _is_mentioned(case: Case, held: Terms) -> bool:
    """Whether the card names the base's license beside its own."""
    name = case.release.card.license_name
    said = " ".join(value.text for value in case.release.card.license) + " " + (name.text if name else "")
    page = _page(case)
    words = page.text.lower() if page else ""
    return any(one.name.lower() in words or one.hub_tag in said.lower() for one in held.licenses)


def _page(case: Case) -> TextFile | None:
    return next((file for file in case.release.documents if file.path == case.release.card_path), None)


def c2(case: Case) -> Iterator[Raised]:
    """A base model is named by a configuration or a sentence, and the card declares none."""
    release = case.release
    if (
        not release.card.present
        or not release.card.readable
        or release.card.base_models
        or not release.is_model
    ):
        return
    own = release.title.lower()
    held = [one for file in release.configurations for one in named_by(file)]
    for one in held[:1]:
        if one.name.rpartition("/")[2].lower() != own and one.name.lower() != release.name.lower():
            said = (
                f"{short(one.path)} line {one.line} names {short(one.name)} as base model, and the card"
                " declares no base_model."
            )
            evidence = (at(one.path, one.line, one.quote),)
            resolve = f"Add base_model: {short(one.name)} to the card."
            yield Raised("C2", Severity.WARNING, said, evidence, resolve, about=_ABOUT)
            return
    for number, line, row in _models_after(case, _MADE_FROM):
        said = (
            f"{short(release.card_path)} line {number} says that it is made of {row.family}, and the "
            "card declares no base_model."
        )
        evidence = (at(release.card_path, number, line),)
        yield Raised("C2", Severity.WARNING, said, evidence, "Add base_model to the card.", about=_ABOUT)
        return


def _models_after(case: Case, words: re.Pattern[str]) -> Iterator[tuple[int, str, Row]]:
    """Yield lines of the card in which ``words`` stand right before the name of a model of the registry."""
    page = _page(case)
    for number, line in enumerate(page.text.split("\n")[:_MAX_LINES] if page else (), 1):
        for hit in words.finditer(line[:_MAX_LINE]):
            after = line[hit.end() : hit.end() + 120].lstrip("[`*_ ")
            first = next(iter(find(after)), None)
            if first is not None and first.start == 0 and first.row.verdict is not Verdict.NOT_A_MODEL:
                yield number, line, first.row
                break


def c4(case: Case) -> Iterator[Raised]:
    """An adapter has a license of its own, and is of no use without its base: both are printed."""
    declared = case.release.declared
    if case.lineage.relation is not Relation.ADAPTER or declared is None:
        return
    for node, value, held in _base(case):
        if not _same(declared, held):
            said = (
                f"The adapter is under {short(declared.tag)}; it needs {short(node.name)}, which is "
                f"under {named(held)}."
            )
            evidence = (_named_in(case, value), *of_terms(held))
            yield Raised(
                "C4", Severity.INFO, said, evidence, "Print both licenses in the card.", about=_ABOUT
            )
            return


def _same(declared: Declared, held: Terms) -> bool:
    return any(declared.license.id == one.id for one in held.licenses)


def c5(case: Case) -> Iterator[Raised]:
    """The base's license asks for a name or a notice that is not there."""
    page, title = _page(case), case.release.title
    for _node, value, held in _base(case):
        if Restriction.NAMING not in held.restrictions or page is None or not held.own.id.startswith("llama"):
            continue
        begin = "llama 3" if held.own.id == "llama3" else "llama"
        lacking = []
        if case.release.name and not re.sub(r"[-_.]+", " ", title.lower()).startswith(
            (begin, f"meta {begin}")
        ):
            lacking.append(f'a name that begins with "{begin.title()}"')
        if not _BUILT_WITH.search(page.text):
            lacking.append('"Built with Llama"')
        if lacking:
            said = (
                f"The {named(held)} of {short(value.text)} asks for {' and '.join(lacking)}; we could "
                "not find that here."
            )
            evidence = (_named_in(case, value), *of_terms(held))
            yield Raised(
                "C5",
                _weight(Severity.WARNING, held, case.release.day is None),
                said,
                evidence,
                "Add what the license asks for.",
                about=_ABOUT,
            )
            return


def c6(case: Case) -> Iterator[Raised]:
    """The base's terms are to be passed on, and the derivative's own terms do not have them."""
    declared = case.release.declared
    if declared is None or declared.license.osi_approved is True:
        return
    for node, value, held in _base(case):
        if (
            Restriction.PASS_THROUGH_TERMS not in held.restrictions
            or _same(declared, held)
            or _is_mentioned(case, held)
        ):
            continue
        if (
            Restriction.PASS_THROUGH_TERMS in declared.license.restrictions
            or declared.license.kind is LicenseKind.UNKNOWN
        ):
            continue
        said = (
            f"The {named(held)} of {short(node.name)} asks to pass its terms on; license: "
            f"{short(declared.tag)} does not have them."
        )
        evidence = (
            at(declared.path, declared.line, f"license: {declared.tag}"),
            _named_in(case, value),
            *of_terms(held),
        )
        yield Raised(
            "C6",
            _weight(Severity.WARNING, held, case.release.day is None),
            said,
            evidence,
            _KEEP,
            about=_ABOUT,
        )
        return


def c7(case: Case) -> Iterator[Raised]:
    """The card says that it was taught by a model whose terms forbid that."""
    if not case.release.is_model:
        return
    for number, line, row in _models_after(case, _TAUGHT_BY):
        if Restriction.NO_TRAINING_OTHER_MODELS in row.restrictions or row.verdict is Verdict.CLOSED:
            said = (
                f"{short(case.release.card_path)} line {number} says that data of {row.family} was "
                "used. The terms of that model "
                "limit training others on its output; what follows for the weights is not settled."
            )
            evidence = (at(case.release.card_path, number, line), of_row(row))
            yield Raised(
                "C7",
                cap(row, Severity.WARNING),
                said,
                evidence,
                "Say in the card which terms were accepted.",
                about=_ABOUT,
            )
            return


def c8(case: Case) -> Iterator[Raised]:
    """A limit of one's own over a permissive base is allowed; the base's notices stay."""
    declared = case.release.declared
    if declared is None or not declared.license.limits:
        return
    for node, value, held in _base(case):
        if held.osi_approved is True:
            said = (
                f"license: {short(declared.tag)} over {short(node.name)} ({named(held)}) is allowed; "
                "the notices of the base have to stay."
            )
            evidence = (_named_in(case, value), *of_terms(held))
            yield Raised(
                "C8",
                Severity.INFO,
                said,
                evidence,
                "Keep the license text and notices of the base.",
                about=_ABOUT,
            )
            return


def c9(case: Case) -> Iterator[Raised]:
    """The lineage ends without an answer: nothing is concluded beyond that."""
    for value in case.release.card.base_models[:1]:
        if case.lineage.incomplete:
            said = f"Lineage incomplete at {'; '.join(short(one) for one in case.lineage.incomplete[:3])}."
            yield Raised(
                "C9",
                Severity.INFO,
                said,
                (_named_in(case, value),),
                "Name a base model that can be looked up.",
                about=_ABOUT,
            )


def c10(case: Case) -> Iterator[Raised]:
    """A base had another license at another date: both are said, as the registry notes them."""
    for value in case.release.card.base_models:
        row = resolve(value.text)
        if row is not None and row.earlier:
            evidence = (_named_in(case, value), of_row(row))
            resolve_ = "Say which version of the base was used."
            yield Raised("C10", Severity.INFO, _by_date(row, case.release), evidence, resolve_, about=_ABOUT)
            return


def _by_date(row: Row, release: Release) -> str:
    """Return which license was in force when ``release`` was made; without its day, all with their days."""
    before = ", ".join(f"{one.license.name} until {one.until.isoformat()}" for one in row.earlier)
    every = f"{before}, then {row.weights.name} (registry row as of {row.as_of.isoformat()})"
    said = f"The license of {row.family} depends on the date: {every}."
    if release.day is None:
        return f"{said} We could not find when this was made."
    then = row.license_on(release.day).name
    return f"{said} When this was first published, on {release.created}, it was {then}."


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {"C1": c1, "C2": c2, "C4": c4, "C5": c5, "C6": c6, "C7": c7, "C8": c8, "C9": c9, "C10": c10}
)

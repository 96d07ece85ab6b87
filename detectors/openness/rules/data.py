"""Group D: the data that a model was trained on. What it does to the weights is not settled, and the
findings say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from detectors.model import Evidence, Severity
from detectors.openness import terms
from detectors.openness.model import (
    About,
    Claim,
    Component,
    Demand,
    License,
    Modality,
    Presence,
    Restriction,
    Strength,
)
from detectors.openness.raised import Raised, at, of_claim, of_row, short, where
from detectors.openness.registry import cap
from detectors.openness.rules.case import Case, Rule
from detectors.openness.terms import NO_TAG

_MAX_LINES: Final = 2_000
_MAX_LINE: Final = 1_000
_SHARE_ALIKE: Final = re.compile(r"cc-by-sa|odbl|cdla-sharing", re.IGNORECASE)
_ATTRIBUTED: Final = re.compile(
    r"attribution|acknowledg|credit|cc[- ]by[- ]sa|share-?alike|odbl", re.IGNORECASE
)
_CREDITS: Final = re.compile(
    r"(?:^|/)(?:notice|attributions?|credits|acknowledge?ments?)(?:\.\w{2,4})?\Z", re.IGNORECASE
)
#: Front matter of a data set's card.
OF_DATA: Final = re.compile(r"^(?:size_categories|dataset_info|task_categories|configs):", re.MULTILINE)
_MEASURES: Final = re.compile(
    r"\b(?:evaluat\w{1,4}|eval|benchmark\w{0,4}|test[- ]?(?:set|split|data)s?|leaderboard|validation)\b"
    r"|评测|评估|测试集|基准",
    re.IGNORECASE,
)
#: What a project is for, and who gave it data: neither says that the data is released.
_NO_RELEASE: Final = re.compile(
    r"\b(?:mission|vision|goals?|aims?|aim(?:s|ed|ing) (?:to|at)|dedicated to|committed to|strives?|believes?"
    r"|initiative|contributors?|contributed by|thanks?|acknowledg\w{1,8}|grateful)\b"
    r"|使命|愿景|致力|致谢|贡献者",
    re.IGNORECASE,
)
#: The sentence says itself that it is not all of it.
_IN_PART: Final = re.compile(r"\b(?:portions?|parts?|subsets?|samples?|some) of\b|一部分|部分", re.IGNORECASE)
#: "UltraFineweb", "MMIF-23k", "RedPajama": a capital or a digit inside a word.
_NAME: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]*(?:[A-Z]|[a-z]-?[0-9]|-[A-Z0-9])[\w-]*")
_TAKEN_DOWN: Final = re.compile(
    r"\b(?:data ?sets?|subset|corpus|data)\b[^.\n]{0,80}\b(?:(?:has|have|was|were) (?:since |been "
    r"|later ){0,2}(?:removed|taken down|withdrawn|deleted)|no longer available)\b",
    re.IGNORECASE,
)
_PERSONAL: Final = re.compile(
    r"\b(?:scraped|crawled)\b[^.\n]{0,80}\b(?:user profiles?|personal (?:data|information)|private "
    r"(?:messages|posts)|social media|emails?)\b",
    re.IGNORECASE,
)


def _lines(case: Case) -> Iterator[tuple[str, int, str]]:
    """Yield the lines of the card, or of the README of a repository that publishes a model."""
    path = case.release.card_path
    page = next((file for file in case.release.documents if file.path == path), None)
    if page is not None and case.release.own is not None:
        for number, line in enumerate(page.text.split("\n")[:_MAX_LINES], 1):
            yield path, number, line[:_MAX_LINE]


def _data(case: Case) -> Iterator[tuple[str, License, Evidence]]:
    """Yield the data sets that the card names and whose license was read, with where it names them."""
    for value in case.release.card.datasets:
        license_ = terms.of_tag(case.release.datasets.get(value.text, ""))
        if license_ is not None:
            yield value.text, license_, at(case.release.card_path, value.line, f"datasets: {value.text}")


def d1(case: Case) -> Iterator[Raised]:
    """Data without commercial use, and a model that is said to be open or to allow it."""
    limited = [
        (f"{short(name)} is under {license_.name}", case.release.card_path, evidence)
        for name, license_, evidence in _data(case)
        if Restriction.NON_COMMERCIAL in license_.limits or terms.is_creative_commons_limited(license_)
    ]
    limited += [
        (f"the data is {_for(short(claim.words))}", claim.path, of_claim(claim))
        for claim in (one.claim for one in case.stated)
        if claim.about is About.DATA and claim.subject.own and claim.strength is Strength.RESTRICTION
        # What a model is measured on it was not trained on.
        if not _MEASURES.search(claim.quote)
    ]
    for stated in case.stated:
        claim = stated.claim
        open_ = stated.is_open or (claim.strength is Strength.PERMISSION and claim.about is not About.DATA)
        near = [(words, evidence) for words, path, evidence in limited if _together(path, claim.path)]
        if near and open_ and claim.subject.own:
            words, evidence = near[0]
            said = (
                f'{where(claim)} says "{short(claim.words)}" of the model, and {words}. '
                "What the license of training data does to weights is not settled."
            )
            severity = stated.meant(Severity.WARNING)
            yield Raised(
                "D1",
                severity,
                said,
                (of_claim(claim), evidence),
                "Name the license of the data beside the claim.",
            )
            return


def _together(one: str, other: str) -> bool:
    """Whether two pages speak of the same thing: one page, or both at the top. Below are others' pages."""
    return one == other or ("/" not in one and "/" not in other)


def _for(words: str) -> str:
    """Return a restriction as the end of a sentence."""
    return words if words.lower().startswith(("for ", "only ", "solely ", "exclusively ")) else f"for {words}"


def d2(case: Case) -> Iterator[Raised]:
    """The license of a data set is not known."""
    for value in case.release.card.datasets:
        tag = case.release.datasets.get(value.text)
        if tag is not None and tag.strip().lower() in NO_TAG:
            said = f"The card of the data set {short(value.text)} names no license."
            evidence = (at(case.release.card_path, value.line, f"datasets: {value.text}"),)
            severity = case.severity_for(Demand.FOUNDATION)
            yield Raised("D2", severity, said, evidence, "Ask for the license of the data, and name it.")
    yield from _own_data(case)


def _own_data(case: Case) -> Iterator[Raised]:
    """The repository is a data set's own, and its card names no license."""
    release = case.release
    page = next((file.text for file in release.documents if file.path == release.card_path), "")
    value = next(iter(release.card.license), None)
    named = value is not None and value.text.strip().lower() not in NO_TAG
    if named or release.licenses or release.unread or release.card.license_name or release.holds_weights:
        return
    if not release.card.readable or not OF_DATA.search(page[:4_000]):
        return
    said = f"{short(release.card_path)} is the card of a data set, and names no license for it."
    shown = f"license: {value.text}" if value else "no license in the front matter"
    evidence = (at(release.card_path, value.line if value else 1, shown),)
    severity = case.severity_for(Demand.FOUNDATION)
    yield Raised("D2", severity, said, evidence, "Name the license of the data, and add its text.")


def d3(case: Case) -> Iterator[Raised]:
    """Share-alike data, and no attribution in the card."""
    if any(_CREDITS.search(path) for path in case.release.paths or ()):
        return
    for name, license_, evidence in _data(case):
        if _SHARE_ALIKE.match(license_.spdx) and not any(
            _ATTRIBUTED.search(line) for _, _, line in _lines(case)
        ):
            said = (
                f"{short(name)} is under {license_.name}, which asks for attribution; we could not find"
                " any in the card."
            )
            yield Raised(
                "D3", Severity.INFO, said, (evidence,), "Name the data set and its license in the card."
            )


def d4(case: Case) -> Iterator[Raised]:
    """Training data is said to be open, and it is not released, or in part."""
    for stated in case.stated:
        claim = stated.claim
        row = stated.row
        if (
            claim.about is not About.DATA
            or claim.strength not in {Strength.FULL, Strength.STRONG, Strength.WEAK}
            or row is None
            or _NO_RELEASE.search(claim.quote)
            or _IN_PART.search(claim.quote)
            or _names_data(claim)
        ):
            continue
        released = row.components[Component.TRAINING_DATA]
        if released in {Presence.NO, Presence.PARTIAL} and claim.modality is Modality.DIRECT:
            found = "a part of it" if released is Presence.PARTIAL else "no release of it"
            said = (
                f'{where(claim)} says "{short(claim.words)}" of the training data. We could find '
                f"{found} (registry row {row.family}, as of {row.as_of.isoformat()})."
            )
            evidence = (of_claim(claim), of_row(row))
            yield Raised(
                "D4", cap(row, Severity.WARNING), said, evidence, "Say which part is released, and where."
            )


def _names_data(claim: Claim) -> bool:
    """Whether the sentence has a name beside the model's: one data set is published, not all of the data."""
    words = _NAME.findall(claim.quote)
    ours = re.sub(r"[^a-z0-9]+", "", claim.subject.name.lower())
    return any(re.sub(r"[^a-z0-9]+", "", word.lower())[:5] not in ours for word in words)


def d5(case: Case) -> Iterator[Raised]:
    """The card says that data was taken down after the training."""
    for path, number, line in _lines(case):
        if _TAKEN_DOWN.search(line):
            said = f"{short(path)} line {number} says that data is not available any more."
            yield Raised(
                "D5",
                Severity.INFO,
                said,
                (at(path, number, line),),
                "Nothing has to change; who wants to train again has to know.",
            )
            return


def d6(case: Case) -> Iterator[Raised]:
    """The card says that personal data was collected: for a person to look at."""
    for path, number, line in _lines(case):
        if _PERSONAL.search(line):
            said = (
                f"{short(path)} line {number} speaks of collected personal data: a person should look "
                "at the basis for it."
            )
            yield Raised(
                "D6",
                Severity.INFO,
                said,
                (at(path, number, line),),
                "Say on what basis the data was collected.",
            )
            return


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {"D1": d1, "D2": d2, "D3": d3, "D4": d4, "D5": d5, "D6": d6}
)

"""Group A, where more than a claim and a license counts: files, their history, regions, data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from detectors.licensing import metadata
from detectors.licensing.model import Certainty
from detectors.model import Evidence, Severity
from detectors.openness import terms
from detectors.openness.model import About, Claim, License, Origin, Restriction, Strength
from detectors.openness.raised import (
    Raised,
    asks,
    at,
    named,
    of_claim,
    of_terms,
    of_text,
    open_weights,
    says,
    short,
    where,
    who,
)
from detectors.openness.rules.case import Case, Rule, Stated, of_claims
from detectors.openness.rules.claims import CALLS_ITSELF, CORRECT, calls, calls_itself_open, raised, states
from detectors.openness.rules.data import OF_DATA
from detectors.openness.rules.places import differs
from detectors.openness.terms import Terms

_USE_POLICY: Final = re.compile(
    r"(?:^|/)(?:usage|acceptable[-_]?use|use)[-_]?polic(?:y|ies)[\w.-]{0,20}\Z", re.IGNORECASE
)
_PDF: Final = re.compile(r"(?:^|/)[^/]{0,80}licen[sc]e[^/]{0,80}\.pdf\Z|许可[^/]{0,40}\.pdf\Z", re.IGNORECASE)
_REGIONS: Final = re.compile(
    r"\b(?:users?|customers?|hosted|deployed|deployment|available|offices?|based|funded|project) "
    r"(?:in|by|across|of|within|from|for|throughout) "
    r"(?:the )?(?P<region>EU|European "
    r"Union|EEA|Europe|Germany|France|Italy|Spain|Netherlands|Austria|Belgium|Poland|Portugal|Ireland"
    r"|Sweden|Finland|Denmark)\b"
)
#: "LICENSE" alone is the name of the file that was changed.
_LICENSE_NAME: Final = len("LICENSE.md")
_OUTSIDE: Final = frozenset({Restriction.GEOGRAPHIC, Restriction.GEOGRAPHIC_EU_MULTIMODAL})


def a2(case: Case) -> Iterator[Raised]:
    """Weights are here, are called open, and no license is anywhere: that gives no permission."""
    release = case.release
    if (
        not release.holds_weights
        or release.licenses
        or release.unread
        or release.card.license
        or not release.card.readable
    ):
        return
    if release.weights is not None or any(_is_pdf(path) for path in release.paths or ()):
        return
    for stated in case.stated:
        if stated.claim.subject.own and (
            stated.is_open or (stated.is_of_model and stated.claim.strength is Strength.WEAK)
        ):
            text = (
                f"{calls(stated)} We could not find a license for the weights: no license file, and "
                "none in the card."
            )
            yield raised(
                "A2",
                stated,
                stated.meant(Severity.FAILURE),
                text,
                resolve="Add the license text, and name it in the card.",
            )


def a13(case: Case) -> Iterator[Raised]:
    """The license was changed, and a sentence or badge still names the old one."""
    now = {name for text in case.release.licenses for name in text.ids}
    certain = all(text.found.certain for text in case.release.licenses)
    for stated in case.stated:
        claim = stated.claim
        if (
            claim.strength is not Strength.LICENSE
            or not claim.subject.own
            or not claim.license
            or not certain
            # Package metadata is set against the file as it is now, whatever it was (B3, licensing/metadata).
            or claim.origin is Origin.METADATA
        ):
            continue
        said = frozenset({claim.license})
        if _points_elsewhere(case, claim) or _says_now(case, claim.path, frozenset(now)):
            continue
        for revision in case.release.revisions:
            if metadata.agree(said, revision.was) and now and not metadata.agree(said, frozenset(now)):
                text = (
                    f'{where(claim)} states "{short(claim.words)}". {short(revision.path)} was that, '
                    f"and has another license since {revision.commit}"
                )
                text += f" ({revision.date})." if revision.date else "."
                texts = [of_text(one) for one in case.release.licenses if one.path == revision.path]
                yield Raised(
                    "A13",
                    Severity.WARNING,
                    text,
                    (of_claim(claim), *texts),
                    "Name the license that is in force, and since when.",
                    fact=differs(claim.license, revision.path),
                )


def _points_elsewhere(case: Case, claim: Claim) -> bool:
    """Whether the sentence names a license file of its own, or stands in the folder of a part."""
    others = (path.rpartition("/")[2] for path in case.release.paths or ())
    changed = {revision.path for revision in case.release.revisions}
    named_ = any(
        name in claim.quote
        for name in others
        if len(name) > _LICENSE_NAME and _is_license_name(name, changed)
    )
    return named_ or "/" in claim.path


def _is_license_name(name: str, changed: set[str]) -> bool:
    return bool(re.search("licen[sc]e", name, re.IGNORECASE)) and name not in changed


def _says_now(case: Case, path: str, now: frozenset[str]) -> bool:
    """Whether the same page names the license that is in force: it says which part has which."""
    return any(
        other.claim.path == path
        and other.claim.strength is Strength.LICENSE
        and other.claim.license
        and metadata.agree(frozenset({other.claim.license}), now)
        for other in case.stated
    )


def a14(case: Case) -> Iterator[Raised]:
    """A use policy beside a license that OSI approved: the license stays what it is."""
    policy = next((path for path in sorted(case.release.paths or ()) if _USE_POLICY.search(path)), "")
    held = case.release.weights
    if policy and held is not None and held.osi_approved is True:
        text = (
            f"{short(policy)} stands beside {named(held)}. The license is unchanged by it; the policy "
            "binds those who accepted it."
        )
        yield Raised(
            "A14",
            Severity.INFO,
            text,
            (at(policy, 1, policy), *of_terms(held)),
            "Say in the README what the policy is for.",
        )


def a15(case: Case) -> Iterator[Raised]:
    """A license that leaves regions out, in a repository that speaks of users there."""
    places = [
        (file.path, number, line, hit)
        for file in case.release.documents[:4]
        for number, line in enumerate(file.text.split("\n")[:2_000], 1)
        if (hit := _REGIONS.search(line[:1_000]))
    ]
    for stated in case.stated:
        limits = _OUTSIDE & set(stated.terms.restrictions) if stated.terms else frozenset()
        if limits and places and stated.is_of_model:
            path, number, line, hit = places[0]
            said = f"{short(path)} line {number} speaks of {hit['region']}"
            text = f"{where(stated.claim)} names {who(stated.claim.subject)}, and {said}. {says(_of(stated))}"
            told = raised(
                "A15",
                stated,
                stated.weigh(Severity.WARNING),
                text,
                resolve="Check whether the license covers these users.",
            )
            first, *rest = told.evidence
            yield replace(told, evidence=(first, at(path, number, line), *rest))
            return


def _of(stated: Stated) -> Terms:
    assert stated.terms is not None  # noqa: S101 - for the type checker
    return stated.terms


def a17(case: Case) -> Iterator[Raised]:
    """A license of its own that calls itself open source, and a sentence that repeats it."""
    for text in case.release.licenses:
        held = terms.of_text(text)
        if held is not None and calls_itself_open(held):
            place = next(
                (n, line) for n, line in enumerate(text.text.split("\n"), 1) if CALLS_ITSELF.search(line)
            )
            said = (
                f"{short(text.path)} line {place[0]} has the words open source; the license is not on OSI's "
                f"list. It has {asks(held.restrictions)}."
            )
            yield Raised(
                "A17",
                Severity.INFO,
                said,
                (at(text.path, *place),),
                "Say which clauses differ from an OSI-approved license.",
            )
    for stated in case.stated:
        if (
            stated.is_open
            and stated.claim.subject.own
            and stated.terms is not None
            and calls_itself_open(stated.terms)
        ):
            said = (
                f"{calls(stated)} The license text has the words too; it is not on OSI's list. "
                f"{says(stated.terms)}"
            )
            yield raised("A17", stated, stated.weigh(Severity.WARNING), said, open_weights(stated.terms))


def a18(stated: Stated) -> Raised | None:
    """A data set is called open, and its license limits use."""
    claim = stated.claim
    tag = _data_license(stated)
    if (
        claim.about is not About.DATA
        or tag is None
        or not (tag[0].limits or terms.is_creative_commons_limited(tag[0]))
    ):
        return None
    license_, evidence = tag
    text = (
        f'{where(claim)} says "{short(claim.words)}" of the data. Its license is {license_.name}, with '
        f"{asks(license_.restrictions)}."
    )
    if claim.strength in {Strength.FULL, Strength.STRONG}:
        severity = Severity.WARNING
    elif claim.strength is Strength.PERMISSION and Restriction.NON_COMMERCIAL in license_.limits:
        severity = Severity.FAILURE if evidence.line is not None else Severity.WARNING
    else:
        return None
    return Raised(
        "A18",
        stated.meant(severity),
        text,
        (of_claim(claim), evidence),
        CORRECT,
        f"available data under {license_.name}",
    )


def _data_license(stated: Stated) -> tuple[License, Evidence] | None:
    """Return the license of the repository's own data set, with where it says so."""
    release = stated.release
    if not stated.claim.subject.own:
        return None
    data = [one for one in release.licenses if one.covers is terms.Covers.DATA]
    if len(data) == 1 and data[0].license is not None:
        return data[0].license, of_text(data[0])
    declared = release.declared
    page = next((file.text for file in release.documents if file.path == release.card_path), "")
    if declared is None or release.holds_weights or not OF_DATA.search(page[:4_000]):
        return None
    return declared.license, at(declared.path, declared.line, f"license: {declared.tag}")


def a19(case: Case) -> Iterator[Raised]:
    """The license is a PDF, or a page behind a link: unknown, and not missing."""
    release = case.release
    pointers = [one for one in release.licenses if one.found.certainty is Certainty.POINTER]
    pdf = sorted(path for path in release.paths or () if _is_pdf(path))[:1]
    if any(
        one.license is not None for one in release.licenses if one.covers is not terms.Covers.CODE
    ) or not (pointers or pdf):
        return
    evidence = of_text(pointers[0]) if pointers else at(pdf[0], 1, pdf[0])
    stating = [
        one
        for one in case.stated
        if one.claim.subject.own and one.names_license and terms.of_id(one.claim.license).osi_approved is True
    ]
    for stated in stating[:1]:
        text = (
            f"{states(stated)} The license text is {pdf[0] if pdf else 'behind a link'}, which was not read."
        )
        yield Raised(
            "A19",
            stated.meant(Severity.WARNING),
            text,
            (of_claim(stated.claim), evidence),
            "Add the license as a text file.",
        )
    if not stating:
        name = pdf[0] if pdf else pointers[0].path
        yield Raised(
            "A19",
            Severity.INFO,
            f"{short(name)}: the license text was not machine-read.",
            (evidence,),
            "Add the license as a text file.",
        )


def _is_pdf(path: str) -> bool:
    return bool(_PDF.search(path))


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {"A2": a2, "A13": a13, "A14": a14, "A15": a15, "A17": a17, "A18": of_claims(a18), "A19": a19}
)

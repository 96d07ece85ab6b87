"""Group B: places of one repository that speak of its license and have to agree.

What a change does to license texts, notices and package metadata is said by ``detectors.licensing`` (B3 and
B12 to B15 of a pull request); here are the places as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from detectors.licensing import headers, metadata, texts
from detectors.licensing.model import Certainty
from detectors.model import Evidence, Severity
from detectors.openness import terms
from detectors.openness.model import About, Demand, LicenseKind, Origin, Strength
from detectors.openness.raised import Raised, at, of_claim, of_declared, of_text, short, where
from detectors.openness.rules.case import Case, Rule, Stated
from detectors.openness.terms import Covers, LicenseText

_SAME: Final = "Write the same license in both places."
_LINKED: Final = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab|huggingface)\.(?:com"
    r"|co)/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100})/(?:blob|tree|raw|resolve)/",
    re.IGNORECASE,
)
_SHOWN: Final = re.compile(
    r"shields\.io/github/license/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100}?)(?:\.svg|[?#]|$)", re.IGNORECASE
)
_FILE: Final = re.compile(
    r"(?:\./)?(?P<path>(?:[\w.-]{1,80}/){0,4}[\w.-]{0,60}licen[sc]e[\w.-]{0,60})(?:[?#].*)?\Z", re.IGNORECASE
)
_COPYLEFT: Final = re.compile(r"(?:A|L)?GPL|MPL|EPL|EUPL|OSL|CDDL", re.IGNORECASE)
#: Words of whole license texts, which headers that only name a license do not have.
_GRANTS: Final = re.compile(
    r"permission is hereby granted|redistribution and use in source|permission to use, copy", re.IGNORECASE
)
_LIMITED: Final = re.compile(r"non-?commercial|research", re.IGNORECASE)
_MAX_SOURCES: Final = 200
_MAX_HEAD: Final = 6_000


def _own(case: Case, *origins: Origin, modified: bool = False) -> Iterator[Stated]:
    """Yield the claims of ``origins`` that name a license of the repository itself, or a ``modified`` one."""
    for stated in case.stated:
        claim = stated.claim
        names = claim.strength is Strength.LICENSE and claim.license and claim.subject.own
        changed = claim.license.startswith("LicenseRef-modified")
        if names and claim.origin in origins and not claim.path.startswith(":") and (modified or not changed):
            yield stated


def _texts(case: Case, about: About) -> list[LicenseText]:
    """Return the license files that what a claim is about may be under."""
    fits = {
        About.CODE: {Covers.CODE, Covers.ALL},
        About.MODEL: {Covers.WEIGHTS, Covers.ALL},
        About.WEIGHTS: {Covers.WEIGHTS, Covers.ALL},
        About.DATA: {Covers.DATA},
    }.get(about, {Covers.CODE, Covers.ALL, Covers.WEIGHTS})
    if about in {About.MODEL, About.WEIGHTS} and not case.release.is_model:
        fits = {Covers.WEIGHTS}
    return [text for text in case.release.licenses if text.covers in fits]


def _differs(said: str, texts: list[LicenseText]) -> bool:
    """Whether every text is identified, and none is the license ``said``."""
    ids = metadata.ids(said) or frozenset({said})
    return bool(texts) and all(text.ids and not _is_named(said, ids, text) for text in texts)


def _is_named(said: str, ids: frozenset[str], text: LicenseText) -> bool:
    """Whether the license ``said`` may be that of ``text``; "RAIL" is the name of a family."""
    rail = said == "OpenRAIL" and text.license is not None and terms.is_rail(text.license)
    return rail or metadata.agree(ids, _names(text))


def _names(text: LicenseText) -> frozenset[str]:
    """Return all names that a license text goes by."""
    own = text.license
    return text.ids | (frozenset({own.id, own.hub_tag, own.spdx}) if own else frozenset())


def _settled(case: Case, stated: Stated) -> bool:
    """Whether the same file names the right license elsewhere: then one of its sentences is about a part."""
    claim = stated.claim
    texts = _texts(case, claim.about)
    return any(
        other.claim.path == claim.path
        and other.claim.origin is claim.origin
        and not _differs(other.claim.license, texts)
        for other in _own(case, claim.origin)
        if other.claim.line != claim.line
    )


def b1(case: Case) -> Iterator[Raised]:
    """A sentence of a page at the top and the license file name different licenses; below, folders differ."""
    if case.release.unread:
        return
    for stated in _own(case, Origin.SENTENCE, Origin.TABLE):
        claim = stated.claim
        texts = _texts(case, claim.about)
        if "/" in claim.path or _is_of_row(stated) or _is_of_weights(case, claim.license):
            continue
        if _settled(case, stated):
            continue
        if _differs(claim.license, texts):
            if not _is_anywhere(case, claim.license):
                yield _beside("B1", _of_b1(case, stated), stated, texts[0])
        elif len(texts) == 1 and _is_changed(texts[0], claim.license):
            yield _beside("B1", Severity.WARNING, stated, texts[0])


def _is_anywhere(case: Case, said: str) -> bool:
    """Whether some license file, whatever it is for, is the license ``said``."""
    ids = metadata.ids(said) or frozenset({said})
    return any(text.ids and _is_named(said, ids, text) for text in case.release.licenses)


def _is_of_weights(case: Case, said: str) -> bool:
    """Whether the registry has ``said`` for the repository's own weights: the file is then the code's."""
    row = case.release.own.row if case.release.own else None
    return row is not None and metadata.family(row.weights.spdx) == metadata.family(said)


def _of_b1(case: Case, stated: Stated) -> Severity:
    """Return how much a sentence weighs: all where it speaks of the whole project and no file is unread.

    Where a model is published, "it" may be the weights, which a standard license for code may not cover.
    """
    held = case.release.licenses
    whole = stated.claim.about is About.PROJECT and _differs(stated.claim.license, list(held))
    limited = all(one.license is not None and one.license.osi_approved is False for one in held)
    return Severity.FAILURE if whole and (case.release.own is None or limited) else Severity.WARNING


def _is_changed(text: LicenseText, said: str) -> bool:
    """Whether a text resembles other licenses than the one that is named, and is surely none of them."""
    near = frozenset(text.found.resembles)
    return text.found.certainty in {Certainty.EXTRA_TERMS, Certainty.NEAR} and not metadata.agree(
        frozenset({said}), near
    )


def _is_of_row(stated: Stated) -> bool:
    """Whether a rule of group A speaks of the claim already."""
    held = stated.terms
    return stated.is_of_model and held is not None and held.osi_approved is False


def _beside(rule: str, severity: Severity, stated: Stated, text: LicenseText, more: str = "") -> Raised:
    claim = stated.claim
    said = (
        f'{where(claim)} states "{short(claim.words)}", and {short(text.path)} is {short(text.label)}.{more}'
    )
    wording = f"licensed under {short(text.label)}"
    fact = differs(claim.license, text.path)
    return Raised(rule, severity, said, (of_claim(claim), of_text(text)), _SAME, wording, fact=fact)


def differs(said: str, path: str) -> str:
    """Return the name of the fact that ``said`` is not the license in the file ``path``."""
    return f"{path} is not {said}"


def b2(case: Case) -> Iterator[Raised]:
    """A badge and the license file name different licenses."""
    if case.release.unread:
        return
    for stated in _own(case, Origin.BADGE):
        texts = _texts(case, stated.claim.about)
        if (
            "/" in stated.claim.path
            or not _differs(stated.claim.license, texts)
            or _foreign(case, stated)
            or _settled(case, stated)
        ):
            continue
        said = terms.of_id(stated.claim.license)
        closed = any(text.license is not None and text.license.osi_approved is False for text in texts)
        severity = Severity.FAILURE if said.osi_approved is True and closed else Severity.WARNING
        yield _beside("B2", severity, stated, texts[0])


def b3(case: Case) -> Iterator[Raised]:
    """Package metadata and the license file name different licenses."""
    texts = _texts(case, About.PROJECT)
    if case.release.unread:
        return
    for file in case.release.metadata:
        for one in metadata.stated(file):
            if (
                one.ids
                and texts
                and all(text.ids and not metadata.agree(one.ids, text.ids) for text in texts)
            ):
                said = (
                    f"{short(one.path)} says {short(one.text)}, and {short(texts[0].path)} is "
                    f"{short(texts[0].label)}."
                )
                yield Raised(
                    "B3", Severity.WARNING, said, (at(one.path, one.line, one.text), of_text(texts[0])), _SAME
                )


def b4(case: Case) -> Iterator[Raised]:
    """The hosting site shows a license that the text is not; NOASSERTION says nothing."""
    shown = case.release.hosted
    texts = _texts(case, About.PROJECT)
    if not shown or case.release.unread or shown.lower() in terms.NO_TAG or not _differs(shown, texts):
        return
    said = f"The hosting site shows {short(shown)}, and {short(texts[0].path)} is {short(texts[0].label)}."
    evidence = (of_text(texts[0]), Evidence("the hosting site's API", shown))
    yield Raised(
        "B4", Severity.WARNING, said, evidence, "Check what the site reads, and restore a text that it knows."
    )


def b5(case: Case) -> Iterator[Raised]:
    """The README links a license file that is not there."""
    release = case.release
    if release.paths is None:
        return
    for stated in case.stated:
        claim = stated.claim
        folder = claim.path.rpartition("/")[0]
        for link in claim.links:
            inside = _in_repository(case, link)
            found = _FILE.match(inside)
            if claim.strength is not Strength.LICENSE or not found or not claim.subject.own:
                continue
            # A whole address counts from the top of the repository, any other link from the page.
            path = f"{folder}/{found['path']}" if folder and inside == link else found["path"]
            if path in release.paths or any(other.startswith(f"{path}/") for other in release.paths):
                continue
            near = next((text.path for text in release.licenses), "")
            resolve = f"Link {short(near)}." if near else "Add the file, or change the link."
            said = f"{where(claim)} links {short(link)}, and we could not find that file."
            yield Raised("B5", Severity.INFO, said, (of_claim(claim),), resolve)


def _in_repository(case: Case, link: str) -> str:
    """Return the path that ``link`` shows of this repository's default branch, or the link itself."""
    found = _LINKED.match(link)
    if found is None or found["repo"].lower() != case.release.name.lower():
        return link
    branch, _, path = link[found.end() :].partition("/")
    return path if branch.lower() in {"main", "master", "head"} else link


def b6(case: Case) -> Iterator[Raised]:
    """Code and weights have license files of their own, and the README names one of them for all."""
    code = [text for text in case.release.licenses if text.covers is Covers.CODE and text.ids]
    weights = [text for text in case.release.licenses if text.covers is Covers.WEIGHTS and text.ids]
    if len(code) != 1 or len(weights) != 1 or code[0].ids == weights[0].ids:
        return
    own = list(_own(case, Origin.SENTENCE, Origin.BADGE, modified=True))
    for stated in own:
        claim = stated.claim
        named_ = [text for text in (code[0], weights[0]) if _is_said(claim.license, text)]
        others = [
            one
            for one in own
            if one is not stated and one.claim.path == claim.path and one.claim.license != claim.license
        ]
        if claim.about is not About.PROJECT or len(named_) != 1 or others:
            continue
        if all(_is_linked(case, claim.path, text) for text in (code[0], weights[0])):
            continue
        said = (
            f'{where(claim)} states "{short(claim.words)}"; there are two licenses, '
            f"{short(code[0].path)} and {short(weights[0].path)}."
        )
        wording = f"code under {short(code[0].label)}, weights under {short(weights[0].label)}"
        evidence = (of_claim(claim), of_text(code[0]), of_text(weights[0]))
        yield Raised("B6", Severity.WARNING, said, evidence, "Name both, and what each covers.", wording)
        return


def _is_said(said: str, text: LicenseText) -> bool:
    """Whether ``said`` names the license of ``text``; "modified MIT" names any changed MIT."""
    standard = said.partition("-modified-")[2]
    if standard:
        return text.license is not None and terms.is_modified(text.license, standard)
    return not _differs(said, [text])


def _is_linked(case: Case, path: str, text: LicenseText) -> bool:
    """Whether the page ``path`` names the license file ``text`` somewhere."""
    page = next((file for file in case.release.documents if file.path == path), None)
    return page is not None and text.path in page.text


def b7(case: Case) -> Iterator[Raised]:
    """A card's ``license`` and the license file, its ``license_name``, or a badge of the same page differ."""
    release, declared = case.release, case.release.declared
    if declared is None or not release.is_model or len(release.card.license) != 1:
        return
    ids = frozenset({declared.license.spdx, declared.license.id, declared.license.hub_tag})
    texts = [text for text in release.licenses if text.covers in {Covers.ALL, Covers.WEIGHTS}]
    if (
        texts
        and not release.unread
        and all(text.ids and not metadata.agree(ids, _names(text)) for text in texts)
    ):
        said = (
            f"{short(declared.path)} line {declared.line} says license: {short(declared.tag)}, and "
            f"{short(texts[0].path)} is {short(texts[0].label)}."
        )
        yield Raised("B7", Severity.WARNING, said, (of_declared(declared), of_text(texts[0])), _SAME)
    name = release.card.license_name
    other = terms.of_tag(name.text) if name else None
    ours = other is not None and bool(ids & {other.spdx, other.id, other.hub_tag})
    limited = name is not None and declared.license.osi_approved is True and _LIMITED.search(name.text)
    if name and not ours and (limited or (other and other.kind is not LicenseKind.UNKNOWN)):
        said = (
            f"{short(declared.path)} says license: {short(declared.tag)} and license_name: "
            f"{short(name.text)}."
        )
        evidence = (of_declared(declared), at(declared.path, name.line, f"license_name: {name.text}"))
        yield Raised(
            "B7",
            Severity.WARNING,
            said,
            evidence,
            "Use license: other with license_name, or take license_name out.",
        )
    for stated in _own(case, Origin.BADGE):
        claim = stated.claim
        if not texts and claim.path == declared.path and not metadata.agree(frozenset({claim.license}), ids):
            said = (
                f"{where(claim)} shows {short(claim.words)}, and line {declared.line} says license: "
                f"{short(declared.tag)}."
            )
            yield Raised("B7", Severity.WARNING, said, (of_claim(claim), of_declared(declared)), _SAME)


def b8(case: Case) -> Iterator[Raised]:
    """``license: other`` with neither name nor link nor file: nobody knows the license."""
    release = case.release
    value = next((one for one in release.card.license if one.text.strip().lower() == "other"), None)
    if (
        value is None
        or release.card.license_name
        or release.card.license_link
        or release.licenses
        or release.unread
    ):
        return
    said = (
        f"{short(release.card_path)} line {value.line} says license: other, and names no license "
        "(license_name, license_link, or a file)."
    )
    evidence = (at(release.card_path, value.line, f"license: {value.text}"),)
    yield Raised(
        "B8", Severity.WARNING, said, evidence, "Add license_name and license_link, or the license text."
    )


def b9(case: Case) -> Iterator[Raised]:
    """A model's card says no license, or ``unknown``, and no file does."""
    release = case.release
    if (
        not release.is_model
        or not release.card.readable
        or release.licenses
        or release.unread
        or release.weights is not None
    ):
        return
    value = next(iter(release.card.license), None)
    if value is not None and value.text.strip().lower() != "unknown":
        return
    place = release.card_path or next(iter(sorted(release.paths or ())), "the model")
    said = f"{short(place)} names no license for the model, and we could not find a license file."
    evidence = (
        at(
            place,
            value.line if value else 1,
            f"license: {value.text}" if value else "no license in the front matter",
        ),
    )
    yield Raised("B9", Severity.WARNING, said, evidence, "Name the license in the card, and add its text.")


#: "Released for research purposes" says what something is for; these words say what it is not.
_LIMITS: Final = re.compile(
    r"\bonly\b|\bsolely\b|exclusively|strictly|purely|limited|restricted|\bnon[- ]?commercial|\bnot\b"
    r"|n['’]t\b|\bno\b"
    r"|never|prohibit|forbid|forbidden|[^\x00-\x7f]",
    re.IGNORECASE,
)


def b10(case: Case) -> Iterator[Raised]:
    """A card's tag gives rights that words of the same card take away."""
    declared = case.release.declared
    if declared is None or not case.release.is_model:
        return
    approved = declared.license.osi_approved is True
    for stated in case.stated:
        claim = stated.claim
        if claim.strength is not Strength.RESTRICTION or not claim.subject.own or claim.path != declared.path:
            continue
        if claim.about not in {About.MODEL, About.WEIGHTS, About.PROJECT} or not approved:
            continue
        if claim.origin is Origin.SENTENCE and not _LIMITS.search(claim.words):
            continue
        gate = claim.origin is Origin.CARD
        said = (
            f"{short(declared.path)} line {declared.line} says license: {short(declared.tag)}, and line"
            f' {claim.line} says "{short(claim.words)}".'
        )
        severity = Severity.WARNING if gate else Severity.FAILURE
        evidence = (of_declared(declared), of_claim(claim))
        yield Raised(
            "B10",
            stated.meant(severity),
            said,
            evidence,
            "Name a license that says so, or take the condition out.",
        )
    yield from _policy_beside(case)


_POLICY: Final = re.compile(r"\bacceptable use (?:policy|addendum)\b", re.IGNORECASE)


def _policy_beside(case: Case) -> Iterator[Raised]:
    """A Creative Commons tag and an acceptable-use policy in the same card."""
    declared = case.release.declared
    if declared is None or not terms.is_creative_commons_limited(declared.license):
        return
    page = next((file for file in case.release.documents if file.path == declared.path), None)
    for number, line in enumerate(page.text.split("\n")[:2_000] if page else (), 1):
        if _POLICY.search(line):
            said = (
                f"{short(declared.path)} line {declared.line} says license: {short(declared.tag)}, and "
                f"line {number} adds an acceptable-use policy."
            )
            yield Raised(
                "B10",
                Severity.WARNING,
                said,
                (of_declared(declared), at(declared.path, number, line)),
                "Use license: other with a name for both together.",
            )
            return


def b11(case: Case) -> Iterator[Raised]:
    """A permissive tag, and neither the text nor a copyright notice comes with the model."""
    declared, release = case.release.declared, case.release
    if (
        declared is None
        or not release.is_model
        or release.paths is None
        or release.licenses
        or release.unread
    ):
        return
    if declared.license.kind is LicenseKind.PERMISSIVE:
        said = (
            f"{short(declared.path)} line {declared.line} says license: {short(declared.tag)}; its text"
            " and a copyright notice are not here."
        )
        yield Raised(
            "B11",
            case.severity_for(Demand.FOUNDATION),
            said,
            (of_declared(declared),),
            "Add the license text with your copyright line.",
        )


def b12(case: Case) -> Iterator[Raised]:
    """A file's license tag and the license text in the same file differ."""
    for file in case.release.sources[:_MAX_SOURCES]:
        head = file.text[:_MAX_HEAD]
        header = headers.read(head, file.path) if _GRANTS.search(head) else None
        if header is None or not header.expression:
            continue
        found = texts.identify(head)
        ids = metadata.ids(header.expression)
        held = frozenset(found.ids) if found.certain and not found.notice else frozenset()
        if ids and held and not metadata.agree(ids, held):
            apart = bool(_COPYLEFT.match(min(ids))) != bool(_COPYLEFT.match(min(held)))
            said = (
                f"{short(file.path)} line {header.line} says {short(header.expression)}, and the "
                f"license text in it is {short(found.label)}."
            )
            severity = Severity.FAILURE if apart else Severity.WARNING
            yield Raised("B12", severity, said, (at(file.path, header.line, header.quote),), _SAME)


def b15(case: Case) -> Iterator[Raised]:
    """A license text is nearly a standard one, and not equal to it."""
    for text in case.release.licenses:
        compared = text.found.compared
        if text.found.certainty is Certainty.NEAR and compared is not None:
            words = "; ".join(
                f'"{short(one.canonical)}" became "{short(one.text)}"' for one in compared.changes[:3]
            )
            said = (
                f"{short(text.path)} is nearly {compared.id}, and differs in {compared.total} "
                f"{'place' if compared.total == 1 else 'places'}: {words}."
            )
            places = tuple(at(text.path, one.line, one.text or one.canonical) for one in compared.changes[:3])
            yield Raised(
                "B15",
                Severity.WARNING,
                said,
                places or (of_text(text),),
                f"Restore the text of {compared.id}.",
            )


def b16(case: Case) -> Iterator[Raised]:
    """A badge that shows or links the license of another repository."""
    for stated in case.stated:
        claim = stated.claim
        other = _foreign(case, stated)
        if claim.origin is Origin.BADGE and claim.strength is Strength.LICENSE and other:
            theirs, ours = other.lower().split("/"), case.release.name.lower().split("/")
            same = theirs[0] == ours[0] or theirs[1] == ours[1]
            severity = Severity.INFO if same else Severity.WARNING
            said = (
                f"{where(claim)} shows or links the license of {short(other)}; this repository is "
                f"{short(case.release.name)}."
            )
            yield Raised(
                "B16", severity, said, (of_claim(claim),), f"Link the license of {short(case.release.name)}."
            )


def _foreign(case: Case, stated: Stated) -> str:
    """Return the repository whose license a badge shows or links, where it is not this one."""
    own = case.release.name.lower()
    for link in stated.claim.links if own.count("/") == 1 else ():
        found = _SHOWN.search(link) or _LINKED.match(link)
        if found and found["repo"].lower() != own:
            return found["repo"]
    return ""


def b17(case: Case) -> Iterator[Raised]:
    """The title of a license text is a standard one, and the text below it is not that license."""
    for text in case.release.licenses:
        compared = text.found.compared
        if text.found.certainty is Certainty.TITLE_ONLY and compared is not None:
            said = (
                f"{short(text.path)} has the title of {compared.id}, and its text does not match it "
                f"({compared.kept:.0%} of the words are there). The license is treated as unknown."
            )
            yield Raised(
                "B17",
                Severity.WARNING,
                said,
                (of_text(text),),
                f"Restore the text of {compared.id}, or give the license a name of its own.",
            )


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "B1": b1,
        "B2": b2,
        "B3": b3,
        "B4": b4,
        "B5": b5,
        "B6": b6,
        "B7": b7,
        "B8": b8,
        "B9": b9,
        "B10": b10,
        "B11": b11,
    }
    | {"B12": b12, "B15": b15, "B16": b16, "B17": b17}
)
#: Said by ``detectors.licensing`` where a change is judged: one finding for one fact. B13 and B14 are about
#: changes
#: alone and stand only there.
LICENSING: Final = frozenset({"B3", "B12", "B13", "B14", "B15", "B17"})

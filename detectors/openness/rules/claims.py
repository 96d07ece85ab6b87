"""Group A: what a claim says of a license, beside the license.

Each rule takes one claim. Those that speak of the same fact exclude each other: the most special one says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final

from detectors.licensing import metadata
from detectors.model import Severity
from detectors.openness import terms
from detectors.openness.model import (
    About,
    Claim,
    Component,
    Demand,
    Presence,
    Restriction,
    Row,
    Strength,
    Verdict,
)
from detectors.openness.raised import (
    Raised,
    asks,
    named,
    of_claim,
    of_row,
    of_terms,
    open_weights,
    says,
    short,
    where,
    who,
)
from detectors.openness.registry import registry
from detectors.openness.rules.case import Case, Rule, Stated, of_claims
from detectors.openness.terms import Terms

#: Weights that somebody at the publisher hands out one by one (rule A5): LLaMA 1 and AlphaFold 3 had a form
#: that people
#: read; https://github.com/google-deepmind/alphafold3 says so of its weights.
_ON_REQUEST: Final = frozenset({"llama1", "af3"})
_HINDERS_SALE: Final = frozenset({Restriction.NON_COMMERCIAL, Restriction.NON_PRODUCTION})
_CAPS: Final = frozenset({Restriction.REVENUE_CAP, Restriction.MAU_CAP})
_COMMERCIAL: Final = re.compile(r"commerc|商|상업", re.IGNORECASE)
_ANYBODY: Final = re.compile(r"\bfree\b|\bany\b|\ball\b|unrestricted|免费|無料|무료", re.IGNORECASE)
_OSI_WORDS: Final = re.compile(r"\bOSI[ -](?:approved|certified|compliant)", re.IGNORECASE)
#: "All open-source models in this repository", "Model Open Source License"; and not "inspired by open source
#: licenses".
CALLS_ITSELF: Final = re.compile(
    r"\bopen[ -]?sourced?[ \t]+(?:[\w-]+[ \t]+){0,2}?"
    r"(?:models?|licen[sc]e|agreement|framework|software|weights)\b"
    r"|开源(?:模型|协议|许可)",
    re.IGNORECASE,
)
_SIZE: Final = re.compile(r"\d(?:\.\d)?\s?[BMbm]\b")
#: The sentence says itself that there are limits, or what has to be done first.
_CONDITIONS: Final = re.compile(
    r"\b(?:restrict\w+|conditions?|subject to|except|provided that|otherwise|questionnaire"
    r"|regist(?:er|ration)\w*|(?:must|need to|should|have to) (?:follow|comply|agree|obtain|request|apply)"
    r"|after (?:\w+ ){0,3}(?:approval|permission|application|form))\b"
    r"|申请|申請|登记|登記|填写|遵守|遵循|授权|同意|신청|등록|준수|허가",
    re.IGNORECASE,
)
_OF_WEIGHTS: Final = re.compile(
    r"\b(?:community|model|research|user)[ -](?:licen[sc]e|agreement)|\blicen[sc]e agreement"
    r"|许可协议|模型许可|모델 라이선스",
    re.IGNORECASE,
)
CORRECT: Final = "Change the sentence, or point to the license that allows it."
_MAX_LISTED: Final = 5


def raised(
    rule: str, stated: Stated, severity: Severity, text: str, wording: str = "", resolve: str = CORRECT
) -> Raised:
    """Return what a rule of claims raises: the claim, and what says the terms, as evidence."""
    evidence = (of_claim(stated.claim), *(of_terms(stated.terms) if stated.terms else ()))
    if not stated.terms and stated.row is not None:
        evidence = (*evidence, of_row(stated.row))
    return Raised(rule, severity, text, evidence, resolve, wording, fact=_fact(stated))


def _fact(stated: Stated) -> str:
    """Return the name of the fact that a model with this license is called open, for one finding on it."""
    if stated.terms is None or not stated.is_open or stated.claim.path.startswith(":"):
        return ""
    row = stated.terms.row.family if stated.terms.row and not stated.claim.subject.own else ""
    return f"open: {stated.terms.own.id} {row}"


def calls(stated: Stated) -> str:
    """Return what a text calls a model, as a sentence."""
    claim = stated.claim
    what = "the weights of " if claim.about is About.WEIGHTS else ""
    return f'{where(claim)} calls {what}{who(claim.subject)} "{short(claim.words)}".'


def states(stated: Stated) -> str:
    """Return which license a text states, as a sentence."""
    return f'{where(stated.claim)} states "{short(stated.claim.words)}" for {who(stated.claim.subject)}.'


def _special(stated: Stated) -> bool:
    """Whether another rule of the group says why the words and the license differ."""
    if stated.terms is None or stated.is_closed or _by_base(stated):
        return True
    own = stated.terms.own
    return (
        terms.is_rail(own)
        or own.spdx.upper().startswith("CC")
        or calls_itself_open(stated.terms)
        or bool(_matching(stated))
    )


def _by_base(stated: Stated) -> bool:
    """Whether only the license of a base model restricts: rule C1 says so."""
    return (
        stated.terms is not None and stated.terms.own.osi_approved is True and len(stated.terms.licenses) > 1
    )


def _is_not_open(stated: Stated) -> bool:
    return stated.terms is not None and stated.terms.osi_approved is False


def a1(stated: Stated) -> Raised | None:
    """A model is called open source, or given a license that OSI approved, and its license is none of
    those.
    """
    if not _is_not_open(stated) or _special(stated):
        return None
    assert stated.terms is not None  # noqa: S101 - for the type checker
    if stated.is_open:
        text = f"{calls(stated)} {says(stated.terms)} OSI has not approved it."
    elif (
        _states_approved(stated)
        and not _extended(stated)
        and not _is_of_code(stated)
        and not _names_the_other(stated)
    ):
        text = f"{states(stated)} {says(stated.terms)}"
    else:
        return None
    return raised("A1", stated, stated.weigh(Severity.FAILURE, lowers=True), text, open_weights(stated.terms))


def _states_approved(stated: Stated) -> bool:
    """Whether it names a license that OSI approved, which is not the one that the model is under."""
    if not stated.names_license or stated.terms is None:
        return False
    said = terms.of_id(stated.claim.license)
    return said.osi_approved is True and not _agrees(stated)


def _agrees(stated: Stated) -> bool:
    """Whether the license that the claim names is one of those that bind."""
    assert stated.terms is not None  # noqa: S101 - for the type checker
    said = metadata.family(stated.claim.license)
    return any(said in {metadata.family(one.spdx), one.id, one.hub_tag} for one in stated.terms.licenses)


def _names_the_other(stated: Stated) -> bool:
    """Whether the same sentence names the license of the weights as well: it says that both hold."""
    assert stated.terms is not None  # noqa: S101 - for the type checker
    rest = stated.claim.quote.replace(stated.claim.words, " ")
    return stated.terms.own.name.lower() in rest.lower() or bool(_OF_WEIGHTS.search(rest))


def a3(stated: Stated) -> Raised | None:
    """ "Fully open", and training code or data information are not released."""
    lacking = _lacking(stated)
    if stated.claim.strength is not Strength.FULL or not lacking or stated.terms is None:
        return None
    text = (
        f"{calls(stated)} The license allows that; {' and '.join(lacking)} could not be found "
        f"({_row_words(stated)})."
    )
    severity = stated.weigh(Severity.WARNING, lowers=True)
    return raised(
        "A3", stated, severity, text, open_weights(stated.terms), "Say what is released, or release the rest."
    )


def a4(stated: Stated) -> Raised | None:
    """ "Open source" under a license that OSI approved, with components missing: OSAID asks for more."""
    lacking = _lacking(stated)
    if stated.claim.strength is not Strength.STRONG or not lacking or stated.terms is None:
        return None
    text = (
        f"{calls(stated)} OSI's definition for AI asks also for {' and '.join(lacking)}, which could "
        f"not be found ({_row_words(stated)})."
    )
    return raised(
        "A4",
        stated,
        Severity.INFO,
        text,
        open_weights(stated.terms),
        "Nothing has to change; the wording may be closer.",
    )


def _a4(case: Case) -> Iterator[Raised]:
    """A4 of each claim; a warning where the project demands OSAID of what it calls open source."""
    for stated in case.stated:
        if found := a4(stated):
            demanded = Demand.OSAID in case.demands
            severity = stated.weigh(Severity.WARNING, lowers=True) if demanded else Severity.INFO
            yield replace(found, severity=severity)


def _lacking(stated: Stated) -> list[str]:
    """Return what OSAID asks for beside an approved license, and the registry says is not released."""
    row = stated.row
    if not stated.is_open or row is None or stated.terms is None or stated.terms.osi_approved is not True:
        return []
    wanted = {Component.TRAINING_CODE: "training code", Component.DATA_INFO: "data information"}
    return [name for component, name in wanted.items() if row.components[component] is Presence.NO]


def _row_words(stated: Stated) -> str:
    row = stated.row
    return f"registry row {row.family}, as of {row.as_of.isoformat()}" if row else ""


def a5(stated: Stated) -> Raised | None:
    """ "Open weights", and no weights can be had, or only on request."""
    if not stated.is_of_model or stated.claim.strength is not Strength.WEAK:
        return None
    if stated.is_closed:
        text = f"{calls(stated)} We could not find published weights ({_row_words(stated)})."
        return raised("A5", stated, stated.weigh(Severity.FAILURE), text, "available as a hosted service")
    gate = stated.release.gated if stated.claim.subject.own else ""
    if stated.terms is None or not (gate or Restriction.GATED in stated.terms.restrictions):
        return None
    asked = gate == "manual" or any(one.id in _ON_REQUEST for one in stated.terms.licenses)
    severity = stated.weigh(Severity.WARNING if asked else Severity.INFO)
    wording = "weights on request" if asked else "open weights after registration"
    said = f" The hub gives access {'one by one' if asked else 'to whoever agrees to terms'}." if gate else ""
    return raised("A5", stated, severity, f"{calls(stated)} {says(stated.terms)}{said}", wording)


def a6(stated: Stated) -> Raised | None:
    """Something is said to be allowed that the license limits."""
    claim, held = stated.claim, stated.terms
    if claim.strength is not Strength.PERMISSION or held is None or claim.about is About.DATA:
        return None
    if _CONDITIONS.search(claim.quote.replace(claim.words, " ")):
        return None
    limits = set(held.limits)
    if _COMMERCIAL.search(claim.words):
        limits &= _HINDERS_SALE | _CAPS
    if not limits:
        return None
    only_caps = bool(_COMMERCIAL.search(claim.words)) and not limits & _HINDERS_SALE
    # Under a limit of users or revenue "commercial use" is allowed to most: worth knowing, no more.
    severity = Severity.INFO if only_caps and not _ANYBODY.search(claim.words) else Severity.FAILURE
    text = f'{where(claim)} says "{short(claim.words)}" of {who(claim.subject)}. {says(held)}'
    ordered = [one for one in Restriction if one in limits]
    return raised(
        "A6", stated, stated.weigh(severity), text, f"use under the {named(held)}, with {asks(ordered)}"
    )


def a7(stated: Stated) -> Raised | None:
    """A standard license is named, and the text is that one with clauses added."""
    if not stated.names_license or not _extended(stated) or _says_modified(stated.claim):
        return None
    assert stated.terms is not None  # noqa: S101 - for the type checker
    text = f"{states(stated)} The text has clauses beyond {short(stated.claim.license)}. {says(stated.terms)}"
    spdx = stated.terms.own.spdx
    return raised(
        "A7",
        stated,
        stated.weigh(Severity.FAILURE),
        text,
        f"{named(stated.terms)} ({spdx})",
        "Name the license by its own name.",
    )


def _extended(stated: Stated) -> bool:
    held, said = stated.terms, stated.claim.license
    if held is None or not said or said.startswith("LicenseRef") or not held.restrictions:
        return False
    return terms.is_modified(held.own, said) or (held.text is not None and terms.is_extended(held.text, said))


def _says_modified(claim: Claim) -> bool:
    return bool(re.search(r"modif|修改|改|plus|extra|rider", claim.words + claim.license, re.IGNORECASE))


def a8(stated: Stated) -> Raised | None:
    """A license is stated for the model, and it is that of the code only."""
    if (
        not stated.names_license
        or not _is_not_open(stated)
        or _extended(stated)
        or stated.is_closed
        or _is_size(stated)
    ):
        return None
    assert stated.terms is not None  # noqa: S101 - for the type checker
    if _agrees(stated) or not _is_of_code(stated) or _names_the_other(stated):
        return None
    weights = says(stated.terms, "The license of the weights")
    text = f"{states(stated)} That license covers the code. {weights}"
    said = short(stated.claim.license)
    wording = f"code under {said}, weights under the {named(stated.terms)}"
    return raised(
        "A8",
        stated,
        stated.weigh(Severity.FAILURE),
        text,
        wording,
        "Name both licenses, and what each covers.",
    )


def _is_of_code(stated: Stated) -> bool:
    """Whether the license that a claim names is that of the model's code."""
    row, said = stated.row, metadata.family(stated.claim.license)
    code = registry().licenses.get(row.code_license) if row is not None else None
    if code is not None and metadata.family(code.spdx) == said:
        return True
    own = stated.release.code if stated.claim.subject.own else ()
    text = stated.terms.text if stated.terms else None
    return any(one is not text and said in {metadata.family(name) for name in one.ids} for one in own)


def a9(stated: Stated) -> Raised | None:
    """A model without published weights is called open, or given a license."""
    row = stated.row
    if row is None or not stated.is_closed or not (stated.is_open or stated.names_license):
        return None
    others = [
        one.family
        for one in registry().rows
        if one.publisher == row.publisher and one.components[Component.WEIGHTS] is Presence.YES
    ]
    near = [
        name for name in others if name.split("-")[0].split(" ")[0].lower()[:4] == row.family.lower()[:4]
    ][:_MAX_LISTED]
    more = f" Models of {row.publisher} with open weights: {', '.join(near)}." if near else ""
    said = calls(stated) if stated.is_open else states(stated)
    text = f"{said} We could not find published weights ({_row_words(stated)}).{more}"
    return raised("A9", stated, stated.weigh(Severity.FAILURE), text, "available as a hosted service")


def a10(stated: Stated) -> Raised | None:
    """A statement that fits some sizes or variants of a family, and not the one that is named."""
    if (
        stated.terms is None
        or stated.is_closed
        or not (stated.is_open or stated.names_license)
        or _extended(stated)
    ):
        return None
    matching = [] if _by_base(stated) else _matching(stated)
    if matching and stated.names_license and _is_of_code(stated) and not _is_size(stated):
        return None
    if matching:
        said = calls(stated) if stated.is_open else states(stated)
        text = (
            f"{said} {says(stated.terms)} It fits others of the family: {', '.join(matching[:_MAX_LISTED])}."
        )
        gravest = Severity.FAILURE if _SIZE.search(stated.claim.subject.name) else Severity.WARNING
        severity = stated.weigh(gravest, lowers=stated.is_open)
        return raised(
            "A10", stated, severity, text, f"{who(stated.claim.subject)}: {open_weights(stated.terms)}"
        )
    apart = _apart(stated)
    if not apart:
        return None
    said = calls(stated) if stated.is_open else states(stated)
    text = (
        f"{said} It fits most of the family, and not {', '.join(apart[:_MAX_LISTED])} ({_row_words(stated)})."
    )
    return raised("A10", stated, Severity.INFO, text, resolve="Name the sizes or variants that it holds for.")


def _is_size(stated: Stated) -> bool:
    """Whether the model is one size of a family of which other sizes are what the claim says."""
    return stated.row is not None and bool(_SIZE.search(stated.row.family)) and bool(_matching(stated))


def _fits(row: Row, claim: Claim) -> bool:
    if row.osi_approved is not True:
        return False
    return claim.strength is not Strength.LICENSE or metadata.family(row.weights.spdx) == metadata.family(
        claim.license
    )


def _matching(stated: Stated) -> list[str]:
    """Return the variants for which the claim holds, where it does not hold for the one it names."""
    row = stated.row
    if row is None or stated.terms is None or stated.terms.osi_approved is not False:
        return []
    if stated.claim.strength is Strength.LICENSE and _agrees(stated):
        return []
    return [one.family for one in _siblings(row) if _fits(one, stated.claim)]


def _apart(stated: Stated) -> list[str]:
    """Return the variants for which a claim on the family does not hold, where the name leaves the size
    open.
    """
    row = stated.row
    if row is None or not _fits(row, stated.claim) or _SIZE.search(stated.claim.subject.name):
        return []
    return [one.family for one in _siblings(row) if one.osi_approved is False and _SIZE.search(one.family)]


def _siblings(row: Row) -> list[Row]:
    """Return the other sizes and variants of the same version: rows of the publisher that share its stem.

    A name under which a publisher has models of all kinds ("DeepSeek") makes no family.
    """
    stem = _stem(row.family)
    held = [one for one in registry().rows if one is not row and _stem(one.family) == stem]
    if any(
        one.names_no_version and one.verdict is Verdict.UNKNOWN and not any(map(str.isdigit, stem))
        for one in (row, *held)
    ):
        return []
    return [one for one in held if one.publisher == row.publisher]


@cache
def _stem(family: str) -> str:
    """Return the name and version of a family, without size and variant ("qwen2.5" of "Qwen2.5-3B")."""
    found = re.match(r"[a-z]+(?:[ .-]?[a-z]?\d+(?:\.\d+)*(?![\d.]*\s?[bm]\b))?", family.lower())
    return re.sub(r"[ .-]", "", found[0]) if found else family.lower()


def a11(stated: Stated) -> Raised | None:
    """A license of the RAIL family is called open source."""
    if not stated.is_open or stated.terms is None or not terms.is_rail(stated.terms.own):
        return None
    text = (
        f"{calls(stated)} {says(stated.terms)} Whoever passes the model on has to pass the forbidden "
        "uses on as well."
    )
    return raised(
        "A11", stated, stated.weigh(Severity.FAILURE, lowers=True), text, open_weights(stated.terms)
    )


def a12(stated: Stated) -> Raised | None:
    """Creative Commons without commercial use called open; a content license called OSI-approved."""
    if stated.terms is None or not stated.is_of_model:
        return None
    own = stated.terms.own
    if stated.is_open and terms.is_creative_commons_limited(own):
        severity = stated.weigh(Severity.FAILURE, lowers=True)
        return raised(
            "A12", stated, severity, f"{calls(stated)} {says(stated.terms)}", open_weights(stated.terms)
        )
    if (
        terms.is_content(own)
        and _OSI_WORDS.search(stated.claim.quote)
        and (stated.is_open or stated.names_license)
    ):
        text = (
            f"{where(stated.claim)} says OSI-approved of {who(stated.claim.subject)}. "
            f"{says(stated.terms)} It is not on OSI's list."
        )
        return raised("A12", stated, stated.weigh(Severity.WARNING), text, f"weights under {own.spdx}")
    return None


def a16(stated: Stated) -> Raised | None:
    """A program is called a model, or a model a program."""
    row = stated.claim.subject.row
    if stated.claim.strength is Strength.PROGRAM and row is not None:
        return _model_as_program(stated, row)
    if stated.claim.strength is not Strength.KIND or row is None or row.verdict is not Verdict.NOT_A_MODEL:
        return None
    text = (
        f"{where(stated.claim)} calls {who(stated.claim.subject)} a model. It is a program of "
        f"{row.publisher}, under {row.weights.name} ({_row_words(stated)})."
    )
    return raised(
        "A16",
        stated,
        stated.weigh(Severity.WARNING),
        text,
        f"{who(stated.claim.subject)}, a program under {row.weights.name}",
    )


def _model_as_program(stated: Stated, row: Row) -> Raised:
    license_ = f", under {named(stated.terms)}" if stated.terms is not None else ""
    text = (
        f'{where(stated.claim)} says of {who(stated.claim.subject)} that it "{short(stated.claim.words)}". '
        f"It is a model of {row.publisher}{license_} ({_row_words(stated)})."
    )
    wording = f"{who(stated.claim.subject)}, a model{license_}"
    return raised("A16", stated, stated.weigh(Severity.WARNING), text, wording)


def calls_itself_open(held: Terms) -> bool:
    """Whether the text of a license that OSI has not approved has the words "open source"."""
    text = held.text
    return (
        text is not None and held.own.osi_approved is False and bool(CALLS_ITSELF.search(text.text[:20_000]))
    )


def t6(stated: Stated) -> Raised | None:
    """A name that leaves the version open: ask, do not judge."""
    row = stated.row
    if (
        row is None
        or not row.names_no_version
        or row.verdict is not Verdict.UNKNOWN
        or not (stated.is_open or stated.names_license)
    ):
        return None
    text = (
        f"{calls(stated) if stated.is_open else states(stated)} Versions of it have different licenses:"
        " which one is meant?"
    )
    return raised("T6", stated, Severity.INFO, text, resolve="Name the version.")


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "A1": of_claims(a1),
        "A3": of_claims(a3),
        "A4": _a4,
        "A5": of_claims(a5),
        "A6": of_claims(a6),
        "A7": of_claims(a7),
        "A8": of_claims(a8),
        "A9": of_claims(a9),
        "A10": of_claims(a10),
        "A11": of_claims(a11),
        "A12": of_claims(a12),
        "A16": of_claims(a16),
        "T6": of_claims(t6),
    }
)

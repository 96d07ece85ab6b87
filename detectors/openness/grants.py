"""The words by which a license is given: what stands before the name of a license, and where its subject is.

A license is given by a link word right before its name ("under", "is", "comply with", a label's colon); what
it is given to stands before the verb of that clause, behind a verb of releasing ("we release the weights
under …"), or behind "for".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.openness.wording import ADVERBS
from detectors.openness.wording import words as _set

#: How far before the name of a license its link word is looked for, in characters.
REACH: Final = 300
_MAX_FILLERS: Final = 14

_TOKEN = re.compile(r"[\w+'’/.-]*[\w+]|[;:：|!?。；—–]")
#: Words between a link word and the name: "under the terms of the very permissive".
_FILLERS: Final = _set(
    """the a an its our their his own this that following permissive restrictive restricted commercial
    non-commercial noncommercial custom specific separate special research research-only academic standard
    open-source open source free software terms term conditions condition and of or version same dual both
    either new modified simplified copyleft very liberal osi-approved osi approved code model models weights
    weight data dataset license licence licenses licences licensed agreement called named known content
    revised updated more less popular well-known community public creative commons respective original
    corresponding any all commercially friendly business-friendly project's model's text full provided
    detailed two three different family policy la le el der die licencia lizenz licença lisensi so-called
    non-exclusive worldwide royalty-free also
    now currently hereby only strictly primarily jointly base underlying
    newly entirely fully and/or bespoke added"""
)
#: Link words that need no other.
_LINKS: Final = _set(
    """under via follow follows following followed adopt adopts adopted inherit inherits inherited use uses
    used using accepted carry carries has have is are be remain remains requires require accept
    accepts respect respects
    observe observes bears licensed licenced see consult review apply applying unter bajo sob sous"""
)
#: Link words that need one of these before them, within three words.
_PAIRS: Final = {
    "by": _set(
        "governed covered protected licensed bound abide abides abiding regulated prohibited permitted"
        " allowed"
    ),
    "with": _set(
        "comply complies complying compliance accordance licensed released come comes shipped distributed"
        " line models model weights provided available accord conformity published"
    ),
    "to": _set(
        "subject adhere adheres adhering adherence according agree agreeing conform conforms bound refer"
        " refers"
        " pursuant"
        " respond switched changed moved"
    ),
    "in": _set("found described stated specified detailed listed available outlined terms given noted"),
    "at": _set("found available described listed see check"),
    "on": _set("available based"),
    "as": _set("licensed released distributed published licenced"),
    "for": _set(""),
}
_SEE: Final = _set("see consult refer refers check read review")
_FINITE = re.compile(
    r"\b(?:(?:is|are|was|were|be|been|being|remains?|comes?|falls?|has been|have been|must|should"
    r"|shall|may|can|will"
    r"|needs? to|follows|uses|adopts|inherits|requires|has|have|carries|bears|contains?|includes?"
    r"|comprises|consists|bundles?|vendors|incorporates?|depends)\b)",
    re.IGNORECASE,
)
#: "… provided that they comply", with the license that follows.
_KEEPING = re.compile(r"\b(?:comply|abide|adhere|agree|conform)\W*$", re.IGNORECASE)
_MADE = re.compile(
    r"\s+(?:\w+ly\s+)?(?:pre-?)?(?:trained|built|based|evaluated|fine-?tuned|derived|written|tested"
    r"|developed|adapted|ported"
    r"|forked|taken|copied|filtered|initialized|converted)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"must|should|shall|may|can|will|needs? to", re.IGNORECASE)
#: What is said to have to be done by a license.
_DONE: Final = _set(
    """be comply follow adhere abide conform agree respect observe obey accept fall remain use find fine-tune
    redistribute modify copy distribute share reuse
    need only download access continue read consult refer see check come"""
)
_RELEASING = re.compile(
    r"\b(?:releas(?:e[ds]?|ing)|publish(?:e[ds]|ing)?|open[- ]?sourc(?:e[ds]?|ing)|provid(?:e[ds]?|ing)"
    r"|shar(?:e[ds]?|ing)|distribut(?:e[ds]?|ing)|licens(?:e[ds]?|ing)|offer(?:s|ed|ing)?|made|make|making"
    r"|a licen[sc]e to|announc(?:e[ds]?|ing)|introduc(?:e[ds]?|ing)|upload(?:ed|s)?|relicens(?:e[ds]?"
    r"|ing)|use|using|access"
    r"|modify|redistribute|download)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"\b(?:licen[sc]ed|released|distributed|available|provided|published|shared|offered|open[- ]?sourced"
    r"|governed|covered|subject|redistributed|made)\b",
    re.IGNORECASE,
)
_LAST_PARTICIPLE = re.compile(
    r"\b(?:licen[sc]ed|released|distributed|available|provided|published|shared)\s*$", re.IGNORECASE
)
_ADVERBS: Final = ADVERBS | _set("hereby dual being open source open-source")
_WITHIN = re.compile(r"\b(?:of|for|from|on|in|with|by|using|that|which|to)\b", re.IGNORECASE)
#: "For the code, comply with …".
_FOR = re.compile(
    r"^\W*(?:for|regarding|as for|concerning)\s+(?!(?:all|more|further|full|any|details|those|you"
    r"|each|your|commercial|academic|additional)\b)(?P<what>[^,:;]{2,80})\s*[,:]",
    re.IGNORECASE,
)
#: Where a clause of its own begins.
_CLAUSE = re.compile(
    r"[;。；!?]|\.\s|:\s+(?=[A-Z./])|,?\s+\b(?:while|whereas|but|although|though|because|unless"
    r"|except|so that)\b|\s[–—]\s"
    r"|,\s+and\s+(?=(?:the|all|our|any|its|it|this|these|your|you|we)\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\W*(?:please\s+)?(?:note|be aware|keep in mind)\s+that\s+", re.IGNORECASE)
_RELATIVE = re.compile(r",?\s+\b(?:which|that|who|whose|where)\b", re.IGNORECASE)
#: "We release deltas to comply with …" says why.
_AIM = re.compile(
    r"(?<!have )(?<!has )(?<!need )(?<!needs )(?<!required )(?<!asked )(?<!requested )"
    r"(?<!agree )(?<!ought )(?<!obliged )"
    r"\b(?:(?:in order|so as) )?to comply\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<what>[^:：|;]{1,120}?)\s*[:：]\s*[\s\[(【《\"“'*]*$")
#: What is no label: "the code is under the following:".
_SENTENCE = re.compile(
    r"\b(?:is|are|under|comply|follow|licensed under)\b(?! (?:available|at|found|here)\b)", re.IGNORECASE
)
#: "The license of … can be found at".
_IN_BRACKET = re.compile(r"\bopen[- ]?sourced?\s*\(\s*(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """How a license is joined to its subject: ``zone`` is where the subject is looked for, in the text."""

    start: int
    end: int
    #: The words are "see" and the like: they give nothing by themselves.
    see: bool = False
    #: The words are a label and its colon.
    label: bool = False
    #: What is looked for stands right before the end of the zone: "Acme, which is under …".
    near: bool = False


def link(text: str, place: int, floor: int) -> Link | None:
    """Return where the subject of the license at ``place`` is, not before ``floor``; None for no link."""
    floor = max(floor, place - REACH)
    before = text[floor:place]
    if found := _IN_BRACKET.search(before):
        return _finite(text, floor, floor + found.start(), see=False)
    if (found := _labeled(before)) and not _SENTENCE.search(found["what"]):
        return Link(floor + found.start("what"), floor + found.end("what"), label=True)
    word = _word(before)
    if word is None:
        return None
    start, see = word
    if one := _FOR.match(before):
        return Link(floor + one.start("what"), floor + one.end("what"), see)
    return _finite(text, floor, floor + start, see)


def _labeled(before: str) -> re.Match[str] | None:
    if not re.search(r"[:：]\s*[\s\[(【《\"“'*]*(?:(?:the|a|an)\s+)?$", before) or "://" in before[-12:]:
        return None
    return _LABEL.search(re.sub(r"(?:the|a|an)\s+$", "", before, flags=re.IGNORECASE))


def _word(before: str) -> tuple[int, bool] | None:
    """Return where the link word right before the end begins, and whether it is "see"."""
    tokens = [(found[0].lower(), found.start()) for found in _TOKEN.finditer(before)][-24:]
    at = len(tokens) - 1
    skipped = 0
    if tokens and tokens[-1][0] in ":：":
        at -= 1
    while at >= 0 and skipped <= _MAX_FILLERS:
        word, start = tokens[at]
        near = {one for one, _ in tokens[max(0, at - 4) : at]}
        if word in _LINKS and not (word in _FILLERS and not (near or at)):
            if word in {"licensed", "licenced"} and not near & {"is", "are", "be", "been", "dual"} and at:
                at, skipped = at - 1, skipped + 1
                continue
            return start, word in _SEE
        if word in _PAIRS and near & _PAIRS[word]:
            if word == "with" and _AIM.search(before[:start]):
                return None
            return start, bool(near & _SEE)
        if word not in _FILLERS and not word.endswith(("'s", "’s")) and not word.replace(".", "").isdigit():
            return None
        at, skipped = at - 1, skipped + 1
    return None


def _finite(text: str, floor: int, end: int, see: bool) -> Link | None:
    """Return where the subject of the clause is that ends at ``end`` with a link word."""
    start = floor
    for found in _CLAUSE.finditer(text, floor, end):
        listed = " and " in found[0] and not _FINITE.search(text, start, found.start())
        if text[found.end() : end].strip() and not listed:
            start = found.end()
    if noted := _NOTE.match(text[start:end]):
        start += noted.end()
    zone = text[start:end]
    verbs = list(_FINITE.finditer(zone))
    relative = None
    for relative in _RELATIVE.finditer(zone):  # noqa: B007 - the last one counts
        pass
    if relative is not None and (
        not verbs or verbs[-1].start() > relative.start() or len(zone[relative.end() :].split()) < 3
    ):
        # What "which" stands for is right before it.
        return Link(start, start + relative.start(), see, near=True)
    if (last := _reduced(zone, verbs)) is not None:
        return Link(start, start + last, see, near=True)
    if not _KEEPING.search(zone) and any(_does_other(one, zone) for one in verbs[-1:]):
        return None
    if verbs and not _with_subject(zone, verbs):
        return Link(start, start + _first_of_chain(zone, verbs), see)
    active = list(_RELEASING.finditer(zone))
    if active and zone[active[-1].end() :].strip():
        return Link(start + active[-1].end(), end, see)
    if active and not verbs and (done := _PARTICIPLE.search(zone)):
        return Link(start, start + done.start(), see)
    return Link(start, end, see)


def _does_other(verb: re.Match[str], zone: str) -> bool:
    """Whether a clause says something else: "must keep these headers under …", "was trained on … under"."""
    made = _MADE.match(zone[verb.end() :])
    rest = zone[verb.end() + made.end() :] if made else ""
    if rest.strip() and not _PARTICIPLE.search(rest):
        return True
    following = re.match(r"\s+(?:not\s+|also\s+|only\s+|always\s+|strictly\s+){0,2}(\w+)", zone[verb.end() :])
    return bool(_MODAL.fullmatch(verb[0])) and following is not None and following[1].lower() not in _DONE


def _reduced(zone: str, verbs: list[re.Match[str]]) -> int | None:
    """Return where the noun ends that only a participle joins: "is based on Acme, released under"."""
    done = _LAST_PARTICIPLE.search(zone)
    if done is None or not verbs:
        return None
    between = zone[verbs[-1].end() : done.start()]
    words = [
        word
        for word in re.findall(r"[\w'’]+(?:-[\w'’]+)*", between.lower())
        if not _PARTICIPLE.fullmatch(word)
    ]
    if not [word for word in words if word not in _ADVERBS and not word.endswith("ly")] or re.search(
        r"\b(?:and|or)\s+(?:\w+ly\s+)?$", between
    ):
        return None
    kind = re.match(r"\s+(?:an?|the)\s", between)
    if kind and verbs[-1][0].lower() in {"is", "are"} and not _WITHIN.search(between):
        # "Acme is a small library released under …": Acme is.
        return None
    nearest = re.search(r"([\w.+-]+)[)\]]?\s*,\s*$", between)
    return None if nearest and not nearest[1][:1].isupper() else done.start()


def _with_subject(zone: str, verbs: list[re.Match[str]]) -> bool:
    """Whether "we have released the weights": what is released stands behind the verb."""
    return bool(
        re.search(r"\b(?:we|I|you|team|to)\s*(?:\w+ly\s+)?$", zone[: verbs[-1].start()], re.IGNORECASE)
    )


def _first_of_chain(zone: str, verbs: list[re.Match[str]]) -> int:
    """Return where the verbs begin whose subject is one: "is available and should be used"."""
    at = len(verbs) - 1
    while at > 0:
        between = zone[verbs[at - 1].end() : verbs[at].start()]
        if len(between.split()) > 1 and not re.search(r"\s(?:and|or|but)\s+(?:\w+ly\s+)?$", between):
            break
        if re.search(r"\band\s+(?:the|all|our|its|any)\b", between):
            break
        at -= 1
    return verbs[at].start()

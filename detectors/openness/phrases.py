"""The noun phrase that claim words stand in: "a small, open-source agent for you" is about an agent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from detectors.openness.model import About
from detectors.openness.wording import BE, MAKING, NOUNS, STOP
from detectors.openness.wording import words as _set

DETERMINERS: Final = _set("a an the our its your another one")
#: "A family of models" is about models.
GROUPS: Final = _set("family series suite collection set range group line mixture generation")
#: Words behind a noun that begin what is said of it.
_ENDS: Final = _set(
    """developed trained built designed released licensed based powered created made written maintained
    intended available capable focused aimed dedicated optimized specialized improved inspired hosted
    under today now and or but so as also not no if then when while where because here there only
    alike available aiming supporting providing enabling offering using bringing helping allowing
    combining featuring running has have had was were is are be been being can will would may should
    must it you we they i your our my their its his whose who which that this these those"""
)
#: What is open-source about these is no thing of the page's.
_NOT_THINGS: Final = _set(
    """community communities ecosystem license licenses licence licences licensing initiative initiatives
    movement world landscape space contributions contribution contributors contributor maintainers
    maintainer developers developer spirit plan plans release releases support version versions core
    way ways nature people research foundation foundations alternatives projects tools libraries
    frameworks packages dependencies components software-foundation philosophy values principles week
    day team teams labs lab counterpart counterparts baselines baseline methods method approaches
    solutions systems standards standard competitors sota frontier collaboration development engine-
    room counterparts peers roots culture access activities participation"""
)
#: "An open-source alternative to X" is what the page presents, whatever that is.
_COPIES: Final = _set(
    "alternative reproduction replication reimplementation recreation clone replacement counterpart"
)
_VAGUE: Final = _set("version ai suite suites family effort initiative")
_PLURALS: Final = _set(
    "models llms tools agents apps applications libraries frameworks packages plugins weights datasets"
)
_TOKEN = re.compile(
    r"(?P<gap>(?:-|[\s*_`\"“”/]{0,4}),?[\s*_`]{0,3}(?:\([A-Za-z-]{1,12}\)\s)?)(?P<word>[A-Za-z0-9][\w.+'’&/-]*)"
)
_BACK = re.compile(r"[\w.+'’%/&~-]+|[,;:()\[\]–—|!?•·]")
_LIMIT: Final = 9


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase around claim words, from its determiner (``det``) to its last noun.

    ``noun`` is empty where the words stand alone ("X is open source"); ``about`` is None for a noun that no
    page presents. ``is_copy`` is an "alternative to" something, ``is_vague`` an "AI" of any kind.
    """

    start: int
    end: int
    det: str
    noun: str
    about: About | None
    is_copy: bool = False
    is_vague: bool = False
    plural: bool = False


def phrase_of(text: str, start: int, end: int) -> Phrase | None:
    """Return the noun phrase around the claim words ``text[start:end]``; None where it is none."""
    back = _backward(text, start)
    if back is None:
        return None
    begins, det = back
    ends, noun, group = _forward(text, end, attributive=bool(det))
    last = text[start:end].lower().rpartition(" ")[2]
    if not noun and NOUNS.get(last) in {About.MODEL, About.WEIGHTS}:
        noun = last
    if not noun:
        return Phrase(begins, end, det, "", None)
    about = _about(noun, group)
    if about is not None and not det and "model" in text[end:ends].lower().split()[:-1]:
        # "Open source model deployment code": of open-source models, it seems.
        about = None
    return Phrase(
        begins,
        ends,
        det,
        noun,
        about,
        noun in _COPIES,
        noun in _VAGUE,
        noun in _PLURALS
        or (noun in NOUNS and NOUNS[noun] is About.MODEL and noun.endswith("s") and noun != "series"),
    )


def _about(noun: str, group: bool) -> About | None:
    if noun in _NOT_THINGS and not group:
        return None
    return NOUNS.get(noun, About.PROJECT)


def _forward(text: str, end: int, *, attributive: bool) -> tuple[int, str, bool]:
    """Return where the phrase ends, its last noun, and whether it was a group of things."""
    at, noun, group, count = end, "", False, 0
    for found in islice(_TOKEN.finditer(text, end, min(len(text), end + 160)), _LIMIT):
        if found.start() != at:
            break
        word = found["word"].lower().rstrip(".'’")
        comma = "," in found["gap"]
        if comma and (noun and not _goes_on(text, at)):
            break
        if comma and not attributive and not noun and not _goes_on(text, at):
            break
        if word == "of" and noun in GROUPS:
            group, at = True, found.end()
            continue
        if word in {"and", "or", "&"} and not noun and attributive:
            at = found.end()
            continue
        if word in STOP or word in _ENDS or word in BE:
            break
        noun, at, count = word, found.end(), count + 1
        if found["word"].endswith(".") or text[at : at + 1] in {".", ")", ":", ";", "!", "("}:
            break
    return at, noun if count else "", group


def _goes_on(text: str, at: int) -> bool:
    """Whether a comma goes on with adjectives: "open-source, large-scale language model"."""
    return bool(
        re.match(
            r"[\s*_]*,\s*(?:[\w-]+[-\s,]+){1,5}?(?:models?|LLMs?|dataset|frameworks?|agents?|assistant"
            r"|platform|tool|toolkit|apps?|application|alternative|engine|library|server|client|editor|interface|database|system|solution|cli|sdk)\b",
            text[at : at + 90],
            re.IGNORECASE,
        )
    )


def _backward(text: str, start: int) -> tuple[int, str] | None:
    """Return where the phrase begins and its determiner; None where other words come between."""
    base = max(0, start - 160)
    tokens = list(_BACK.finditer(text, base, start))
    place, begins, count = len(tokens) - 1, start, 0
    while place >= 0:
        word = tokens[place][0].lower()
        if word in DETERMINERS:
            return tokens[place].start(), word
        if word in {",", "and", "&"}:
            det = _determiner(tokens, place)
            if det is None and place <= 3 and base == 0 and _are_adjectives(tokens[:place]):
                return tokens[0].start(), ""
            if det is None:
                break
            return tokens[det].start(), tokens[det][0].lower()
        if word == "of" and place and tokens[place - 1][0].lower() in GROUPS:
            begins, place = tokens[place - 1].start(), place - 2
            continue
        if word in MAKING and word.endswith("ed") and place and tokens[place - 1][0].lower().endswith("ly"):
            begins, place, count = tokens[place].start(), place - 1, count + 1
            continue
        if _is_owner(tokens, place):
            return tokens[place].start(), "its"
        if _ends_phrase(word) or (word.endswith((".", "!")) and place < len(tokens) - 1):
            break
        count += 1
        if count > 6:
            return None
        begins, place = tokens[place].start(), place - 1
    return begins, ""


def _is_owner(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether a name with "'s" stands behind a form of "be": "Acme is Burrow's open-source model"."""
    owner = tokens[place][0].lower().endswith(("'s", "’s"))
    return owner and place > 0 and tokens[place - 1][0].lower() in BE


def _ends_phrase(word: str) -> bool:
    """Whether a word before claim words belongs to no noun phrase that they stand in."""
    told = word in BE or word in STOP or word in MAKING or word in NOUNS
    return told or not word[0].isalnum() or word.endswith(("'s", "’s"))


def _are_adjectives(tokens: list[re.Match[str]]) -> bool:
    """Whether a sentence begins with adjectives alone: "Free, open-source editor"."""
    return all(
        token[0].lower() not in STOP
        and token[0].lower() not in BE
        and token[0].lower() not in NOUNS
        and token[0].lower() not in MAKING
        and (token[0] == "," or re.fullmatch(r"[A-Za-z]?[a-z]+(?:-[a-z]+)*", token[0]))
        for token in tokens
    )


def _determiner(tokens: list[re.Match[str]], place: int) -> int | None:
    """Return the determiner a few adjectives before a comma: "a small, open-source …"."""
    for back in range(place - 1, max(-1, place - 8), -1):
        word = tokens[back][0].lower()
        if word in DETERMINERS:
            return back
        if word in {",", "and"}:
            continue
        if word in BE or word in STOP or word in MAKING or word in NOUNS or not word[0].isalnum():
            return None
    return None

"""What words stand for that come before "is open source": names, pronouns, "this tool", "all the code"."""

from __future__ import annotations

import re
from typing import Final

from detectors.openness import others, subjects
from detectors.openness.model import About, Subject
from detectors.openness.phrases import Phrase
from detectors.openness.place import START, Place, Told, is_program
from detectors.openness.subjects import Candidate
from detectors.openness.wording import NOUNS
from detectors.openness.wording import words as _set

#: "It", whose meaning the sentence before tells.
PRONOUNS: Final = _set("it they this these both")
_RELATIVES: Final = _set("which that")
#: "(VLM)", "series": what may stand between a name and its verb.
_TAIL = re.compile(
    r"(?:\s*[([][^()\[\]]{0,90}[)\]]|\s+v?\d[\d.]{0,8}(?:\s+preview)?"
    r"|(?:\s+[a-z-]{2,20}){1,3}\s+(?:model|models|series)(?=\W*$)|\s+(?:preview|alpha|beta|series"
    r"|family|models?|LLMs?|itself|project|framework|library|platform|"
    r"toolkit|dataset|corpus|suite|package))?[\s*_`\"'”’)\]]*$",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"(?:^|(?<=[\s(*_`\"“]))((?:[A-Z][\w.+/-]{1,40}|[a-z]\w{0,20}[A-Z][\w.+-]{0,40}"
    r"|[\w.]{2,40}-\d[\w.-]{0,20})"
    r"(?:[ -](?:[A-Z0-9][\w.+-]{0,30})){0,3})$"
)
#: "Acme Cloud", "Acme Enterprise": what belongs to a project bears its name.
_MORE = re.compile(r"(?:\s+[A-Z][a-z]+){1,2}$")
_WORD = re.compile(r"([\w'’-]+)\W*$")
#: At the beginning of a sentence these are words, and no names.
_NO_NAMES: Final = _set(
    """it this that they these those there here which what who we our the all both each every some most many
    you your he she his her their its one another such yes no also however currently today now"""
)
#: "All the code in this repository outside of src/pro is …": what a sentence begins with.
_FIRST = re.compile(
    r"^\W*(?:[\[(]?\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?[\])]?\W*(?=(?:\w+\s)?(?:models|weights|code)\b)"
    r"|(?:the|our|all|both|all the|all of the|all of our|all our)\s+)(?:[\w.+'-]+\s+){0,3}?"
    r"(?P<noun>models?|weights|checkpoints|code|codebase|datasets?|data|corpus|benchmark|scripts)\b"
    r"(?:(?!\b(?:is|are|was|were|which|that|has|have|can|but|and we)\b)[^;:!?]){0,120}$",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\b(?:in|within|from|of|under|on)\s+(?:this\s+|the\s+|our\s+)?$", re.IGNORECASE)
_VERSION_OF = re.compile(
    r"(?i)\bwelcome to $|\b(?:preview|version|release|launch|family|series|generation"
    r"|update) of (?:the )?[*_]*$"
)
#: A noun that a page without a name of its own for it means as its own: "this tool is open source".
OURS = re.compile(
    r"\b(?:this|our|these)\s+(?:[\w.+'-]+\s+){0,3}(?P<noun>[A-Za-z]+)$|"
    r"\b(?:the|all|both|all the|all of the|all our|every|each)\s+(?:[\w.+'/-]+\s+){0,4}?"
    r"(?:(?P<first>[A-Za-z]+)\s+and\s+(?:the\s+)?)?(?P<thing>[A-Za-z]+)$",
    re.IGNORECASE,
)


def subject(before: str, phrase: Phrase, place: Place, *, apposed: bool = False) -> Told:
    """Return what the words that end ``before`` stand for; ``apposed`` is "X, an open-source model"."""
    tail = _TAIL.search(before[-160:])
    end = len(before) - (len(tail[0]) if tail else 0)
    more = _MORE.search(before[-60:])
    one = _ending(before, end, len(before) - len(more[0]) if more else -1, place)
    if one is not None and not _is_inside(one, before):
        return of_name(one, phrase, place)
    word = _WORD.search(before[-40:])
    said = word[1].lower() if word else ""
    if not apposed and said in PRONOUNS:
        return _this(before, phrase, place) if said == "this" else antecedent(place, phrase, said)
    if not apposed and said in _RELATIVES:
        at = len(before.rstrip()[: -len(said)].rstrip(" ,(*_"))
        nearest = [one for one in place.held if abs(one.end - at) <= 1]
        return of_name(nearest[-1], phrase, place) if nearest else []
    if not apposed and one is None and place.is_page and (found := OURS.search(before[:end][-90:])):
        return things(found, phrase, place)
    if linked := others.before(before, phrase, place):
        return linked
    if (
        phrase.about in {About.MODEL, About.DATA, About.WEIGHTS}
        and phrase.noun
        and (phrase.det or not phrase.plural)
    ):
        return _proper(before[:end], phrase)
    if not apposed and place.is_page and (thing := _FIRST.match(before)):
        about = NOUNS[thing["noun"].lower()]
        return [(place.ours(about), about)]
    return []


def _ending(before: str, end: int, first: int, place: Place) -> Candidate | None:
    """Return the name or thing that ends at ``end``, or a project's at ``first`` ("Acme Cloud")."""
    for one in reversed(place.held):
        if one.named and one.about is About.PROJECT and one.end == first:
            return one
        if end <= one.end <= len(before) or abs(one.end - end) <= 1:
            return one
    return None


def _is_inside(one: Candidate, before: str) -> bool:
    """Whether a thing only says where something is: "the models in this repository" are models."""
    return not one.named and bool(_INSIDE.search(before[max(0, one.start - 24) : one.start]))


def _this(before: str, phrase: Phrase, place: Place) -> Told:
    """Return what begins with "this is an open-source agent": the page, at the start of a paragraph."""
    if not START.match(before[: -len("this")]):
        return antecedent(place, phrase, "this")
    if place.earlier is not None and place.earlier.block == place.sentence.block:
        return antecedent(place, phrase, "this")
    return place.of_page(phrase) if place.is_page else []


def of_name(one: Candidate, phrase: Phrase, place: Place) -> Told:
    """Return the name or thing ``one``, of which ``phrase`` is said."""
    if one.subject is None or is_program(one):
        return []
    text = place.sentence.text
    about = subjects.of_what(text, one)
    if about is None and one.subject.own and _VERSION_OF.search(text[max(0, one.start - 24) : one.start]):
        about = one.about
    if about is None:
        return []
    if one.named:
        about = _described(about, phrase)
    elif phrase.about is not None and not phrase.is_copy and about is About.PROJECT:
        about = phrase.about
    elif phrase.about is About.PROJECT and phrase.noun and about is About.MODEL:
        about = About.PROJECT
    if about in {About.MODEL, About.WEIGHTS}:
        return [(one.subject, about)]
    said = Subject("", None, own=True) if one.subject.own else one.subject
    return [(said, about)] if said.own or about is not About.PROJECT else []


def _described(about: About, phrase: Phrase) -> About:
    """Return what a name is that a phrase describes: the phrase's noun decides, where it has one."""
    if not phrase.noun or phrase.is_copy or phrase.is_vague:
        return about
    return phrase.about or about


def things(found: re.Match[str], phrase: Phrase, place: Place) -> Told:
    """Return the page's own thing that a match of `OURS` names."""
    noun = (found["noun"] or found["thing"]).lower()
    about = NOUNS.get(noun)
    if about is None and found["noun"]:
        about = About.PROJECT
    if about is None or noun.endswith(("paper", "docs", "documentation", "report")):
        return []
    if phrase.noun and phrase.about is not None and not phrase.is_copy and about is About.PROJECT:
        about = phrase.about
    first = NOUNS.get((found["first"] or "").lower())
    return [(place.ours(one), one) for one in dict.fromkeys((about, first)) if one is not None]


def _proper(before: str, phrase: Phrase) -> Told:
    """A name that neither the registry nor the page's title knows: a claim, though nobody can check it."""
    found = _PROPER.search(before[-120:])
    if not found or phrase.about is None or not phrase.noun:
        return []
    name = found[1]
    if name.split()[0].lower() in _NO_NAMES or (name.lower() in NOUNS):
        return []
    return [(Subject(name, None), phrase.about)]


def antecedent(place: Place, phrase: Phrase, pronoun: str) -> Told:
    """What "it" stands for: the first that the sentence before speaks of, in the same paragraph."""
    earlier = place.earlier
    if earlier is None or earlier.heading or not place.page.is_named:
        return []
    if earlier.block != place.sentence.block and pronoun != "this":
        return []
    held = subjects.candidates(earlier.text, place.own, place.context, place.page.names)
    named = [one for one in held if one.subject is not None and one.start < 80][:1]
    if not named:
        return []
    one = named[0]
    if is_program(one) or one.subject is None:
        return []
    about = one.about
    if phrase.noun and phrase.about is not None and not phrase.is_copy:
        about = phrase.about
    if one.subject.own and about not in {About.MODEL, About.WEIGHTS}:
        return [(Subject("", None, own=True), about)]
    return [(one.subject, about)] if about is not About.PROJECT or one.subject.own else []

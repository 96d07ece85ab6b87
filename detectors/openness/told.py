"""Claims of a page about what it presents: "Acme is an open-source editor", "The open source agent for you".

The reader of `english` knows the forms around models. Here a claim is followed through its noun phrase: what
it describes (the last noun), and of whom that is said (the words before a form of "be", a comma or a dash, a
pronoun, "we", or nobody, which where a page introduces itself is the page).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.openness import antecedents, others
from detectors.openness.antecedents import OURS
from detectors.openness.model import About, Context, Subject
from detectors.openness.phrases import Phrase, phrase_of
from detectors.openness.place import START, Place, Told, is_ours, is_program
from detectors.openness.wording import BE, MAKING, NOUNS
from detectors.openness.wording import words as _set

#: A name right behind the words says what it is by itself: "the open-source Acme".
_BARE: Final = Phrase(0, 0, "", "", None)
_HEDGES: Final = _set(
    """now also currently already officially proudly completely fully truly entirely always still all both
    actually actively simply just itself themselves"""
)
_THE = re.compile(r"\W*(?:the|this)\s*", re.IGNORECASE)
_WELCOME = re.compile(r"^\W*(?:welcome to|here is|introducing|meet|presenting|announcing)$", re.IGNORECASE)
#: "Is", "has been", "is now also".
_BE = re.compile(
    r"(?:(?<=\s)|^)(?:(?:has|have|had|can|is|are|was|were)\s+)?(?:(?:also|now)\s+)?"
    r"(?:is|are|was|were|remains?|stays|became|becomes|be|been)(?:\s+(?:"
    + "|".join(sorted(_HEDGES))
    + r"))*\s*$",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(
    r"\b(it|they|this|that)['’](?:s|re)(?:\s+(?:" + "|".join(sorted(_HEDGES)) + r"))*$", re.IGNORECASE
)
_WORD = re.compile(r"([\w'’-]+)\W*$")
_RELEASED_AS = re.compile(
    r"\s+(?:(?:is|are|was|were|has been|have been|now|also|being)\s+)+(?:released|available|published"
    r"|offered|provided"
    r"|distributed|shared)\s+as$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"^(?P<subject>.{2,80}?)\s(?:is|are)\s(?:(?!(?:for|with|to|of|in|by)\b)[\w'’-]+[\s,]+){1,6}(?:and|,|but)$"
)
#: "We have made Acme-1 open source".
_MADE = re.compile(
    r"\b(?:we|I)(?:['’]ve| have)?\s+(?:also\s+|now\s+)?(?:made|making|make)\s+(?:the\s+"
    r"|our\s+)?(?P<name>[^,.;:]{2,60})$",
    re.IGNORECASE,
)
#: "Free and open source", and no more.
_FREE = re.compile(r"^\W*(?:[\w%-]+[,\s]+){0,2}?(?:free|libre)\s*(?:and|&|,|/)$", re.IGNORECASE)
#: "Open source under the MIT license", as an item of a list.
_UNDER = re.compile(
    r"\s*(?:\(|,?\s*(?:under|licensed|no |and (?:free|self|community|available|permissive|licensed"
    r"|customi|extensible|transparent)))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*(?:[:：]|\s[–—-]\s)\s*\S")
_AFTER = re.compile(
    r"\s*(?:\([^()]{0,60}\))?\s*(?:,|:|–|—|-|called|named|dubbed|termed|i\.e\.,?|namely|known as)\s+"
    r"(?:called\s+|named\s+)?[*_`\"“]*$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\b(?:we|our team|our|this (?:repo(?:sitory)?|project|paper|work|release|report)|here)\b", re.IGNORECASE
)
_ATTEMPT = re.compile(
    r"\b(?:our|an?|the)\s+(?:first\s+)?(?:attempt|effort|contribution|step)\s+(?:at|to|towards?)\s+\w+$",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\s*[,:(—–-]?\s*(?:such as|like|including|e\.g\.,?|for example,?"
    r"|namely)\s*:?\s*(?:the\s+)?(?P<names>[^;:.!?]{3,240})",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:the\s+)?([A-Z][\w+-]{1,30}(?:\.\d+)?(?:[ -](?:[A-Z0-9][\w.+-]{0,20})){0,2})(?:\s*\([^()]{0,60}\))?$"
)


def of(start: int, end: int, place: Place) -> Told:
    """Return what the claim words ``text[start:end]`` are said of, and what of it they are about."""
    text = place.sentence.text
    phrase = phrase_of(text, start, end)
    if made := _MADE.search(text[max(0, start - 90) : start].rstrip()):
        return _of_made(max(0, start - 90) + made.start("name"), place)
    if phrase is None or _is_of_name(phrase, start, place):
        return []
    if found := _opening_of(end, place) or (not place.sentence.heading and others.after(end, _BARE, place)):
        return found
    if _is_weights(phrase, start, end, place):
        return [(place.ours(About.WEIGHTS), About.WEIGHTS)]
    if _is_version(phrase, place):
        return [(place.ours(place.presented), place.presented)]
    if phrase.noun and phrase.about is None and phrase.noun != "version":
        return []
    if found := _listed(phrase, place):
        return found
    if _is_free(phrase, start, end, place):
        return [(place.ours(place.presented), place.presented)]
    before = text[: phrase.start].rstrip()
    if _is_ours(phrase, before, place):
        # "Our open-source libraries Acme and Burrow" have pages of their own.
        named = re.search(r"\s[A-Z][a-z][\w-]*\W*$|^\s+[A-Z]", text[end : phrase.end + 1] + " ")
        if named and phrase.about not in {About.MODEL, About.WEIGHTS}:
            return others.after(_noun_end(phrase, place), phrase, place)
        about = phrase.about or About.PROJECT
        return [(place.ours(about), about)]
    if START.match(before):
        return _unsaid_subject(phrase, place, end)
    return _by_words_before(phrase, before, place, end)


def _noun_end(phrase: Phrase, place: Place) -> int:
    """Return where the last noun of the phrase ends that is written in small letters."""
    said = place.sentence.text[phrase.start : phrase.end]
    names = re.search(r"\s+[*_`]*[A-Z][a-z]?[\w.+-]*(?:\s[\w.+-]+)*\W*$", said)
    return phrase.start + (names.start() if names else len(said))


def _of_made(start: int, place: Place) -> Told:
    """Return the model that "we have made … open source" names from ``start`` on."""
    one = next((one for one in place.held if one.named and one.start >= start), None)
    if one is None or one.subject is None or is_program(one):
        return []
    return (
        [(one.subject, About.MODEL)]
        if one.about is About.MODEL
        else [(Subject("", None, own=True), one.about)]
    )


def _is_weights(phrase: Phrase, start: int, end: int, place: Place) -> bool:
    """Whether the page speaks of "the open weights", "public checkpoints": those of its own model."""
    text = place.sentence.text
    others_ = any(one.named and one.subject is not None and not one.subject.own for one in place.held)
    return (
        place.own is not None
        and place.is_page
        and phrase.about is About.WEIGHTS
        and not others_
        and not re.match(r"\s+(?:of|from|by|for)\b", text[phrase.end : phrase.end + 6])
        and text[start:end].lower().startswith(("open weight", "open-weight", "public"))
        and bool(
            re.search(
                r"\b(?:with|using|load|loads|loading|download|use|from|of) (?:the |our )?$", text[:start]
            )
        )
    )


def _is_version(phrase: Phrase, place: Place) -> bool:
    """Whether a sentence begins with "the open-source version", and not "… of" something."""
    text = place.sentence.text
    return (
        place.is_page
        and phrase.noun == "version"
        and bool(_THE.fullmatch(text[: phrase.start] + phrase.det))
        and not re.match(r"\s+of\b", text[phrase.end : phrase.end + 5])
    )


def _is_free(phrase: Phrase, start: int, end: int, place: Place) -> bool:
    """Whether a sentence says "free and open source", and no more."""
    text = place.sentence.text
    return (
        place.is_page
        and not phrase.noun
        and not text[end:].strip(" .!*_✅🎉")
        and bool(_FREE.match(text[:start].rstrip()))
        and not place.is_link(text[start:end])
    )


def _is_ours(phrase: Phrase, before: str, place: Place) -> bool:
    """Whether "our" begins the phrase, and not in "X is our …" or "X - our …"."""
    return (
        phrase.det == "our"
        and place.context is not Context.ISSUE
        and phrase.noun not in {"", "version"}
        and before.rpartition(" ")[2].lower() not in BE
        and before[-1:] not in set("-–—:,")
    )


def _listed(phrase: Phrase, place: Place) -> Told:
    """ "Open-source models such as Acme-1 and Burrow": where models are listed, any name is one."""
    text = place.sentence.text
    if phrase.about is not About.MODEL or not phrase.plural:
        return []
    found = _LISTS.match(text[phrase.end : phrase.end + 300])
    if not found:
        return []
    told: Told = []
    for part in re.split(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|/", found["names"])[:8]:
        name = _LISTED.match(part.strip(" *_`)"))
        if not name:
            break
        known = next((one for one in place.held if one.named and text[one.start : one.end] in name[1]), None)
        if known is None:
            told.append((Subject(name[1], None), About.MODEL))
        elif known.subject is not None and not is_program(known):
            told.append((known.subject, About.MODEL))
    return told


def _opening_of(end: int, place: Place) -> Told:
    """ "The open-sourcing of Acme-1"."""
    text = place.sentence.text
    if text[max(0, end - 8) : end].lower() != "sourcing":
        return []
    for one in place.held:
        if (
            one.named
            and one.start >= end
            and re.fullmatch(r"\s+of\s+(?:our\s+|the\s+)?[*_]*", text[end : one.start][:20])
        ):
            return [(one.subject, About.MODEL)] if one.subject is not None and not is_program(one) else []
    return []


def _is_of_name(phrase: Phrase, start: int, place: Place) -> bool:
    """Whether a phrase is about a name in it ("an open-source Acme 4"), and not about its last noun."""
    text = place.sentence.text
    for one in place.held:
        if one.named and one.subject is not None and phrase.start <= one.start < phrase.end:
            behind = text[one.end : phrase.end].strip(" *_`-")
            if one.start < start or not behind:
                return True
    return False


def _unsaid_subject(phrase: Phrase, place: Place, end: int) -> Told:
    """ "The open source agent for your terminal", "Open source: MIT licensed"."""
    text = place.sentence.text
    if place.is_link(text[phrase.start : end]) or not place.is_page:
        return []
    if phrase.noun:
        return [] if phrase.plural or not place.page.introduces(place.sentence) else place.of_page(phrase)
    if _LABEL.match(text[end : end + 12]):
        return _of_label(text[end : end + 70], place)
    return [(place.ours(place.presented), place.presented)] if _UNDER.match(text[end : end + 24]) else []


def _of_label(after: str, place: Place) -> Told:
    """ "Open source: weights and training code", "Open source: MIT licensed"."""
    held = re.split(r"[.;!?]", after)[0].lower()
    abouts = [NOUNS[word] for word in re.findall(r"[a-z]+", held)[:6] if word in NOUNS]
    things = [one for one in abouts if one in {About.CODE, About.WEIGHTS, About.DATA}]
    if not things or not re.match(
        r"\W*(?:the |our |all |both )*(?:[a-z]+ )?(?:weights|checkpoints|codes?|data|training|inference)\b",
        held,
    ):
        return [(place.ours(place.presented), place.presented)]
    return [(place.ours(about), about) for about in dict.fromkeys(things)]


def _by_words_before(phrase: Phrase, before: str, place: Place, end: int) -> Told:
    """Return whom the words ``before`` a phrase name, by the last of them."""
    if contracted := _CONTRACTED.search(before[-60:]):
        return antecedents.antecedent(place, phrase, contracted[1].lower())
    if be := _BE.search(before[-60:]):
        return _of_verb(phrase, before[: len(before) - len(be[0])].rstrip(), place)
    if found := _ATTEMPT.search(before[-80:]):
        left = before[: len(before) - len(found[0])].rstrip()
        return _by_words_before(phrase, left, place, end) if left and not _ATTEMPT.search(left[-80:]) else []
    if found := _RELEASED_AS.search(before[-90:]):
        return antecedents.subject(before[: len(before) - len(found[0])], phrase, place)
    last = _WORD.search(before[-40:])
    if last and last[1].lower() in MAKING:
        return _made(phrase, before, place)
    if phrase.noun:
        return _by_noun(phrase, before, place, last[1].lower() if last else "")
    return _by_itself(phrase, before, place, end)


def _of_verb(phrase: Phrase, before: str, place: Place) -> Told:
    """ "X is open source", "X, which does much, and is open source"."""
    if re.search(r"(?:,|\band|\bbut)$", before):
        first = next((one for one in place.held if one.end < len(before) and one.subject is not None), None)
        if first is not None and is_ours(first):
            return antecedents.of_name(first, phrase, place)
        before = before.rstrip(", ")
    return antecedents.subject(before, phrase, place)


def _by_noun(phrase: Phrase, before: str, place: Place, last: str) -> Told:
    """ "X, an open-source agent", "welcome to an open-source agent", "as an open-source project"."""
    if _WELCOME.match(before) and place.page.introduces(place.sentence):
        return place.of_page(phrase)
    if place.is_page and re.fullmatch(r"\W*as", before, re.IGNORECASE):
        return place.of_page(phrase)
    if last == "with" and phrase.about is About.WEIGHTS:
        first = next((one for one in place.held if one.subject is not None and one.end < len(before)), None)
        return antecedents.of_name(first, phrase, place) if first is not None and first.named else []
    if phrase.noun == "release":
        return antecedents.subject(before, replace(phrase, noun="", about=None), place, apposed=True)
    if before[-1] in ",:–—-(：":
        found = _apposed(phrase, before.rstrip(",:–—-(： "), place, before[-1])
        return found or others.before(before, phrase, place)
    return []


def _by_itself(phrase: Phrase, before: str, place: Place, end: int) -> Told:
    """ "X is small and open source", "we made X open source", "X, open-sourced with its weights"."""
    if both := _AND.match(re.split(r"[.;!?]\s", before)[-1]):
        at = before.rfind(both["subject"]) + len(both["subject"])
        return antecedents.subject(before[:at], phrase, place)
    if place.sentence.text[:end].lower().endswith(("sourced", "available", "released")):
        return _participle(before, phrase, place)
    return []


def _participle(before: str, phrase: Phrase, place: Place) -> Told:
    """ "Release X, open-sourced with its weights", "with all code open-sourced"."""
    if before[-1] in ",(–—":
        return antecedents.subject(before.rstrip(",(–— "), phrase, place, apposed=True)
    if re.search(r"\bwith (?:all|every|the|our)\b[^,;]{0,60}$", before[-90:], re.IGNORECASE) and (
        found := OURS.search(before[-90:])
    ):
        return antecedents.things(found, phrase, place)
    nearest = [one for one in place.held if 0 <= len(before) - one.end <= 1]
    following = place.sentence.text[phrase.end : phrase.end + 3].strip()
    ends = following[:1] in {"", ".", "!", ",", ")"}
    return antecedents.of_name(nearest[-1], phrase, place) if nearest and ends else []


def _apposed(phrase: Phrase, before: str, place: Place, mark: str) -> Told:
    """ "X, an open-source model", "X: an open-source agent", in a title also behind other words."""
    said = place.sentence.text[phrase.start : phrase.end]
    heading = place.sentence.heading
    if (mark == "," and not phrase.det) or place.is_link(said) or not before:
        return []
    if mark in ":：" and len(before.split()) > 6 and not heading:
        return []
    found = antecedents.subject(before, phrase, place, apposed=True)
    return found or (place.of_page(phrase) if heading and mark in ":–—-：" else [])


def _made(phrase: Phrase, before: str, place: Place) -> Told:
    """ "We release the first open-source model of its kind, Acme-1", "we provide an open-source trainer"."""
    text = place.sentence.text
    if not phrase.noun:
        return []
    clause = re.split(r"[.;:!?]\s", before)[-1]
    for one in place.held if phrase.about is About.MODEL else ():
        named = one.named and one.subject is not None and one.start >= phrase.end and not is_program(one)
        if named and one.subject is not None and _AFTER.match(text[phrase.end : one.start][:60]):
            return [(one.subject, About.MODEL)]
    ours = _HERE.search(clause) or START.match(clause.rsplit(None, 1)[0] if " " in clause else "")
    return place.of_page(phrase) if ours or _page_acts(clause, place) else []


def _page_acts(clause: str, place: Place) -> bool:
    """Whether the page's own name does what the clause says: "Acme provides an open-source …"."""
    start = place.sentence.text.find(clause)
    first = next((one for one in place.held if one.start >= start), None)
    begins = first is not None and START.match(place.sentence.text[start : first.start])
    return first is not None and is_ours(first) and bool(begins) and len(clause) < 160

"""Whose use is allowed or limited, where no name stands near the words."""

from __future__ import annotations

import re

from detectors.openness import subjects
from detectors.openness.antecedents import OURS, PRONOUNS, antecedent, things
from detectors.openness.model import About, Subject
from detectors.openness.phrases import Phrase
from detectors.openness.place import Place, Told, is_program
from detectors.openness.subjects import Candidate
from detectors.openness.wording import NOUNS

_HERE = re.compile(
    r"\b(?:we|our team|our|this (?:repo(?:sitory)?|project|paper|work|release|report)|here)\b", re.IGNORECASE
)
#: "Acme is also available at acme.example for non-commercial use": the terms of a service.
SITE = re.compile(
    r"\b(?:at|via|through|on)\s+[\w-]{1,60}(?:\.[\w-]{1,60})*\.(?:com|org|ai|io|net|dev"
    r"|app|cn)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"\s(?:is|are)\s")
_OBJECTS = re.compile(r"\b(?:it|them|the model|the weights)\b", re.IGNORECASE)
_ELLIPTIC = re.compile(r"^\W*(?:\w[\w-]*[\s,]+){0,3}$")
_OF_LICENSE = re.compile(r"licen[sc]|terms|usage|disclaimer|intended use", re.IGNORECASE)
#: "Acme Atlas data is available for".
_BEFORE_BE = re.compile(r"\b(data|datasets?|code|weights|checkpoints)\s+(?:is|are)\b", re.IGNORECASE)
#: "We share the codes for study".
_OBJECT_OF = re.compile(
    r"\b(?P<noun>codes?|models?|weights|checkpoints|datasets?|data|software|project|repository)\s*,?\s*$",
    re.IGNORECASE,
)
#: "The original non-commercial license of Acme-1".
_OF_IT = re.compile(r"\s*(?:licen[sc]e\s+)?(?:of|for)\s+(?:the\s+)?(?:original\s+)?[*_`]*")
#: "…, and models trained using the data should not be": the last subject of a clause, without an article.
_CLAUSE = re.compile(
    r"(?:^\W*|\b(?:and|but)\s+|[,;]\s*)(?:(?:the|our|all|any|these|both)\s+)?"
    r"(?P<noun>models|weights|checkpoints|code|dataset|datasets)"
    r"(?:\s+(?:trained|fine-?tuned|released|provided|obtained|derived)\b[^,;]{0,60}?)?"
    r"\s+(?:(?:is|are)(?:\s+(?:also|intended|licensed|released|available|meant))*|can|may|should|must"
    r"|cannot)\s*$",
    re.IGNORECASE,
)
_RELEASING = re.compile(
    r"\b(?:we|this (?:repo(?:sitory)?|release))(?: are| have| also| now| is)*\s+(?:releas|publish"
    r"|provid|open|shar|mak|introduc|present)",
    re.IGNORECASE,
)


def of(start: int, end: int, place: Place) -> Told:
    """Return whose use the words ``text[start:end]`` allow or limit, where no name stands near."""
    text = place.sentence.text
    before = re.split(r"[;!?]|[.]\s", text[:start])[-1]
    if SITE.search(before):
        return []
    if found := _of_words(before, start, end, place):
        return found
    base = start - len(before)
    first = next((one for one in place.held if base <= one.start < start), None)
    if first is not None:
        return _spoken_of(first, before, base, place)
    if place.is_page and (ours := OURS.search(_BE.split(before)[0].rstrip()[-90:])):
        return things(ours, _nothing(start), place)
    word = re.match(r"\W*([A-Za-z]+)", before)
    if word and word[1].lower() in PRONOUNS:
        return antecedent(place, _nothing(start), word[1].lower())
    return _of_page(before, start, end, place) if place.is_page else []


def _of_words(before: str, start: int, end: int, place: Place) -> Told:
    """Return what the words right beside the claim name."""
    text = place.sentence.text
    if place.own is not None and _OBJECTS.search(text[start:end]):
        return [(place.own, About.MODEL)]
    if place.is_page and re.search(r"\bthe (?:model|weights)\b", text[start:end], re.IGNORECASE):
        return [(place.ours(About.MODEL), About.MODEL)]
    for one in place.held:
        if one.named and one.subject and one.start >= end and _OF_IT.fullmatch(text[end : one.start][:40]):
            return [] if is_program(one) else [(one.subject, About.MODEL)]
    noun = _CLAUSE.search(before[-160:])
    if noun is None and _HERE.search(before):
        noun = _OBJECT_OF.search(before[-40:])
    if noun is None or not place.is_page or (noun.re is _CLAUSE and end >= len(text)):
        return []
    about = NOUNS[noun["noun"].lower()]
    return [(place.ours(about), about)]


def _of_page(before: str, start: int, end: int, place: Place) -> Told:
    """Return the page's own thing, where the words stand alone or speak of licenses."""
    text = place.sentence.text
    if _RELEASING.search(before):
        return [(place.ours(About.MODEL), About.MODEL)] if place.own is not None else []
    whole = [(place.ours(place.presented), place.presented)]
    if text[start:end].lower().startswith(("prohibited", "forbidden", "banned", "barred")):
        # Whoever may not use "any technology of this work" is told so of all of it.
        whole = [(Subject("", None, own=True), About.PROJECT)]
    if _ELLIPTIC.match(before):
        follows = place.earlier is not None and place.earlier.block == place.sentence.block
        return (antecedent(place, _nothing(start), "it") if follows else []) or whole
    if re.search(r"\b(?:it|them)\b", text[start:end]):
        return antecedent(place, _nothing(start), "it")
    legal = any(_OF_LICENSE.search(title) for title in place.sentence.headings[-1:])
    return whole if legal or "licen" in text.lower() else []


def _nothing(start: int) -> Phrase:
    """Return the phrase of words that describe no noun."""
    return Phrase(start, start, "", "", None)


def _spoken_of(first: Candidate, before: str, base: int, place: Place) -> Told:
    """ "Acme is a model trained by us that is licensed for commercial use": what the clause begins with."""
    text = place.sentence.text
    if first.subject is None or is_program(first) or first.start - base > 60:
        return []
    others = [one for one in place.held if first.end <= one.start < base + len(before) and one.named]
    if any(
        one.subject is not None and one.subject != first.subject and not one.subject.own for one in others
    ):
        return []
    about = subjects.of_what(text, first)
    if noun := _BEFORE_BE.search(before):
        about = NOUNS[noun[1].lower()]
    if about is None:
        return []
    weights = next(
        (
            one
            for one in place.held
            if not one.named
            and one.subject is not None
            and one.about in {About.MODEL, About.WEIGHTS}
            and first.end <= one.start < base + len(before)
            and one.start - first.end < 60
        ),
        None,
    )
    if weights is not None and weights.subject is not None and about is not About.MODEL and "," in before:
        # "The code, data and model weights": whoever limits all speaks of the model above all.
        return [(weights.subject, weights.about)]
    return [(first.subject if about in {About.MODEL, About.WEIGHTS} else place.ours(about), about)]

"""Programs and data of others, which a page names by a link: "[Acme](…) - an open-source editor".

Such a claim has a name and no row: no rule looks at it, and a reader of the page finds it said.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.openness.model import About, Subject
from detectors.openness.phrases import Phrase
from detectors.openness.place import Place, Told

#: Of one sentence no more links are looked at, nor are more taken from a list.
_MAX_LINKS: Final = 40
_MAX_LISTED: Final = 8
_NAME = re.compile(r"(?=[^\s]*[A-Z0-9]|[a-z]+[-.\d])[\w.+&'’/-]{2,40}(?: [\w.+&'’-]{1,30}){0,3}")
#: Titles of pages that are no names.
_PAGES: Final = re.compile(
    r"(?:blog|paper|code|docs?|documentation|demo|github|gitlab|discord|hugging ?face|arxiv|website|here|link"
    r"|readme|license|download|model ?scope|report|project page|twitter|x|slack|reddit|homepage)\Z",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[\s*_`\"“”,()]*(?:(?:and|or|&|the)[\s*_`\"“]*)*")
#: What stands between the link that begins an item and what is said of it.
_ITEM = re.compile(r"[\s*_`\])]*(?:\([^()]{0,60}\)\s*)?\s?[-–—:]\s[^.;!?]{0,120}[,–—(:-]\s*")


def before(said: str, phrase: Phrase, place: Place) -> Told:
    """Return the name of a link that ends ``said``, or that begins the item: what ``phrase`` describes."""
    if not phrase.noun or not place.is_page or phrase.about is About.BENCHMARK:
        return []
    bare = said.rstrip(' *_`"”’)]:,–—-(')
    for name in _names(place):
        if bare.endswith(name) and not bare[: -len(name)][-1:].isalnum():
            return _of(name, phrase, place)
    start = len(said) - len(said.lstrip(" *_`[(•-"))
    for name in _names(place)[:1]:
        if said.startswith(name, start) and _ITEM.fullmatch(said[start + len(name) :] + " "):
            return _of(name, phrase, place)
    return []


def after(end: int, phrase: Phrase, place: Place) -> Told:
    """Return the names of the links that follow: "our open-source libraries [Acme](…) and [Burrow](…)"."""
    text = place.sentence.text
    told: Told = []
    at = end
    for name in _names(place) if place.is_page else ():
        found = text.find(name, at, at + len(name) + 24)
        if found < 0 or not _JOINT.fullmatch(text[at:found]):
            if told:
                break
            continue
        told += _of(name, phrase, place)
        at = found + len(name)
        if len(told) >= _MAX_LISTED:
            break
    return told


def _names(place: Place) -> list[str]:
    """Return the texts of the sentence's links that are names, in their order."""
    texts = [link.text.strip(" *_`") for link in place.sentence.links[:_MAX_LINKS]]
    return [text for text in texts if _NAME.fullmatch(text) and not _PAGES.match(text)]


def _of(name: str, phrase: Phrase, place: Place) -> Told:
    """Return somebody else's thing of that name; nothing where the registry or the page knows it better."""
    if any(one.named and place.sentence.text[one.start : one.end] in name for one in place.held):
        return []
    plain = phrase.about is None or phrase.is_copy or phrase.is_vague or not phrase.noun
    return [(Subject(name, None), About.PROJECT if plain or phrase.about is None else phrase.about)]

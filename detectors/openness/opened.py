"""What "we open-source …" opens: the nouns of its object."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from detectors.openness.meaning import WE
from detectors.openness.model import About, Subject
from detectors.openness.place import START, Place, Told, is_ours
from detectors.openness.wording import NOUNS, STOP
from detectors.openness.wording import words as _set

#: What "we" open, as far as the nouns of `NOUNS` do not say.
_OPENED: Final[dict[str, About]] = {
    **dict.fromkeys(
        _set("encoder encoders decoder vocoder embedding embeddings reranker versions sizes version"),
        About.MODEL,
    ),
    **dict.fromkeys(
        _set("""metadata annotations samples subset tokens prompts trajectories questions problems images
        videos
        audios speech-to-text set sets traces pairs instructions prompt"""),
        About.DATA,
    ),
    **dict.fromkeys(
        _set(
            "demo demos ui webui interface website server example examples notebook notebooks "
            "framework platform engine infrastructure system tools stack stacks adapter integration recipes"
        ),
        About.CODE,
    ),
}
_OBJECT = re.compile(r"(?:\s*\([^()]{0,40}\))?[\s*_`\"“]{0,4}([A-Za-z0-9][\w.+'’/&-]*)")
_WE_OPEN = re.compile(
    r"\b(?:(?:excited|happy|proud|thrilled|pleased|glad|delighted|decided|chosen) to|we|I|team|has|have"
    r"|['’]ve|['’]re|are|is|also|now|and|officially|today|proudly|fully|currently|just)\s*$",
    re.IGNORECASE,
)


def of(start: int, end: int, place: Place) -> Told:
    """Return what "we open-source …" opens: the nouns of its object, up to the end of the clause."""
    text = place.sentence.text
    if not _is_by_us(start, end, place):
        return []
    at, about = end, None
    for found in islice(_OBJECT.finditer(text, end, min(len(text), end + 200)), 14):
        word = found[1].lower().rstrip(".,'’")
        stops = word in STOP and (word != "of" or about not in {None, About.MODEL})
        if stops or text[at : found.start()].strip(' *_`"“,/'):
            break
        about = NOUNS.get(word, _OPENED.get(word, About.MODEL if word.endswith("vae") else about))
        at = found.end()
        if text[at : at + 1] in {",", "."} and about is not None:
            break
    if about is None:
        return []
    if about not in {About.MODEL, About.WEIGHTS}:
        return [(Subject("", None, own=True), about)]
    # A name that nobody knows is no size of the page's own model.
    known = any(one.named and end <= one.start < at for one in place.held)
    strange = not known and re.search(r"\b[A-Z][\w-]*\d", text[end:at])
    return [(Subject("", None) if strange else place.ours(about), about)]


def _is_by_us(start: int, end: int, place: Place) -> bool:
    """Whether "we", the page's own name or nobody (below a date) does it."""
    text = place.sentence.text
    before = text[:start].rstrip()
    if START.match(before):
        done = place.sentence.ticked or text[start:end].lower().endswith(("d", "ing"))
        return done or _determined(text, end)
    clause = re.split(r"[.;!?]\s", before)[-1]
    named = any(is_ours(one) and one.end <= start and start - one.end < 24 for one in place.held)
    return (named or bool(WE.search(clause[-70:]))) and bool(_WE_OPEN.search(before[-40:]))


def _determined(text: str, end: int) -> bool:
    return bool(re.match(r"\s+(?:the|our|all|both|an?)\s", text[end : end + 8], re.IGNORECASE))

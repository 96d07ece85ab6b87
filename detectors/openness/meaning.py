"""How the words of an English claim are meant: as such, by the way, in the name of others, or not at all."""

from __future__ import annotations

import re

from detectors.openness.heads import Head, Words
from detectors.openness.model import About, Modality, Strength, Subject
from detectors.openness.sentences import Sentence
from detectors.openness.wording import (
    ATTRIBUTED,
    COMPARED,
    CONTRAST,
    IF_ONLY,
    LIABILITY,
    PLANNED,
    QUOTED,
    QUOTED_END,
)

#: "We", who speak for the repository.
WE = re.compile(r"\b(?:we|I|our team|team)(?:['’]ve|['’]re)?\b", re.IGNORECASE)

#: "Surpasses GPT-4, Claude and …": a list of others, up to the next verb or the end of the clause.
_BEYOND = re.compile(
    r"\b(?:surpass|outperform|beat|exceed|rival|outscor|outclass|outpac|compar)(?:e?s|ed|ing|e)?\b"
    r"(?:(?!\b(?:is|are|was|were|we|which|that|our|has|have|open|release|released)\b)[^.;:!?]|\.(?=\d)){0,180}$",
    re.IGNORECASE,
)


def quote(sentence: Sentence, place: int) -> str:
    """Return the words of ``sentence`` around ``place``: all of a short one, else 300 characters."""
    text = sentence.shown
    if len(text) <= 300:
        return text.strip()
    start = max(0, place - 150)
    return text[start : start + 300].strip()


def unsaid(words: Words, text: str) -> bool:
    """Whether the sentence asks, wishes or supposes, or speaks of others by contrast."""
    before = text[max(0, words.start - 120) : words.start]
    clause = re.split(r"[;:]|,\s+(?:and|so|but)\b", before)[-1]
    return (
        text.rstrip(" \"'”’)*_").endswith(("?", "？"))
        or (bool(IF_ONLY.search(clause)) and words.strength is not Strength.RESTRICTION)
        or bool(CONTRAST.search(before[-70:]))
    )


def modality(text: str, start: int, end: int) -> Modality:
    """Return how words at ``text[start:end]`` are meant, as far as the words around them say."""
    before, after = text[max(0, start - 120) : start], text[end : end + 16]
    if QUOTED.search(before) and QUOTED_END.search(after):
        return Modality.QUOTED
    if ATTRIBUTED.search(before):
        return Modality.ATTRIBUTED
    if LIABILITY.search(text):
        return Modality.IMPLIED
    if PLANNED.search(before[-60:]):
        return Modality.PLANNED
    return Modality.DIRECT


def meant(words: Words, sentence: Sentence, implied: bool, subject: Subject) -> Modality:
    """Return how ``words``, said of ``subject``, are meant."""
    text = sentence.text
    said = modality(text, words.start, words.end)
    if said is Modality.ATTRIBUTED and subject.own and WE.search(text[: words.start]):
        said = Modality.DIRECT
    if said is Modality.DIRECT and sentence.task:
        return Modality.PLANNED
    if (
        said is Modality.DIRECT
        and implied
        and words.strength not in {Strength.PERMISSION, Strength.RESTRICTION}
    ):
        return Modality.IMPLIED
    return said


def is_compared(words: Words, text: str, head: Head) -> bool:
    """Whether the words name a field of models ("the strongest open-source model") and not a model (T3)."""
    named = head.at is not None and head.at.end > words.end and not head.about
    if (named or head.about is About.MODEL) and _BEYOND.search(text[max(0, words.start - 200) : words.start]):
        return True
    if named:
        return False
    before = text[max(0, words.start - 60) : words.start]
    clause = re.split(r"[.;:(]\s|,\s(?!and )", before)[-1]
    return head.about is About.MODEL and bool(COMPARED.search(clause))

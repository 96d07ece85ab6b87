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
    r"\b(?:surpass|outperform|beat|exceed|rival|outscor|outclass|outpac|compar)(?:e?s|able|ed|ing|e)?\b"
    r"(?:(?!\b(?:is|are|was|were|we|which|that|our|has|have|open|release|released)\b)[^.;:!?]"
    r"|\.(?=\d)){0,180}$",
    re.IGNORECASE,
)


#: "X is a state-of-the-art open-source model", "this is the first one": of a field, and by itself.
_ITSELF = re.compile(
    r"(?:^\s*|\b(?:is|are|was|were|releas\w+|present\w*|introduc\w+|,)\s+)(?:also\s+|now\s+)?(?:an?\s+"
    r"|(?:one of\s+)?(?:the|our)\s+(?:world['’]s\s+)?(?:very\s+)?"
    r"(?:first|largest|biggest|smallest)\s+)(?:(?!than\b|most\b|best\b|among|other\b|to\b"
    r"|with\b)[\w,'’-]+\s+){0,5}$",
    re.IGNORECASE,
)


#: "Under a mixture of non-commercial and commercial licenses".
_MIXED = re.compile(r"\b(?:mix|mixture|combination|variety) of (?:[\w-]+ (?:and )?){0,3}$", re.IGNORECASE)
#: "Open-source du modèle": the words are of another language, which has a reader of its own.
_FRENCH = re.compile(r"\s+(?:(?:sur|du|des|de la)\b|de l['’])")
_ENDS_MODEL = re.compile(r"\b(?:models?|LLMs?)$", re.IGNORECASE)
#: "Acme: An Open-Source Model for All" in quotes or as a link is the title of a paper.
_TITLED = re.compile(r"[:：]\s+(?:(?:An?|The|Towards?|Building|Fully|Truly)\s+)?(?:[A-Z][\w-]*,?\s+){0,4}$")
#: "Popular open-source models such as X" says of X that it is one; "other models such as X" compares.
_MEMBERS = re.compile(
    r"\s*[,(]?\s*(?:such as|like|including|e\.g\.|for example|for instance)\b", re.IGNORECASE
)
_FIELD = re.compile(
    r"\b(?:other|others|among(?:st)?|existing|previous|prior|comparable|compar\w+|than|surpass\w*"
    r"|outperform\w*|beat(?:s|ing)?"
    r"|exceed\w*|rival\w*|superior|better|ranks?|against|over|strong|stronger|match\w*|state-of-the-art"
    r"|SO?TA)\b",
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
    # In capitals it is a name.
    clause = re.split(r"[;:]|,\s+(?:and|so|but)\b", before)[-1].replace("IF", "")
    return (
        bool(_MIXED.search(before[-40:]) or _FRENCH.match(text[words.end : words.end + 12]))
        or text.rstrip(" \"'”’)*_").endswith(("?", "？"))
        or (bool(IF_ONLY.search(clause)) and words.strength is not Strength.RESTRICTION)
        or bool(CONTRAST.search(before[-70:]))
    )


def is_title(words: Words, sentence: Sentence) -> bool:
    """Whether ``words`` stand in the title of a paper or page that the sentence names."""
    text = sentence.text
    before = text[: words.start]
    if sentence.heading or not text[words.start].isupper() or not _TITLED.search(before[-80:]):
        return False
    said = text[words.start : words.end]
    quoted = any(
        before.count(mark) > before.count(end) if mark != end else before.count(mark) % 2
        for mark, end in _QUOTES
    )
    return quoted or any(said in link.text for link in sentence.links[:40]) or bool(_CITED.search(text))


_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("「", "」"))
_CITED = re.compile(r"\bet al\b|\barXiv\b|Proceedings|Conference|Workshop|\bICML\b|NeurIPS|\bACL\b")


def modality(text: str, start: int, end: int) -> Modality:
    """Return how words at ``text[start:end]`` are meant, as far as the words around them say."""
    before, after = text[max(0, start - 120) : start], text[end : end + 16]
    if QUOTED.search(before) and QUOTED_END.search(after):
        return Modality.QUOTED
    if ATTRIBUTED.search(before):
        return Modality.ATTRIBUTED
    if LIABILITY.search(text):
        return Modality.IMPLIED
    if PLANNED.search(before[-60:].replace("Plan ", "")):  # In a capital letter it is a part of a name.
        return Modality.PLANNED
    return Modality.DIRECT


def meant(words: Words, sentence: Sentence, implied: bool, subject: Subject) -> Modality:
    """Return how ``words``, said of ``subject``, are meant."""
    text = sentence.text
    said = modality(text, words.start, words.end)
    if said is Modality.IMPLIED and words.strength in {Strength.PERMISSION, Strength.RESTRICTION}:
        said = Modality.DIRECT  # "Commercial use is permitted, at your own risk" says both.
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
    if head.about is not About.MODEL and not _ENDS_MODEL.search(text[words.start : words.end]):
        return False
    if _MEMBERS.match(text[max(head.end, words.end) : max(head.end, words.end) + 40]):
        return bool(_FIELD.search(clause))
    return bool(COMPARED.search(clause)) and not _ITSELF.search(clause)

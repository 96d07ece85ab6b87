"""What the words "open source" describe in an English sentence, read from the words behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from detectors.openness import subjects
from detectors.openness.model import About, Strength
from detectors.openness.subjects import Candidate
from detectors.openness.wording import ENGLISH, LICENSE, NOUNS, OTHERS, STOP
from detectors.openness.wording import words as _set

_TOKEN = re.compile(r"[\s\-–—]{0,3}([\w.+%'’/&]+(?:-[\w.+%'’/&]+)*)")
_DETERMINERS: Final = _set(
    """the our its a an all both these this their several two three four five some multiple more most
    entire whole full"""
)
#: "Training code" is code, "model training" no model.
_PARTS: Final = _set(
    """training inference serving evaluation research deployment development style user data"""
)
#: "The data construction pipeline" is a pipeline.
_MAKING: Final = _set(
    """construction collection processing preprocessing generation curation cleaning preparation
    synthesis filtering annotation labeling"""
)
_JOINING: Final = frozenset({"and", "or", "&", "/"})
_PAUSE = re.compile(r"\s?[,.;:!()|]")


class _Taken(Enum):
    """Whether a word belongs to the description that claim words begin."""

    YES = "yes"
    END = "end"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Words:
    """Claim words of a sentence."""

    strength: Strength
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """The noun that claim words describe: ``about`` is None where it is something else, ``at`` a name."""

    none: bool = False
    about: About | None = None
    at: Candidate | None = None
    end: int = 0
    ours: bool = False
    ai: bool = False


def words_of(text: str) -> Iterator[Words]:
    """Yield the claim words outside of license names, by place; of those that overlap the first kind wins."""
    taken = bytearray(len(text))
    for name in LICENSE.finditer(text):
        if name.lastindex == LICENSE.groups:
            taken[name.start() : name.end()] = b"\x01" * (name.end() - name.start())
    found: list[Words] = []
    for strength, pattern in ENGLISH:
        for hit in pattern.finditer(text):
            if taken.find(1, hit.start(), hit.end()) < 0:
                taken[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
                found.append(Words(strength, hit.start(), hit.end()))
    yield from sorted(found, key=lambda one: one.start)


@dataclass(slots=True)
class _Scan:
    """The words behind claim words, read one after another up to their noun."""

    end: int
    about: About | None = None
    unknown: int = 0
    ours: bool = False
    #: "Open source and …": a second description, or a new clause.
    coordinated: bool = False
    ai: bool = False

    def take(self, word: str, first: bool) -> _Taken:
        """Read on by ``word`` in lower case."""
        if self.about is not None:
            return self._behind_noun(word)
        if word in _DETERMINERS and not self.unknown:
            self.ours = self.ours or word in {"our", "these", "this"}
        elif word in STOP:
            return _Taken.END
        elif word in NOUNS:
            self.about = NOUNS[word]
        elif word in OTHERS and word not in _PARTS:
            return _Taken.OTHER
        elif word in _JOINING:
            self.coordinated = self.coordinated or first
        else:
            self.unknown += 1
            self.ai = word == "ai"
        return _Taken.END if self.unknown > 4 else _Taken.YES

    def _behind_noun(self, word: str) -> _Taken:
        """Read on behind a noun: the last of several nouns says what the words are about."""
        if word in NOUNS:
            self.about = NOUNS[word]
            return _Taken.YES
        if word in _MAKING:
            return _Taken.YES
        return _Taken.OTHER if word in OTHERS and word not in STOP else _Taken.END


def head_of(words: Words, text: str, held: tuple[Candidate, ...]) -> Head:
    """Return what the claim words describe, read from the words behind them."""
    names = {one.start: one for one in held if one.named}
    scan = _Scan(words.end)
    for step in range(9):
        found = _TOKEN.match(text, scan.end)
        if not found:
            break
        name = next((names[at] for at in range(found.start(1), found.end(1)) if at in names), None)
        if name is not None:
            return _named_head(name, scan, text, words)
        if scan.about is not None and found.start(1) - scan.end > 2:
            break
        taken = scan.take(found[1].lower().rstrip(".,'’"), step == 0)
        if taken is _Taken.OTHER:
            return Head()
        if taken is _Taken.END:
            break
        scan.end = found.end()
        if text[scan.end - 1] in ".," or _PAUSE.match(text, scan.end):
            break
    if scan.about is not None:
        return Head(about=scan.about, end=scan.end, ours=scan.ours)
    if scan.ai and scan.unknown == 1:
        return Head(none=True, end=scan.end, ai=True)
    return Head(none=scan.unknown == 0 or _goes_on(text, words.end), end=words.end)


def _named_head(name: Candidate, scan: _Scan, text: str, words: Words) -> Head:
    if subjects.is_other(text, name.end):
        return Head()
    if scan.coordinated and scan.unknown:
        return Head(none=True, end=words.end)
    return Head(about=scan.about, at=name, end=name.end, ours=scan.ours)


def _goes_on(text: str, end: int) -> bool:
    """Whether a new clause follows the claim words, so that they describe no noun behind them."""
    return bool(
        re.match(
            r"\s{0,2}(?:[.,;:!?)\]\"'”—–|]|and\s|or\s|but\s|so\s|as\s|$|today\b|now\b|already\b"
            r"|too\b|again\b|,)",
            text[end : end + 12],
            re.IGNORECASE,
        )
    )

"""The words near a name: the parts of a normalized text between ``-`` and ``/``, within one sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_PART = re.compile(r"[^-/]+")
_SENTENCE_ENDS: Final = frozenset(".!?;,")
_PUNCTUATION: Final = ".,!?;#<>{}|…"

#: No word that the registry looks for is longer, or has more parts.
_MAX_WORD: Final = 40
_MAX_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Window:
    """The words before and after a name, joined by "-", and every run of up to three of them as one word."""

    before: str
    after: str
    runs: frozenset[str]

    def first_of(self, words: Iterable[str]) -> str:
        """Return the first of ``words`` that stands here, or nothing."""
        return next((word for word in words if word in self.runs), "")

    def first_fit(self, pattern: re.Pattern[str]) -> str:
        """Return what ``pattern`` fits here first, or nothing."""
        fit = pattern.search(self.before) or pattern.search(self.after)
        return fit[0] if fit else ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The parts of a normalized text, with the number of the sentence that each belongs to."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]

    def around(self, start: int, end: int, size: int) -> Window:
        """Return up to ``size`` words on each side of ``text[start:end]``, of its own sentence.

        What is left of a word that the name is only a part of counts beside them.
        """
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, end - 1) - 1, 0)
        before = [self._word(i) for i in range(max(first - size, 0), first) if self._same(i, first)]
        before.append(_word(self.text[max(self.starts[first], start - _MAX_WORD) : start]))
        after = [_word(self.text[end : min(self.ends[last], end + _MAX_WORD)])]
        following = range(last + 1, min(last + 1 + size, len(self.starts)))
        after += [self._word(i) for i in following if self._same(i, last)]
        return _window([word for word in before if word], [word for word in after if word])

    def _word(self, index: int) -> str:
        start = self.starts[index]
        return _word(self.text[start : min(self.ends[index], start + _MAX_WORD)])

    def _same(self, index: int, other: int) -> bool:
        return self.sentences[index] == self.sentences[other]


def tokens(text: str) -> Tokens:
    """Return the parts of the normalized ``text``."""
    parts = [part.span() for part in _PART.finditer(text)]
    sentences: list[int] = []
    sentence = 0
    for _, end in parts:
        sentences.append(sentence)
        sentence += text[end - 1] in _SENTENCE_ENDS and text[end : end + 1] == "-"
    starts, ends = tuple(start for start, _ in parts), tuple(end for _, end in parts)
    return Tokens(text, starts, ends, tuple(sentences))


def _word(text: str) -> str:
    return text.strip(_PUNCTUATION)


def _window(before: Sequence[str], after: Sequence[str]) -> Window:
    runs = frozenset(
        "-".join(words[place : place + parts])
        for words in (before, after)
        for place in range(len(words))
        for parts in range(1, min(_MAX_PARTS, len(words) - place) + 1)
    )
    return Window("-".join(before), "-".join(after), runs)

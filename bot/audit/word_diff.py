"""The words that differ between two texts, with a few words around each place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.audit.model import WordDiff
from detectors.licensing.words import MAX_WORDS, Block, Word, blocks, words

#: How much is shown, in words: of one change, of all changes, and around a change.
MAX_CHANGE: Final = 60
MAX_PIECES: Final = 60
AROUND: Final = 6
_MAX_CHARS: Final = 1_200


def between(before: str, after: str) -> WordDiff | None:
    """Return how ``after`` differs from ``before`` in words; None where all words are the same.

    Case, quotes and line ends make no difference. At most ``MAX_WORDS`` words of each are compared; linear in
    the texts up to there.
    """
    first, second = list(islice(words(before), MAX_WORDS)), list(islice(words(after), MAX_WORDS))
    found = blocks([one.key for one in first], [one.key for one in second])
    if not found:
        return None
    shown = _Shown(before, first, after, second)
    pieces = tuple(islice(shown.pieces(found), MAX_PIECES))
    cut = len(first) == MAX_WORDS or len(second) == MAX_WORDS
    return WordDiff(pieces, shown.shortened or cut or len(pieces) == MAX_PIECES)


class _Shown:
    """Two texts being written as one."""

    def __init__(self, before: str, first: list[Word], after: str, second: list[Word]) -> None:
        self._before, self._first = before, first
        self._after, self._second = after, second
        self.shortened = False

    def pieces(self, found: list[Block]) -> Iterator[tuple[str, str]]:
        """Yield the pieces in order."""
        at = 0
        for number, block in enumerate(found):
            yield from self._same(at, block.j1, first=number == 0)
            yield from self._changed("removed", self._before, self._first[block.i1 : block.i2])
            yield from self._changed("added", self._after, self._second[block.j1 : block.j2])
            at = block.j2
        yield from self._same(at, len(self._second), last=True)

    def _same(
        self, start: int, end: int, *, first: bool = False, last: bool = False
    ) -> Iterator[tuple[str, str]]:
        """Yield the words between two changes: those next to them, where there are many."""
        part = self._second[start:end]
        if not part:
            return
        if len(part) <= (AROUND if first or last else 2 * AROUND):
            yield "same", self._written(self._after, part)
            return
        self.shortened = True
        head = "" if first else self._written(self._after, part[:AROUND])
        tail = "" if last else self._written(self._after, part[-AROUND:])
        yield "same", f"{head} … {tail}".strip()

    def _changed(self, kind: str, text: str, part: list[Word]) -> Iterator[tuple[str, str]]:
        if not part:
            return
        if len(part) <= MAX_CHANGE:
            yield kind, self._written(text, part)
            return
        self.shortened = True
        half = MAX_CHANGE // 2
        yield kind, f"{self._written(text, part[:half])} … {self._written(text, part[-half:])}"

    def _written(self, text: str, part: list[Word]) -> str:
        """Return words as the text writes them, with what stands between them."""
        whole = " ".join(text[part[0].start : part[-1].end][: 4 * _MAX_CHARS].split())
        if len(whole) > _MAX_CHARS:
            self.shortened = True
            whole = f"{whole[:_MAX_CHARS]}…"
        return whole

"""How much of two texts is the same.

The bounds were set on 7,500 issues and pull requests that people wrote before 2022: see the page of this
detector and ``benchmarks/repetition.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from typing import Final

from detectors.repetition.words import Words

#: From this share of shared pairs on one text repeats the other. People's own texts stay below it.
REPEATS: Final = 0.4
#: From this share on both are one text with a word changed here and there, such as a name.
SAME: Final = 0.8
#: Fewer shared pairs are phrases that everybody uses.
MIN_PAIRS: Final = 20
#: A shared run of fewer words in a row is nothing to show.
MIN_RUN: Final = 6
_MAX_QUOTE_WORDS: Final = 24


def share(shared: int, mine: int, theirs: int) -> float:
    """Return the share (0 to 1) of the longer text's pairs that the other one has too."""
    return shared / max(mine, theirs, 1)


def repeats(shared: int, mine: int, theirs: int) -> bool:
    """Whether two texts have so much in common that one repeats the other."""
    return shared >= MIN_PAIRS and share(shared, mine, theirs) >= REPEATS


def common(mine: Collection[int], theirs: Set[int]) -> tuple[int, ...]:
    """Return the pairs of ``mine`` that are in ``theirs``, each once, in order."""
    return tuple(dict.fromkeys(pair for pair in mine if pair in theirs))


def longest(words: Words, shared: Set[int]) -> tuple[int, int]:
    """Return the longest run of words whose pairs are all shared: its first word, and how many words."""
    best, length, run = 0, 0, 0
    for at, pair in enumerate(words.pairs):
        run = run + 1 if pair in shared else 0
        if run > length:
            best, length = at - run + 1, run
    return best, length + 1 if length else 0


def quote(words: Words, shared: Set[int]) -> str:
    """Return the beginning of the longest shared run."""
    first, count = longest(words, shared)
    more = " …" if count > _MAX_QUOTE_WORDS else ""
    return words.quote(first, min(count, _MAX_QUOTE_WORDS)) + more if count else ""

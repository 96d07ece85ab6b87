"""Word and character n-grams of cleaned prose, looked up in a fixed vocabulary.

A text becomes positions in the vocabulary and weights: sublinear counts (1 + ln n) times the inverse document
frequency, each family (words, characters) scaled to length one. This is the usual TF-IDF; no text outside the
vocabulary leaves a trace.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

#: Words longer than this are no words.
_MAX_WORD: Final = 24
CHAR_SIZES: Final = (2, 3, 4)
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r'[^\W_]+|[.,;:!?()"-]')


@lru_cache(maxsize=2)
def tokens(prose: str) -> tuple[str, ...]:
    """Split lower-cased prose into words and punctuation marks. Language, coverage and n-grams of one text
    ask in turn, so the last answers are remembered.

    Apostrophes go: who leaves them out ("dont") is hasty, or was told to look so.
    """
    text = _DIGITS.sub("0", prose.lower().replace("'", ""))
    return tuple(token for token in _TOKEN.findall(text) if len(token) <= _MAX_WORD)


def word_grams(found: Sequence[str]) -> list[str]:
    """Return runs of one to three tokens."""
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(found)]
    triples = [f"{pair} {last}" for pair, last in zip(pairs, found[2:], strict=False)]
    return [*found, *pairs, *triples]


def char_grams(found: Sequence[str]) -> list[str]:
    """Return runs of two to four characters, inside words and over their ends."""
    text = f" {' '.join(found)} "
    return [text[at : at + size] for size in CHAR_SIZES for at in range(len(text) - size + 1)]


def grams(prose: str) -> list[str]:
    """Return all n-grams of a text, repeated ones too: of words marked ``w:``, of characters ``c:``."""
    found = tokens(prose)
    return [f"w:{gram}" for gram in word_grams(found)] + [f"c:{gram}" for gram in char_grams(found)]


class Vocabulary:
    """The known n-grams with their inverse document frequencies, in the order of the model's weights."""

    def __init__(self, known: Sequence[str], idf: npt.NDArray[np.float32]) -> None:
        self.grams = tuple(known)
        self.idf = idf
        self.words = {gram[2:]: at for at, gram in enumerate(self.grams) if gram.startswith("w:")}
        self._chars = _CharTable(
            [(gram[2:], at) for at, gram in enumerate(self.grams) if gram.startswith("c:")]
        )

    def vector(self, prose: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return positions and weights of the known n-grams in ``prose``, those of words first."""
        found = tokens(prose)
        counted = Counter(map(self.words.get, word_grams(found)))
        counted.pop(None, None)
        ids = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
        times = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        families = ((ids, times), self._chars.count(f" {' '.join(found)} "))
        return (
            np.concatenate([ids for ids, _ in families]),
            np.concatenate([self._weighed(ids, times) for ids, times in families]),
        )

    def _weighed(self, ids: npt.NDArray[np.int64], times: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        values = (1 + np.log(times)) * self.idf[ids]
        length = float(np.sqrt(np.sum(values**2)))
        return (values / length if length > 0 else values).astype(np.float32)


class _CharTable:
    """Character n-grams as whole numbers, so that all windows of a text are looked up at once.

    A dictionary lookup for each of some thousand windows would take half of the time of a whole judgment.
    Every character of the vocabulary is a digit, every other one is 0, and no known n-gram has a 0. The
    length of the n-gram is the leading digit, so that n-grams of two lengths never share a number.
    """

    def __init__(self, known: Sequence[tuple[str, int]]) -> None:
        letters = sorted({letter for gram, _ in known for letter in gram})
        self._base = max(len(letters), *CHAR_SIZES) + 1
        self._digits = np.zeros(max(map(ord, letters), default=0) + 2, dtype=np.int64)
        for digit, letter in enumerate(letters, start=1):
            self._digits[ord(letter)] = digit
        sized = {size: [(gram, at) for gram, at in known if len(gram) == size] for size in CHAR_SIZES}
        numbers = np.concatenate(
            [self._numbers("".join(gram for gram, _ in own), size)[::size] for size, own in sized.items()]
        )
        order = np.argsort(numbers)
        self._known = numbers[order]
        self._at = np.array([at for own in sized.values() for _, at in own], dtype=np.int64)[order]

    def count(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return positions and counts of the known n-grams in ``text``."""
        windows = np.concatenate([self._numbers(text, size) for size in CHAR_SIZES])
        found, times = np.unique(windows, return_counts=True)
        if not len(found) or not len(self._known):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        near = np.minimum(np.searchsorted(self._known, found), len(self._known) - 1)
        hit = self._known[near] == found
        return self._at[near[hit]], times[hit].astype(np.float32)

    def _numbers(self, text: str, size: int) -> npt.NDArray[np.int64]:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
        digits = self._digits[np.minimum(points, len(self._digits) - 1)]
        windows = max(len(digits) - size + 1, 0)
        numbers = np.full(windows, size, dtype=np.int64)
        for at in range(size):
            numbers = numbers * self._base + digits[at : at + windows]
        return numbers


def coverage(prose: str, vocabulary: Vocabulary) -> float:
    """Return the share of a text's single words that the vocabulary knows (0 where there are none)."""
    found = [token for token in tokens(prose) if token[0].isalpha()]
    if not found:
        return 0.0
    return sum(1 for token in found if token in vocabulary.words) / len(found)

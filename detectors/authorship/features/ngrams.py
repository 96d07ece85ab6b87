"""Word and character n-grams of cleaned prose, looked up in a fixed vocabulary.

A text becomes positions in the vocabulary and weights: sublinear counts (1 + ln n) times the inverse document
frequency, each family (words, characters) scaled to length one. This is the usual TF-IDF; no text outside the
vocabulary leaves a trace.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

#: Words longer than this are no words.
_MAX_WORD: Final = 24
CHAR_SIZES: Final = (2, 3, 4)
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r'[^\W_]+|[.,;:!?()"-]')


def tokens(prose: str) -> list[str]:
    """Split lower-cased prose into words and punctuation marks.

    Apostrophes go: who leaves them out ("dont") is hasty, or was told to look so.
    """
    text = _DIGITS.sub("0", prose.lower().replace("'", ""))
    return [token for token in _TOKEN.findall(text) if len(token) <= _MAX_WORD]


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
        self.words = self._positions("w:")
        self._chars = self._positions("c:")

    def _positions(self, mark: str) -> dict[str, int]:
        return {gram[2:]: at for at, gram in enumerate(self.grams) if gram.startswith(mark)}

    def vector(self, prose: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return positions and weights of the known n-grams in ``prose``, those of words first."""
        found = tokens(prose)
        families = ((self.words, word_grams(found)), (self._chars, char_grams(found)))
        ids, values = zip(*(self._family(position, own) for position, own in families), strict=True)
        return np.concatenate(ids), np.concatenate(values)

    def _family(
        self, position: Mapping[str, int], found: Sequence[str]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        known = {position[gram]: n for gram, n in Counter(found).items() if gram in position}
        ids = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
        values = (1 + np.log(np.fromiter(known.values(), dtype=np.float32, count=len(known)))) * self.idf[ids]
        length = float(np.sqrt(np.sum(values**2)))
        return ids, (values / length if length > 0 else values).astype(np.float32)


def coverage(prose: str, vocabulary: Vocabulary) -> float:
    """Return the share of a text's single words that the vocabulary knows (0 where there are none)."""
    found = [token for token in tokens(prose) if token[0].isalpha()]
    if not found:
        return 0.0
    return sum(1 for token in found if token in vocabulary.words) / len(found)

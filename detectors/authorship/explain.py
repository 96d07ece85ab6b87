"""What moved the score, in words that a maintainer can check in the text. It is no proof of anything.

Only whole words and phrases are shown, not letter patterns: they can be found in the text. Weights are shares
of all that the
words added to the cheap model's sum, so that they compare between texts; negative ones speak for a human
hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

SHOWN: Final = 5
_MIN_LETTERS: Final = 3


def top(
    grams: Sequence[str], ids: npt.NDArray[np.int64], parts: npt.NDArray[np.float32]
) -> tuple[tuple[str, float], ...]:
    """Return the phrases that moved the score most, strongest first, each with its share of all movement
    (sign kept).
    """
    if not len(ids):
        return ()
    total = float(np.abs(parts).sum()) or 1.0
    shown: list[tuple[str, float]] = []
    for at in np.argsort(-np.abs(parts))[: 40 * SHOWN]:
        gram = grams[int(ids[at])]
        if not gram.startswith("w:") or sum(c.isalpha() for c in gram) < _MIN_LETTERS + 1:
            continue
        phrase = gram[2:]
        if any(phrase in seen or seen in phrase for seen, _ in shown):
            continue
        shown.append((phrase, round(float(parts[at]) / total, 4)))
        if len(shown) == SHOWN:
            break
    return tuple((f"wording: {phrase}", weight) for phrase, weight in shown)

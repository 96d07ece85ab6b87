"""Small damages to training texts, so that the model does not rest on length, case, tidiness or
punctuation.
"""

from __future__ import annotations

import random
from typing import Final

_KEYS: Final = "abcdefghijklmnopqrstuvwxyz"


def crop(prose: str, rng: random.Random, shortest: int = 20, longest: int = 65) -> str:
    """Return a run of words. Half of the texts that fit are left whole."""
    words = prose.split()
    if len(words) <= shortest or (len(words) <= longest and rng.random() < 0.5):
        return prose
    size = rng.randint(shortest, min(longest, len(words)))
    start = 0 if rng.random() < 0.4 else rng.randint(0, len(words) - size)
    return " ".join(words[start : start + size])


def noise(prose: str, rng: random.Random) -> str:
    """Damage a text now and then: lower case, no punctuation, typing errors, words left out."""
    draw = rng.random()
    if draw < 0.6:
        return prose
    if draw < 0.72:
        return prose.lower()
    if draw < 0.80:
        return "".join(c for c in prose if c not in '.,;:!?"()')
    if draw < 0.92:
        return _typos(prose, rng)
    return " ".join(word for word in prose.split() if rng.random() > 0.08)


def _typos(prose: str, rng: random.Random) -> str:
    rate = rng.choice((0.01, 0.03, 0.06))
    return " ".join(
        _typo(word, rng) if len(word) > 3 and rng.random() < rate else word for word in prose.split()
    )


def _typo(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    kind = rng.random()
    if kind < 0.35:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.7:
        return word[:at] + word[at + 1 :]
    return word[:at] + rng.choice(_KEYS) + word[at:]

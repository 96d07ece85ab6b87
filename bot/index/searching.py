"""The contents, and the lines in them, that are likeliest to hold a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from bot.index.paths import MOST_PLACES
from bot.index.reading import Reading
from detectors.model import Place

MOST_READ: Final = 12
_COUNTED: Final = 8
_MOST_LINES: Final = 15
_WINDOW: Final = 4
_MAX_LINE: Final = 4_000
_MAX_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a text some lines hold, from 0 to 1, and where they are."""

    share: float
    path: str = ""
    line: int = 0
    text: str = ""


def places(matches: Sequence[Match]) -> tuple[Place, ...]:
    """Return the first few places of some matches."""
    return tuple(Place(match.path, match.line) for match in matches[:MOST_PLACES])


def candidates(
    words: Sequence[str],
    holding: Callable[[str], frozenset[int]],
    reading: Reading,
    first: Collection[int],
) -> tuple[list[int], bool]:
    """Return the contents that hold at least half of the rarest words, and whether more hold all of them.

    Rare words count more; contents that are in ``first`` come first. Words that the tree has not got may be
    values that were filled in.
    """
    total = 1 + len(reading.listing.blobs)
    held = sorted(filter(None, map(holding, words)), key=len)[:_COUNTED]
    weights: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for at, blobs in enumerate(held):
        if 2 * (at + 1) > len(held) + 1:  # what is in none of the rarer half cannot be in half of all
            blobs = blobs & counts.keys()  # noqa: PLW2901 - the rest is not worth counting
        counts.update(blobs)
        weight = int(1000 * log(1 + total / (1 + len(blobs))))
        for blob in blobs:
            weights[blob] += weight
    enough = [blob for blob, count in counts.items() if 2 * count >= len(held)]
    enough.sort(key=lambda blob: (blob not in first, -weights[blob], blob))
    full = any(counts[blob] == len(held) for blob in enough[MOST_READ:])
    return enough[:MOST_READ], full


def line_starts(text: str, words: Sequence[str], most: int = _MOST_LINES) -> list[int]:
    """Return where lines begin that hold one of a few words, those with the most of them first."""
    found: Counter[int] = Counter()
    for word in words:
        at = text.find(word)
        for _ in range(most):
            if at < 0:
                break
            found[text.rfind("\n", 0, at) + 1] += 1
            end = text.find("\n", at)
            at = text.find(word, end) if end >= 0 else -1
    return [at for at, _ in found.most_common(most)]


def windows(text: str, start: int) -> Iterator[str]:
    """Yield a line, then it with the lines around it: strings are often put together over several lines."""
    after = text[start : start + _MAX_LINE].split("\n", _WINDOW)[:_WINDOW]
    yield after[0]
    yield "\n".join(after)
    before = text[max(0, start - _MAX_LINE) : start].split("\n")[-_WINDOW:]
    yield "\n".join([*before, after[0]])


def match_at(share: float, blob: int, text: str, start: int, reading: Reading) -> Match:
    """Return what was found on the line that begins at ``start``."""
    line = " ".join(next(windows(text, start)).split())[:_MAX_SHOWN]
    return Match(share, reading.listing.blobs[blob], 1 + text.count("\n", 0, start), line)

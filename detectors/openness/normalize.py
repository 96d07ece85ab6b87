"""A candidate name in the form that the registry's patterns are written for, with the way back.

Lower case; quotes, brackets, back-ticks and asterisks gone; white space, ``_``, ``:`` and dashes turned into
one ``-``. ``/`` stays: "meta-llama/Llama-4 Scout" becomes "meta-llama/llama-4-scout".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DROPPED: Final = "[]()\"'`*´‘’‚‛“”„‟‹›«»「」『』"
_DASHES: Final = "_:\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_DROP: Final = {ord(char): None for char in _DROPPED} | {ord(char): "-" for char in _DASHES}
_JOINTS = re.compile(r"[-\s]+")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text; ``text[i]`` stands for ``starts[i]`` up to ``ends[i]`` of the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def quick(text: str) -> str:
    """Return the normalized form of ``text`` alone, for a first look."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_DROP)
    return _JOINTS.sub("-", folded)


def normalize(
    text: str, prefixes: tuple[re.Pattern[str], ...], suffixes: tuple[re.Pattern[str], ...]
) -> Normalized:
    """Return ``text`` normalized; where it holds no white space, ``prefixes`` and ``suffixes`` are cut.

    Prefixes are cut until none fits: "https://ollama.com/library/gemma:2b" becomes "gemma-2b".
    """
    pairs = [(char, start, end) for part, start, end in _folded(text) for char in part]
    folded = "".join(char for char, _, _ in pairs)
    first, last = (0, len(folded)) if re.search(r"\s", folded) else _cut(folded, prefixes, suffixes)
    kept: list[tuple[str, int, int]] = []
    for char, start, end in pairs[first:last]:
        said = "-" if char.isspace() else char.translate(_DROP)
        if said == "-" and kept and kept[-1][0] == "-":
            kept[-1] = ("-", kept[-1][1], end)
        elif said:
            kept.append((said, start, end))
    return Normalized(
        "".join(char for char, _, _ in kept),
        tuple(start for _, start, _ in kept),
        tuple(end for _, _, end in kept),
    )


def _folded(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield compatibility forms in lower case, a character with its combining marks at a time."""
    if text.isascii():
        yield from ((char, place, place + 1) for place, char in enumerate(text.lower()))
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            yield unicodedata.normalize("NFKC", text[start:end]).lower(), start, end
            start = end


def _cut(
    text: str, prefixes: tuple[re.Pattern[str], ...], suffixes: tuple[re.Pattern[str], ...]
) -> tuple[int, int]:
    """Return the part of ``text`` between what ``prefixes`` and ``suffixes`` fit."""
    first, last = 0, len(text)
    while hit := next((hit for one in prefixes if (hit := one.match(text[first:last])) and hit.end()), None):
        first += hit.end()
    for suffix in suffixes:
        if hit := suffix.search(text[first:last]):
            last = first + hit.start()
    return first, last

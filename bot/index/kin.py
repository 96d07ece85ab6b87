"""How many names of a tree are made like another one: whether it follows the project's way of naming."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.index.reading import Reading
from bot.index.words import key, parts

#: Kin are counted up to here: more say the same.
MAX_KIN: Final = 25
_MIN_PART: Final = 3
_MAX_LOOKED_AT: Final = 400
_MAX_READ: Final = 4
_DOTTED: Final = re.compile(r"\A[\w-]{1,64}(?:\.[\w-]{1,64})+\Z")
_SWITCH: Final = re.compile(r"\A-*(?:(?:no|enable|disable|with|without)-(?=\w))?")


def kin(written: str, name: str, reading: Reading) -> int:
    """Count the names that share the first or the last word of ``name``, ``written`` so in the text.

    Where names have hyphens or dots in them, those count that begin with the same word and such a mark.
    """
    found: set[str] = set()
    bare = _SWITCH.sub("", written.strip())
    sources = [_defined(name, reading)]
    if "-" in bare:
        sources.append(_dashed(bare, reading))
    if _DOTTED.match(bare):
        sources.append(_dotted(bare, reading))
    for source in sources:
        for text in source:
            found.add(text)
            if len(found) >= MAX_KIN:
                return MAX_KIN
    return len(found)


def _defined(name: str, reading: Reading) -> Iterator[str]:
    words = parts(name)
    for part in {*words[:1], *words[-1:]}:
        if len(part) >= _MIN_PART:
            yield from (text for text, blob in reading.store.kin(part) if blob in reading.listing.blobs)


def _dashed(name: str, reading: Reading) -> Iterator[str]:
    """Yield the words that begin with the same word and a hyphen: Lisp names, options, style rules."""
    first = name.partition("-")[0]
    if len(first) < _MIN_PART:
        return
    for text in reading.store.words_from(key(first), _MAX_LOOKED_AT, dashed=True):
        if text.casefold().startswith(f"{first.casefold()}-") and reading.with_word(text):
            yield text


def _dotted(name: str, reading: Reading) -> Iterator[str]:
    """Yield the keys that begin with the same word and a dot, in a few files."""
    first, second = name.split(".")[:2]
    holding = reading.with_word(first)
    nearer = sorted(holding & reading.with_word(second)) or sorted(holding)
    pattern = re.compile(rf"(?<![\w.]){re.escape(first)}\.[\w.-]{{1,100}}")
    for blob in nearer[:_MAX_READ]:
        yield from pattern.findall(reading.text(blob) or "")

"""Words of code: how a file is cut into them, and when two spellings are the same name."""

from __future__ import annotations

import re
from typing import Final

MAX_WORD: Final = 64
#: Words of this length are too common to look up.
MIN_WORD: Final = 2
# One pass over the file: letters, digits, underscores and what is not ASCII, and such joined by hyphens.
_TOKEN: Final = re.compile(rb"[0-9A-Za-z_\x80-\xff]+(?:-[0-9A-Za-z_\x80-\xff]+)*")
_DIGITS: Final = b"0123456789"
# fooBar -> foo Bar, HTTPServer -> HTTP Server
_HUMP: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[^\W\d_A-Z]+|[0-9]+")


def words_of(content: bytes, most: int) -> set[str]:
    """Return the distinct words of a file, at most about ``most``, as they are spelled.

    Words joined by hyphens count both alone and together (``foo-bar``: options and keys are written so).
    What begins with a digit is left out; of words longer than ``MAX_WORD`` their beginning counts.
    """
    found: set[bytes] = set()
    for token in set(_TOKEN.findall(content)):
        if b"-" in token:
            found.update(token.split(b"-"))
            if len(token) > MAX_WORD:
                continue
        found.add(token)
        if len(found) > most:
            break
    kept = (word[:MAX_WORD] for word in found if len(word) >= MIN_WORD and word[:1] not in _DIGITS)
    return {word.decode("utf-8", "replace") for word in kept}


def is_word(name: str) -> bool:
    """Whether a name would be in the index as one word."""
    return len(name.encode()) >= MIN_WORD and not name[0].isdigit() and bool(_TOKEN.fullmatch(name.encode()))


def key(name: str) -> str:
    """Return what all usual spellings of a name share: ``foo-bar``, ``foo_bar``, ``fooBar``, ``FOO_BAR``."""
    return name.replace("_", "").replace("-", "").casefold()


def parts(name: str) -> list[str]:
    """Return the words that a name is put together of, in lower case."""
    return [part.lower() for part in _HUMP.findall(name)]

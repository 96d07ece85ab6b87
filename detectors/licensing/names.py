"""Whether a holder that a copyright line named is still named after a change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz

#: Two spellings of one name; below, they are two names.
SAME: Final = 85
_MAX: Final = 200
_NOISE: Final = frozenset(
    [
        "and",
        "the",
        "inc",
        "ltd",
        "llc",
        "gmbh",
        "corp",
        "corporation",
        "company",
        "co",
        "limited",
        "ag",
        "sa",
        "srl",
        "bv",
        "all",
        "rights",
        "reserved",
        "by",
        "its",
        "contributors",
        "contributor",
        "authors",
        "author",
        "others",
        "et",
        "al",
        "project",
        "team",
        "developers",
        "copyright",
        "c",
    ]
)
_WORD: Final = re.compile(r"[^\W_]+")
_MAIL: Final = re.compile(r"<[^<>]{0,200}>|\([^()]{0,200}\)|https?://\S{0,200}|\S{1,100}@\S{1,100}")
#: A holder that is no person: the people of a project.
_COLLECTIVE: Final = re.compile(
    r"^(?:the )?(?P<name>.{2,80}?),? (?:project )?"
    r"(?:authors?|contributors|developers|development team|project|foundation|team)\b",
    re.IGNORECASE,
)


def words(holder: str) -> frozenset[str]:
    """Return the words that tell a holder from others: no mail addresses, legal forms, articles."""
    bare = unicodedata.normalize("NFKD", _MAIL.sub(" ", holder[:_MAX])).casefold()
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return frozenset(_WORD.findall(bare)) - _NOISE


def is_same(holder: str, other: str) -> bool:
    """Whether two holders may be one: the same words, one within the other, or spelled nearly alike.

    In doubt they are. A holder without words of its own ("contributors") is like every other.
    """
    one, two = words(holder), words(other)
    if not one or not two or one <= two or two <= one:
        return True
    return fuzz.token_sort_ratio(" ".join(sorted(one)), " ".join(sorted(two))) >= SAME


def is_named(holder: str, others: Iterable[str]) -> bool:
    """Whether one of ``others`` may be ``holder``."""
    return any(is_same(holder, other) for other in others)


def collective(holder: str) -> str:
    """Return the project that a holder stands for ("The Go Authors": "Go"), or ``""``."""
    match = _COLLECTIVE.match(holder[:_MAX].strip())
    return match["name"].strip() if match else ""

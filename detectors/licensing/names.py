"""Whether a holder that a copyright line named is still named after a change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
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
_AND: Final = re.compile(r"[,;&/]|\band\b", re.IGNORECASE)
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
    return _is_like(one, " ".join(sorted(one)), two, " ".join(sorted(two)))


def _is_like(one: frozenset[str], spelled: str, two: frozenset[str], other: str) -> bool:
    if not one or not two or one <= two or two <= one:
        return True
    return fuzz.ratio(spelled, other) >= SAME


def is_named(holder: str, others: Iterable[str]) -> bool:
    """Whether one of ``others`` may be ``holder``."""
    return any(is_same(holder, other) for other in others)


def parts(holder: str) -> tuple[str, ...]:
    """Return the holders that one copyright line names ("Ada Lovelace, Acme GmbH")."""
    found = (part for part in _AND.split(_MAIL.sub(" ", holder[:_MAX])) if words(part))
    return tuple(found) or (holder,)


class Known:
    """Some names, to be asked many times whether they have another one.

    Names written alike are found however many there are; those spelled nearly alike among the first ``most``
    different names, and for the first ``asked`` different ones that are asked for: in doubt a name is there.
    """

    def __init__(self, holders: Iterable[str], most: int, asked: int) -> None:
        every = dict.fromkeys(words(holder) for holder in holders)
        self._written = frozenset(every)
        self._some = [(key, " ".join(sorted(key))) for key in islice(every, most)]
        self._left = asked
        self._answers: dict[frozenset[str], bool] = {}

    def has(self, holder: str) -> bool:
        """Whether one of the names may be ``holder``."""
        key = words(holder)
        if key in self._written:
            return True
        if key not in self._answers:
            if self._left <= 0:
                return True
            self._left -= 1
            plain = " ".join(sorted(key))
            self._answers[key] = any(_is_like(key, plain, other, spelled) for other, spelled in self._some)
        return self._answers[key]


def collective(holder: str) -> str:
    """Return the project that a holder stands for ("The Go Authors": "Go"), or ``""``."""
    match = _COLLECTIVE.match(holder[:_MAX].strip())
    return match["name"].strip() if match else ""

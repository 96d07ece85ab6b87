"""What is known of a license text: which license it is, how sure that is, and what else the file holds.

Positions are characters of the text that was given, lines count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How a license file was identified. Only the first two say which license it is."""

    #: Standard texts word for word (as SPDX's guidelines allow), and nothing else that asks something.
    EXACT = "exact"
    #: A model license known by its title and phrases; its words were not compared.
    NAMED = "named"
    #: A whole standard text, and beside it words that restrict: the file is not that license.
    EXTRA_TERMS = "extra_terms"
    #: The title and at least 90 % of the words of a standard text, but not all of them.
    NEAR = "near"
    #: The title is one that we know; the words below it are not those of that license, or were not compared.
    TITLE_ONLY = "title_only"
    #: No license is there, only words that say where it is (a PDF, a page, another file).
    POINTER = "pointer"
    #: Nobody can say. It is never read as "none" nor as a violation.
    UNKNOWN = "unknown"


class Edit(StrEnum):
    """What happened to words of the canonical text."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Span:
    """A standard license text inside a file: ``text[start:end]`` holds it, its title and copyright lines.

    ``words`` is how many words of the license itself were found.
    """

    id: str
    start: int
    end: int
    line: int
    words: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of the file that belongs to no recognized license, with the line on which it starts."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Copyright:
    """One copyright line: the words as written, and of them the years and the holder."""

    line: int
    text: str
    years: str
    holder: str


@dataclass(frozen=True, slots=True)
class Term:
    """A restriction word outside the recognized texts: where, which, and the words around it."""

    line: int
    word: str
    language: str
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """Words that differ from the canonical text; ``line`` is that of the text (where words were removed, of
    the word that follows).
    """

    kind: Edit
    canonical: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text beside the canonical text of the license ``id``.

    ``kept`` is the share (0 to 1) of the canonical words that stand in the text in their order; ``added`` the
    number of words that the canonical text does not have, as a share of its own words. ``changes`` are the
    first ones, ``total`` counts all. ``extra`` is what the text has beside the canonical words: before, after
    and between them.
    """

    id: str
    kept: float
    added: float
    changes: tuple[Change, ...]
    total: int
    extra: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a file that holds no license says the license is: a link or a path, as written."""

    line: int
    target: str


@dataclass(frozen=True, slots=True)
class Identified:
    """What a license file holds.

    ``ids`` are SPDX ids, or ``LicenseRef-…`` for model licenses, in the order of the text and each once;
    empty unless ``certainty`` is ``EXACT`` or ``NAMED``. Several ids are several texts in one file: the file
    alone does not say whether all of them bind or one may be chosen. ``resembles`` are the ids of the
    standard licenses that an ``EXTRA_TERMS``, ``NEAR`` or ``TITLE_ONLY`` file holds or names, and those
    inside a ``NAMED`` or ``UNKNOWN`` one: never to be printed as the file's license. ``compared`` is set for
    ``NEAR``, and for ``TITLE_ONLY`` where the canonical text was at hand. ``title`` is the first line that
    looks like one. ``notice`` says that an ``EXACT`` file only names the license in the words that the
    license asks for ("Licensed under the Apache License, …") and does not hold its text. ``cut`` says that
    the file was longer than what was read.
    """

    certainty: Certainty
    ids: tuple[str, ...] = ()
    resembles: tuple[str, ...] = ()
    title: str = ""
    spans: tuple[Span, ...] = ()
    left: tuple[Passage, ...] = ()
    copyrights: tuple[Copyright, ...] = ()
    terms: tuple[Term, ...] = ()
    compared: Comparison | None = None
    pointers: tuple[Pointer, ...] = ()
    notice: bool = False
    cut: bool = False

    @property
    def certain(self) -> bool:
        """Whether ``ids`` says which license the file is: only then may a finding rest on it."""
        return self.certainty in {Certainty.EXACT, Certainty.NAMED}

    @property
    def label(self) -> str:
        """A few words for a report: "MIT", "MIT with extra terms", "near Apache-2.0", "unknown"."""
        names = ", ".join(self.resembles)
        match self.certainty:
            case Certainty.EXACT | Certainty.NAMED:
                return ", ".join(self.ids)
            case Certainty.EXTRA_TERMS:
                return f"{names} with extra terms"
            case Certainty.NEAR:
                return f"near {names}, not equal"
            case Certainty.TITLE_ONLY:
                return f"titled {names or self.title!r}, not compared or not equal"
            case Certainty.POINTER:
                return "a pointer to a text elsewhere"
            case _:
                return "unknown"

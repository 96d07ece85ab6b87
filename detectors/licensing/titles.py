"""The title of a license file, and the standard licenses that it may be meant to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, Final

import yaml

#: A title stands in the first lines; an opening sentence may stand under a preface.
HEAD: Final = 500
OPENING: Final = 4000
#: Lines with more words are sentences.
MAX_TITLE_WORDS: Final = 12
#: A title is one of the first lines that are not blank.
MAX_LINES: Final = 5
#: Characters that may stand before it ("The", "GNU").
NEAR_TOP: Final = 12

_MARKS: Final = re.compile(r"[\"'`*#=_<>“”]+")
_SPACES: Final = re.compile(r"\s+")
_TITLE: Final = re.compile(
    r"\blicen[sc]e|agreement|terms|copyleft|copyright notice|addendum|rider|rail\b|polyform", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Table:
    standard: tuple[tuple[re.Pattern[str], str], ...]
    openings: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    custom: re.Pattern[str]


def title(text: str) -> str:
    """Return the first line of ``text`` that looks like the title of a license, or ""."""
    lines = (line for line in map(_plain, text[:HEAD].splitlines()) if line)
    for line in islice(lines, MAX_LINES):
        if line.endswith(",") or line[:1].islower() or line[:1].isdigit():  # in the midst of a sentence
            continue
        if 0 < len(line.split()) <= MAX_TITLE_WORDS and _TITLE.search(line):
            return line
    return ""


def standard(text: str) -> tuple[str, ...]:
    """Return the SPDX ids that the title of ``text`` names, in the order of the table."""
    head = _plain(text[: HEAD * 2])[:HEAD].casefold()
    return tuple(license_id for pattern, license_id in _table().standard if pattern.search(head))


def titled(text: str, license_id: str) -> bool:
    """Whether ``text`` begins with the title of ``license_id``, which may run over its first lines.

    A sentence that names the license further on is no title.
    """
    lines = (line for line in map(_plain, text[:HEAD].splitlines()) if line)
    top = " ".join(islice(lines, MAX_LINES)).casefold()
    places = (pattern.search(top) for pattern, one in _table().standard if one == license_id)
    return any(place is not None and place.start() <= NEAR_TOP for place in places)


def custom(text: str) -> bool:
    """Whether the title is that of a family with terms of its own ("PolyForm", "Community License")."""
    return _table().custom.search(title(text).casefold()) is not None


def opened(text: str) -> tuple[str, ...]:
    """Return the ids of the standard licenses whose first sentence stands in the beginning of ``text``."""
    head = _plain(text[:OPENING]).casefold()
    for pattern, ids in _table().openings:
        if pattern.search(head):
            return ids
    return ()


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip()


@cache
def _table() -> _Table:
    path = resources.files("detectors") / "licensing" / "data" / "titles.yaml"
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return _Table(
        standard=tuple((re.compile(pattern), one) for pattern, one in table["standard"]),
        openings=tuple((re.compile(pattern), tuple(ids)) for pattern, ids in table["openings"]),
        custom=re.compile(table["custom"]),
    )

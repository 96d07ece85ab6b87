"""The canonical text of a standard license, and a text beside it.

``licenseclassifier`` ships no texts but patterns of words: words that must be there, words that may, forms to
choose from, and gaps for names. From a pattern the form nearest to the text is chosen, so that wording which
SPDX lets vary is never shown as a change.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import islice, pairwise
from typing import Final

from detectors.licensing.holders import is_line
from detectors.licensing.model import Comparison, Passage
from detectors.licensing.words import MAX_SHOWN, MAX_WORDS, Block, Word, blocks, changes, words

#: How many changes of a text are kept to be shown.
MAX_CHANGES: Final = 12
#: What a pair of words that is not there counts against one that is.
ABSENT: Final = 0.2
#: A form with less of the words of the longest is a notice that names the license, not its text.
NOTICE: Final = 0.4
#: An optional part counts as used where so many of its pairs of words stand in the text.
USED: Final = 0.5

#: The number or letter of a list item.
_NUMBER: Final = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{1,4})$", re.IGNORECASE)
_COMMENT: Final = re.compile(r"//\*\*.*?\*\*//", re.DOTALL)
_TOKEN: Final = re.compile(r"\(\(|\|\||\)\)\?\?|\)\)|\?\?|__(\d+)__|(?:(?!\(\(|\)\)|\|\||\?\?|__\d)\S)+")
#: Words that the library's patterns take for one another.
_ALIKE: Final = {
    "are": "is",
    "them": "it",
    "they": "it",
    "these": "the",
    "this": "the",
    "those": "the",
    "copies": "copy",
}
_Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Canonical:
    """One word of the canonical text: ``keys`` are the words that may stand for it."""

    shown: str
    keys: frozenset[str]
    optional: bool


@dataclass(slots=True)
class _Group:
    """Forms to choose from; a form is a list of words, gaps (how many words fit) and groups."""

    forms: list[list[_Part]] = field(default_factory=lambda: [[]])
    optional: bool = False


_Part = _Canonical | int | _Group


@dataclass(frozen=True, slots=True)
class _Form:
    """The words of a pattern, and its gaps: before which word there is room for how many others."""

    words: tuple[_Canonical, ...]
    gaps: Mapping[int, int]


def compare(license_id: str, text: str) -> Comparison | None:
    """Return ``text`` beside the canonical text of ``license_id``; None where no text of it is at hand,
    or ``text`` is nearest to a notice that only names the license.

    Additions before the first and after the last canonical word (titles, holders, riders) are no changes of
    the text itself, and are left out. Linear in ``text`` up to ``words.MAX_WORDS`` words, where it ends.
    """
    pattern = _patterns().get(license_id)
    if pattern is None:
        return None
    second = list(islice(words(text), MAX_WORDS))
    keys = [_key(one.key) for one in second]
    form = _nearest(pattern, frozenset(pairwise(keys)))
    first = [one.shown for one in form.words]
    found = blocks([key for shown in first for key in _keys(shown)], keys)
    counted = [
        one
        for one in _inside(found, len(first))
        if not _allowed(one, form, keys) and not _formal(one, form, text, second)
    ]
    missing = sum(not word.optional for one in counted for word in form.words[one.i1 : one.i2])
    needed = sum(not word.optional for word in form.words)
    if needed < NOTICE * size(license_id):
        return None
    return Comparison(
        id=license_id,
        kept=1 - missing / max(needed, 1),
        added=sum(one.j2 - one.j1 for one in counted) / max(len(first), 1),
        changes=tuple(
            islice(
                changes(counted, [_shown(first[one.i1 : one.i2]) for one in counted], text, second),
                MAX_CHANGES,
            )
        ),
        total=len(counted),
        extra=tuple(_extra(found, form, keys, text, second)),
    )


def _extra(
    found: list[Block], form: _Form, keys: list[str], text: str, second: list[Word]
) -> Iterator[Passage]:
    """Yield the words of ``text`` that stand for none of the canonical ones; copyright lines are left out."""
    at, line = 0, 1
    for one in found:
        if one.j1 == one.j2 or (one.i1 not in {0, len(form.words)} and _allowed(one, form, keys)):
            continue
        start, end = second[one.j1].start, second[one.j2 - 1].end
        line += text.count("\n", at, start)
        at = start
        kept = "\n".join(raw for raw in text[start:end].split("\n") if not is_line(raw)).strip()
        if kept:
            yield Passage(line, kept)


@cache
def size(license_id: str) -> int:
    """Return how many words the longest form of ``license_id`` has; 0 where no text of it is at hand."""
    pattern = _patterns().get(license_id)
    return _most(_parse(pattern)) if pattern else 0


def _most(group: _Group) -> int:
    """Return how many words the longest form of ``group`` has, optional parts left out."""
    return 0 if group.optional else max(sum(map(_length, form)) for form in group.forms)


def _length(part: _Part) -> int:
    return _most(part) if isinstance(part, _Group) else int(isinstance(part, _Canonical))


@cache
def _keys(shown: str) -> tuple[str, ...]:
    """Return what is compared of a word of a pattern."""
    return tuple(_key(one.key) for one in words(shown))


def _key(key: str) -> str:
    return _ALIKE.get(key, key)


def _shown(part: list[str]) -> str:
    return " ".join(part[:MAX_SHOWN]) + (" …" if len(part) > MAX_SHOWN else "")


def _inside(found: list[Block], end: int) -> Iterator[Block]:
    """Yield the blocks but for what is only added before the first or after the last canonical word."""
    for one in found:
        if one.i1 != one.i2 or one.i1 not in {0, end}:
            yield one


def _allowed(block: Block, form: _Form, keys: list[str]) -> bool:
    """Whether the pattern has room for ``block``: optional words, other forms of a word, words in a gap."""
    canonical, here = form.words[block.i1 : block.i2], keys[block.j1 : block.j2]
    if any(not one.optional and one.keys.isdisjoint(here) for one in canonical):
        return False
    known = frozenset().union(*(one.keys for one in canonical))
    room = sum(form.gaps.get(at, 0) for at in range(block.i1, block.i2 + 1))
    return sum(key not in known for key in here) <= room


def _formal(block: Block, form: _Form, text: str, second: list[Word]) -> bool:
    """Whether only numbering changed, or a copyright line came in: the guidelines let both pass."""
    if all(_NUMBER.match(one.shown) for one in form.words[block.i1 : block.i2]):
        here = second[block.j1 : block.j2]
        if all(_NUMBER.match(one.key) for one in here):
            return True
        start = text.rfind("\n", 0, here[0].start) + 1
        end = text.find("\n", here[-1].end)
        lines = text[start : end if end >= 0 else len(text)].splitlines()
        return block.i1 == block.i2 and all(is_line(raw) for raw in lines)
    return False


def _nearest(pattern: str, pairs: _Pairs) -> _Form:
    """Return the form of ``pattern`` that is nearest to a text with these pairs of words."""
    canonical: list[_Canonical] = []
    gaps: dict[int, int] = {}
    for part in _chosen(_parse(pattern), pairs, optional=False):
        if isinstance(part, int):
            gaps[len(canonical)] = gaps.get(len(canonical), 0) + part
        else:
            canonical.append(part)
    return _Form(tuple(canonical), gaps)


def _chosen(group: _Group, pairs: _Pairs, *, optional: bool) -> list[_Canonical | int]:
    optional = optional or group.optional
    forms = [
        [piece for part in form for piece in _pieces(part, pairs, optional=optional)] for form in group.forms
    ]
    if len(forms) > 1 and all(len(form) == 1 and isinstance(form[0], _Canonical) for form in forms):
        kinds = [form[0] for form in forms]
        keys = frozenset().union(*(one.keys for one in kinds if isinstance(one, _Canonical)))
        first = kinds[0]
        return [_Canonical(first.shown, keys, optional)] if isinstance(first, _Canonical) else []
    # By pairs found and not by their share: a whole text in part is nearer than a notice of eight words.
    shares = [(_share(form, pairs), len(form)) for form in forms]
    at = max(range(len(forms)), key=lambda at: (shares[at][0] - ABSENT) * shares[at][1])
    return [] if group.optional and shares[at][0] < USED else forms[at]


def _pieces(part: _Part, pairs: _Pairs, *, optional: bool) -> list[_Canonical | int]:
    if isinstance(part, _Group):
        return _chosen(part, pairs, optional=optional)
    if optional and isinstance(part, _Canonical):
        return [_Canonical(part.shown, part.keys, optional=True)]
    return [part]


def _share(form: list[_Canonical | int], pairs: _Pairs) -> float:
    """Return the share of the pairs of words of ``form`` that stand in the text. A lone word is kept: its
    absence is never counted.
    """
    keys = [one.keys for one in form if isinstance(one, _Canonical)]
    if len(keys) < 2:
        return 1.0
    hits = sum(any((a, b) in pairs for a in first for b in second) for first, second in pairwise(keys))
    return hits / (len(keys) - 1)


@cache
def _parse(pattern: str) -> _Group:
    root = _Group()
    stack = [root]
    for match in _TOKEN.finditer(_COMMENT.sub(" ", pattern)):
        piece = match.group()
        if piece == "((":
            group = _Group()
            stack[-1].forms[-1].append(group)
            stack.append(group)
        elif piece == "||":
            stack[-1].forms.append([])
        elif piece in {"))", "))??"}:
            stack.pop().optional = piece == "))??"
        elif piece == "??":
            last = stack[-1].forms[-1].pop()
            stack[-1].forms[-1].append(_Group([[last]], optional=True))
        else:
            stack[-1].forms[-1] += (int(match.group(1)),) if match.group(1) else _written(piece)
    return root


@cache
def _written(piece: str) -> tuple[_Canonical, ...]:
    """Return the words of a piece of a pattern; the patterns have few different ones."""
    return tuple(
        _Canonical(piece[one.start : one.end], frozenset((_key(one.key),)), optional=False)
        for one in words(piece)
    )


@cache
def _patterns() -> Mapping[str, str]:
    """Return the longest pattern of each license (the others are notices and older wordings)."""
    packed = (resources.files("licenseclassifier") / "_engine" / "licenses.json.gz").read_bytes()
    patterns: dict[str, str] = {}
    for entry in json.loads(gzip.decompress(packed)):
        if len(entry["lre"]) > len(patterns.get(entry["id"], "")):
            patterns[entry["id"]] = entry["lre"]
    return patterns

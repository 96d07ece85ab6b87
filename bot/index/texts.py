"""Whether a line of code or a message is in a tree, as it stands or nearly so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from rapidfuzz.distance import LCSseq

from bot.index.paths import MOST_PLACES, files_meant
from bot.index.reading import Reading
from bot.index.words import is_word
from detectors.model import Answer, Place, Query, Seen

#: Share of the words, in order, that makes a text be there, and below which nothing of it is.
HERE: Final = 0.85
HALF: Final = 0.5
MAX_WORDS: Final = 60
_MAX_READ: Final = 12
_COUNTED: Final = 8
_MAX_LINES: Final = 15
_RARE: Final = 3
#: A line that holds less of the text is no part of it.
_HOPELESS: Final = 0.2
_MIN_COMMON: Final = 2
_MAX_SHOWN: Final = 200
#: Values longer than the words around them, so many times over, are nobody's filled-in values.
_MAX_FILLED: Final = 2
_WINDOW: Final = 4
_MAX_LINE: Final = 4_000
_WORD: Final = re.compile(r"\w+")
_ESCAPE: Final = re.compile(r"\\[nrt]")
#: A value that is filled in when the program runs: ``%s``, ``%(name)s``, ``{}``, ``${x}``, ``#{x}``, ``%lu``.
_FILLED: Final = re.compile(
    r"%[-+ #0]*(?:\(\w{1,40}\))?[0-9.*]*(?:hh|h|ll|l|z|j|t|L)?[a-zA-Z]"
    r"|[$#]?\{[^{}]{0,60}\}|\$\w{1,40}|%\{\w{1,40}\}"
)
_ANY: Final = "\0"
#: String literals on one line, without looking for the code they are in; linear.
_STRING: Final = re.compile(
    r""" "((?:[^"\\\n]|\\.){0,1000})" | '((?:[^'\\\n]|\\.){0,1000})' | `([^`\n]{0,1000})` """, re.VERBOSE
)
_TOKEN: Final = re.compile(rf"\w+|{_ANY}")


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a text some lines hold, from 0 to 1, and where they are."""

    share: float
    path: str = ""
    line: int = 0
    text: str = ""


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a line of code or a message."""
    wanted = [token for token in _tokens(query.name) if token != _ANY][:MAX_WORDS]
    words = [word for word in dict.fromkeys(_spelled(query.name)) if is_word(word)]
    if not words or not wanted:
        return Answer(query, Seen.UNKNOWN)
    files = files_meant(query.path, reading.listing, reading.repository_name) if query.path else []
    scope = files[0].path if len(files) == 1 else ""
    named = {entry.blob for entry in files if entry.blob}
    ranked, more = _candidates(words, reading, named)
    matches = sorted(_matches(ranked, wanted, words, reading), key=lambda match: -match.share)
    best = matches[0] if matches else Match(0.0)
    inside = [
        match for match in matches if match.share >= HERE and (not query.path or match.path in _paths(files))
    ]
    if inside:
        return Answer(query, Seen.HERE, _places(inside), (inside[0].text,), scope=scope)
    if any(not entry.blob for entry in files):
        return Answer(query, Seen.UNKNOWN, scope=scope)
    nearest = (best.text,) if best.text else ()
    if best.share >= HERE:
        places = _places([match for match in matches if match.share >= HERE])
        return Answer(query, Seen.ELSEWHERE, places, nearest, scope=scope)
    if best.share >= HALF or more or reading.missed or reading.listing.hides:
        return Answer(query, Seen.UNKNOWN, (), nearest, scope=scope)
    return Answer(query, Seen.ABSENT, (), nearest, scope=scope)


def _paths(files: Sequence[object]) -> set[str]:
    return {getattr(entry, "path", "") for entry in files}


def _places(matches: Sequence[Match]) -> tuple[Place, ...]:
    return tuple(Place(match.path, match.line) for match in matches[:MOST_PLACES])


def _spelled(text: str) -> list[str]:
    return _WORD.findall(_FILLED.sub(" ", _ESCAPE.sub(" ", text)))[:MAX_WORDS]


def _tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, with one mark for each value that is filled in."""
    marked = _FILLED.sub(f" {_ANY} ", _ESCAPE.sub(" ", text.replace(_ANY, " ")))
    return [token.lower() for token in _TOKEN.findall(marked)]


def _candidates(words: Sequence[str], reading: Reading, named: set[int]) -> tuple[list[int], bool]:
    """Return the contents that hold at least half of the rarest words, and whether more are left out.

    Rare words count more; contents that are ``named`` come first. Words that the tree has not got may be
    values that were filled in.
    """
    total = 1 + len(reading.listing.blobs)
    holding = sorted(filter(None, map(reading.with_word, words)), key=len)[:_COUNTED]
    weights: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for blobs in holding:
        counts.update(blobs)
        weight = int(1000 * log(1 + total / len(blobs)))
        for blob in blobs:
            weights[blob] += weight
    enough = [blob for blob, count in counts.items() if 2 * count >= len(holding)]
    enough.sort(key=lambda blob: (blob not in named, -weights[blob], blob))
    full = any(counts[blob] == len(holding) for blob in enough[_MAX_READ:])
    return enough[:_MAX_READ], full


def _matches(
    blobs: Sequence[int], wanted: Sequence[str], words: Sequence[str], reading: Reading
) -> Iterator[Match]:
    rare = sorted(words, key=lambda word: (len(reading.with_word(word)) or 1 << 30, -len(word)))[:_RARE]
    for blob in blobs:
        text = reading.text(blob)
        if text is None:
            continue
        best, where = 0.0, 0
        for at in _occurrences(text, rare):
            share = _best_at(text, at, wanted)
            if share > best:
                best, where = share, at
            if best >= HERE:
                break
        if best:
            line = " ".join(_after(text, where, 1)[0].split())[:_MAX_SHOWN]
            yield Match(best, reading.listing.blobs[blob], 1 + text.count("\n", 0, where), line)
        if best >= HERE:
            return


def _occurrences(text: str, words: Sequence[str]) -> list[int]:
    """Return where lines begin that hold one of a few words, those with the most of them first."""
    found: Counter[int] = Counter()
    for word in words:
        at = text.find(word)
        for _ in range(_MAX_LINES):
            if at < 0:
                break
            found[text.rfind("\n", 0, at) + 1] += 1
            end = text.find("\n", at)
            at = text.find(word, end) if end >= 0 else -1
    return [at for at, _ in found.most_common(_MAX_LINES)]


def _best_at(text: str, start: int, wanted: Sequence[str]) -> float:
    """Compare a line, then it with the lines around it: strings are often put together over several lines."""
    after = _after(text, start, _WINDOW)
    line = after[0]
    best = _share(wanted, line)
    if _HOPELESS < best < HERE:
        best = max(best, _share(wanted, " ".join(after)))
    if _HOPELESS < best < HERE:
        before = text[max(0, start - _MAX_LINE) : start].split("\n")[-_WINDOW:]
        best = max(best, _share(wanted, " ".join([*before, line])))
    return best


def _after(text: str, start: int, lines: int) -> list[str]:
    return text[start : start + _MAX_LINE].split("\n", lines)[:lines]


def _share(wanted: Sequence[str], text: str) -> float:
    """Return the share of the wanted words that a text holds in order.

    Where a string in it has values that are filled in, they stand for any words, if the rest is there.
    """
    common = _common(wanted, [token for token in _tokens(text) if token != _ANY])
    share = common / len(wanted)
    if share >= HERE or common < _MIN_COMMON or not _FILLED.search(text):
        return share
    return max([share, *(_filled(wanted, _tokens(string)) for string in _strings(text))])


def _common(wanted: Sequence[str], held: Sequence[str]) -> int:
    """Count the wanted words that are held in order and near each other: others may be between a few."""
    size = len(wanted) + len(wanted) // 5 + 1
    starts = range(0, max(1, len(held) - size + 1), max(1, len(wanted) // 3))
    return max(LCSseq.similarity(wanted, held[start : start + size]) for start in starts)


def _strings(text: str) -> list[str]:
    """Return the string literals in some lines, and all of them put together."""
    found = [double or single or back for double, single, back in _STRING.findall(text)]
    return [*(string for string in found if _FILLED.search(string)), "".join(found)]


def _filled(wanted: Sequence[str], held: Sequence[str]) -> float:
    """Return the share of the wanted words that a message with values explains: its own words and the values.

    0.0 where the message has words that are not wanted, or too few to know it by.
    """
    plain = [token for token in held if token != _ANY]
    common = LCSseq.similarity(wanted, plain)
    if len(plain) < _MIN_COMMON or common < HERE * len(plain) or _ANY not in held:
        return 0.0
    best = [0] * (len(wanted) + 1)
    for token in held[: 2 * MAX_WORDS]:
        row = [0] * (len(wanted) + 1)
        for at, word in enumerate(wanted, 1):
            if token == _ANY:
                row[at] = max(best[at], row[at - 1] + 1)
            else:
                row[at] = max(best[at], row[at - 1], best[at - 1] + (token == word))
        best = row
    return min(best[-1], _MAX_FILLED * common) / len(wanted)

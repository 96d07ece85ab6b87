"""Whether a message that somebody quotes is one of a tree's own: its words in one string, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

from bot.index.codelines import ordered, plain_all
from bot.index.paths import files_meant
from bot.index.reading import Reading
from bot.index.searching import Match, candidates, line_starts, match_at, places, windows
from bot.index.wording import ANY, MAX_WORDS, has_values, messages, plain, printed, telling
from detectors.model import Answer, Query, Seen

HERE: Final = 0.85
_HALF: Final = 0.5
_RUN: Final = 3
_TELLING: Final = 2
_PROBES: Final = 4
#: Contents that are read for the runs of one message, beside the likeliest.
_MOST_READ: Final = 20
_MOST_USES: Final = 200
_AROUND: Final = 200
#: Values are rarely longer than the words around them, so many times over.
_MAX_FILLED: Final = 2

#: Runs of words end at these, beside values: a name may be filled in before or after them.
_BREAK: Final = re.compile(r"[][:()|=]|(?<!\w)\w{1,64}(?:-\w{1,64}){1,8}")

_Run = tuple[str, ...]


@dataclass(slots=True)
class _Search:
    """A message that is looked for: its words, its runs that tell it from others, and what was found."""

    wanted: list[str]
    runs: list[_Run]
    matches: list[Match]
    has_run: bool = False


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a message."""
    files = files_meant(query.path, reading.listing, reading.repository_name) if query.path else []
    scope = files[0].path if len(files) == 1 else ""
    tokens = printed(query.name)
    wanted = plain(tokens)
    if sum(map(telling, wanted)) < _TELLING:
        return Answer(query, Seen.UNKNOWN, scope=scope)
    search = _Search(wanted, list(_runs(query.name)), [])
    more = _likeliest(search, reading, {entry.blob for entry in files if entry.blob})
    matches = sorted(search.matches, key=lambda match: -match.share)
    best = matches[0] if matches else Match(0.0)
    paths = {entry.path for entry in files}
    inside = [match for match in matches if match.share >= HERE and (not query.path or match.path in paths)]
    if inside:
        return Answer(query, Seen.HERE, places(inside), (inside[0].text,), scope=scope)
    nearest = (best.text,) if best.text else ()
    if best.share >= HERE and all(entry.blob for entry in files):
        found = places([match for match in matches if match.share >= HERE])
        return Answer(query, Seen.ELSEWHERE, found, nearest, scope=scope)
    known = more or best.share >= _HALF or search.has_run or not search.runs or reading.listing.hides
    known = known or (not scope and bool(reading.listing.submodules))
    if known or _anywhere(search, reading) or reading.missed:
        return Answer(query, Seen.UNKNOWN, (), nearest, scope=scope)
    return Answer(query, Seen.ABSENT, (), nearest, scope=scope)


def _runs(message: str) -> Iterable[_Run]:
    """Return the runs of words that must be together somewhere, if the message is real; or none.

    What comes before a colon may be a name that is filled in, and what comes after it another message.
    """
    found: dict[_Run, None] = {}
    for part in _BREAK.split(message):
        held: list[str] = []
        for token in [*printed(part), ANY]:
            if token != ANY:
                held.append(token)
                continue
            for at in range(len(held) - _RUN + 1):
                run = tuple(held[at : at + _RUN])
                if sum(map(telling, run)) >= _TELLING:
                    found[run] = None
            held = []
    return list(found)[:MAX_WORDS]


def _likeliest(search: _Search, reading: Reading, named: set[int]) -> bool:
    """Compare the message with the likeliest lines; return whether there are more files as likely."""
    words = [word for word in dict.fromkeys(search.wanted) if telling(word)]
    ranked, more = candidates(words, reading.in_any_case, reading, named)
    probes = sorted(words, key=lambda word: (len(reading.in_any_case(word)) or 1 << 30, -len(word)))[:_PROBES]
    for blob in ranked:
        text = reading.text(blob)
        if text is None:
            continue
        folded = reading.folded(blob)
        best, where = 0.0, 0
        for start in line_starts(folded, probes):
            share = _share_at(folded, start, search)
            if share > best:
                best, where = share, start
            if best >= HERE:
                break
        if best:
            search.matches.append(match_at(best, blob, text, where, reading))
        if best >= HERE:
            return False
    return more


def _share_at(text: str, start: int, search: _Search) -> float:
    best = 0.0
    for lines in windows(text, start):
        held = plain_all(lines)
        search.has_run = search.has_run or _holds(held, search.runs)
        share = ordered(search.wanted, held)
        if share >= HERE:
            return share
        if has_values(lines):
            best = max([best, *(_filled(search.wanted, message) for message in messages(lines))])
        if best >= HERE or not share:
            break
    return best


def _holds(held: Sequence[str], runs: Iterable[_Run]) -> bool:
    return not set(zip(held, held[1:], held[2:], strict=False)).isdisjoint(runs)


def _filled(wanted: Sequence[str], held: Sequence[str]) -> float:
    """Return the share of the wanted words that a message with values explains: its own words and the values.

    0.0 where the message has words that are not wanted, or too few to know it by.
    """
    own = plain(held)
    if ANY not in held or sum(map(telling, own)) < _TELLING:
        return 0.0
    common = LCSseq.similarity(wanted, own)
    if common < HERE * len(own):
        return 0.0
    best = [0] * (len(wanted) + 1)
    for token in held[: 2 * MAX_WORDS]:
        row = [0] * (len(wanted) + 1)
        for at, word in enumerate(wanted, 1):
            if token == ANY:
                row[at] = max(best[at], row[at - 1] + 1)
            else:
                row[at] = max(best[at], row[at - 1], best[at - 1] + (token == word))
        best = row
    return min(best[-1], _MAX_FILLED * common) / len(wanted)


def _anywhere(search: _Search, reading: Reading) -> bool:
    """Whether any file has one of the runs, or may have one: where too many would have to be read."""
    left = _MOST_READ
    for run in search.runs:
        holding = {word: reading.in_any_case(word) for word in run if telling(word)}
        rarest = min(holding, key=lambda word: len(holding[word]))
        blobs = frozenset.intersection(*holding.values())
        if len(blobs) > left:
            return True
        left -= len(blobs)
        for blob in blobs:
            if reading.text(blob) is None or _has_run(reading.folded(blob), run, rarest):
                return True
    return False


def _has_run(text: str, run: _Run, rarest: str) -> bool:
    """Whether a content has a run, over line breaks and the seams of strings, too."""
    at = text.find(rarest)
    for _ in range(_MOST_USES):
        if at < 0:
            return False
        around = text[max(0, at - _AROUND) : at + _AROUND]
        if _holds(plain_all(around), [run]):
            return True
        at = text.find(rarest, at + len(rarest))
    return True

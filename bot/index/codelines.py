"""Whether a quoted line of code is in a tree, as it stands or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import LCSseq

from bot.index.paths import files_meant
from bot.index.reading import Reading
from bot.index.searching import Match, candidates, line_starts, match_at, places, windows
from bot.index.store import Entry
from bot.index.wording import MAX_WORDS, seamless
from bot.index.words import is_word
from detectors.model import Answer, Query, Seen

#: Share of the words, in order, that makes a line be there.
HERE: Final = 0.85
#: In the file that it is said to be in, less than this is another line; in any file, less than half is.
_OTHER: Final = 0.7
_HALF: Final = 0.5
_HOPELESS: Final = 0.2
_RARE: Final = 3
_MOST_LINES: Final = 40
_WORD: Final = re.compile(r"\w+")
_COMMENT: Final = re.compile(r"(?:(?<=\s)|^)(?://|#(?!\w|\{)|--\s|/\*|<!--).*\Z", re.DOTALL)
#: Names of several words; what is cut off or comes after a backslash is no whole name.
_COMPOUND: Final = re.compile(r"(?<![\w\\])(?=\w{6,64}(?!\w|\.\.\.|…))\w*?(?:[^\W_]_+[^\W_]|[a-z][A-Z])\w*")
_LISP_NAME: Final = re.compile(r"(?<![\w\\-])[a-z]\w*(?:-+[a-zA-Z]\w*)+(?![\w-]|\.\.\.|…)")


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a line of code."""
    files = files_meant(query.path, reading.listing, reading.repository_name) if query.path else []
    scope = files[0].path if len(files) == 1 else ""
    unread = any(not entry.blob for entry in files)
    line = _COMMENT.sub("", query.name).strip() or query.name
    wanted = _WORD.findall(line.lower())[:MAX_WORDS]
    words = [word for word in dict.fromkeys(_WORD.findall(line)) if is_word(word)][:MAX_WORDS]
    if not words or not wanted:
        return Answer(query, Seen.UNKNOWN, scope=scope)
    sure = not (unread or reading.listing.hides or (not scope and reading.listing.submodules))
    if sure and any(not reading.in_any_case(name) for name in _names(line)):
        return Answer(query, Seen.ABSENT, scope=scope)
    cited = _best_in(files, wanted, words, reading)
    if cited.share >= HERE:
        return Answer(query, Seen.HERE, places([cited]), (cited.text,), scope=scope)
    if unread:
        return Answer(query, Seen.UNKNOWN, scope=scope)
    ranked, more = candidates(words, reading.with_word, reading, ())
    matches = sorted(_matches(ranked, wanted, words, reading), key=lambda match: -match.share)
    best = max([cited, *matches[:1]], key=lambda match: match.share)
    nearest = (cited.text,) if cited.text else (best.text,) if best.text else ()
    if best.share >= HERE:
        found = places([match for match in matches if match.share >= HERE])
        return Answer(query, Seen.ELSEWHERE if query.path else Seen.HERE, found, (best.text,), scope=scope)
    is_other = cited.share < _OTHER if files else best.share < _HALF
    if not is_other or more or not sure or reading.missed:
        return Answer(query, Seen.UNKNOWN, (), nearest, scope=scope)
    return Answer(query, Seen.ABSENT, (), nearest, scope=scope)


def _names(code: str) -> Iterator[str]:
    """Yield the names of several words in a line of code, which the tree must have where it has the line."""
    yield from (found[0] for found in _COMPOUND.finditer(code))
    if code.lstrip().startswith("(") and not code.rstrip().endswith((";", "{")):
        for found in _LISP_NAME.finditer(code):
            yield from (piece for piece in found[0].split("--") if is_word(piece))


def _best_in(files: Sequence[Entry], wanted: Sequence[str], words: Sequence[str], reading: Reading) -> Match:
    """Return the line that is most alike in the files that are meant."""
    best = Match(0.0)
    for entry in files[:_RARE]:
        text = reading.text(entry.blob) if entry.blob else None
        if text is not None:
            # One of these is in every line that has enough of the words.
            probes = sorted(words, key=text.count)[: max(_RARE, 2 + int((1 - _OTHER) * len(words)))]
            starts = line_starts(text, probes, _MOST_LINES)
            best = max(best, _best_of(entry.blob, text, starts, wanted, reading), key=lambda m: m.share)
    return best


def _matches(
    blobs: Sequence[int], wanted: Sequence[str], words: Sequence[str], reading: Reading
) -> Iterator[Match]:
    probes = sorted(words, key=lambda word: (len(reading.with_word(word)) or 1 << 30, -len(word)))[:_RARE]
    for blob in blobs:
        text = reading.text(blob)
        if text is None:
            continue
        match = _best_of(blob, text, line_starts(text, probes), wanted, reading)
        if match.share:
            yield match
        if match.share >= HERE:
            return


def _best_of(blob: int, text: str, starts: Sequence[int], wanted: Sequence[str], reading: Reading) -> Match:
    best, where = 0.0, 0
    for start in starts:
        share = _best_at(text, start, wanted)
        if share > best:
            best, where = share, start
        if best >= HERE:
            break
    return match_at(best, blob, text, where, reading) if best else Match(0.0)


def _best_at(text: str, start: int, wanted: Sequence[str]) -> float:
    best = 0.0
    for lines in windows(text, start):
        best = max(best, ordered(wanted, plain_all(lines)))
        if best >= HERE or best <= _HOPELESS:
            break
    return best


def plain_all(lines: str) -> list[str]:
    """Return all words of some lines, with strings that are put together made one."""
    return _WORD.findall(seamless(lines).lower())


def ordered(wanted: Sequence[str], held: Sequence[str]) -> float:
    """Return the share of the wanted words that are held in order, and near each other."""
    size = len(wanted) + len(wanted) // 5 + 1
    starts = range(0, max(1, len(held) - size + 1), max(1, len(wanted) // 3))
    return max(LCSseq.similarity(wanted, held[start : start + size]) for start in starts) / len(wanted)

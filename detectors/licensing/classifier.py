"""Standard license texts inside a file, by the patterns of ``licenseclassifier``.

The one module that knows how that library works inside; its version is pinned for that. Of the library it
takes the compiled patterns, the dictionary and the rules for misspelled words; the walk is its own, for three
reasons. The library finds all followers of each state it reaches and keeps them without end: here a follower
is found when a text asks for it, and the states are dropped when there are too many, so that a process that
reads licenses for weeks stays small. States know their followers, where the library looks each up by its
hundreds of numbers. And texts are split into words by one regular expression, not by a loop over characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, repeat
from typing import Any, Final

from licenseclassifier._engine import builtin_scanner, dictionary, matcher
from licenseclassifier._engine.scan import MAX_COPYRIGHT_WORDS

from detectors.licensing.model import Span

#: Some 40 MB: the states of all the common licenses are fewer.
MAX_STATES: Final = 30_000

#: So few words are taken out of a list one by one.
FEW: Final = 16

#: The library looks for the end of these marks from every opening, so an unclosed one is taken out first.
_LINK_TARGET: Final = re.compile(r"\]\((?:https?://|mailto:|file:|#)[^\s)]*\)?")
_ANCHOR: Final = re.compile(r"\{#[^}\s]*\}?")
_PIECE: Final = re.compile(r"\w+(?:\(s\))?|\(c\)|[<{&©]|\]\(")
_ASCII_PIECE: Final = re.compile(r"[a-z0-9]+(?:\(s\))?|\(c\)|[<{&]|\]\(")

#: Words that the library takes for one another.
_SAME: Final = dictionary._CANON | {"©": "copyright", "(c)": "copyright", "https": "http"}
#: A word that no license has, and the step over any word at all.
_UNKNOWN: Final = -1
_ANY: Final = -2
#: A piece of text that has to be looked at, for it is no plain word of a license.
_RARE: Final = -3
_Pair = tuple[int, int]


@dataclass(slots=True)
class Words:
    """The words of a text: their numbers in the dictionary (-1 where it has none), how they are written (in
    small letters), and where each starts.
    """

    numbers: list[int]
    written: list[str]
    starts: list[int]

    def stop(self, at: int) -> int:
        """Return where the word ``at`` ends."""
        return self.starts[at] + len(self.written[at])

    def without(self, drop: set[int]) -> Words:
        """Return the words but for those at ``drop``."""
        if len(drop) <= FEW:
            for at in sorted(drop, reverse=True):
                del self.numbers[at], self.written[at], self.starts[at]
            return self
        kept = [at for at in range(len(self.numbers)) if at not in drop]
        return Words(
            [self.numbers[at] for at in kept],
            [self.written[at] for at in kept],
            [self.starts[at] for at in kept],
        )


def spans(text: str) -> tuple[Span, ...]:
    """Return the standard license texts and license notices in ``text``, in order, none overlapping.

    The ids are SPDX's, with ``GPL-3.0`` and the like for a text of the GNU family: the text alone does not
    say "only" or "or later".
    """
    readable = _ANCHOR.sub(_closed, _LINK_TARGET.sub(_closed, text))
    words = _splitter().split(readable)
    found: list[Span] = []
    at, line, last = 0, 1, 0
    for name, first, end in _walker().matches(words):
        start, stop = _bounds(text, words, _with_copyright(words.numbers, last, first), end)
        line += text.count("\n", at, start)
        found.append(Span(name, start, stop, line, end - first))
        at, last = start, end
    return tuple(found)


def _with_copyright(numbers: Sequence[int], last: int, first: int) -> int:
    """Return the place of the first copyright mark shortly before ``first``, or ``first``."""
    mark = _splitter().copyright
    near = range(max(first - MAX_COPYRIGHT_WORDS, last), first)
    return next((at for at in near if numbers[at] == mark), first)


def _bounds(text: str, words: Words, first: int, end: int) -> _Pair:
    """Return where the words ``first`` to ``end`` stand in ``text``, with the whole of their first line and
    the line feed that ends the last.
    """
    start, stop = 0, len(text)
    if first > 0:
        feed = text.rfind("\n", words.stop(first - 1), words.starts[first])
        start = feed + 1 if feed >= 0 else words.starts[first]
    if end < len(words.starts):
        last = words.stop(end - 1)
        feed = text.find("\n", last, words.starts[end])
        stop = feed + 1 if feed >= 0 else last
    return start, stop


def _closed(match: re.Match[str]) -> str:
    mark = match.group()
    return mark if mark[-1] in ")}" else " " * len(mark)


def _folded(written: str) -> str:
    if written.isascii():
        return written.replace("(", "").replace(")", "") if written[-1] == ")" else written
    return str(dictionary.to_fold(written))


@cache
def _walker() -> Walker:
    return Walker()


@cache
def _splitter() -> Splitter:
    """Return the splitter of the library's own dictionary."""
    return Splitter(builtin_scanner().dict)


class _State:
    """Places in the compiled patterns that were reached together.

    ``match`` is the pattern that ends here, or -1. ``steps`` holds what comes after each word that some
    pattern goes on with, or the places with that word for as long as no text asked for it. ``gap`` are the
    places where any word may stand.
    """

    __slots__ = ("gap", "match", "steps")

    def __init__(self, match: int, steps: dict[int, _Here | tuple[int, ...]], gap: tuple[int, ...]) -> None:
        self.match = match
        self.steps = steps
        self.gap = gap

    def words(self) -> list[int]:
        """Return the words that some pattern goes on with, in order."""
        return sorted(word for word in self.steps if word != _ANY)


#: Where a walk is: at several places, or (a number) at one where a pattern goes on with one word, as nearly
#: always. Of those no states are kept.
_Here = _State | int


class Walker:
    """Finds the leftmost longest texts that the library's patterns fit, as the library does."""

    def __init__(self) -> None:
        scanner = builtin_scanner()
        self._ids: list[str] = scanner.ids
        self._list: list[str] = scanner.dict.list
        self._ops, self._args = scanner.re.ops, scanner.re.args
        self._pairs: frozenset[_Pair] = frozenset(scanner.re.start)
        self._first: tuple[int, ...] = tuple(scanner.re._start_state)
        self.states: dict[tuple[int, ...], _State] = {}
        self._forks: dict[int, _Here] = {}

    def matches(self, words: Words) -> list[tuple[str, int, int]]:
        """Return the id, first word and end (a word's number) of each text, in order, none overlapping."""
        if len(self.states) > MAX_STATES:
            self.states, self._forks = {}, {}
        start = self._pairs
        found: list[tuple[str, int, int]] = []
        past = 0
        for at in [number for number, pair in enumerate(pairwise(words.numbers)) if pair in start]:
            if at >= past:
                match, end = self._longest(words, at)
                if match >= 0 and end > at:
                    found.append((self._ids[match], at, end))
                    past = end
        return found

    def _longest(self, words: Words, at: int) -> _Pair:
        """Return the pattern that fits the most words from ``at`` on (-1 where none does), and their end."""
        here: _Here = self._state(self._first)
        match, end = -1, at
        numbers = words.numbers
        count = len(numbers)
        while True:
            if isinstance(here, int):
                here, at = self._along(numbers, here, at)
            if here.match >= 0:
                match, end = here.match, at
            if at >= count:
                return match, end
            word = numbers[at]
            if word in here.steps:
                here = self._after(here, word)
                at += 1
                continue
            step = self._misspelled(here, words.written, at)
            if step is None:
                if not here.gap:
                    return match, end
                step = self._after(here, _ANY), -1, at + 1
            here, passed, at = step
            if passed >= 0:
                match, end = passed, at - 1

    def _along(self, numbers: Sequence[int], place: int, at: int) -> tuple[_State, int]:
        """Go along one pattern for as long as the words are its own; return where that ends."""
        ops, args = self._ops, self._args
        count = len(numbers)
        while at < count and args[place] == numbers[at]:
            at += 1
            place += 1
            if ops[place] != matcher.INST_WORD:
                after = self._forks.get(place)
                if after is None:
                    after = self._forks[place] = self._here((place - 1,))
                if not isinstance(after, int):
                    return after, at
                place = after
        return self._state((place,)), at

    def _misspelled(self, state: _State, written: Sequence[str], at: int) -> tuple[_Here, int, int] | None:
        """Return the state after a word that is cut in two, two words in one, or one letter off; the pattern
        that ended inside it (-1 for none), and the word to go on with.
        """
        have = _folded(written[at])
        more = _folded(written[at + 1]) if at + 1 < len(written) else ""
        for number in state.words():
            want = self._list[number]
            if matcher._can_misspell_join(want, have, more):
                return self._after(state, number), -1, at + 2
            if len(have) > len(want) and have.startswith(want):
                after = self._after(state, number)
                inner = self._state((after,)) if isinstance(after, int) else after
                rest = self._rest(inner, have[len(want) :])
                if rest is not None:
                    return rest, inner.match, at + 1
            if matcher._can_misspell(want, have):
                return self._after(state, number), -1, at + 1
        return None

    def _rest(self, state: _State, rest: str) -> _Here | None:
        number = next((one for one in state.words() if self._list[one] == rest), _ANY)
        return self._after(state, number) if number != _ANY or state.gap else None

    def _after(self, state: _State, word: int) -> _Here:
        """Return where ``word`` leads, or any word at all for ``_ANY``."""
        known = state.steps.get(word, ())
        if not isinstance(known, tuple):
            return known
        after = state.steps[word] = self._here(state.gap + known)
        return after

    def _here(self, places: tuple[int, ...]) -> _Here:
        """Return where the words at ``places`` lead."""
        out: list[int] = []
        inside: set[int] = set()
        for place in places:
            matcher._add(self._ops, self._args, out, inside, place + 1)
        key: tuple[int, ...] = matcher._trim(self._ops, self._args, out)
        one = len(key) == 1 and self._ops[key[0]] == matcher.INST_WORD
        return key[0] if one else self._state(key)

    def _state(self, key: tuple[int, ...]) -> _State:
        known = self.states.get(key)
        if known is None:
            known = self.states[key] = self._new(key)
        return known

    def _new(self, key: tuple[int, ...]) -> _State:
        match = -1
        places: dict[int, tuple[int, ...]] = {}
        gap: list[int] = []
        for place in key:
            op, word = self._ops[place], self._args[place]
            if op == matcher.INST_WORD:
                places[word] = (*places.get(word, ()), place)
            elif op == matcher.INST_ANY:
                gap.append(place)
            elif op == matcher.INST_MATCH and not 0 <= match < word:
                match = word
        return _State(match, {**places}, tuple(gap))


class Splitter:
    """The library's dictionary, with a faster way to split a text into the same words.

    The same for ASCII. Letters with accents, which no pattern has, are not folded.
    """

    def __init__(self, inner: Any) -> None:
        numbers = {word: number for number, word in enumerate(inner.list)}
        numbers |= {word: numbers[same] for word, same in _SAME.items() if same in numbers}
        self._numbers: dict[str, int] = numbers
        self.copyright: int = numbers["copyright"]

    def split(self, text: str) -> Words:
        """Return the words of ``text``."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
        lower = lower.replace("_", " ")
        piece = _ASCII_PIECE if lower.isascii() else _PIECE
        written = piece.findall(lower)
        starts = list(map(re.Match.start, piece.finditer(lower)))
        words = Words(list(map(self._numbers.get, written, repeat(_RARE))), written, starts)
        words = words.without(self._rare(text, words))
        return words.without(_again(words.numbers, self.copyright))

    def _rare(self, text: str, words: Words) -> set[int]:
        """Put numbers to the pieces that are no words of a license; return those that are no words at all."""
        drop: set[int] = set()
        for at in [at for at, number in enumerate(words.numbers) if number == _RARE]:
            if at in drop:
                continue
            piece, start = words.written[at], words.starts[at]
            words.numbers[at] = _UNKNOWN
            if piece in _MARKS:
                skip = start + _MARKS[piece](text, start)
                drop.update(range(at, bisect_left(words.starts, skip, lo=at + 1)))
                if text[start:skip] == "&copy;":
                    drop.discard(at)
                    words.numbers[at], words.written[at] = self.copyright, "&copy;"
            elif piece[-1] == ")":
                words.numbers[at] = self._numbers.get(piece[:-3] + "s", _UNKNOWN)
        return drop


def _again(numbers: list[int], mark: int) -> set[int]:
    """Return where ``mark`` follows itself ("Copyright (c)"), which is one word."""
    found: set[int] = set()
    at = -1
    for _ in range(numbers.count(mark)):
        at = numbers.index(mark, at + 1)
        if at and numbers[at - 1] == mark:
            found.add(at)
    return found


_MARKS: Final[dict[str, Any]] = {
    "<": dictionary._html_tag_size,
    "{": dictionary._markdown_anchor_size,
    "&": dictionary._html_entity_size,
    "](": dictionary._markdown_link_size,
}

"""Standard license texts inside a file, by the patterns of ``licenseclassifier``.

The one module that knows how that library works inside; its version is pinned for that. It reaches in for two
things. The scanner keeps every state it has ever reached, without end: here they are dropped when there are
too many, so that a process that reads licenses for weeks stays small. And texts are split into words by one
regular expression in place of a loop over characters, which halves the time.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from licenseclassifier._engine import Scanner, builtin_scanner, dictionary

from detectors.licensing.model import Span

#: About 90 MB: the states of all the common licenses are fewer.
MAX_STATES: Final = 150_000

#: The library looks for the end of these marks from every opening, so an unclosed one is taken out first.
_LINK_TARGET: Final = re.compile(r"\]\((?:https?://|mailto:|file:|#)[^\s)]*\)?")
_ANCHOR: Final = re.compile(r"\{#[^}\s]*\}?")
_PIECE: Final = re.compile(r"[^\W_]+(?:\(s\))?|[<{&©]|\]\(")

#: Words that the library takes for one another.
_SAME: Final = dictionary._CANON | {"©": "copyright", "https": "http"}
_Word = tuple[int, int, int]


def spans(text: str) -> tuple[Span, ...]:
    """Return the standard license texts and license notices in ``text``, in order, none overlapping.

    The ids are SPDX's, with ``GPL-3.0`` and the like for a text of the GNU family: the text alone does not
    say "only" or "or later".
    """
    scanner = _scanner()
    if len(scanner.re._info) > MAX_STATES:
        scanner.re._info.clear()
    readable = _ANCHOR.sub(_closed, _LINK_TARGET.sub(_closed, text))
    found: list[Span] = []
    at, line = 0, 1
    for one in scanner.scan(readable).match:
        if not one.is_url:
            line += text.count("\n", at, one.start)
            at = one.start
            found.append(Span(one.id, one.start, one.end, line))
    return tuple(found)


def _closed(match: re.Match[str]) -> str:
    mark = match.group()
    return mark if mark[-1] in ")}" else " " * len(mark)


@cache
def _scanner() -> Scanner:
    scanner = builtin_scanner()
    scanner.re.dict = Splitter(scanner.dict)
    return scanner


class Splitter:
    """The library's dictionary, with a faster way to split a text into the same words.

    The same for ASCII. Letters with accents, which no pattern has, are not folded.
    """

    def __init__(self, inner: Any) -> None:
        self.list: list[str] = inner.list
        numbers = {word: number for number, word in enumerate(inner.list) if word != "c"}
        numbers |= {word: numbers[same] for word, same in _SAME.items() if same in numbers}
        self._numbers = numbers
        self._c = inner.lookup("c")

    def split(self, text: str) -> list[_Word]:
        """Return the words of ``text``: number in the dictionary (-1 where it has none), start and end."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
        found: list[_Word] = []
        number_of, skip = self._numbers.get, 0
        twice = (self._numbers["copyright"], self._numbers["copyright"])
        last = -1
        for match in _PIECE.finditer(lower):
            start, end = match.span()
            number = number_of(match.group())
            if start < skip:
                continue
            if number is None:
                number, start, end, skip = self._rare(text, match.group(), start, end)
                if number is None:
                    continue
            if (last, number) != twice:
                found.append((number, start, end))
            last = number
        return found

    def _rare(self, text: str, piece: str, start: int, end: int) -> tuple[int | None, int, int, int]:
        """Return number, start and end of a piece that is no word of a license, and where to go on."""
        if piece in _MARKS:
            skip = start + _MARKS[piece](text, start)
            sign = text[start:skip] == "&copy;"
            return self._numbers["copyright"] if sign else None, start, skip, skip
        if piece == "c":
            if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
                return self._numbers["copyright"], start - 1, end + 1, end
            return self._c, start, end, end
        if piece[-1] == ")":
            return self._numbers.get(piece[:-3] + "s", -1), start, end, end
        return -1, start, end, end


_MARKS: Final[dict[str, Any]] = {
    "<": dictionary._html_tag_size,
    "{": dictionary._markdown_anchor_size,
    "&": dictionary._html_entity_size,
    "](": dictionary._markdown_link_size,
}

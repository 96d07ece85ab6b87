"""Letters of another script that look like Latin ones, inside of names and hosts of added lines.

The idea is that of Unicode Technical Standard 39: a word of one script deceives nobody, one that mixes Latin
with look-alikes may. Only a word of which every other letter has a Latin twin counts, so a Russian word
behind a Latin one, or a Greek letter of a formula, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.hidden import visible
from detectors.hidden.seen import Seen
from detectors.hidden.texts import Changed, Line
from detectors.model import Evidence

_CYRILLIC: Final = "асеорхуіјѕһԁԛԝӏАВСЕНІЈКМОРЅТХУҮԚԜӀ"
#: Small letters that stand in formulas, such as alpha, nu and rho, are left out.
_GREEK: Final = "οϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_TWINS: Final = frozenset(_CYRILLIC + _GREEK)
_OTHER: Final = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_WORD: Final = re.compile(r"\w+")
#: Letters that belong to an escape or a format and not to the word behind them, as in "\\n", "%s" and "[1m".
_CODES: Final = re.compile(
    r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[A-Za-z]|%[-+ #0]{0,5}\d{0,5}(?:\.\d{1,5})?(?:ll|l|h|z)?[A-Za-z]"
    r"|\[[\d;]{0,20}m"
)
_HOST: Final = re.compile(r"https?://([^\s/\\<>\"'`()\[\]{}?#,;]{1,253})", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"_|[a-zа-яο][A-ZА-Я]")
_USED: Final = re.compile(r" {0,9}[(=]")
_MAX_WORD: Final = 200

_REMEDY: Final = "Write the word with the letters of one script."


def in_file(line: Line, file: Changed) -> Iterator[Seen]:
    """Look through an added line: its hosts, and in code its names."""
    if not _OTHER.search(line.text):
        return
    plain = _CODES.sub(lambda match: " " * len(match[0]), line.text)
    hosts = [match.span(1) for match in _HOST.finditer(plain)]
    for start, end in hosts:
        if any(_is_mixed(match[0]) for match in _WORD.finditer(plain, start, end)):
            yield _seen("An address in an added line", line, file, plain[start:end])
    if file.is_docs:
        return
    is_prose = _is_prose(plain)
    for match in _WORD.finditer(plain):
        if any(start <= match.start() < end for start, end in hosts[:20]) or not _is_mixed(match[0]):
            continue
        if not is_prose or _IDENTIFIER.search(match[0]) or _USED.match(plain, match.end()):
            yield _seen("A name in an added line", line, file, match[0])


def _is_prose(line: str) -> bool:
    """Whether the line has words that can be of no script but Cyrillic or Greek: there a slip of the keyboard
    is likelier than a deception.
    """
    return any(
        _OTHER.search(match[0])
        and not any("a" <= char.lower() <= "z" for char in match[0])
        and not _TWINS.issuperset(match[0])
        for match in _WORD.finditer(line)
    )


def _is_mixed(word: str) -> bool:
    """Whether a word of two or more Latin letters has others that all look like Latin ones."""
    if word.isascii() or len(word) > _MAX_WORD:
        return False
    latin = sum(1 for char in word if char.isascii() and char.isalpha())
    others = [char for char in word if not char.isascii()]
    return latin >= 2 and _TWINS.issuperset(others)


def _seen(subject: str, line: Line, file: Changed, word: str) -> Seen:
    place = f"{visible.clipped(visible.shown(file.path))}, line {line.number}"
    quote = visible.clipped(visible.codes(word))
    claim = f"{subject} mixes Latin letters with look-alikes of another script"
    return Seen("homoglyph", claim, Evidence(place, quote, file.path, line.number), _REMEDY)

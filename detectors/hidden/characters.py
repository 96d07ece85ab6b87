"""Characters that draw nothing: direction controls, tag characters, and payloads of zero-width characters.

Persian, Arabic, Hebrew, the scripts of India and of South-East Asia, and emoji need such characters, and
word processors leave single ones behind. So what counts is what they do: change the order in which code is
shown (CVE-2021-42574), spell a text, or stand inside of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from detectors.hidden import visible
from detectors.hidden.seen import Seen
from detectors.hidden.texts import Changed, Line, Prose
from detectors.model import Evidence

_REMEDY: Final = "Take the characters out, or write them as escapes where the program needs them."
_DIRECTION: Final = "has invisible characters that set the direction of text"
_TAGGED: Final = "has tag characters, which spell text that nobody sees"
_PAYLOAD: Final = "has a long run of different invisible characters"
_INSIDE: Final = "has an invisible character inside of a name"

_PLAIN: Final = re.compile(r"[\x00-\x7f]*\Z")
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT: Final = frozenset("\u202b\u2067")
_OVERRIDE: Final = "\u202e"
_CLOSES: Final = {"\u202c": frozenset("\u202a\u202b\u202d\u202e"), "\u2069": frozenset("\u2066\u2067\u2068")}
#: Tag characters, but for the flags of England, Scotland and their like (Unicode Technical Standard 51).
_TAGS: Final = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)"
    "|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]+"
)
#: Eight bits are one letter; no language and no emoji puts so many in a row, nor so many selectors.
_ZERO: Final = "\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff"
_RUN: Final = re.compile(f"[{_ZERO}]{{8,}}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{{4,}}")
#: Between two characters of a name. A soft hyphen is no more than a place to break a word.
_IN_NAME: Final = re.compile(
    "(?<=[A-Za-z0-9_])[\u034f\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff]+(?=[A-Za-z0-9_])"
)
#: Letters that draw nothing and that programs take for names, but for those beside Korean letters.
_KOREAN: Final = "\u1100-\u11ff\u3130-\u3163\u3165-\u318f\ua960-\ua97f\uac00-\ud7ff"
_FILLERS: Final = "\u115f\u1160\u3164\uffa0"
_FILLER: Final = re.compile(f"(?<![{_KOREAN}{_FILLERS}])[{_FILLERS}]+(?![{_KOREAN}{_FILLERS}])")
#: Every space and break that draws nothing in a path, where no script that needs it is around.
_BREAK_IN_PATH: Final = re.compile("(?<![^\x00-\x7f])[\u200b-\u200f\u2060-\u2064\ufeff]+(?![^\x00-\x7f])")

Span = tuple[str, int, int]


def in_prose(text: Prose) -> Iterator[Seen]:
    """Look through a title, body or message."""
    subject = text.name[:1].upper() + text.name[1:] if text.name.startswith("commit ") else f"The {text.name}"
    for line in text.lines:
        for what, start, end in _of_line(line.text, is_code=False):
            place = text.name if text.name == "title" else f"{text.name}, line {line.number}"
            yield _seen(f"{subject} {what}", Evidence(place, visible.around(line.text, start, end)))


def in_file(line: Line, file: Changed) -> Iterator[Seen]:
    """Look through an added line of a file; in documentation single characters are left alone."""
    for what, start, end in _of_line(line.text, is_code=not file.is_docs):
        quote = visible.around(line.text, start, end)
        place = f"{visible.clipped(visible.shown(file.path))}, line {line.number}"
        yield _seen(f"An added line {what}", Evidence(place, quote, file.path, line.number))


def in_path(path: str) -> Iterator[Seen]:
    """Look through a new file name."""
    if _PLAIN.match(path):
        return
    spans = [*_tags(path), *_runs(path)]
    spans += [(_DIRECTION, *match.span()) for match in _BIDI.finditer(path)]
    for form in (_BREAK_IN_PATH, _FILLER):
        spans += [(_INSIDE, *match.span()) for match in form.finditer(path)]
    for what, start, end in spans[:1]:
        yield _seen(f"A file name {what}", Evidence("file name", visible.around(path, start, end)))


def _of_line(line: str, *, is_code: bool) -> Iterator[Span]:
    """Yield what is hidden in a line, the first one of each sort."""
    if _PLAIN.match(line):
        return
    if _BIDI.search(line) and (span := _direction(line, is_code=is_code)):
        yield span
    yield from _tags(line)
    runs = tuple(_runs(line))
    yield from runs
    if is_code and not runs:
        match = _IN_NAME.search(line) or _FILLER.search(line)
        if match:
            yield _INSIDE, *match.span()


def _tags(text: str) -> Iterator[Span]:
    for match in _TAGS.finditer(text):
        if not match[1]:
            yield _TAGGED, *match.span()
            return


def _runs(text: str) -> Iterator[Span]:
    """One character over and over is padding, as mail programs write it, and spells nothing."""
    for match in _RUN.finditer(text):
        if len(set(match[0])) > 1:
            yield _PAYLOAD, *match.span()
            return


def _direction(line: str, *, is_code: bool) -> Span | None:
    """Return the first control that changes the order of what is shown.

    An override from right to left always does. An embedding or isolate from right to left belongs to text
    that is written so. In code each one has to end on its line, as compilers demand; those from left to right
    that do end change nothing in a line of code.
    """
    is_right = any(unicodedata.bidirectional(char) in {"R", "AL"} for char in line)
    open_at: list[int] = []
    for match in _BIDI.finditer(line):
        char, at = match[0], match.start()
        if char == _OVERRIDE or (char in _RIGHT and not is_right):
            return _DIRECTION, at, at + 1
        if char not in _CLOSES:
            open_at.append(at)
        elif open_at and line[open_at[-1]] in _CLOSES[char]:
            open_at.pop()
    return (_DIRECTION, open_at[0], open_at[0] + 1) if is_code and open_at else None


def _seen(claim: str, evidence: Evidence) -> Seen:
    return Seen("control", claim, evidence, _REMEDY)

"""Trailers of a commit message: git's own rules, and a tolerant reading for what squash merges leave behind.

The rules are those of `git interpret-trailers` (trailer.c of git 2.39): the trailer block is the last
paragraph, never the first; all of its lines are trailers, or at least one line is one that git itself
writes and a quarter are trailers. Trailing comment lines, an old "Conflicts:" block and all below the
scissors line do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SPACE: Final = " \t\r\n"
_FOLD: Final = re.compile(r"\n[ \t\r\n]*")
_KEY: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_GIT_GENERATED: Final = ("Signed-off-by: ", "(cherry picked from commit ")
_SCISSORS: Final = "# ------------------------ >8 ------------------------\n"


@dataclass(frozen=True, slots=True)
class Trailer:
    """A key and its unfolded value; ``line`` is the 1-based line of the message where it starts."""

    key: str
    value: str
    line: int


def parse(message: str) -> tuple[Trailer, ...]:
    """Return the trailers that `git interpret-trailers --parse --no-divider` prints for this message."""
    lines = _lines(message)
    end = _end(lines)
    found: list[tuple[int, int, list[str]]] = []
    foldable = False
    for index in range(_start(lines, end), end):
        line = lines[index]
        if foldable and line[0] in _SPACE:
            found[-1][2].append(line)
            continue
        at = _separator(line)
        foldable = at >= 1
        if foldable:
            found.append((index, at, [line]))
    return tuple(_trailer("".join(raw), at, index + 1) for index, at, raw in found)


def own_line(line: str, number: int) -> Trailer | None:
    """Read one line as a trailer in its own right, wherever it stands; ``number`` is its 1-based line."""
    at = _separator(line)
    return _trailer(line, at, number) if at >= 1 and line[0] not in _SPACE else None


def _trailer(raw: str, at: int, number: int) -> Trailer:
    value = _FOLD.sub(" ", raw[at + 1 :].strip(_SPACE))
    return Trailer(raw[:at].strip(_SPACE), value.strip(_SPACE), number)


def _lines(message: str) -> list[str]:
    """Split at line feeds alone, each line with its end, as git does."""
    *lines, last = message.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _separator(line: str) -> int:
    """Where the separator stands that makes the line a trailer, or -1."""
    spaces = False
    for at, char in enumerate(line):
        if char == ":":
            return at
        if not spaces and char in _KEY:
            continue
        if at and char in " \t":
            spaces = True
            continue
        break
    return -1


def _end(lines: list[str]) -> int:
    """The number of lines before trailing comments, blank lines and the scissors."""
    cut = lines.index(_SCISSORS) if _SCISSORS in lines else len(lines)
    end, conflicts = None, False
    for number in range(cut):
        line = lines[number]
        if line[0] in "#\n":
            end = number if end is None or end == 0 else end
        elif line == "Conflicts:\n":
            conflicts = True
            end = number if end is None or end == 0 else end
        elif conflicts and line[0] == "\t":
            continue
        elif end:
            end, conflicts = None, False
    # git keeps the offset in a number whose 0 means "none": a message that begins with a comment keeps it.
    return end or cut


def _start(lines: list[str], end: int) -> int:
    """The first line of the trailer block, or ``end`` where there is none."""
    title = _title_end(lines, end)
    trailers = others = folded = 0
    recognized, only_spaces = False, True
    for number in range(end - 1, title - 1, -1):
        line = lines[number]
        if line[0] == "#":
            others, folded = others + folded, 0
        elif not line.strip(_SPACE):
            if only_spaces:
                continue
            others += folded
            block = (recognized and trailers * 3 >= others) or (trailers and not others)
            return number + 1 if block else end
        else:
            only_spaces = False
            generated = line.startswith(_GIT_GENERATED)
            if generated or (_separator(line) >= 1 and line[0] not in _SPACE):
                trailers, folded = trailers + 1, 0
                recognized = recognized or generated
            elif line[0] in _SPACE:
                folded += 1
            else:
                others, folded = others + 1 + folded, 0
    return end


def _title_end(lines: list[str], end: int) -> int:
    """The line after the first paragraph, which is the title and never holds trailers."""
    for number in range(end):
        line = lines[number]
        if line[0] != "#" and not line.strip(_SPACE):
            return number
    return end

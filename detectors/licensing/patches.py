"""The lines of a change, with their numbers before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from detectors.licensing.comments import Line
from detectors.model import ChangedFile, Facts, Kind, Unknown, known

#: How much of all patches together is read, in characters; GitHub shows at most 20,000 lines of a change.
MAX_PATCHES: Final = 2_097_152
_HUNK: Final = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")
_CHANGES: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})


@dataclass(frozen=True, slots=True)
class Hunk:
    """Some lines in order: mark (``+``, ``-`` or a space), the number after the change (of a removed line,
    before it), the text.
    """

    start: int
    lines: tuple[tuple[str, Line], ...]


@dataclass(frozen=True)
class Patch:
    """What a change does to one file."""

    file: ChangedFile
    hunks: tuple[Hunk, ...]

    @property
    def path(self) -> str:
        """Where the file is after the change."""
        return self.file.path

    @cached_property
    def added(self) -> tuple[Line, ...]:
        """The new lines, with their numbers after the change."""
        return tuple(line for hunk in self.hunks for mark, line in hunk.lines if mark == "+")

    @cached_property
    def removed(self) -> tuple[Line, ...]:
        """The lines that are gone, with their numbers before the change."""
        return tuple(line for hunk in self.hunks for mark, line in hunk.lines if mark == "-")

    @cached_property
    def kept(self) -> tuple[Line, ...]:
        """The lines around them that stay, with their numbers after the change."""
        return tuple(line for hunk in self.hunks for mark, line in hunk.lines if mark == " ")

    @cached_property
    def text(self) -> str:
        """The added lines as a text: of an added file the whole of it."""
        return "\n".join(line.text for line in self.added)

    def before(self) -> str:
        """Return the removed lines as a text: of a removed file the whole of it."""
        return "\n".join(line.text for line in self.removed)

    def applied(self, base: str) -> str | None:
        """Return ``base`` with the change in it, or None where the change is not one of it."""
        old, new, at = base.split("\n"), [], 0
        for hunk in self.hunks:
            start = max(hunk.start - 1, 0) if any(mark != "+" for mark, _ in hunk.lines) else hunk.start
            if start < at or start > len(old):
                return None
            new += old[at:start]
            at = start
            for mark, line in hunk.lines:
                if mark == "+":
                    new.append(line.text)
                    continue
                if at >= len(old) or old[at].rstrip("\r") != line.text:
                    return None
                if mark == " ":
                    new.append(line.text)
                at += 1
        return "\n".join(new + old[at:])


def changed(facts: Facts) -> tuple[Patch, ...]:
    """Return the files of a change whose patches are known, up to ``MAX_PATCHES`` characters together."""
    return tuple(_changed(facts)) if facts.contribution.kind in _CHANGES else ()


def _changed(facts: Facts) -> Iterator[Patch]:
    left = MAX_PATCHES
    for file in known(facts.contribution.files, ()):
        patch = "" if isinstance(file.patch, Unknown) else file.patch
        left -= len(patch)
        if left < 0:
            return
        yield Patch(file, tuple(_hunks(patch)))


def _hunks(patch: str) -> Iterator[Hunk]:
    lines: list[tuple[str, Line]] = []
    start = old = new = 0
    for raw in patch.split("\n"):
        if match := _HUNK.match(raw):
            if lines:
                yield Hunk(start, tuple(lines))
            start, old, new, lines = int(match[1]), int(match[1]), int(match[2]), []
        elif raw[:1] in ("+", " ", "-") and raw:
            text = raw[1:].rstrip("\r")
            lines.append((raw[0], Line(old if raw[0] == "-" else new, text)))
            old += raw[0] != "+"
            new += raw[0] != "-"
    if lines:
        yield Hunk(start, tuple(lines))

"""The texts that are looked at: bodies and messages outside of code, new paths, and the lines of patches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from detectors.model import Artifact, Facts, Kind, known
from detectors.traces import kinds

#: How much of one body is read, and of all messages together: a body on GitHub has at most 65,536 characters.
MAX_CHARS: Final = 131_072
#: How much of all patches together is read: GitHub shows at most 20,000 lines of a change.
MAX_PATCHES: Final = 524_288
MAX_LINES: Final = 50_000
BODIES: Final = {
    Kind.PULL_REQUEST: "description",
    Kind.ISSUE: "description",
    Kind.COMMENT: "comment",
    Kind.REVIEW: "review",
    Kind.SECURITY_REPORT: "report",
}
#: A comment or review bears the title of a thread that somebody else may have opened.
_TITLED: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE, Kind.SECURITY_REPORT})
#: The change gave the file its name.
_NAMED: Final = frozenset({"added", "renamed", "copied"})
_FENCE: Final = re.compile(r"[ \t>*+-]{0,40}(`{3,40}(?=[^`]*\Z)|~{3,40})")
_INLINE: Final = re.compile(r"(?<!`)`++[^`\n]+`++")
_HUNK: Final = re.compile(r"@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


class Line(NamedTuple):
    """A line with its number (from 1): a tuple, for there are many."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that people write to people; code that it shows is blanked out."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Changed:
    """A changed file: its lines after the change as far as the patch shows them, a tuple for each hunk."""

    path: str
    hunks: tuple[tuple[tuple[Line, bool], ...], ...]
    removed: frozenset[str]
    has_html: bool

    @cached_property
    def added(self) -> tuple[Line, ...]:
        """The lines that the change brings; a line that it only moves or indents anew is none."""
        return tuple(
            line
            for hunk in self.hunks
            for line, is_new in hunk
            if is_new and line.text.strip() not in self.removed
        )

    @cached_property
    def beyond_ascii(self) -> tuple[Line, ...]:
        """The added lines with characters other than those of ASCII: few, in most changes none."""
        return tuple(line for line in self.added if not line.text.isascii())

    @cached_property
    def is_docs(self) -> bool:
        """Whether the file is documentation, which people read as prose."""
        return kinds.of(self.path) is Artifact.DOCS


def prose(facts: Facts) -> Iterator[Prose]:
    """Yield the title, the body and the commit messages."""
    it = facts.contribution
    commits = known(it.commits, ())
    if it.kind in _TITLED:
        yield Prose("title", (Line(1, it.title[:MAX_CHARS]),))
    if it.kind in BODIES:
        yield Prose(BODIES[it.kind], spoken(it.body))
    elif not commits:
        yield Prose("message", spoken(f"{it.title}\n\n{it.body}"))
    left = MAX_CHARS
    for commit in commits:
        if left <= 0:
            return
        yield Prose(f"commit {commit.sha[:7]}", spoken(commit.message[:left]))
        left -= len(commit.message)


def new_paths(facts: Facts) -> Iterator[str]:
    """Yield the paths that the change introduces."""
    yield from (file.path for file in known(facts.contribution.files, ()) if file.status in _NAMED)


def changed(facts: Facts) -> Iterator[Changed]:
    """Yield the files whose patches are known, up to ``MAX_PATCHES`` and ``MAX_LINES`` of them together."""
    left, lines = MAX_PATCHES, MAX_LINES
    for file in known(facts.contribution.files, ()):
        patch = known(file.patch, "")
        if file.status == "removed" or not patch:
            continue
        left -= len(patch)
        lines -= patch.count("\n") + 1
        if left < 0 or lines < 0:
            return
        yield _changed(file.path, patch)


def spoken(text: str) -> tuple[Line, ...]:
    """Return the lines of ``text`` without code: lines between fences are left out, inline code blanked.

    A fence inside of an HTML comment is none, and what stands behind it is not shown as code.
    """
    source = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n")
    return tuple(outside([Line(number, line) for number, line in enumerate(source.split("\n"), 1)]))


def outside(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines that stand outside of code fences, with inline code blanked."""
    fence, comment = "", False
    for line in lines:
        mark = None if comment else _FENCE.match(line.text)
        if mark and not fence:
            fence = mark[1]
            continue
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            continue
        opened, closed = line.text.rfind("<!--"), line.text.rfind("-->")
        yield line if comment else Line(line.number, _INLINE.sub(_blank, line.text))
        comment = opened > closed or (comment and closed < 0)


def _blank(match: re.Match[str]) -> str:
    return "`" + " " * (len(match[0]) - 2) + "`"


def _changed(path: str, patch: str) -> Changed:
    hunks: list[list[tuple[Line, bool]]] = []
    removed: set[str] = set()
    number = 0
    for raw in patch.split("\n"):
        if start := _HUNK.match(raw):
            number = int(start[1])
            hunks.append([])
        elif raw.startswith("-"):
            removed.add(raw[1:].strip())
        elif hunks and raw.startswith(("+", " ")):
            hunks[-1].append((Line(number, raw[1:].rstrip("\r")), raw[0] == "+"))
            number += 1
    return Changed(path, tuple(tuple(hunk) for hunk in hunks), frozenset(removed), "<!--" in patch)

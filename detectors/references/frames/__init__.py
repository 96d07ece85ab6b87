"""Stack traces: which functions of the project they name, and which lines of a text they take up.

A frame is worth looking up when it names a file of the project. Most traces are mixed: a reporter's own
program calls the project, which calls libraries, inside of a runtime. So a citation says how sure it is:

* ``Claim.STATED``: something in the frame names the project: its module path (Go), crate (Rust), package
  (Java, Dart, Elixir), or a folder of the file's path that carries its name (a checkout, an archive); or it
  is a frame of a compiled program whose file has a relative path with folders. ``path`` is relative.
* ``Claim.WEAK``: an installed copy of the project, a bare file name, a relative path of an interpreted
  program, a class of another package, or an absolute path, which is left whole. It may be the reporter's own
  file: a missing *file* says nothing then, and a missing *function* says something only where the file is
  one of the tree's. An empty ``path`` was not told (.NET without symbols), or is the caller's (PHP, Perl).
* ``Claim.NONE`` with a ``hedge``: a library's or a runtime's frame, a generated, mangled or obfuscated name,
  a file that everybody's program has.

Where the file is of the tree and ``line`` is past its end, the version is another one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from detectors.references.frames import managed, native, origin, scripts
from detectors.references.frames.frame import Frame, Project, Reader, project
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Text

#: Longer lines are not read: the longest of real traces have a few thousand characters of template arguments.
_MAX_LINE: Final = 4_000
_MAX_QUOTE: Final = 300
#: So many frames of others are told; a trace may have hundreds, and nothing is looked up for them.
_MAX_HEDGED: Final = 20
#: No frame is shorter.
_SHORTEST: Final = 6
#: A frame that could be a sentence needs another line of a trace this near.
_NEAR: Final = 2
#: Compiled programs tell the path that the compiler was given; interpreted ones often a user's script.
_COMPILED: Final = frozenset({"native"})
#: In this order: the first that knows a line has it. One of the marks stands in each of its lines.
_READERS: Final[tuple[tuple[str, Reader, tuple[str, ...]], ...]] = (
    ("python", scripts.python, ("File ", ".py", "Traceback", "exception", "[Previous")),
    ("php", scripts.php, ("#", "Stack trace")),
    ("dart", scripts.dart, ("#", "<async")),
    ("jvm", managed.jvm, ("at ", "...", "Caused by", "Suppressed", "Exception in")),
    ("javascript", scripts.javascript, ("at ", "@", "in ")),
    ("dotnet", managed.dotnet, ("(", "---")),
    (
        "native",
        native.read,
        ("#", "==", "0x", "SUMMARY", "race", "Thread ", "size ", "Process ", "freed", "alloc", "<"),
    ),
    ("go", managed.go, (".", "goroutine")),
    ("rust", scripts.rust, ("::", "0x", ": ", "thread ", "stack ")),
    ("ruby", scripts.ruby, (":in ",)),
    ("beam", scripts.beam, (".ex", "{", ".erl")),
    ("lua", scripts.lua, (".lua", "[C]", "stack ")),
    ("perl", scripts.perl, (" called at ",)),
)
#: What a logger, a device's log or a build server writes before each line.
_PREFIX: Final = re.compile(
    r"\s{0,200}(?:(?:\d{4}-)?\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?\s{1,4})?"
    r"(?:\d{1,6}[- /]\s{0,6}\d{1,6}(?:[/-][\w.?/]{0,60})?\s{1,4})?"
    r"(?:[VDIWEF]/[\w.$ -]{1,60}(?:\(\s{0,6}\d{1,6}\))?:\s?|[VDIWEF]\s[\w.$-]{1,60}\s{0,20}:\s|\["
    r"(?:ERROR|INFO|WARN|exec|java)\]\s)?"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A frame, the line that it stands in, and the family of its format."""

    frame: Frame
    place: int
    family: str


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield one citation for each function and file of the traces in a text, 20 of other projects at most.

    Pure, never raises.

    ``repository`` is the full name (``owner/name``) of the project that the text was sent to.
    """
    seen: set[tuple[str, str]] = set()
    hedged = 0
    for read in _frames(text, repository):
        line = text.lines[read.place]
        key = (read.frame.name, read.frame.path)
        if key in seen or not any(map(str.isalpha, read.frame.name)):
            continue
        seen.add(key)
        hedged += bool(read.frame.hedge)
        if read.frame.hedge and hedged > _MAX_HEDGED:
            continue
        yield _citation(read, line.text.strip(), line.number)


def trace_lines(text: Text) -> frozenset[int]:
    """Return the numbers of the lines that belong to a trace: nothing else should be looked for in them."""
    return frozenset(
        text.lines[place].number
        for read in _frames(text, "")
        for place in range(read.place, min(read.place + read.frame.lines, len(text.lines)))
    )


def _citation(read: _Read, quote: str, at: int) -> Citation:
    frame = read.frame
    return Citation(
        Cited.FRAME,
        name=frame.name,
        quote=quote if len(quote) <= _MAX_QUOTE else f"{quote[: _MAX_QUOTE - 1]}…",
        at=at,
        claim=_claim(read),
        path=frame.path,
        owner=frame.owner,
        line=frame.line,
        hedge=frame.hedge,
    )


def _claim(read: _Read) -> Claim:
    frame = read.frame
    if frame.hedge:
        return Claim.NONE
    is_relative = "/" in frame.path and not frame.path.startswith(("/", "~")) and frame.path[1:2] != ":"
    if is_relative and (frame.own or read.family in _COMPILED):
        return Claim.STATED
    return Claim.WEAK


@lru_cache(maxsize=8)
def _frames(text: Text, repository: str) -> tuple[_Read, ...]:
    found = tuple(_all(text, repository))
    sure = [read.place for read in found]
    return tuple(
        read
        for at, read in enumerate(found)
        if read.frame.sure
        or any(
            abs(sure[near] - read.place) in range(1, _NEAR + 1)
            for near in (at - 1, at + 1)
            if 0 <= near < len(sure)
        )
    )


def _all(text: Text, repository: str) -> Iterator[_Read]:
    of = project(repository)
    place = 0
    while place < len(text.lines):
        line = _clean(text.lines[place].text.rstrip())
        following = text.lines[place + 1].text if place + 1 < len(text.lines) else ""
        taken = 1
        for family, frame in _first(line, following[:_MAX_LINE], of):
            taken = max(taken, frame.lines)
            yield _Read(origin.placed(frame, of, compiled=family in _COMPILED), place, family)
        place += taken


def _first(line: str, following: str, of: Project) -> Iterator[tuple[str, Frame]]:
    """Yield the frames of the first family that knows the line."""
    if len(line) < _SHORTEST:
        return
    for family, reader, marks in _READERS:
        is_marked = any(mark in line for mark in marks)
        if is_marked and (frames := tuple(reader(line, following, of))):
            yield from ((family, frame) for frame in frames)
            return


def _clean(line: str) -> str:
    """Return a line without what a logger writes before it; too long a one is no line of a trace."""
    if not _SHORTEST <= len(line) <= _MAX_LINE:
        return ""
    prefix = _PREFIX.match(line)
    if prefix and prefix[0].strip():
        line = line[prefix.end() :]
    return html.unescape(line) if "&" in line else line

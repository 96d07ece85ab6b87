"""The lines of a commit message that its writer speaks himself.

A commit message is no Markdown: lines indented by a tab or four spaces and lines that begin with ``>``
quote something else (a reverted commit, a log, a mail), and so does what stands between code fences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.markdown import Line, Link
from detectors.traces.trailers import own_line

#: How much of one message is read, and of all the messages of a contribution together.
MAX_CHARS: Final = 65_536
MAX_TOTAL: Final = 1_048_576
_MAX_LINE: Final = 2_000
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\((https?://[^()\s]{1,1000})\)|(https?://[^\s<>()\[\]\"'`]{1,1000})")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def spoken(message: str) -> tuple[Line, ...]:
    """Return the spoken lines of ``message``; both ends of a longer one than ``MAX_CHARS`` are read."""
    return tuple(_spoken(message))


def _spoken(message: str) -> Iterator[Line]:
    fence = ""
    block = 0
    for number, raw in _numbered(message):
        line = raw.rstrip("\r")[:_MAX_LINE]
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
            continue
        if not line.strip():
            block += 1
        elif not fence and not line.startswith(("    ", "\t", ">", " >")):
            yield Line(number, _text(line), line, _links(line), block=block)
            for part in _escaped_trailers(raw):
                yield Line(number, _text(part), part, _links(part), block=block)


def _escaped_trailers(line: str) -> Iterator[str]:
    """Trailers at the end of a line whose line feeds were written as ``\\n``, as agents do in a shell."""
    if "\\n\\n" not in line:
        return
    for part in reversed(line.rstrip("\\n\r ").split("\\n")):
        if not (part and part.endswith(">") and own_line(part, 1)):
            return
        yield part


def _numbered(message: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; an oversized message loses its middle, for trailers stand at the end."""
    if len(message) <= MAX_CHARS:
        yield from enumerate(message.split("\n"), 1)
        return
    half = MAX_CHARS // 2
    head, tail = message[:half].split("\n"), message[-half:].split("\n")[1:]
    yield from enumerate(head, 1)
    yield from enumerate(tail, message.count("\n") - len(tail) + 2)


def _text(line: str) -> str:
    return _LINK.sub(lambda m: m[1] if m[1] is not None else m[3], line).strip()


def _links(line: str) -> tuple[Link, ...]:
    if "://" not in line:
        return ()
    return tuple(Link(m[1], m[2]) if m[2] else Link(m[3], m[3]) for m in _LINK.finditer(line))

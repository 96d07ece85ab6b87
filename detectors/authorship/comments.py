"""The comments in added lines of code: the only part of code that is judged, and as a hint for auditors only.

Code itself tells its language and topic more than its author; what is written *about* it separates better.
Comments are
found line by line, by the marks of the language, without parsing: a mark inside a string is taken for a
comment, which adds a little noise.
"""

from __future__ import annotations

import re
from typing import Final

MAX_CHARS: Final = 100_000
_SLASHES: Final = frozenset(
    {"js", "ts", "go", "rs", "c", "cpp", "java", "cs", "php", "vala", "swift", "kt", "scala"}
)
_LINE: Final = {"py": "#", "sh": "#", "rb": "#", "lua": "--", "hs": "--", "vim": '"', "erl": "%", "php": "#"}
_SLASH = re.compile(r"(?:^|\s)//[/!]?\s?(.*)$")
_BLOCK_START = re.compile(r"/\*+!?\s?")
_DOC: Final = ('"""', "'''")
_DIRECTIVE = re.compile(
    r"^\s*(?:type:|noqa|pylint|eslint|prettier|@\w+|TODO\b|FIXME\b|SPDX|Copyright|region|endregion|pragma|clang-|nolint|!|-\*-)"
)


def comments(code: str, lang: str) -> str:
    """Return the prose of the comments in ``code``, one line a line. ``lang`` is a file extension such as
    ``py``.
    """
    found: list[str] = []
    inside = ""
    for raw in code[:MAX_CHARS].split("\n"):
        line = raw.strip()
        if inside:
            body, closed, _ = line.partition(inside)
            found.append(body.lstrip("* \t"))
            inside = "" if closed else inside
        elif lang == "py" and (mark := next((m for m in _DOC if line.startswith(m)), "")):
            body, closed, _ = line[3:].partition(mark)
            found.append(body)
            inside = "" if closed else mark
        elif (lang in _SLASHES or lang not in _LINE) and (start := _BLOCK_START.match(line)):
            body, closed, _ = line[start.end() :].partition("*/")
            found.append(body)
            inside = "" if closed else "*/"
        elif text := _rest(line, lang):
            found.append(text)
        else:
            found.append("")
    return "\n".join(line for line in found if not _DIRECTIVE.match(line))


def _rest(line: str, lang: str) -> str:
    """Return what follows the mark of a one-line comment."""
    if lang in _SLASHES or lang not in _LINE:
        match = _SLASH.search(line)
        if match:
            return match[1]
    mark = _LINE.get(lang)
    if mark is None:
        return ""
    if line.startswith(mark):
        return line.lstrip(mark).strip()
    _, found, rest = line.partition(f" {mark} ")
    return rest if found and mark != '"' else ""

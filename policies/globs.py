"""Globs over paths and branch names: both sides are hostile input, so matching is RE2's, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from policies import patterns

_PARTS = re.compile(r"(?P<folders>\*\*/)|(?P<all>\*\*)|(?P<some>\*)|(?P<one>\?)|(?P<text>[^*?]+)")
_MEANS = {"folders": "(?:.*/)?", "all": ".*", "some": "[^/]*", "one": "[^/]"}


@lru_cache(maxsize=256)
def _pattern(glob: str) -> str:
    parts = (
        _MEANS.get(part.lastgroup or "") or re.escape(part.group())  # of plain text, what stands there
        for part in _PARTS.finditer(glob.removeprefix("/"))
    )
    return "(?s)" + "".join(parts)


def matches(glob: str, path: str) -> bool:
    """Whether ``glob`` matches all of ``path``, case and all.

    ``*`` and ``?`` stand for characters other than ``/``, ``**`` for any characters, and ``**/`` for any
    folders or none. Everything else stands for itself.
    """
    return patterns.matches(_pattern(glob), path)


def first(globs: Iterable[str], path: str) -> str | None:
    """Return the first of ``globs`` that matches ``path``; ``None``: none does."""
    return next((glob for glob in globs if matches(glob, path)), None)

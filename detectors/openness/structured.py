"""YAML, JSON and TOML written by strangers: read with safe loaders, bounded in size, depth and values.

Nothing here raises: what cannot be read is None.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

#: Longer files are not read.
MAX_CHARS: Final = 200_000
MAX_DEPTH: Final = 40
_MAX_VALUES: Final = 20_000

#: The parser in C is ten times as fast, where the library was built with it.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: The library takes time that grows with the square of the parts of a key.
_DOTTED = re.compile(r"(?<![\w-])(?:[\"']?[\w-]{1,60}[\"']?[ \t]{0,3}\.[ \t]{0,3}){30}")
_STEPS = re.compile(r"[ \t]{0,400}(?:- +|\? +){0,400}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A scalar, the keys above it ("project", "license"; list items bear their parent's) and its line."""

    keys: tuple[str, ...]
    value: str
    line: int


def yaml_entries(text: str) -> tuple[Entry, ...] | None:
    """Return the scalars of the first YAML document; None where it cannot be read.

    Aliases are not followed: what an anchor holds is counted where it stands.
    """
    if len(text) > MAX_CHARS or _is_deep(text):
        return None
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if node is None:
        return ()
    return tuple(_walk(node))


def json_value(text: str) -> Any:
    """Return the value of the JSON ``text``; None where it cannot be read."""
    if len(text) > MAX_CHARS or _is_deep(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def toml_value(text: str) -> dict[str, Any] | None:
    """Return the table of the TOML ``text``; None where it cannot be read."""
    if len(text) > MAX_CHARS or _is_deep(text) or _DOTTED.search(text):
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_deep(text: str) -> bool:
    """Whether brackets or list marks nest deeper than any person writes (those within strings count, too)."""
    depth = 0
    for found in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if found[0] in "[{" else max(depth - 1, 0)
        if depth > MAX_DEPTH:
            return True
    dashes = 0
    for line in text.split("\n"):
        if "- -" in line or "? ?" in line:
            steps = _STEPS.match(line)
            dashes = max(dashes, len(re.findall(r"[-?] ", steps[0])) if steps else 0)
    if dashes > MAX_DEPTH:
        return True
    return _indent_depth(text) > MAX_DEPTH


def _indent_depth(text: str) -> int:
    """Return how many times lines indent deeper, one below the other."""
    open_: list[int] = []
    most = 0
    for line in text.split("\n"):
        stripped = line.lstrip(" ")
        if not stripped:
            continue
        indent = len(line) - len(stripped)
        while open_ and open_[-1] >= indent:
            open_.pop()
        open_.append(indent)
        most = max(most, len(open_))
    return most


def _walk(root: yaml.Node) -> Iterator[Entry]:
    """Yield the scalars below ``root``, each node once."""
    left: list[tuple[yaml.Node, tuple[str, ...]]] = [(root, ())]
    seen: set[int] = set()
    while left and len(seen) < _MAX_VALUES:
        node, keys = left.pop()
        if id(node) in seen or len(keys) > MAX_DEPTH:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield Entry(keys, str(node.value), node.start_mark.line + 1)
        elif isinstance(node, yaml.SequenceNode):
            left.extend((item, keys) for item in reversed(node.value))
        elif isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
            left.extend((value, (*keys, str(key.value)[:200])) for key, value in reversed(pairs))

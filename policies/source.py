"""A policy file as plain values that remember where they stand.

Policy files come from repositories that anybody can own, so the reader is strict: YAML's plain part only (no
aliases, tags or second documents), bounded in size and depth, and no construction of anything but text,
numbers, booleans, lists and mappings. Keys are always text, so that ``on:`` stays ``on``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from policies.problems import PolicyError, Problem, quote

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Place", "PolicyError", "Source", "read"]

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 20

Path = tuple[str | int, ...]

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_YAML_TAG: Final = "tag:yaml.org,2002:"
_TRUE: Final = frozenset({"true", "yes", "on"})
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """The values of one file, and the place of every key and every value by its path."""

    file: str
    values: Mapping[str, Any]
    keys: Mapping[Path, Place] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where ``path`` (or its key) stands; for what is not in the file, the nearest around it."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read(text: str, file: str) -> Source:
    """Return the values of a policy file.

    Raises:
        PolicyError: the text is too large or too deep, is not YAML, or uses a part of YAML that is not
        allowed here.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise PolicyError([Problem(file, 1, 1, f"the file is larger than {MAX_BYTES // 1024} KiB")])
    try:
        _refuse_features(text, file)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise PolicyError([_syntax_problem(error, text, file)]) from error
    except (ValueError, OverflowError) as error:  # an escape such as "\Uffffffff" is no character
        raise PolicyError(
            [Problem(file, 1, 1, "the file has a number or an escape that YAML cannot read")]
        ) from error
    if root is None:
        raise PolicyError([Problem(file, 1, 1, "the file is empty", "at least `version: 1`")])
    if not isinstance(root, yaml.MappingNode):
        _refuse(file, root.start_mark, "the file is not a mapping", "keys such as `version: 1`")
    builder = _Builder(file)
    values = builder.mapping(root, ())
    if builder.problems:
        raise PolicyError(builder.problems)
    return Source(file, values, builder.keys, builder.places)


def _refuse(file: str, mark: Any, found: str, expected: str = "") -> NoReturn:
    raise PolicyError([Problem(file, mark.line + 1, mark.column + 1, found, expected)])


def _refuse_features(text: str, file: str) -> None:
    """Refuse what no policy needs. Events come one by one, so depth is known before any recursion."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse(file, event.start_mark, "a second document", "one document in the file")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(file, event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            _refuse(
                file, event.start_mark, f"the anchor or alias {quote(event.anchor)}", "the value written out"
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            _refuse(
                file,
                event.start_mark,
                f"the tag {quote(event.tag.replace(_YAML_TAG, '!!'))}",
                "a plain value",
            )


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Problem(file, line, column, f"not valid YAML: {error.problem or error.context}")
    position = getattr(error, "position", 0)
    before = text[:position]
    column = position - (before.rfind("\n") + 1) + 1
    return Problem(file, before.count("\n") + 1, column, "a character that YAML does not allow")


class _Builder:
    """Turns YAML nodes into values, keeping every place and every problem on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, Place] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        self.places[path] = _place(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        self._check_text(node)
        return _scalar(node)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        self.places[path] = _place(node)
        return dict(self._entries(node, path))

    def _entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        for key_node, value_node in node.value:
            place = _place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(place, "a list or a mapping as a key", "a word as a key")
                continue
            self._check_text(key_node)
            key: str = key_node.value
            here = (*path, key)
            if here in self.keys:
                self._report(place, f"the key {quote(key)} a second time", "each key once")
                continue
            self.keys[here] = place
            yield key, self.value(value_node, here)

    def _check_text(self, node: yaml.Node) -> None:
        if any(_is_unwanted(char) for char in node.value):
            self._report(_place(node), "a control character or a text direction mark", "plain text")

    def _report(self, place: Place, found: str, expected: str) -> None:
        self.problems.append(Problem(self.file, place.line, place.column, found, expected))


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _is_unwanted(char: str) -> bool:
    """Text of a policy is shown in public: nothing in it may steer a terminal or hide what it says."""
    if char in "\n\t":
        return False
    return char in _BIDI or unicodedata.category(char) in {"Cc", "Cs"}


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    """Return the value of a plain word. Dates and YAML's stranger numbers (``1:30``, ``0x1f``) stay text."""
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return text.lower() in _TRUE
    if kind == "null":
        return None
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "float" and _DECIMAL.fullmatch(text):
        return float(text)
    return text

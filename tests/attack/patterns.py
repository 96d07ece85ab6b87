"""Every compiled pattern of the program, and texts made from a pattern that make a careless one slow."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from werkzeug.local import LocalProxy

PACKAGES = ("detectors", "policies", "bot", "webhooks")
#: Training reads what somebody chose for it; migrations run inside of alembic only.
APART = ("detectors.train", "bot.storage.migrations")
#: Characters that many classes have in common.
COMMON = " \t\n\raAeZ019_-./\\:;,'\"`*#@<>()[]{}|~=+!?&%$^é中\u200b\0"
ENDS = ("", "\n\0")
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, getattr(_constants, "POSSESSIVE_REPEAT", None)}
_MANY = 12
_MOST_PUMPS = 14


def modules() -> Iterator[Any]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.startswith(APART) and not found.name.endswith("__main__"):
                with suppress(ImportError):  # an extra that is not installed
                    yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[Any]]:
    """All patterns by where they stand, each once: in modules, classes, containers and dataclasses."""
    found: dict[str, re.Pattern[Any]] = {}
    known: set[Any] = set()
    for module in modules():
        seen: set[int] = set()
        for name, value in list(vars(module).items()):
            for pattern in _within(value, module.__name__, seen, 0):
                if (pattern.pattern, pattern.flags) not in known:
                    known.add((pattern.pattern, pattern.flags))
                    found[f"{module.__name__}.{name} {pattern.pattern[:60]!r}"] = pattern
    return found


def _within(value: Any, module: str, seen: set[int], depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
        return
    if (
        depth > 6
        or id(value) in seen
        or type(value) is LocalProxy
        or isinstance(value, str | bytes | int | float)
    ):
        return
    seen.add(id(value))
    inner: list[Any] = []
    if isinstance(value, Mapping):
        inner = [part for pair in value.items() for part in pair]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif isinstance(value, type):
        inner = list(vars(value).values()) if value.__module__ == module else []
    elif is_dataclass(value):
        inner = [getattr(value, field.name, None) for field in fields(value)]
    elif callable(value) and hasattr(value, "cache_info") and value.__module__ == module:
        with suppress(Exception):  # patterns that are made when they are first used
            inner = [value()]
    elif callable(value) and getattr(value, "__module__", "") == module:
        inner = [cell.cell_contents for cell in getattr(value, "__closure__", None) or ()]
        inner += list(getattr(value, "__defaults__", None) or ())
    for part in inner:
        yield from _within(part, module, seen, depth + 1)


class Attack:
    """A text that a repeat in a pattern eats, and then gives back: ``before``, ``pump`` * n, ``after``."""

    def __init__(self, before: str, pump: str, after: str) -> None:
        self.before, self.pump, self.after = before, pump, after

    def text(self, size: int) -> str:
        return self.before + self.pump * max(1, size // len(self.pump)) + self.after

    def __repr__(self) -> str:
        return f"{self.before!r} + {self.pump!r} * n + {self.after!r}"


def attacks(pattern: re.Pattern[Any]) -> Iterator[Attack]:
    """Yield texts for each repeat of a pattern."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = (pattern.flags & ~re.UNICODE) if isinstance(pattern.pattern, bytes) else pattern.flags
    tree = _parser.parse(source, flags & ~re.DEBUG)
    made: set[tuple[str, str]] = set()
    for before, body in _repeats(tree, ""):
        for pump in _pumps(body, flags):
            if (before, pump) not in made:
                made.add((before, pump))
                for end in ENDS:
                    yield Attack(before, pump, end)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, Any]]:
    for op, argument in tree:
        if op in _REPEATS:
            _, high, body = argument
            if high >= _MANY:
                yield before, body
            yield from _repeats(body, before)
        else:
            for inner in _inner(op, argument):
                yield from _repeats(inner, before)
        before += _sample([(op, argument)])


def _inner(op: Any, argument: Any) -> list[Any]:
    if op is _constants.SUBPATTERN:
        return [argument[-1]]
    if op is _constants.BRANCH:
        return list(argument[1])
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [argument[1]]
    if op is getattr(_constants, "ATOMIC_GROUP", None):
        return [argument]
    if op is _constants.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part is not None]
    return []


def _sample(tree: Any) -> str:
    """Return a short text that a part of a pattern matches, in most cases."""
    made = ""
    for op, argument in tree:
        if op is _constants.LITERAL:
            made += chr(argument)
        elif op is _constants.IN:
            made += _one_of(argument)
        elif op is _constants.ANY or op is _constants.NOT_LITERAL:
            made += "a" if op is _constants.ANY or argument != ord("a") else "b"
        elif op in _REPEATS:
            made += _sample(argument[2]) * min(max(argument[0], 1), 5)
        elif op not in (_constants.ASSERT, _constants.ASSERT_NOT):
            inner = _inner(op, argument)
            made += _sample(inner[0]) if inner else ""
    return made


def _one_of(items: Any) -> str:
    state = _parser.State()
    single = _compiler.compile(_parser.SubPattern(state, [(_constants.IN, items)]))
    for char in "a0 -./_A\n" + COMMON:
        if single.fullmatch(char):
            return char
    first = items[0]
    return (
        chr(first[1][0] if isinstance(first[1], tuple) else first[1])
        if isinstance(first[1], int | tuple)
        else "a"
    )


def _pumps(body: Any, flags: int) -> list[str]:
    """Return texts that the body of a repeat matches: each of its branches, and common characters."""
    found = dict.fromkeys([_sample(body), *(_sample(part) for part in _branches(body))])
    state = _parser.State()
    with suppress(Exception):
        whole = _compiler.compile(_parser.SubPattern(state, list(body)), flags & (re.IGNORECASE | re.DOTALL))
        found |= dict.fromkeys(char for char in COMMON if whole.fullmatch(char))
    return [text for text in found if text][:_MOST_PUMPS]


def _branches(tree: Any) -> Iterator[Any]:
    for op, argument in tree:
        if op is _constants.BRANCH:
            yield from argument[1]
        for inner in _inner(op, argument):
            yield from _branches(inner)

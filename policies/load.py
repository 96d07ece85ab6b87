"""From the text of a policy file to a ``Policy``, or to a list of mistakes that a person can mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies import laws, presets
from policies.merge import merge
from policies.problems import MAX_PROBLEMS, PolicyError, Problem, listed, nearest, quote
from policies.schema import Policy
from policies.source import Place, Source, read
from policies.words import PLAIN_ACTIONS

#: Where a repository keeps its policy.
DEFAULT_PATH: Final = ".github/byline.yml"

#: What pydantic's own error types are called in the file, and in plain words.
_EXPECTED: Final = {
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "string_type": "text",
    "bool_type": "true or false",
}
_LIMITS: Final = {
    "too_long": "at most {max_length} entries",
    "too_short": "at least one entry",
    "string_too_long": "at most {max_length} characters",
}
_QUOTED: Final = re.compile(r"'([^']*)'")


@lru_cache(maxsize=16)
def load(text: str, path: str = DEFAULT_PATH) -> Policy:
    """Read a policy file; ``path`` is its name in messages. The last few files are remembered.

    Raises:
        PolicyError: the file cannot be used; its ``problems`` say where and why.
    """
    source = read(text, path)
    base = source.values.get("extends")
    values: Mapping[str, Any] = source.values
    if base is not None:
        if base not in presets.names():
            raise PolicyError([_unknown_preset(source, base)])
        values = merge(presets.values(base), values)
    try:
        policy = Policy.model_validate(values)
    except ValidationError as error:
        raise PolicyError(_problems(error, source)) from error
    broken = [
        _problem(source, breach.path, breach.found, breach.expected) for breach in laws.breaches(policy)
    ]
    if broken:
        raise PolicyError(broken)
    return policy.named(f"{path} (extends {base})" if base else path)


def _unknown_preset(source: Source, base: object) -> Problem:
    names = presets.names()
    found = f"unknown preset {quote(base)}" if isinstance(base, str) else _shown(base)
    return _problem(source, ("extends",), found, listed(names), nearest(base, names))


def _problem(
    source: Source,
    path: tuple[str | int, ...],
    found: str,
    expected: str,
    near: str = "",
    *,
    key: bool = False,
) -> Problem:
    place = source.place(path, key=key)
    return Problem(source.file, place.line, place.column, found, expected, near)


def _problems(error: ValidationError, source: Source) -> Iterator[Problem]:
    """Every mistake in the order of the file; past those that are shown, only where it is."""
    details = [(_place(detail, source), detail) for detail in error.errors(include_url=False)]
    details.sort(key=lambda pair: (pair[0].line, pair[0].column))
    for number, (place, detail) in enumerate(details):
        if number < MAX_PROBLEMS:
            yield _translate(detail, source)
        else:
            yield Problem(source.file, place.line, place.column, detail["msg"])


def _place(detail: ErrorDetails, source: Source) -> Place:
    return source.place(detail["loc"], key=detail["type"] == "extra_forbidden")


def _translate(detail: ErrorDetails, source: Source) -> Problem:
    """Say in the file's own words what pydantic found."""
    path, kind, value = detail["loc"], detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        words = _keys_at(path[:-1])
        return _problem(
            source, path, f"unknown key {quote(path[-1])}", listed(words), nearest(path[-1], words), key=True
        )
    if kind == "missing":
        return _problem(source, path, f"no key {quote(path[-1])}", "`version: 1`")
    if kind in {"literal_error", "enum"}:
        words = tuple(_QUOTED.findall(str(context.get("expected", "")))) or (str(context.get("expected")),)
        return _problem(source, path, _shown(value), listed(words), nearest(value, words))
    if kind == "action":
        known = (*PLAIN_ACTIONS, "label:<name>")
        return _problem(source, path, f"unknown action {quote(value)}", listed(known), nearest(value, known))
    if kind == "policy":
        return _problem(source, path, str(context["found"]), str(context["expected"]))
    if kind == "tuple_type":
        item = f"[{value}]" if isinstance(value, str) and value.isidentifier() else "[first, second]"
        return _problem(source, path, _shown(value), f"a list, such as {item}")
    if kind in _LIMITS:
        return _problem(source, path, _shown(value), _LIMITS[kind].format(**context))
    if kind in _EXPECTED:
        return _problem(source, path, _shown(value), _EXPECTED[kind])
    return _problem(source, path, _shown(value), detail["msg"][:1].lower() + detail["msg"][1:])


def _keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that the mapping at ``path`` may have."""
    model: type[BaseModel] = Policy
    for key in path:
        inner = model.model_fields[str(key)].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return ()
        model = inner
    return tuple(model.model_fields)


def _shown(value: object) -> str:
    """Return what stands in the file, in words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        word = "yes" if value else "no"
        return f'"{str(value).lower()}" (YAML reads a bare `{word}` so; quotes make it a word)'
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else quote(value)

"""From the text of a policy file to a ``Policy``, or to a list of mistakes that a person can mend."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from detectors.model import Repository, TextFile, Unknown
from policies import cases, chain, laws
from policies.chain import DEFAULT_PATH, Extended, Layer
from policies.merge import merge
from policies.problems import MAX_PROBLEMS, PolicyError, Problem, listed, nearest, quote
from policies.schema import Policy
from policies.source import Path, Place, Source, read
from policies.words import LABEL_ACTION, NOTIFY_ACTION, PLAIN_ACTIONS

#: What pydantic's own error types are called in the file, and in plain words.
_EXPECTED: Final = {
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
}
_LIMITS: Final = {
    "too_long": "at most {max_length} entries",
    "too_short": "at least one entry",
    "string_too_long": "at most {max_length} characters",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}
_QUOTED: Final = re.compile(r"'([^']*)'")


def load(
    text: str, path: str = DEFAULT_PATH, extended: Extended | None = None, *, repository: str = ""
) -> Policy:
    """Read a policy file; ``path`` is its name in messages. The last few files are remembered.

    ``extended`` has what was found under the name of each file that it extends (``chain.Reference.name``),
    ``repository`` is the one that is judged (``owner/name``): it tells the project's own owner from others.

    Raises:
        policies.chain.CouldNotExtend: a file that it extends could not be looked at.
        PolicyError: the file cannot be used; its ``problems`` say where and why.
    """
    found = tuple(sorted((extended or {}).items(), key=lambda pair: pair[0]))
    return _load(text, path, found, repository)


def load_for(repository: Repository) -> Policy | None:
    """Return the policy of a repository's own file; ``None``: there is none, or it could not be looked at.

    Raises:
        PolicyError: as ``load`` does.
    """
    file = repository.policy
    if not isinstance(file, TextFile):
        return None
    extended = {item.name: item.file for item in repository.extended}
    return load(file.text, file.path, extended, repository=repository.full_name)


@lru_cache(maxsize=16)
def _load(
    text: str, path: str, extended: tuple[tuple[str, TextFile | Unknown | None], ...], repository: str
) -> Policy:
    layers = chain.layers(read(text, path), repository, dict(extended))
    values: Mapping[str, Any] = {}
    for layer in reversed(layers):
        values = merge(values, layer.values)
        policy = _validated(values, layer)
    source = layers[0].source
    broken = [*_breaches(policy, source, is_open=all(layer.is_preset for layer in layers[1:]))]
    if broken:
        raise PolicyError(broken)
    return policy.named(f"{path} (extends {policy.extends})" if len(layers) > 1 else path)


def _validated(values: Mapping[str, Any], layer: Layer) -> Policy:
    """Check each file together with what it extends: so a mistake is told of in the file that has it."""
    try:
        return Policy.model_validate(values)
    except ValidationError as error:
        raise PolicyError(_problems(error, layer.source)) from error


def _breaches(policy: Policy, source: Source, *, is_open: bool) -> Iterator[Problem]:
    """Every law that the policy breaks, alone or under one of its cases, each told of once.

    Unless it ``is_open``, of what stands in a file elsewhere, which may be private, no word is told.
    """
    broken = tuple(laws.breaches(policy))
    for breach in broken:
        yield _broken(source, breach.path, breach, is_open=is_open)
    for index, case in enumerate(policy.cases):
        try:
            together = cases.merged(policy, case)
        except ValidationError as error:
            yield from _problems(error, source, ("cases", index))
            continue
        for breach in laws.breaches(together, case):
            if breach not in broken:
                path = _in_case(source, index, breach.path)
                yield _broken(source, path, breach, is_open=is_open)


def _broken(source: Source, path: Path, breach: laws.Breach, *, is_open: bool) -> Problem:
    if is_open or path in source.places:
        return _problem(source, path, breach.found, breach.expected)
    key = ".".join(word for word in path if isinstance(word, str))
    return _problem(source, path, f"what this makes of `{key}` is not allowed", breach.expected)


def _in_case(source: Source, index: int, path: Path) -> Path:
    """Return the path in the case, where it sets that key, else in the rest of the file."""
    inside: Path = ("cases", index, *path)
    if inside in source.places or path not in source.places:
        return inside
    return path


def _problem(
    source: Source, path: Path, found: str, expected: str, near: str = "", *, key: bool = False
) -> Problem:
    place = _place(source, path, key=key)
    return Problem(source.file, place.line, place.column, found, expected, near)


def _place(source: Source, path: Path, *, key: bool = False) -> Place:
    """Return where a key stands; of one that a file takes from another, where it says so."""
    if path and path[:1] not in source.places and ("extends",) in source.places:
        return source.place(("extends",))
    return source.place(path, key=key)


def _problems(error: ValidationError, source: Source, below: Path = ()) -> Iterator[Problem]:
    """Every mistake in the order of the file; past those that are shown, only where it is."""
    details = [(_place_of(detail, source, below), detail) for detail in error.errors(include_url=False)]
    details.sort(key=lambda pair: (pair[0].line, pair[0].column))
    for number, (place, detail) in enumerate(details):
        if number < MAX_PROBLEMS:
            yield _translate(detail, source, below)
        else:
            yield Problem(source.file, place.line, place.column, detail["msg"])


def _place_of(detail: ErrorDetails, source: Source, below: Path) -> Place:
    return _place(source, (*below, *detail["loc"]), key=detail["type"] == "extra_forbidden")


def _translate(detail: ErrorDetails, source: Source, below: Path) -> Problem:
    """Say in the file's own words what pydantic found."""
    path, kind, value = (*below, *detail["loc"]), detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        words = _keys_at(detail["loc"][:-1])
        found = f"unknown key {quote(path[-1])}"
        return _problem(source, path, found, listed(words), nearest(path[-1], words), key=True)
    if kind == "missing":
        expected = "`version: 1`" if path[-1] == "version" else f"the key {quote(path[-1])}"
        return _problem(source, path, f"no key {quote(path[-1])}", expected)
    if kind in {"literal_error", "enum"}:
        words = tuple(_QUOTED.findall(str(context.get("expected", "")))) or (str(context.get("expected")),)
        return _problem(source, path, _shown(value), listed(words), nearest(value, words))
    if kind == "action":
        known = (*PLAIN_ACTIONS, f"{LABEL_ACTION}<name>", f"{NOTIFY_ACTION}<team>")
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


def _keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys that the mapping at ``path`` may have."""
    model: type[BaseModel] = Policy
    for key in path:
        if isinstance(key, int):
            continue
        inner = model_in(model.model_fields[key].annotation)
        if inner is None:
            return ()
        model = inner
    return tuple(model.model_fields)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model in ``Model``, ``Model | None`` and ``tuple[Model, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, tuple):
        found = (model_in(inner) for inner in get_args(annotation))
        return next((model for model in found if model is not None), None)
    return None


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

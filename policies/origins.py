"""Where each value of a policy comes from: a default, a preset, a file with its line, or a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from policies import cases
from policies.chain import DEFAULT_PATH, Extended, Layer, layers
from policies.load import load, model_in
from policies.schema import Policy
from policies.source import Path, read

DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """One key of the effective policy (``use.code``, ``cases[1].respond.default``) and its value.

    ``source`` is ``default``, a preset (``disclose (preset)``), or the name of a file; ``line`` counts from 1
    and is 0 where the source is no file. Numbers of cases count from 1.
    """

    key: str
    value: Any
    source: str
    line: int = 0

    @property
    def place(self) -> str:
        """``.github/byline.yml:12``, ``disclose (preset)`` or ``default``."""
        return f"{self.source}:{self.line}" if self.line else self.source

    @property
    def words(self) -> str:
        """The value as it would stand in a policy file."""
        return _words(self.plain)

    @property
    def plain(self) -> Any:
        """The value in what JSON can hold."""
        return _plain(self.value)


def origins(
    text: str, path: str = DEFAULT_PATH, extended: Extended | None = None, *, repository: str = ""
) -> tuple[Origin, ...]:
    """Return every key of the effective policy, in the order of the language, then those of its cases.

    Raises:
        PolicyError: as ``policies.load`` does, with the same arguments.
    """
    policy = load(text, path, extended, repository=repository)
    chained = layers(read(text, path), repository, extended or {})
    below = (
        _origin(key, value, chained)
        for key, value in _leaves(policy, ())
        if key not in {("extends",), ("cases",)}
    )
    return (*below, *_of_cases(policy, chained))


def _origin(path: Path, value: Any, chained: tuple[Layer, ...]) -> Origin:
    for layer in chained:
        if _sets(layer.values, path):
            line = 0 if layer.is_preset else layer.source.place(path, key=True).line
            return Origin(_dotted(path), value, layer.source.file, line)
        if _cuts(layer.values, path):
            break
    return Origin(_dotted(path), value, DEFAULT)


def _of_cases(policy: Policy, chained: tuple[Layer, ...]) -> Iterator[Origin]:
    """Yield the conditions and the keys that each case sets, from the file that has the list of cases."""
    layer = next((one for one in chained if "cases" in one.values), None)
    if layer is None:
        return
    for index, case in enumerate(policy.cases):
        said = {"when": case.when.model_dump(exclude_unset=True), **cases.keys_of(case)}
        for inner, value in _flat(said, ()):
            path = ("cases", index, *inner)
            line = 0 if layer.is_preset else layer.source.place(path, key=True).line
            yield Origin(_dotted(path), value, layer.source.file, line)


def _leaves(model: BaseModel, above: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each key that holds no further keys, with its effective value."""
    for name, field in type(model).model_fields.items():
        value, path = getattr(model, name), (*above, name)
        if isinstance(value, BaseModel) and model_in(field.annotation) is not None:
            yield from _leaves(value, path)
        else:
            yield path, value


def _flat(values: Mapping[str, Any], above: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*above, key))
        else:
            yield (*above, key), value


def _sets(values: Any, path: Path) -> bool:
    """Whether a file sets the key; a short form (``score: off``) sets what it is short for."""
    for key in path:
        if not isinstance(values, Mapping):
            return values is not None
        if key not in values:
            return False
        values = values[key]
    return True


def _cuts(values: Any, path: Path) -> bool:
    """Whether a file sets something else than a mapping in the place of one: what lies below it is gone."""
    for key in path:
        if not isinstance(values, Mapping):
            return True
        if key not in values:
            return False
        values = values[key]
    return False


def _dotted(path: Path) -> str:
    """Return ``cases[1].use.code``: what is numbered counts from 1, as in the explanation."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _words(plain: Any) -> str:
    if isinstance(plain, list):
        return f"[{', '.join(_words(item) for item in plain)}]"
    if plain is None:
        return "(nothing)"
    return str(plain).lower() if isinstance(plain, bool) else str(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)

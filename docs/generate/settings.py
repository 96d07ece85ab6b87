"""Every setting: from the fields of ``bot.config.Settings``."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import AliasChoices, HttpUrl, SecretStr
from pydantic.fields import FieldInfo

from bot.config import Settings
from docs.generate.text import head, table

_ABOUT = (
    "Byline reads its settings once, from the environment and from `$BYLINE_HOME/.env`; the environment "
    "wins. What belongs together, and what follows from it, is in [Configuration](../configuration.md)."
)
#: Defaults that differ from machine to machine, or are made.
_MADE = {
    "home": "the platform's data folder",
    "database_url": "SQLite in `BYLINE_HOME`",
    "webhook_secret": "made at the first start",
    "dashboard_token": "made when needed",
}


def page() -> str:
    """Return the page."""
    rows = [
        (f"`{name_of(name, field)}`", field.description or "", takes(field), _default(name, field))
        for name, field in Settings.model_fields.items()
    ]
    return (
        head("Every setting", "bot/config.py", _ABOUT)
        + "\n"
        + table(("setting", "meaning", "takes", "default"), rows)
    )


def name_of(name: str, field: FieldInfo) -> str:
    """Return the variable that a field is read from: the first one, where there are several."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return alias if isinstance(alias, str) else f"BYLINE_{name.upper()}"


def takes(field: FieldInfo) -> str:
    """Return what a field takes, in words."""
    kind = _without_none(field.annotation)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(kind))
    if get_origin(kind) is tuple:
        return "a list, with commas"
    if kind is bool:
        return "`true`, `false`"
    if kind in (int, float):
        return f"{'a whole number' if kind is int else 'a number'}{_bounds(field)}"
    return {Path: "a path", HttpUrl: "a web address", SecretStr: "text, a secret"}.get(kind, "text")


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _bounds(field: FieldInfo) -> str:
    return "".join(f", {said}" for said in _said_bounds(field.metadata))


def _said_bounds(metadata: list[Any]) -> Iterator[str]:
    for bound in metadata:
        match bound:
            case Ge(ge=least):
                yield f"at least {least:,}"
            case Gt(gt=least):
                yield f"more than {least:,}"
            case Le(le=most):
                yield f"at most {most:,}"
            case Lt(lt=most):
                yield f"less than {most:,}"


def _default(name: str, field: FieldInfo) -> str:
    if name in _MADE:
        return _MADE[name]
    value = field.default
    if value in (None, "", ()):
        return "none"
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{shown.rstrip('/')}`"

"""The registry of models and licenses: ``data/*.yaml``, read and validated when first asked for.

A row is evidence to show a maintainer, with its date and source; it is never a verdict on a person, and what
rests on a row alone is capped by how well the row is founded (`cap`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from detectors.model import Severity
from detectors.openness import schema
from detectors.openness.model import (
    Component,
    Confidence,
    Earlier,
    License,
    Matching,
    Presence,
    Registry,
    Row,
)

#: Licenses of released weights do change: a fact older than this is stale.
STALE_AFTER_DAYS: Final = 180

#: Every pattern of a name begins where a word does.
_WORD_START: Final = "(?<![a-z0-9])"

#: The loader in C reads the list ten times as fast, where the library was built with it.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


@cache
def registry() -> Registry:
    """Return the whole registry. Raises ``ValueError`` (naming file and row) where a data file is wrong."""
    return read_models(_text("models.yaml"), licenses())


@cache
def licenses() -> Mapping[str, License]:
    """Return the licenses by id, without reading the rows. Raises ``ValueError`` as `registry` does."""
    return read_licenses(_text("licenses.yaml"))


@cache
def matching() -> Matching:
    """Return the settings of the matcher. Raises ``ValueError`` as `registry` does."""
    entry = _read("matching.yaml", _text("matching.yaml"), schema.MATCHING)
    return Matching(**{name.name: getattr(entry, name.name) for name in fields(Matching)})


def read_licenses(text: str) -> Mapping[str, License]:
    """Return the licenses that ``text``, in the form of ``licenses.yaml``, holds, by id.

    Raises ``ValueError`` where it does not fit the schema, or names an id or an ``order`` twice.
    """
    entries = _read("licenses.yaml", text, schema.LICENSES)
    _refuse_twice("licenses.yaml: id", (entry.id for entry in entries))
    _refuse_twice("licenses.yaml: detect.order", (str(one.detect.order) for one in entries if one.detect))
    return MappingProxyType({entry.id: _license(entry) for entry in entries})


def read_models(text: str, licenses_: Mapping[str, License]) -> Registry:
    """Return the rows that ``text``, in the form of ``models.yaml``, holds, by rising priority.

    Raises ``ValueError`` where it does not fit the schema, names a family or a priority twice, or names a
    license that ``licenses_`` does not hold.
    """
    entries = _read("models.yaml", text, schema.MODELS)
    _refuse_twice("models.yaml: family", (entry.family for entry in entries))
    _refuse_twice("models.yaml: priority", (str(entry.priority) for entry in entries))
    rows = sorted((_row(entry, licenses_) for entry in entries), key=lambda row: row.priority)
    return Registry(tuple(rows), licenses_, MappingProxyType({row.family: row for row in rows}))


def family(name: str) -> Row | None:
    """Return the row whose ``family`` is exactly ``name``."""
    return registry().by_family.get(name)


def cap(row: Row, severity: Severity, *, text_read: bool = False) -> Severity:
    """Return the highest severity that ``row`` can carry where it is the only source, at most ``severity``.

    A row of low confidence gives information, of medium confidence a warning; of high confidence a warning
    too, and a failure only where the text of the license was itself read in this run (``text_read``).
    """
    if row.confidence is Confidence.LOW:
        return min(severity, Severity.INFO)
    if row.confidence is Confidence.HIGH and text_read:
        return severity
    return min(severity, Severity.WARNING)


def stale(today: date, as_of_days: int = STALE_AFTER_DAYS) -> tuple[Row, ...]:
    """Return the rows whose fact is more than ``as_of_days`` days older than ``today``, the oldest first."""
    limit = today - timedelta(days=as_of_days)
    return tuple(sorted((row for row in registry().rows if row.as_of < limit), key=lambda row: row.as_of))


def unsure() -> tuple[Row, ...]:
    """Return the rows of low confidence, in the order of the registry."""
    return tuple(row for row in registry().rows if row.confidence is Confidence.LOW)


def _text(name: str) -> str:
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def _read(name: str, text: str, adapter: TypeAdapter[T]) -> T:
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 - a safe loader either way
        return adapter.validate_python(data)
    except yaml.YAMLError as error:
        raise ValueError(f"{name}: {str(error).replace(chr(10), ' ')}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = _place(data, first["loc"])
        raise ValueError(f"{name}: {where}: {first['msg']}") from error


def _place(data: Any, location: tuple[int | str, ...]) -> str:
    """Return where a fault is, by the name of the entry rather than by its number."""
    words = [str(part) for part in location]
    if location and isinstance(location[0], int) and isinstance(data[location[0]], dict):
        entry = data[location[0]]
        words[0] = str(entry.get("family") or entry.get("id") or f"entry {location[0] + 1}")
    return ": ".join(words) or "the whole file"


def _refuse_twice(what: str, values: Iterable[str]) -> None:
    twice = [value for value, times in Counter(values).items() if times > 1]
    if twice:
        raise ValueError(f"{what} {twice[0]!r} stands there twice")


def _license(entry: schema.LicenseEntry) -> License:
    return License(
        id=entry.id,
        name=entry.name,
        spdx=entry.spdx,
        hub_tag=entry.hub_tag or entry.spdx.lower(),
        url=entry.url,
        osi_approved=entry.osi_approved,
        fsf_free=entry.fsf_free,
        restrictions=entry.restrictions,
        kind=entry.kind,
        note=entry.note,
        detect=entry.detect.value() if entry.detect else None,
    )


def _row(entry: schema.ModelEntry, licenses_: Mapping[str, License]) -> Row:
    before = (one.license for one in entry.earlier)
    for named in (entry.weights, *entry.bases, *before, *({entry.code} - set(schema.NO_CODE_LICENSE))):
        if named not in licenses_:
            raise ValueError(f"models.yaml: {entry.family}: licenses.yaml has no license {named!r}")
    return Row(
        family=entry.family,
        priority=entry.priority,
        pattern=f"{_WORD_START}(?:{entry.pattern})",
        publisher=entry.publisher,
        country=entry.country,
        weights=licenses_[entry.weights],
        code_license=entry.code,
        components=_components(entry),
        verdict=entry.verdict,
        mof_class=0 if entry.mof_class == "none" else entry.mof_class,
        source=entry.source,
        as_of=entry.as_of,
        confidence=entry.confidence,
        note=entry.note,
        base_licenses=tuple(licenses_[base] for base in entry.bases),
        earlier=tuple(
            Earlier(licenses_[one.license], one.until)
            for one in sorted(entry.earlier, key=lambda one: one.until)
        ),
        needs_context=entry.needs_context,
        bare=entry.bare,
        context=entry.context,
        context_only=entry.context_only,
        not_context=entry.not_context,
    )


def _components(entry: schema.ModelEntry) -> Mapping[Component, Presence]:
    """Return all components; those that no list of ``entry`` names are not released."""
    held = dict.fromkeys(Component, Presence.NO)
    lists = (
        (entry.released, Presence.YES),
        (entry.partly, Presence.PARTIAL),
        (entry.not_known, Presence.UNKNOWN),
    )
    named = [str(component) for components, _ in lists for component in components]
    _refuse_twice(f"models.yaml: {entry.family}: component", named)
    for components, presence in lists:
        held |= dict.fromkeys(components, presence)
    return MappingProxyType(held)

"""Facts on disk, as JSON: at once a test case, a bug report and the input of a replay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.errors import UsageError
from bot.github.records import first_problem
from detectors.model import FACTS_SCHEMA, ChangedFile, Facts, Unknown

#: Characters of patches that a record keeps: enough for most changes, and little in a database.
RECORDED_PATCHES: Final = 262_144
_LEFT_OUT: Final = Unknown("left out of the record: large")
_ADAPTER: Final = TypeAdapter(Facts)


def to_json(facts: Facts) -> str:
    """Return Facts as JSON, readable and with keys in the order of the model."""
    return _ADAPTER.dump_json(facts, indent=2).decode()


def for_the_record(facts: Facts) -> Facts:
    """Return Facts with at most ``RECORDED_PATCHES`` characters of patches together; later ones are left out.

    No policy and no detector of agent traces reads patches, so judging the record again comes to the same;
    but of hidden text and licenses in a patch that is left out nothing is said again.
    """
    files, kept = facts.contribution.files, 0
    if isinstance(files, Unknown):
        return facts
    recorded: list[ChangedFile] = []
    for file in files:
        kept += len(file.patch) if isinstance(file.patch, str) else 0
        recorded.append(file if kept <= RECORDED_PATCHES else replace(file, patch=_LEFT_OUT))
    return replace(facts, contribution=replace(facts.contribution, files=tuple(recorded)))


def from_json(text: str | bytes, source: str) -> Facts:
    """Read Facts from JSON; ``source`` names it in the error.

    Raises:
        UsageError: it is not JSON, has another schema, an unknown field, or a value of the wrong type.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{source} is not JSON: {error}") from None
    schema = raw.get("schema") if isinstance(raw, dict) else None
    if schema != FACTS_SCHEMA:
        raise UsageError(
            f'{source} is no facts file: its "schema" is {str(schema)[:80]!a}, not {FACTS_SCHEMA!r}'
        )
    try:
        facts = _ADAPTER.validate_json(text, strict=True)
    except ValidationError as error:
        raise UsageError(f"{source}: {first_problem(error)}") from None
    unknown = _first_unknown(raw, _ADAPTER.dump_python(facts, mode="json"))
    if unknown:
        raise UsageError(f"{source}: {unknown}: there is no such field")
    return facts


def read_facts(path: Path) -> Facts:
    """Read a facts file.

    Raises:
        UsageError: it cannot be read, or is no facts file.
    """
    try:
        return from_json(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None


def write_facts(path: Path, facts: Facts) -> None:
    """Write a facts file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.write_text(to_json(facts) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def _first_unknown(given: Any, understood: Any) -> str:
    """Return the dotted place of the first field that was not understood; empty where there is none."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for key, value in given.items():
            if key not in understood:
                return str(key)
            if inner := _first_unknown(value, understood[key]):
                return f"{key}.{inner}"
    if isinstance(given, list) and isinstance(understood, list):
        for at, (one, other) in enumerate(zip(given, understood, strict=False)):
            if inner := _first_unknown(one, other):
                return f"{at}.{inner}"
    return ""

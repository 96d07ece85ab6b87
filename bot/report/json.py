"""A report as JSON, field by field, the JSON Schema of it, and the way back.

Words stand where the model has ordered numbers (``"tier": "declared"``). What could not be looked at is an
object with a ``reason`` alone. Lone surrogates, which UTF-8 cannot carry, become question marks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.audit.model import SCHEMA, Report
from bot.errors import UsageError
from bot.github.records import first_problem
from bot.report.seen import for_files
from detectors.model import Audience, Involvement, Severity, Tier

#: The largest file that is read back, in bytes: a report of a hundred thousand dependencies is under 50 MB.
MAX_BYTES: Final = 256 * 1024 * 1024
_ADAPTER: Final = TypeAdapter(Report)
_WORDS: Final[Mapping[str, type[IntEnum]]] = {
    "tier": Tier,
    "severity": Severity,
    "audience": Audience,
    "involvement": Involvement,
}


def render(report: Report) -> bytes:
    """Return the report as JSON in UTF-8, ending in a line feed."""
    value = _ADAPTER.dump_python(for_files(report))
    _reworded(value, lambda _, word: str(word))
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace") + b"\n"


def parse(text: bytes, source: str) -> Report:
    """Read a report back; ``source`` names it in the error. Fields that this version lacks are passed over.

    Raises:
        UsageError: it is not JSON, no report, of another schema, too large, or a value has the wrong type.
    """
    if len(text) > MAX_BYTES:
        raise UsageError(f"{source} is larger than a report can be ({MAX_BYTES // 1024 // 1024} MB)")
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(f"{source} is not JSON: give a file that byline audit wrote") from None
    schema = raw.get("schema") if isinstance(raw, dict) else None
    if schema != SCHEMA:
        raise UsageError(f'{source} is no audit report: its "schema" is {str(schema)[:80]!a}, not {SCHEMA!r}')
    try:
        _reworded(raw, _number)
        return _ADAPTER.validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        raise UsageError(f"{source}: {first_problem(error)}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{source}: {str(error)[:200]!a}") from None


def read(path: Path) -> Report:
    """Read a report from a file.

    Raises:
        UsageError: it cannot be read, or is no report.
    """
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None


def json_schema() -> str:
    """Return the JSON Schema of a report, as ``schema.json`` holds it."""
    schema = _ADAPTER.json_schema(mode="serialization")
    for enum in _WORDS.values():
        held = schema["$defs"][enum.__name__]
        held["enum"] = [str(one) for one in enum]
        held["type"] = "string"
    schema["properties"]["schema"] = {"const": SCHEMA, "title": "Schema", "type": "string"}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Byline audit report",
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _reworded(report: Any, change: Callable[[type[IntEnum], Any], object]) -> None:
    for finding in _findings(report):
        for key, enum in _WORDS.items():
            if finding.get(key) is not None:
                finding[key] = change(enum, finding[key])


def _findings(report: Any) -> Iterator[dict[str, Any]]:
    for holder in (report, report.get("licenses"), report.get("openness")):
        found = holder.get("findings") if isinstance(holder, dict) else None
        if isinstance(found, (list, tuple)):
            yield from (one for one in found if isinstance(one, dict))


def _number(enum: type[IntEnum], word: object) -> int:
    for one in enum:
        if str(one) == word:
            return int(one)
    raise ValueError(f"{str(word)[:80]} is no {enum.__name__.lower()}")

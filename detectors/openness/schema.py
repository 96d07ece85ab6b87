"""The data files, field by field: ``models.yaml``, ``licenses.yaml`` and ``matching.yaml`` under ``data``.

``python -m detectors.openness.schema > detectors/openness/data/schema.json`` writes the JSON Schema of a file
with any of them, which editors read. What each field means stands at the head of the data files.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from typing import Annotated, Final, Literal

import re2  # type: ignore[import-untyped]
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from detectors.openness.model import Component, Confidence, Detect, LicenseKind, Restriction, Verdict, Where


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return pattern


def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not 0 < len(word) <= 40 or word != word.lower() or " " in word or word.count("-") > 2:
            raise ValueError(f"{word!r}: words are in lower case, at most three, joined by '-'")
    return words


def _linear(pattern: str) -> str:
    try:
        re2.compile(pattern)
    except re2.error as error:
        raise ValueError(f"no regular expression of RE2: {error}") from error
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_compiles)]
#: Tried on whole files, so it has to be one that RE2 knows: without lookaround.
LinearPattern = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(_linear)]
Words = Annotated[tuple[str, ...], AfterValidator(_folded)]
Line = Annotated[str, Field(min_length=1, max_length=400)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
#: What ``code`` says where it names no license.
NO_CODE_LICENSE: Final = ("none", "n/a", "unknown")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DetectEntry(_Entry):
    """``detect`` of a license."""

    order: int = Field(ge=1)
    where: Where = Where.HEAD
    require: tuple[LinearPattern, ...] = Field(min_length=1)
    reject: tuple[LinearPattern, ...] = ()
    tested: bool = False

    def value(self) -> Detect:
        """Return what the rest of the package reads."""
        return Detect(self.order, self.require, self.where, self.reject, self.tested)


class LicenseEntry(_Entry):
    """One license of ``licenses.yaml``."""

    id: Id
    name: Line
    spdx: Annotated[str, Field(pattern=r"^[A-Za-z0-9.+-]+$")]
    hub_tag: Annotated[str, Field(pattern=r"^[a-z0-9.+-]*$")] = ""
    url: Annotated[str, Field(pattern=r"^https://")] | None = None
    osi_approved: bool | None = None
    fsf_free: bool | None = None
    restrictions: tuple[Restriction, ...]
    kind: LicenseKind
    note: Line = ""
    detect: DetectEntry | None = None


class EarlierEntry(_Entry):
    """A license that the weights had before: ``until`` is the first day on which it was no longer theirs."""

    license: Id
    until: date


class ModelEntry(_Entry):
    """One row of ``models.yaml``."""

    family: Line
    priority: int = Field(ge=1)
    pattern: Pattern
    needs_context: bool = False
    bare: Pattern | Literal[""] = ""
    context: Words = ()
    context_only: bool = False
    not_context: Words = ()
    publisher: Line
    country: Line
    weights: Id
    bases: tuple[Id, ...] = ()
    earlier: tuple[EarlierEntry, ...] = ()
    code: Id | Literal["none", "n/a", "unknown"]
    released: tuple[Component, ...] = ()
    partly: tuple[Component, ...] = ()
    not_known: tuple[Component, ...] = ()
    verdict: Verdict
    mof_class: Literal[1, 2, 3, "none"] | None = None
    source: Line
    as_of: date
    confidence: Confidence
    note: Line = ""


class MatchingEntry(_Entry):
    """The whole of ``matching.yaml``."""

    strip_prefixes: tuple[Pattern, ...]
    strip_suffixes: tuple[Pattern, ...]
    window: int = Field(ge=1, le=12)
    model_words: Words
    claim_after: Pattern
    claim_before: Pattern
    size: Pattern
    version_after: Pattern
    unit_after: Pattern


MODELS: Final = TypeAdapter(tuple[ModelEntry, ...])
LICENSES: Final = TypeAdapter(tuple[LicenseEntry, ...])
MATCHING: Final = TypeAdapter(MatchingEntry)


def json_schema() -> str:
    """Return the JSON Schema of the data files, as ``data/schema.json`` holds it."""
    files = TypeAdapter(tuple[ModelEntry, ...] | tuple[LicenseEntry, ...] | MatchingEntry)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Byline's registry of models and licenses",
        **files.json_schema(),
    }
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())

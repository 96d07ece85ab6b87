"""A report as a CycloneDX 1.7 bill of materials with machine learning models (ML-BOM).

The file is put together here because the library for the format does not write model cards
(cyclonedx-python-lib 11); the tests hold what is written to the library's validator. Nothing about AI use in
the history is in it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from bot.audit.model import Artifact, Dependency, Licenses, Openness, Report, Vendored
from bot.report import parts
from bot.report.seen import for_files, line
from detectors.model import Unknown

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")
_ROOT: Final = "repository"


def render(report: Report) -> bytes:
    """Return the bill of materials as JSON in UTF-8."""
    report = for_files(report)
    licenses = report.licenses if isinstance(report.licenses, Licenses) else None
    openness = report.openness if isinstance(report.openness, Openness) else None
    components = [
        *(_vendored(at, one) for at, one in enumerate(licenses.vendored if licenses else ())),
        *(_dependency(at, one) for at, one in enumerate(licenses.dependencies if licenses else ())),
        *_artifacts(openness.artifacts if openness else ()),
    ]
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": uuid5(NAMESPACE_URL, _identity(report)).urn,
        "version": 1,
        "metadata": _metadata(report, licenses),
        "components": components,
        "dependencies": [{"ref": _ROOT, "dependsOn": [one["bom-ref"] for one in components]}],
        "properties": [
            _property("schema", report.schema),
            *(
                _property("unknown", f"{name}: {held.reason}")
                for name, held in (("licenses", report.licenses), ("models", report.openness))
                if isinstance(held, Unknown)
            ),
        ],
    }
    return json.dumps(bom, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _identity(report: Report) -> str:
    return f"byline:{line(report.scope.repository)}@{line(report.scope.commit)}:{line(report.method.byline)}"


def _metadata(report: Report, licenses: Licenses | None) -> dict[str, Any]:
    scope = report.scope
    root: dict[str, Any] = {
        "type": "application",
        "bom-ref": _ROOT,
        "name": line(scope.repository) or "unnamed",
        "version": line(scope.commit),
    }
    if licenses and licenses.declared:
        root |= _licensed(licenses.declared[0].expression, "declared")
    held: dict[str, Any] = {
        "tools": {
            "components": [{"type": "application", "name": "byline", "version": line(report.method.byline)}]
        },
        "component": root,
    }
    return {"timestamp": scope.as_of, **held} if _TIME.fullmatch(scope.as_of) else held


def _licensed(text: str, acknowledgement: str = "") -> dict[str, Any]:
    """Return the license as an expression where it is one, else as the name that stands there."""
    known = parts.expression(text)
    said = {"acknowledgement": acknowledgement} if acknowledgement else {}
    if known:
        return {"licenses": [{"expression": known, **said}]}
    name = line(text)
    return {"licenses": [{"license": {"name": name, **said}}]} if name else {}


def _vendored(at: int, one: Vendored) -> dict[str, Any]:
    modified = (
        f"unknown: {one.modified.reason}" if isinstance(one.modified, Unknown) else str(one.modified).lower()
    )
    return {
        "type": "library",
        "bom-ref": f"vendored-{at + 1}",
        "name": line(one.upstream) or line(one.path) or "unnamed",
        **_licensed(one.expression),
        "properties": [
            _property("path", one.path),
            _property("files", str(one.files)),
            _property("modified", modified),
        ],
    }


def _dependency(at: int, one: Dependency) -> dict[str, Any]:
    held: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"dependency-{at + 1}",
        "name": line(one.name) or "unnamed",
        "version": line(one.version),
    }
    if not isinstance(one.expression, Unknown):
        held |= _licensed(one.expression)
    if address := parts.purl(one):
        held["purl"] = address
    unknown = (
        (_property("license", f"unknown: {one.expression.reason}"),)
        if isinstance(one.expression, Unknown)
        else ()
    )
    return {
        **held,
        "properties": [_property("ecosystem", one.ecosystem), _property("lock-file", one.path), *unknown],
    }


def _artifacts(artifacts: tuple[Artifact, ...]) -> list[dict[str, Any]]:
    return [_model(at, one) if one.kind == "model" else _data(at, one) for at, one in enumerate(artifacts)]


def _model(at: int, one: Artifact) -> dict[str, Any]:
    held: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": f"model-{at + 1}",
        "name": line(one.name) or line(one.id) or "unnamed",
        **_licensed(one.license),
        "modelCard": {"properties": _terms(one)},
        "properties": _places(one),
    }
    if one.base:
        bases = [
            {"type": "machine-learning-model", "name": line(base) or "unnamed"}
            for base in dict.fromkeys(one.base)
        ]
        held["pedigree"] = {"ancestors": bases}
    return held


def _data(at: int, one: Artifact) -> dict[str, Any]:
    name = line(one.name) or line(one.id) or "unnamed"
    data = {"type": "dataset", "name": name}
    return {
        "type": "data",
        "bom-ref": f"data-{at + 1}",
        "name": name,
        **_licensed(one.license),
        "data": [data],
        "properties": [*_terms(one), *_places(one)],
    }


def _terms(one: Artifact) -> list[dict[str, str]]:
    return [
        _property("id", one.id),
        _property("verdict", one.verdict),
        *(_property("restriction", text) for text in one.restrictions),
        *(_property("made-from", text) for text in one.base if one.kind != "model"),
    ]


def _places(one: Artifact) -> list[dict[str, str]]:
    return [_property("place", f"{place.path}:{place.line or ''}".rstrip(":")) for place in one.places]


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"byline:{name}", "value": line(value, 1000)}

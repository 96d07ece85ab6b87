"""A report as SPDX 3.0.1 in JSON-LD: the repository, others' code in it, dependencies, models and data sets.

Models are ``ai_AIPackage``, data sets ``dataset_DatasetPackage``. The document does not claim to conform to
the AI and Dataset profiles: they ask for a supplier and a time of release, which a repository that merely
names a model does not tell, and nothing is made up here. Nothing about AI use in the history is in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final

from bot.audit.model import Artifact, Dependency, Licenses, Openness, Report, Vendored
from bot.report import parts, words
from bot.report.seen import for_files, line
from detectors.model import Unknown

CONTEXT: Final = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
#: A time has to stand there; this one says that none is known.
_NO_TIME: Final = "1970-01-01T00:00:00Z"
_CREATION: Final = "_:creation"
_GIT_SHA: Final = re.compile(r"[0-9a-f]{40}")


def render(report: Report) -> bytes:
    """Return the document in UTF-8."""
    report = for_files(report)
    graph = _Graph(report)
    licenses = report.licenses if isinstance(report.licenses, Licenses) else None
    openness = report.openness if isinstance(report.openness, Openness) else None
    root = _root(graph, report, licenses)
    if licenses:
        graph.related(root, "contains", [_vendored(graph, one) for one in licenses.vendored])
        graph.related(root, "dependsOn", [_dependency(graph, one) for one in licenses.dependencies])
    if openness:
        named = [_artifact(graph, one) for one in openness.artifacts]
        graph.related(root, "other", named, "The repository names these models and data sets.")
    document = {"@context": CONTEXT, "@graph": graph.closed(root)}
    return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


class _Graph:
    """The elements of a document as they come, with ids that depend on the report alone."""

    def __init__(self, report: Report) -> None:
        self._report = report
        told = f"{report.scope.repository}@{report.scope.commit}".encode("utf-8", "replace")
        self._base = f"https://spdx.org/spdxdocs/byline-{hashlib.sha256(told).hexdigest()[:32]}"
        self._elements: list[dict[str, Any]] = []
        self._licenses: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self._bases: dict[str, str] = {}

    def add(self, kind: str, **fields: Any) -> str:
        """Add an element, without the fields that are empty; return its id."""
        name = f"{self._base}#{kind.rpartition('_')[2]}-{len(self._elements) + 1}"
        held = {key: value for key, value in fields.items() if value}
        self._elements.append({"type": kind, "spdxId": name, "creationInfo": _CREATION, **held})
        return name

    def related(self, one: str, how: str, others: list[str], comment: str = "") -> None:
        """Say how one element is related to others, if there are any."""
        if others:
            self.add(
                "Relationship", **{"from": one, "to": others, "relationshipType": how, "comment": comment}
            )

    def licensed(self, one: str, text: str) -> bool:
        """State the declared license of an element; false where the text is no expression."""
        known = parts.expression(text)
        if not known:
            return False
        if known not in self._licenses:
            custom = [
                {"type": "DictionaryEntry", "key": name, "value": self._reference(name)}
                for name in parts.references(known)
            ]
            fields = {"simplelicensing_licenseExpression": known, "simplelicensing_customIdToUri": custom}
            self._licenses[known] = self.add("simplelicensing_LicenseExpression", **fields)
        self.related(one, "hasDeclaredLicense", [self._licenses[known]])
        return True

    def base(self, name: str) -> str:
        """Return the model that others were made from, once."""
        if name not in self._bases:
            self._bases[name] = self.add(
                "ai_AIPackage",
                name=line(name) or "unnamed",
                comment="Named as what another model was made from.",
            )
        return self._bases[name]

    def closed(self, root: str) -> list[dict[str, Any]]:
        """Return all elements with the document and how it came about."""
        as_of = self._report.scope.as_of
        version = line(self._report.method.byline, 60)
        creator, tool = f"{self._base}#creator", f"{self._base}#tool"
        ids = [one["spdxId"] for one in self._elements]
        creation = {
            "type": "CreationInfo",
            "@id": _CREATION,
            "specVersion": "3.0.1",
            "created": as_of if _TIME.fullmatch(as_of) else _NO_TIME,
            "createdBy": [creator],
            "createdUsing": [tool],
            "comment": "The time is that of the commit: the same commit gives the same document.",
        }
        agent = {"type": "SoftwareAgent", "spdxId": creator, "creationInfo": _CREATION, "name": "Byline"}
        made_with = {
            "type": "Tool",
            "spdxId": tool,
            "creationInfo": _CREATION,
            "name": f"byline {version}".strip(),
        }
        document = {
            "type": "SpdxDocument",
            "spdxId": f"{self._base}#document",
            "creationInfo": _CREATION,
            "name": line(words.headline(self._report)) or "unnamed",
            "profileConformance": ["core", "software", "simpleLicensing"],
            "rootElement": [root],
            "element": [creator, tool, *ids],
            "comment": words.ADVICE,
        }
        return [creation, agent, made_with, document, *self._elements]

    def _reference(self, name: str) -> str:
        if name not in self._references:
            text = "No standard text; it stands in the repository or with the model."
            self._references[name] = self.add(
                "simplelicensing_SimpleLicensingText", name=name, simplelicensing_licenseText=text
            )
        return self._references[name]


def _root(graph: _Graph, report: Report, licenses: Licenses | None) -> str:
    scope = report.scope
    unknown = "; ".join(
        f"{name}: unknown: {line(held.reason)}"
        for name, held in (("licenses", report.licenses), ("models and data sets", report.openness))
        if isinstance(held, Unknown)
    )
    fields = {
        "name": line(scope.repository) or "unnamed",
        "software_packageVersion": line(scope.commit),
        "software_primaryPurpose": "source",
        "comment": unknown,
        "externalIdentifier": [_gitoid(scope.commit)] if _GIT_SHA.fullmatch(scope.commit) else [],
    }
    root = graph.add("software_Package", **fields)
    for text in dict.fromkeys(one.expression for one in licenses.declared) if licenses else ():
        graph.licensed(root, text)
    return root


def _gitoid(commit: str) -> dict[str, str]:
    return {
        "type": "ExternalIdentifier",
        "externalIdentifierType": "gitoid",
        "identifier": f"gitoid:commit:sha1:{commit}",
    }


def _vendored(graph: _Graph, one: Vendored) -> str:
    source = f"In {line(one.path)}, {one.files} files"
    held = graph.add(
        "software_Package", name=line(one.upstream) or line(one.path) or "unnamed", software_sourceInfo=source
    )
    graph.licensed(held, one.expression)
    return held


def _dependency(graph: _Graph, one: Dependency) -> str:
    unknown = isinstance(one.expression, Unknown)
    held = graph.add(
        "software_Package",
        name=line(one.name) or "unnamed",
        software_packageVersion=line(one.version),
        software_packageUrl=parts.purl(one),
        software_sourceInfo=f"Listed in {line(one.path)}",
        comment=f"License unknown: {line(one.expression.reason)}"
        if isinstance(one.expression, Unknown)
        else "",
    )
    if not unknown:
        graph.licensed(held, str(one.expression))
    return held


def _artifact(graph: _Graph, one: Artifact) -> str:
    fields: dict[str, Any] = {
        "name": line(one.name) or line(one.id) or "unnamed",
        "comment": _comment(one),
        "software_primaryPurpose": "model" if one.kind == "model" else "data",
        "externalIdentifier": [_identifier(one.id)] if line(one.id) else [],
    }
    if one.kind == "model":
        held = graph.add("ai_AIPackage", **fields)
        graph.related(held, "descendantOf", [graph.base(name) for name in dict.fromkeys(one.base)])
    else:
        held = graph.add("dataset_DatasetPackage", dataset_datasetType=["noAssertion"], **fields)
        graph.related(
            held, "other", [graph.base(name) for name in dict.fromkeys(one.base)], "Made from these."
        )
    graph.licensed(held, one.license)
    return held


def _identifier(name: str) -> dict[str, str]:
    return {"type": "ExternalIdentifier", "externalIdentifierType": "other", "identifier": line(name)}


def _comment(one: Artifact) -> str:
    said = [f"Verdict: {line(one.verdict)}." if one.verdict else ""]
    if one.license and not parts.expression(one.license):
        said.append(f"License as stated: {line(one.license)}.")
    if one.restrictions:
        said.append(f"Restrictions: {', '.join(line(text, 120) for text in one.restrictions)}.")
    places = [line(f"{place.path}:{place.line or ''}".rstrip(":"), 160) for place in one.places[:10]]
    said.append(f"Named in {', '.join(places)}." if places else "")
    return " ".join(part for part in said if part)

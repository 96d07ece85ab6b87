"""SPDX, CycloneDX, SARIF and in-toto: what is written passes the validator of its format."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import spdx_python_model
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given as of

from bot.audit.model import Dependency, Report
from bot.report import cyclonedx, intoto, parts, sarif, spdx
from bot.report import json as report_json
from bot.report.seen import uri
from detectors.model import Unknown
from tests.bot.report import given, strategies
from tests.npm_assets import NpmAssets

_CYCLONEDX = JsonStrictValidator(SchemaVersion.V1_7)


@pytest.fixture(scope="module")
def sarif_schema(npm: NpmAssets) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(npm.sarif.read_bytes())
    return schema


def _cyclonedx(report: Report) -> dict[str, Any]:
    written = cyclonedx.render(report)
    problem = _CYCLONEDX.validate_str(written.decode())
    assert problem is None, problem
    held: dict[str, Any] = json.loads(written)
    return held


def _spdx(report: Report) -> list[dict[str, Any]]:
    """Read it with the official bindings, which hold every property to the model, and write it again."""
    document = json.loads(spdx.render(report))
    model, objects = spdx_python_model.load_data(document)
    assert not objects.link()
    model.JSONLDSerializer().write(objects, io.BytesIO())
    held: list[dict[str, Any]] = document["@graph"]
    return held


def _results(report: Report) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = json.loads(sarif.render(report))["runs"][0]["results"]
    return held


@strategies.ANY
@of(strategies.reports())
def test_any_report_is_a_valid_cyclonedx_file(report: Report) -> None:
    _cyclonedx(report)


@strategies.ANY
@of(strategies.reports())
def test_any_report_is_a_valid_spdx_file(report: Report) -> None:
    _spdx(report)


@strategies.ANY
@of(strategies.reports())
def test_any_report_is_a_valid_sarif_log(sarif_schema: dict[str, Any], report: Report) -> None:
    jsonschema.Draft4Validator(sarif_schema).validate(json.loads(sarif.render(report)))


@pytest.mark.parametrize(
    "report", [given.big(), given.empty(), given.hostile()], ids=["big", "empty", "hostile"]
)
def test_the_given_reports_are_valid(sarif_schema: dict[str, Any], report: Report) -> None:
    _cyclonedx(report)
    _spdx(report)
    jsonschema.Draft4Validator(sarif_schema).validate(json.loads(sarif.render(report)))


def test_cyclonedx_lists_models_with_cards_and_data_sets() -> None:
    bom = _cyclonedx(given.big())
    by_name = {one["name"]: one for one in bom["components"]}
    assert by_name["Tiny 1"]["type"] == "machine-learning-model"
    assert by_name["Tiny 1"]["pedigree"]["ancestors"][0]["name"] == "example/base-1"
    assert {"name": "byline:restriction", "value": "field of use"} in by_name["Large 2"]["modelCard"][
        "properties"
    ]
    assert by_name["Words"]["type"] == "data"
    assert "licenses" not in by_name["Words"]
    assert by_name["package-1"]["purl"] == "pkg:npm/package-1@1.1.0"
    assert "licenses" not in by_name["package-1"]
    assert bom["metadata"]["component"]["licenses"] == [
        {"expression": "Apache-2.0", "acknowledgement": "declared"}
    ]


def test_spdx_lists_models_data_sets_and_lineage() -> None:
    graph = _spdx(given.big())
    named = {one["name"]: one for one in graph if "name" in one}
    assert named["Tiny 1"]["type"] == "ai_AIPackage"
    assert named["Words"]["type"] == "dataset_DatasetPackage"
    lineage = next(one for one in graph if one.get("relationshipType") == "descendantOf")
    assert lineage["from"] == named["Tiny 1"]["spdxId"]
    assert lineage["to"] == [named["example/base-1"]["spdxId"]]
    creation = next(one for one in graph if one["type"] == "CreationInfo")
    assert creation["created"] == "2026-10-31T12:00:00Z"
    assert "License unknown: the lock file names no license" in named["package-1"]["comment"]


def test_bills_of_materials_say_nothing_of_ai_use_in_the_history() -> None:
    for written in (
        cyclonedx.render(given.big()),
        spdx.render(given.big()),
        sarif.render(given.big()),
        intoto.render(given.big()),
    ):
        assert b"0.034" not in written
        assert b"3.4 %" not in written
        assert b"machine-written" not in written


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "address"),
    [
        ("npm", "@scope/name", "1.0", "pkg:npm/%40scope/name@1.0"),
        ("PyPI", "Some_Name", "2", "pkg:pypi/some-name@2"),
        ("maven", "org.example:widget", "3", "pkg:maven/org.example/widget@3"),
        ("go", "example.org/a/b", "v1.2.3", "pkg:golang/example.org/a/b@v1.2.3"),
        ("cargo", "", "1", ""),
        ("unheard-of", "x", "1", ""),
        ("npm", "a\u202eb", "1", ""),
    ],
)
def test_package_addresses(ecosystem: str, name: str, version: str, address: str) -> None:
    assert parts.purl(Dependency(ecosystem, name, version, Unknown("x"), "lock")) == address


def test_sarif_points_at_lines_and_says_what_was_set_aside() -> None:
    first, second, claim, *_ = _results(given.big())
    assert first["level"] == "warning"
    where = first["locations"][0]["physicalLocation"]
    assert where == {
        "artifactLocation": {"uri": "README.md", "uriBaseId": "ROOT"},
        "region": {"startLine": 12},
    }
    assert (
        first["suppressions"][0]["justification"]
        == "The README speaks of the examples. (Person 1, until 2027-01-01)"
    )
    assert "suppressions" not in second
    assert claim["ruleId"] == "audit/claim"
    assert claim["level"] == "note"
    assert "31 commits carry a declared or exact trace" in claim["message"]["text"]


def test_a_finding_that_was_set_aside_twice_alike_is_so_once(sarif_schema: dict[str, Any]) -> None:
    report = given.big()
    twice = replace(report, dismissed=(*report.dismissed, *report.dismissed))
    assert len(_results(twice)[0]["suppressions"]) == 1
    jsonschema.Draft4Validator(sarif_schema).validate(json.loads(sarif.render(twice)))


def test_sarif_messages_hold_no_link_placeholder_or_mention() -> None:
    text = sarif.message("[x](javascript:a) {0} @everyone \x1b[1m \\")
    assert text == "\\[x\\](javascript:a) {{0}} @\u200beveryone \\\\u001b\\[1m \\\\"


def test_sarif_says_what_could_not_be_looked_at() -> None:
    run = json.loads(sarif.render(given.empty()))["runs"][0]
    said = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert "licenses: unknown: the tree is not in this clone" in said
    assert not run["results"]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("src/a b.py", "src/a%20b.py"),
        ("/etc/passwd", "etc/passwd"),
        ("../../x", "x"),
        ("a//b", "a/b"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("ü?#%\n", "%C3%BC%3F%23%25%0A"),
        ("raw\udcff", "raw%FF"),
        ("", "."),
        ("..", "."),
    ],
)
def test_paths_become_references_inside_the_repository(path: str, address: str) -> None:
    assert uri(path) == address


def test_the_statement_is_about_the_commit_and_names_the_report() -> None:
    report = given.big()
    statement = json.loads(intoto.render(report))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [
        {"name": "https://github.com/example/widget", "digest": {"gitCommit": given.SHA}}
    ]
    held = statement["predicate"]
    assert held["report"]["digest"]["sha256"] == hashlib.sha256(report_json.render(report)).hexdigest()
    assert held["aiEvidence"]["declared"] == 630
    assert held["licenses"]["dependenciesUnknown"] == 173


def test_without_a_commit_the_statement_is_about_the_report() -> None:
    statement = json.loads(intoto.render(given.empty()))
    assert statement["subject"][0]["digest"].keys() == {"sha256"}
    assert {"section": "licenses", "reason": "the tree is not in this clone"} in statement["predicate"][
        "unknown"
    ]
    assert statement["predicate"]["licenses"] is None


@strategies.ANY
@of(strategies.reports())
def test_any_report_is_a_statement(report: Report) -> None:
    statement = json.loads(intoto.render(report))
    assert len(statement["subject"]) == 1
    assert statement["subject"][0]["digest"]


def test_a_license_that_spdx_does_not_know_is_a_reference_or_none() -> None:
    assert parts.expression("mit or LicenseRef-x") == "MIT OR LicenseRef-x"
    assert parts.references("MIT OR LicenseRef-x") == ("LicenseRef-x",)
    assert parts.expression("llama3.1") == ""
    assert parts.expression("(") == ""
    report = given.big()
    assert not isinstance(report.licenses, Unknown)
    declared = (replace(report.licenses.declared[0], expression="Widget Terms 2"),)
    odd = replace(report, licenses=replace(report.licenses, declared=declared))
    root = _cyclonedx(odd)["metadata"]["component"]
    assert root["licenses"] == [{"license": {"name": "Widget Terms 2", "acknowledgement": "declared"}}]

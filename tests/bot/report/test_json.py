from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given as of

from bot.audit.model import SCHEMA, Report
from bot.errors import UsageError
from bot.report import json as report_json
from bot.report.seen import for_files
from tests.bot.report import given as reports
from tests.bot.report import strategies

PUBLISHED = resources.files("bot.report").joinpath("schema.json").read_text(encoding="utf-8")
WRITTEN = [reports.big(), reports.empty()]


def test_the_published_schema_is_the_generated_one() -> None:
    assert report_json.json_schema() == PUBLISHED, "run: python -m bot.report > bot/report/schema.json"
    command = [sys.executable, "-W", "error", "-m", "bot.report"]
    assert (
        subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
        == PUBLISHED
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(PUBLISHED))


@pytest.mark.parametrize("report", WRITTEN)
def test_a_report_comes_back_as_it_was(report: Report) -> None:
    written = report_json.render(report)
    assert report_json.parse(written, "x.json") == report
    jsonschema.validate(json.loads(written), json.loads(PUBLISHED))


def test_words_stand_where_the_model_has_numbers() -> None:
    found = json.loads(report_json.render(reports.big()))["findings"][0]
    assert (found["tier"], found["severity"], found["audience"]) == ("checkable", "warning", "public")


@strategies.ANY
@of(strategies.reports(surrogates=False))
def test_any_report_comes_back_and_keeps_to_the_schema(report: Report) -> None:
    written = report_json.render(report)
    assert report_json.parse(written, "x.json") == for_files(report)
    jsonschema.Draft202012Validator(json.loads(PUBLISHED)).validate(json.loads(written))


def test_half_a_character_does_not_stop_a_report() -> None:
    written = report_json.render(reports.hostile("\ud800 half"))
    assert report_json.parse(written, "x.json").scope.repository == "? half"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{", "x.json is not JSON"),
        (b"\xff", "x.json is not JSON"),
        (b"[" * 100_000, "x.json is not JSON"),
        (b"[]", "no audit report"),
        (b'{"schema": "byline/facts/1"}', "no audit report"),
        (json.dumps({"schema": SCHEMA}).encode(), "scope"),
        (json.dumps({"schema": SCHEMA, "findings": [{"tier": "very"}]}).encode(), "no tier"),
        (json.dumps({"schema": SCHEMA, "findings": [{"tier": 3}], "openness": 3}).encode(), "no tier"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(text: bytes, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        report_json.parse(text, "x.json")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_value_is_named() -> None:
    value = json.loads(report_json.render(reports.big()))
    value["scope"]["commits"] = "many"
    with pytest.raises(UsageError, match=r"scope\.commits"):
        report_json.parse(json.dumps(value).encode(), "x.json")


def test_fields_of_a_later_version_are_passed_over() -> None:
    value = json.loads(report_json.render(reports.big())) | {"later": 1}
    assert report_json.parse(json.dumps(value).encode(), "x.json") == reports.big()


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read"):
        report_json.read(tmp_path / "none.json")
    (tmp_path / "one.json").write_bytes(report_json.render(reports.empty()))
    assert report_json.read(tmp_path / "one.json") == reports.empty()


def test_another_commit_gives_another_file() -> None:
    report = reports.big()
    other = replace(report, scope=replace(report.scope, commit=reports.sha(9)))
    assert report_json.render(report) != report_json.render(other)

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile

from hypothesis import given as of

from bot.audit.model import Report
from bot.report import csv as report_csv
from bot.report.seen import cell
from tests.bot.report import given, strategies

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _tables(report: Report) -> dict[str, list[list[str]]]:
    return {
        name: list(csv.reader(io.StringIO(text.decode(), newline="")))
        for name, text in report_csv.files(report).items()
    }


@strategies.ANY
@of(strategies.reports())
def test_no_cell_is_a_formula_and_every_row_has_all_its_cells(report: Report) -> None:
    for rows in _tables(report).values():
        for row in rows:
            assert len(row) == len(rows[0])
            assert not any(value.lstrip().startswith(_FORMULA) for value in row)
            assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in "".join(row))


def test_a_formula_is_kept_as_text() -> None:
    assert cell("=1+1") == "'=1+1"
    assert cell("  @SUM(A1)") == "'  @SUM(A1)"
    assert cell("a\r\n=1") == "a\\u000d =1"
    assert cell(-3) == "-3"
    assert cell(None) == ""
    assert cell(True) == "true"


def test_each_table_has_its_file() -> None:
    tables = _tables(given.big())
    assert len(tables["dependencies.csv"]) == 261
    assert tables["dependencies.csv"][1] == ["pypi", "package-0", "1.0.0", "MIT", "poetry.lock"]
    assert tables["dependencies.csv"][2][3] == "unknown: the lock file names no license"
    assert tables["quarters.csv"][1][:4] == ["2011-Q1", "300", "0", "0"]
    assert tables["license-changes.csv"][2][6:9] == ["GPL-2.0-only", "Apache-2.0", "true"]
    assert tables["error-rates.csv"][1] == [
        "human commit messages that look machine-like",
        "0.004",
        "0.031",
        "120000",
    ]
    assert tables["identities.csv"][1][1].startswith("sha256:")


def test_a_share_that_cannot_be_told_from_none_has_no_point() -> None:
    tables = _tables(given.big())
    faint = [row for row in tables["quarters.csv"] if row[6] == "not distinguishable from none"]
    assert faint
    assert all(row[8] == "" and row[10] for row in faint)
    none = [row for row in tables["quarters.csv"] if row[6] == "no estimate"]
    assert all(row[7].startswith("12 messages") and row[8:] == ["", "", ""] for row in none)
    assert "never of one commit or person" in tables["estimate.csv"][1][-1]


def test_what_could_not_be_looked_at_has_no_table_but_a_reason() -> None:
    tables = _tables(given.empty())
    assert "licenses.csv" not in tables
    assert "models.csv" not in tables
    assert ["licenses", "the tree is not in this clone"] in tables["unknown.csv"]


def test_the_zip_holds_the_files_and_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(report_csv.render(given.big()))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == report_csv.files(given.big())
        assert {info.date_time[0] for info in archive.infolist()} == {1980}

"""``byline check --repo``: what the text cites is looked up in the clone, whatever the policy says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run
from tests.fakes.repository import RepositoryBuilder

REPORT = """\
Version: 1.0

The function `parse_header` in `src/reader.c` fails.
The bug is reached from `src/sanitize_input.c:120`.
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    builder = RepositoryBuilder(tmp_path / "widget.git")
    builder.commit("Start", {"src/reader.c": "int parse_header(void)\n{\n    return 0;\n}\n"})
    builder.tag("v1.0")
    builder.commit("Next", {"src/writer.c": "int write_header(void);\n"})
    return builder.path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(REPORT)
    return path


def test_the_clone_is_looked_in(byline: Run, clone: Path, report: Path) -> None:
    done = byline("check", "--text", str(report), "--repo", str(clone), "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["references"]
    assert (found["ref"], found["named"], len(found["commit"])) == ("v1.0", True, 40)
    items = {item["name"]: item for item in found["items"]}
    assert items["src/reader.c"]["status"] == "found"
    assert items["src/reader.c"]["places"] == [{"path": "src/reader.c", "line": None}]
    missing = items["src/sanitize_input.c"]
    assert (missing["status"], missing["line"], missing["cited"]) == ("not_found", 4, "path")
    assert missing["told"]


def test_what_is_missing_is_listed_first(byline: Run, clone: Path, report: Path) -> None:
    done = byline("check", "--text", str(report), "--repo", str(clone))
    section = done.stdout.split("References (checked at v1.0, ")[1].split("\n\n")[0].splitlines()
    assert "line 4: src/sanitize_input.c:120" in section[1]
    assert "found: " in section[-1]
    assert "not checkable: " in section[-1]
    assert "src/reader.c" not in "".join(section)


def test_without_a_clone_nothing_was_looked_up(byline: Run, report: Path) -> None:
    assert json.loads(byline("check", "--text", str(report), "--format", "json").stdout)["references"] is None
    assert "References" not in byline("check", "--text", str(report)).stdout


def test_a_saved_facts_file_needs_no_clone(byline: Run, clone: Path, report: Path, tmp_path: Path) -> None:
    saved = tmp_path / "facts.json"
    given = ("check", "--text", str(report), "--repo", str(clone), "--save-facts", str(saved))
    first = json.loads(byline(*given, "--format", "json").stdout)["references"]
    clone.rename(tmp_path / "gone")
    again = json.loads(byline("check", "--facts", str(saved), "--format", "json").stdout)["references"]
    assert first == again


def test_a_hostile_quote_cannot_control_the_terminal(byline: Run, clone: Path) -> None:
    text = "The function `evil\x1b[31m_name` in `src/reader.c` and the file `src/\u202emissing_one.c` fail.\n"
    done = byline("check", "--text", "-", "--repo", str(clone), stdin=text)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout

"""``byline license``: a tree, and a diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run
from tests.detectors.licensing.facts import MIT, patch
from tests.fakes.repository import RepositoryBuilder

BENT = MIT.replace("free of charge", "for a fee")
DIFF = (
    f"diff --git a/LICENSE b/LICENSE\nindex 1..2 100644\n--- a/LICENSE\n+++ b/LICENSE\n{patch(MIT, BENT)}\n"
    "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x = 1\n"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    made = RepositoryBuilder(tmp_path / "widget.git")
    made.commit("Start", {"LICENSE": MIT, "src/a.py": "# SPDX-License-Identifier: MIT\n"})
    return made.path


def test_a_clean_tree_as_text(byline: Run, clone: Path) -> None:
    done = byline("license", str(clone))
    assert done.returncode == 0, done.stderr
    assert "Folders (declared" in done.stdout
    assert ".: MIT (LICENSE)" in done.stdout
    assert "Python" in done.stdout
    assert "Nothing disagrees." in done.stdout
    assert done.stderr == ""


def test_a_tree_as_json(byline: Run, clone: Path) -> None:
    said = json.loads(byline("license", str(clone), "--format", "json").stdout)
    assert said["schema"] == "byline/license/1"
    assert len(said["commit"]) == 40
    assert said["folders"][0]["declared"] == "MIT"
    assert said["headers"][0]["language"] == "Python"
    assert said["findings"] == []


def test_the_exit_status_goes_by_the_severity(byline: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert byline("license", str(tmp_path)).returncode == 0
    assert byline("license", str(tmp_path), "--fail-on", "info").returncode == 1


def test_a_diff_beside_a_clone_and_alone(byline: Run, clone: Path) -> None:
    done = byline("license", "-", "--repo", str(clone), stdin=DIFF)
    assert done.returncode == 1, done.stderr
    assert "LICENSE was MIT, word for word, and is not any more" in done.stdout
    assert "[-free of charge-]{+for a fee+}" in done.stdout
    alone = byline("license", "-", stdin=DIFF)
    assert alone.returncode == 0
    assert "The words of LICENSE change." in alone.stdout


def test_where_nothing_changed_there_is_nothing_to_say(byline: Run, clone: Path) -> None:
    for given in (("license", "-"), ("license", "-", "--repo", str(clone))):
        done = byline(*given)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("-",), "hello\n", "that is no diff"),
        (("no/such/folder",), "", "is not a folder"),
        ((".", "--repo", "."), "", "--repo goes with a diff"),
    ],
)
def test_mistakes_are_told_in_one_line(
    byline: Run, arguments: tuple[str, ...], stdin: str, said: str
) -> None:
    done = byline("license", *arguments, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_hostile_names_do_nothing_in_a_terminal(byline: Run, tmp_path: Path) -> None:
    folder = tmp_path / "third_party" / "x\x1b[31m"
    folder.mkdir(parents=True)
    (folder / "a.c").write_text("int a;\n")
    assert "\x1b" not in byline("license", str(tmp_path)).stdout

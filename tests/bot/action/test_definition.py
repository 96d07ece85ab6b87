"""``action.yml`` and the example workflow: their own shell scripts run, and the linters find nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.action import results
from bot.action.work import Outcome
from tests.bot.action.running import ACTION, STEPS, Job
from tests.forked import ROOT

WORKFLOW = ROOT / "docs" / "examples" / "byline-workflow.yml"
FILES = [ROOT / "action.yml", WORKFLOW]
PAGE = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
ZIZMOR = Path(sys.executable).parent / "zizmor"


def workflow() -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_zizmor_finds_nothing(file: Path) -> None:
    if not ZIZMOR.exists():
        pytest.skip("zizmor is not installed")
    ran = subprocess.run(
        [str(ZIZMOR), "--offline", "--no-progress", "--no-config", "--persona=pedantic", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_no_expression_stands_in_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


def test_nothing_is_checked_out() -> None:
    for file in FILES:
        assert "actions/checkout" not in file.read_text(encoding="utf-8")


def test_everything_from_elsewhere_is_pinned_by_its_commit() -> None:
    used = re.findall(r"uses: (\S+) # v\d", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert used
    assert all(re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", name) for name in used)


def test_what_builds_byline_is_pinned_too() -> None:
    """pip builds in an environment of its own, to which ``--constraint`` does not go."""
    built_by = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}
    todo = {Requirement(one).name for one in built_by}
    seen: set[str] = set()
    while todo:
        seen.add(name := todo.pop())
        assert name in pinned
        needs = map(Requirement, requires(name) or ())
        todo |= {need.name for need in needs if not need.marker or need.marker.evaluate()} - seen
    script = STEPS["Install Byline"]["run"]
    assert re.search(r"^export PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=", script, re.MULTILINE)


def test_outputs_are_those_that_the_command_writes() -> None:
    made = results.outputs(Outcome(), None)
    assert set(ACTION["outputs"]) == set(made)
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.run.outputs.{name} }}}}"


@pytest.mark.parametrize("kind", ["inputs", "outputs"])
def test_every_input_and_output_is_documented(kind: str) -> None:
    assert all(f"| `{name}` |" in PAGE for name in ACTION[kind])


def test_the_example_grants_what_the_page_says() -> None:
    granted = workflow()["jobs"]["byline"]["permissions"]
    assert granted == {
        "contents": "read",
        "issues": "write",
        "pull-requests": "write",
        "checks": "write",
    }
    assert workflow()["permissions"] == {}
    assert all(f"`{name}: {level}`" in PAGE for name, level in granted.items())


def python(folder: Path, *, path: str) -> dict[str, str]:
    """Run the step that looks for Python, and return its outputs."""
    output = folder / "output"
    output.write_text("")
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS["Look for Python"]["run"]],
        env={"PATH": path, "GITHUB_OUTPUT": str(output)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


def test_a_python_that_is_new_enough_is_used(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    old = tmp_path / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert python(tmp_path, path=f"{tmp_path / 'bin'}:/usr/bin:/bin")["found"] != str(old)
    new = tmp_path / "bin" / "python3.12"
    new.symlink_to(sys.executable)
    assert python(tmp_path, path=f"{tmp_path / 'bin'}:{os.environ['PATH']}")["found"] == str(new)


def test_no_code_of_the_workspace_is_run(tmp_path: Path) -> None:
    """On a machine of one's own the workspace has what an earlier job left there: perhaps a contribution."""
    workspace, temp, marker = tmp_path / "workspace", tmp_path / "temp", tmp_path / "ran"
    (workspace / "venv").mkdir(parents=True)
    for module in ("venv/__init__.py", "pip.py", "json.py"):
        (workspace / module).write_text(f"open({str(marker)!r}, 'w').close()\n")
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable, "RUNNER_TEMP": str(temp)}
    environment |= {"GITHUB_ACTION_PATH": str(tmp_path / "none"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    for step in ("Look for Python", "Install Byline"):  # the second ends where it finds nothing to install
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[step]["run"]],
            env=environment,
            cwd=workspace,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert "Traceback" not in ran.stderr
    assert (temp / "byline" / "venv" / "bin" / "python").exists()
    assert str(tmp_path / "none") in ran.stderr
    assert not marker.exists()


def test_a_python_that_makes_no_environments_is_passed_over(tmp_path: Path) -> None:
    """Debian's has the module ``venv`` and not what it needs, unless ``python3-venv`` is installed."""
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        (tmp_path / name).write_text('#!/bin/bash\n[[ "$*" != *ensurepip* ]]\n')
        (tmp_path / name).chmod(0o755)
    (tmp_path / "bash").symlink_to("/bin/bash")
    assert python(tmp_path, path=str(tmp_path)) == {"found": ""}


def test_without_one_it_is_set_up(tmp_path: Path) -> None:
    for name in ("bash",):
        (tmp_path / name).symlink_to(f"/bin/{name}")
    assert python(tmp_path, path=str(tmp_path)) == {"found": ""}
    assert STEPS["Set Python up"]["if"] == "steps.python.outputs.found == ''"


def test_an_event_that_asks_for_nothing_needs_no_network(tmp_path: Path) -> None:
    job = Job(None, tmp_path / "job", by_script=True)
    ran = job.run("watch", {"action": "started", "repository": {"full_name": "acme/widget"}})
    assert (ran.status, ran.error, ran.outputs["judged"]) == (0, "", "false")
    assert "nothing to judge" in ran.summary
    assert "Byline does not act on the event watch" in ran.summary

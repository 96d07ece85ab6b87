"""Help and documentation say what the commands do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot import diagnosis
from bot.cli import commands, main
from tests.bot.cli.conftest import ROOT, Run
from tests.fakes.github import FakeGitHub
from webhooks.routing import ROUTES

DOCS = (ROOT / "docs" / "reference" / "commands.md").read_text()


def every_command(group: click.Group = commands, path: str = "byline") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@click.command()
def stumble() -> None:
    raise ValueError("a title with \x1b[2J in it")


def test_a_fault_of_byline_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(commands._places, "stumble", f"{__name__}:stumble")
    with pytest.raises(SystemExit) as end:
        main(["stumble"])
    said = capsys.readouterr().err
    assert end.value.code == 3  # 1 would say that something does not meet the policy
    assert "Traceback" in said
    assert said.endswith(
        "byline: this is a fault in Byline, and no judgement: please report the lines above\n"
    )
    assert "\x1b" not in said


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=str)
def test_every_command_is_documented_with_its_options(path: str, command: click.Command) -> None:
    assert path in DOCS
    options = [name for p in command.params if isinstance(p, click.Option) for name in p.opts]
    assert [name for name in options if name not in DOCS] == []


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=str)
def test_every_help_text_has_an_example(path: str, command: click.Command) -> None:
    assert "Example" in (command.help or "")
    assert path in (command.help or "").replace("BYLINE_BROKER_URL=redis://localhost:6379/0 ", "")


def test_policy_check_names_line_column_and_the_nearest_word(byline: Run, tmp_path: Path) -> None:
    file = tmp_path / "byline.yml"
    file.write_text("version: 1\nrespnd:\n  default: [note]\n")
    done = byline("policy", "check", str(file))
    assert done.returncode == 2
    assert f"{file}:2:1" in done.stdout
    assert "respond" in done.stdout


def test_policy_check_accepts_the_example_and_the_presets(byline: Run, tmp_path: Path) -> None:
    assert byline("policy", "check", "docs/examples/byline.yml").returncode == 0
    listed = json.loads(byline("policy", "presets", "--format", "json").stdout)
    for preset in listed:
        file = tmp_path / f"{preset['name']}.yml"
        file.write_text(byline("policy", "presets", preset["name"]).stdout)
        assert byline("policy", "check", str(file)).returncode == 0


def test_doctor_without_an_app_says_what_to_do(byline: Run) -> None:
    done = byline("doctor")
    assert done.returncode == 0, done.stdout
    assert "byline setup" in done.stdout


def test_doctor_sees_what_the_app_lacks(byline: Run, github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_WEBHOOK_SECRET": "a-long-enough-secret",
    }
    del github.app.permissions["checks"]
    done = byline("doctor", "--format", "json", **settings)
    found = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert "checks: write" in found["permissions"]["said"]


def test_unusable_setting_is_one_line(byline: Run) -> None:
    done = byline("doctor", BYLINE_PORT="eighty")
    assert done.returncode == 2
    assert done.stderr.startswith("byline: BYLINE_PORT:")
    assert "Traceback" not in done.stderr


def test_replay_of_an_unknown_delivery_is_one_line(byline: Run) -> None:
    done = byline("replay", "17")
    assert done.returncode == 2
    assert "neither a facts file nor a recorded delivery" in done.stderr


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = (
        f"{sys.executable} -m bot policy presets human-only --format json | true; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_one_line_and_status_3() -> None:
    command = f"{sys.executable} -m bot policy presets > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 3
    assert done.stderr == "byline: No space left on device\n"


def test_missing_libraries_are_named_at_the_start() -> None:
    asked = ("-c", "import sys; sys.modules['redis'] = None; from bot.cli import main; main(['worker'])")
    done = subprocess.run(
        [sys.executable, *asked],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"BYLINE_BROKER_URL": "redis://127.0.0.1:1/0"},
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.endswith("byline: the settings call for redis: pip install 'byline[redis]'\n")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_without_git_nothing_is_started(byline: Run, tmp_path: Path, command: str) -> None:
    settings = {} if command == "serve" else {"BYLINE_BROKER_URL": "redis://127.0.0.1:1/0"}
    done = byline(command, PATH=str(tmp_path), **settings)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "byline: git was not found: install git 2.36 or newer"


def test_a_server_starts_without_what_only_judging_needs() -> None:
    program = "import sys; from bot.cli import serve; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "bot.cli.web" in done.stdout.split()
    unneeded = {"bot.service", "detectors.registry", "policies", "git", "github", "numpy", "tree_sitter"}
    assert unneeded & set(done.stdout.split()) == set()


def test_doctor_asks_for_the_events_that_intake_knows() -> None:
    # GitHub sends these to every App.
    unasked = {"installation", "installation_repositories", "installation_target", "ping"}
    optional = {"merge_group", "repository_advisory"}  # need permissions that not everybody grants
    assert set(diagnosis.EVENTS) == set(ROUTES) - unasked - optional

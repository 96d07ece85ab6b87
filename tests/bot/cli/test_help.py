"""``--help``: it is there at once, whole, and its examples work."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import pytest

from bot.cli import commands
from bot.cli.lazy import LazyGroup, summary
from bot.gather.facts_file import to_json
from bot.gather.from_payload import facts_from_payload
from tests import forked
from tests.bot.cli.conftest import ROOT, Run
from tests.bot.cli.terminals import environment
from tests.bot.cli.test_commands import every_command
from tests.e2e.conftest import policy_file
from tests.fakes.repository import RepositoryBuilder

COMMANDS = list(every_command())
#: Examples that take more than this machine has: GitHub, the hub, a running server, an extra.
_ELSEWHERE = re.compile(
    r"acme/widget#|(backfill|calibrate|show|simulate) acme/widget|https://|--online|replay 17|"
    r"byline (action|evaluate|redeliver|send|serve|setup|train|worker)\b"
)
#: What takes more than the words of one call of ours.
_FOR_A_SHELL: Final = re.compile(r"[|<>$&;~*`]|^(?!byline )")
#: A message of its own length, from before the day from which on nothing is human by its age.
_OLD = "Begin\n\n" + "The tool reads one file after another, and stops where one of them is empty. " * 12
_PAYLOAD = ROOT / "docs" / "examples" / "pull_request.opened.json"


def test_the_list_of_commands_loads_none_of_them() -> None:
    program = (
        "import sys; from bot.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    loaded = set(done.stderr.split())
    assert "bot.cli.lazy" in loaded
    ours = {name for name in loaded if name.startswith(("bot", "policies", "detectors", "webhooks"))}
    assert all(name.split(".")[1:2] in ([], ["cli"], ["errors"], ["messages"]) for name in ours), ours
    assert {"pydantic", "rich", "structlog", "flask", "sqlalchemy", "requests"} & loaded == set()


def test_help_of_what_asks_elsewhere_loads_no_library_for_it() -> None:
    program = "import sys; from bot.cli import doctor, purge, redeliver; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert {"sqlalchemy", "github", "git", "requests", "celery"} & set(done.stdout.split()) == set()


def groups(group: LazyGroup) -> list[LazyGroup]:
    context = click.Context(group)
    found = (group.get_command(context, name) for name in group.list_commands(context))
    return [group, *(one for one in found if isinstance(one, LazyGroup))]


@pytest.mark.parametrize("group", groups(commands), ids=lambda group: str(group.name))
def test_summaries_are_the_commands_own(group: LazyGroup) -> None:
    places = {name: place for section in group.sections.values() for name, place in section.items()}
    assert list(places) == group.list_commands(click.Context(group))
    for name, place in places.items():
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert not command.hidden
        assert summary(place) == command.get_short_help_str(limit=1_000)


def test_a_summary_takes_one_line_of_80_columns(byline: Run) -> None:
    for arguments in ((), ("policy",)):
        lines = byline(*arguments, "--help", COLUMNS="80").stdout.splitlines()
        listed = [line for line in lines if re.match(r"  [a-z]+  ", line)]
        assert len(listed) >= 6
        assert all(line.rstrip().endswith((".", ")")) for line in listed), listed


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=str)
def test_help_tells_what_it_reads_and_writes_and_how_it_ends(path: str, command: click.Command) -> None:
    text = command.help or ""
    assert "Exit status: 0 " in text
    assert path == "byline policy presets" or re.search(r"\b(Reads|Prints|Changes)\b", text)
    unsaid = [one.opts for one in command.params if isinstance(one, click.Option) and not one.help]
    assert unsaid == []


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=str)
def test_help_fits_a_narrow_terminal(byline: Run, path: str, command: click.Command) -> None:
    shown = byline(*path.split()[1:], "--help", COLUMNS="60").stdout
    said, _, _ = shown.partition("Example")
    assert [line for line in said.splitlines() if len(line) > 60 and "|" not in line] == []


def test_a_mistyped_command_names_the_one_that_was_meant(byline: Run) -> None:
    done = byline("chekc")
    assert done.returncode == 2
    assert done.stderr == "byline: No such command 'chekc'. Did you mean 'check'?; see `byline --help`\n"


@pytest.mark.parametrize(
    "given",
    [
        ["check", "--event", "nowhere.json"],
        ["check", "--polcy", "x"],
        ["send"],
        ["policy", "zzz"],
        ["audit", "--format", "pdf", "."],
        ["backfill", "a/b", "--since", "yesterday"],
    ],
    ids=" ".join,
)
def test_a_mistake_in_the_call_is_one_line_with_what_to_do(byline: Run, given: list[str]) -> None:
    done = byline(*given)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"byline: .*; see `byline( policy| [a-z]+)? --help`\n", done.stderr), done.stderr


def examples(path: str, command: click.Command) -> list[str]:
    lines = (command.help or "").partition("Example")[2].splitlines()[1:]
    found = [line.strip() for line in lines if line.strip()]
    assert all(path in line for line in found)
    return found


def _facts() -> str:
    payload = json.loads(_PAYLOAD.read_bytes())
    return to_json(facts_from_payload("pull_request", payload, "2026-01-31T00:00:00Z"))


@pytest.fixture
def place(tmp_path: Path, builder: RepositoryBuilder) -> Path:
    """Return a clone with all that the examples name; it is also found as ``~/src/widget``."""
    files = policy_file("disclose") | {"LICENSE": "MIT License\n", "main.py": "x = 1\n"}
    builder.commit(_OLD, files, date=datetime(2020, 5, 1, tzinfo=UTC))
    clone = tmp_path / "src" / "widget"
    subprocess.run(["git", "clone", "--quiet", str(builder.path), str(clone)], check=True)
    shutil.copy(_PAYLOAD, clone / "payload.json")
    (clone / "report.md").write_text("The tool stops when the file is empty. " * 20)
    (clone / "facts.json").write_text(_facts())
    (clone / "docs" / "examples").mkdir(parents=True)
    shutil.copy(_PAYLOAD, clone / "docs" / "examples")
    for name in ("sample.txt", "commits.dev.jsonl.gz", "issues.dev.jsonl.gz"):
        (clone / name).touch()
    for name in ("corpora", "minilm"):
        (clone / name).mkdir()
    (clone / "texts.jsonl").write_text('{"id": 1, "kind": "issue", "text": "It stops."}\n')
    (clone / "repositories.txt").write_text(".\n")
    subprocess.run(["git", "clone", "--quiet", str(clone), str(clone.parent / "policies")], check=True)
    for folder in (".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"):
        (tmp_path / folder).mkdir(parents=True)
    return clone


def run(line: str, place: Path, given: dict[str, str], stdin: str = "") -> None:
    if _FOR_A_SHELL.search(line):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=place,
            env=given,
            capture_output=True,
            text=True,
            input=stdin,
            check=False,
        )
    else:
        words = shlex.split(line, comments=True)
        done = forked.run(["-m", "bot", *words[1:]], given, place.parent / "streams", stdin, at=place)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search(r"^byline: (?!could not look|no )", done.stderr, re.MULTILINE), done.stderr


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=str)
def test_the_examples_are_understood(
    path: str, command: click.Command, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    for line in examples(path, command):
        words = shlex.split(re.split(r"[|><]|  #", line.partition(path)[2])[0].strip().removesuffix(')"'))
        with command.make_context(path, words):
            pass


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=str)
def test_the_examples_work(path: str, command: click.Command, place: Path, tmp_path: Path) -> None:
    given = environment(tmp_path / "home", HOME=str(tmp_path))
    for line in examples(path, command):
        if _ELSEWHERE.search(line):
            continue
        if path == "byline policy init":
            shutil.rmtree(place / ".github", ignore_errors=True)
        run(line, place, given, stdin="disclose\n\n\n\n\n\n")

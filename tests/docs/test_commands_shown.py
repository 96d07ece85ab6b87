"""Every command that the documents show exists and works; those of the first five minutes are run."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import commands
from tests.bot.cli.conftest import Run
from tests.forked import ROOT
from tests.webhooks.running import BYLINE_SERVE, server, until

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^ *```(?:sh|bash|console)?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"(?:^|[|&;]\s*|\$\s+)(?:[A-Z_]+=\S+\s+)*(?:\.venv/bin/)?byline((?:\s+\S+)*)")


def shown(page: Path) -> Iterator[list[str]]:
    """Yield the words of every call of ``byline`` in the page's blocks of code."""
    for block in _FENCE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            for call in _CALL.findall(line.strip()):
                words = shlex.split(re.split(r"\s[|>&#]|\s;", call)[0], comments=True)
                if words and "[OPTIONS]" not in words:
                    yield words


def options(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that the words name, and the options among them."""
    command: click.Command = commands
    context = click.Context(commands)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest.pop(0))
        assert found is not None, words
        command = found
    return command, [word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_shown_exists_with_its_options(page: Path) -> None:
    for words in shown(page):
        command, given = options(words)
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        assert [name for name in given if name not in known | {"--help", "-h", "--version"}] == [], words


def test_the_first_five_minutes_are_the_same_in_the_readme() -> None:
    start = [" ".join(words) for words in shown(ROOT / "docs" / "start.md")]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert start[0] == "send docs/examples/pull_request.opened.json"
    assert all(
        f"byline {name}" in readme for name in ("send docs/examples/pull_request.opened.json", "setup")
    )
    assert "make run" in readme
    assert [words for words in start if words.split()[0] not in readme] == []


def test_the_payload_is_judged_and_shown_by_a_running_server(byline: Run, tmp_path: Path) -> None:
    with server(tmp_path / "home", *BYLINE_SERVE) as running:
        secret = "a secret for tests"
        url = f"{running.url}/webhooks/github"
        words = next(iter(shown(ROOT / "docs" / "start.md")))
        done = byline(*words, "--url", url, BYLINE_WEBHOOK_SECRET=secret)
        assert (done.returncode, "202" in done.stdout) == (0, True), done.stderr
        until(lambda: "delivery done" in running.log, "the delivery to be done")


@pytest.mark.parametrize("page", ["README.md", "docs/start.md"])
def test_what_is_to_be_checked_can_be_checked(byline: Run, page: str) -> None:
    (words,) = (words for words in shown(ROOT / page) if words[0] == "check")
    done = byline(*words)
    assert done.returncode == 0, done.stderr
    assert "Generated with Claude Code" in done.stdout
    assert "Add how much of the work it did (extent) in the description." in done.stdout


@pytest.mark.parametrize("page", ["README.md", "docs/start.md"])
def test_the_policy_that_is_shown_is_right(byline: Run, page: str, tmp_path: Path) -> None:
    block = (ROOT / page).read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    file = tmp_path / "byline.yml"
    file.write_text(
        re.sub(r"(?m)^   (?=\S|  )", "", block) if page == "README.md" else block, encoding="utf-8"
    )
    done = byline("policy", "check", str(file), "--format", "json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)


def test_doctor_says_what_is_next(byline: Run) -> None:
    assert byline("doctor").returncode == 0

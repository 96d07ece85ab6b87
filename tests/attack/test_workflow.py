"""In a GitHub workflow nothing that a contribution says commands the runner."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.cli.conftest import ROOT

#: What the runner obeys: actions/runner, ``ActionCommand.TryParseV2`` (after spaces) and ``TryParse``.
COMMAND = re.compile(r"(?m)^\s*::|##\[")
TITLE = "::error file=x.py,line=1::forged ##[add-mask]y"
BODY = "text\n::stop-commands::z\n   ::set-output name=a::b\n"
Print = Callable[..., str]


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Print:
    """Run a command in a workflow whose runner reads from a pipe, or from the file that is given."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "home"))

    def run(*arguments: str | Path, out: Path | None = None) -> str:
        reads, writes = os.pipe()
        with os.fdopen(reads, "rb") as reader:
            with os.fdopen(writes, "w") as writer, (out or tmp_path / "no.txt").open("w") as file:
                monkeypatch.setattr(sys, "stdout", file if out else writer)
                monkeypatch.setattr(sys, "stderr", writer)
                with pytest.raises(SystemExit):
                    main([str(argument) for argument in arguments])
                sys.stderr.flush()
            return reader.read().decode()

    return run


@pytest.fixture
def event(tmp_path: Path) -> Path:
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    payload["pull_request"] |= {"title": TITLE, "body": BODY}
    (tmp_path / "event.json").write_text(json.dumps(payload))
    return tmp_path / "event.json"


def test_what_a_contribution_says_is_no_command(printed: Print, event: Path) -> None:
    text = printed("check", "--event", event, "--policy", "human-only")
    assert ":\u200b:error file=x.py,line=1::forged ##\u200b[add-mask]y" in text
    assert not COMMAND.search(text)
    told = printed("check", "--event", event, "--format", "json")
    assert not COMMAND.search(told)
    assert json.loads(told)["subject"]["title"].replace("\u200b", "") == TITLE
    assert "##\u200b[x" in printed("license", "##[x")


def test_a_file_gets_what_stands_there(printed: Print, event: Path, tmp_path: Path) -> None:
    printed("check", "--event", event, "--format", "json", out=tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text())["subject"]["title"] == TITLE

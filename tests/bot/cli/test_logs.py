"""Warnings go to standard error: what a command prints can be read by a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import log
from bot.cli import main
from bot.gather.facts_file import write_facts
from tests.factories import facts


def test_a_warning_does_not_stand_in_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_facts(tmp_path / "facts.json", facts())
    with pytest.raises(SystemExit):
        main(["check", "--facts", str(tmp_path / "facts.json"), "--format", "json"])
    log.get("bot.github").warning("rate limit is near", left=3)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["schema"] == "byline/check/1"
    assert "rate limit is near" in printed.err

"""Runs ``byline policy`` in this process, with an empty home folder and only the settings given."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Policy = Callable[..., Done]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Policy:
    """Return a function that runs ``byline policy`` with arguments and settings."""
    for name in list(os.environ):
        if name.startswith("BYLINE_") or name in ("GITHUB_TOKEN", "GITHUB_ACTIONS", "COLUMNS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "home"))

    def run(*arguments: str | Path, **settings: str) -> Done:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        status = 0
        try:
            main(["policy", *map(str, arguments)])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a policy file."""

    def write(text: str) -> Path:
        path = tmp_path / "byline.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write

"""Runs ``byline`` as a person does: a process with arguments, an environment and an exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def byline(tmp_path: Path) -> Run:
    """Return a function that runs a command with an empty home folder and only the settings given."""

    def run(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("BYLINE_") and name not in ("GITHUB_TOKEN", "GITHUB_ACTIONS", "COLUMNS")
        }
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=ROOT,
            env=clean | {"BYLINE_HOME": str(tmp_path / "home")} | settings,
            check=False,
        )

    return run

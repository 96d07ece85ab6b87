"""Runs ``byline`` as a person does: a process with arguments, an environment and an exit status."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import forked

ROOT = forked.ROOT
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def byline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs a command with an empty home folder and only the settings given."""
    streams = tmp_path_factory.mktemp("streams")

    def run(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("BYLINE_") and name not in ("GITHUB_TOKEN", "GITHUB_ACTIONS", "COLUMNS")
        }
        environment = clean | {"BYLINE_HOME": str(tmp_path / "home")} | settings
        return forked.run(["-m", "bot", *arguments], environment, streams, stdin)

    return run

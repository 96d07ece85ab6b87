"""The site, built once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate.elsewhere import PLACES
from tests.bot.cli.conftest import byline
from tests.docs.site import Site
from tests.forked import ROOT

__all__ = ["byline"]  # fixtures of others


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the site as ``make docs`` does: whatever MkDocs warns of is a failure."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Site.read(folder)


@pytest.fixture(scope="session")
def sources() -> dict[str, Path]:
    """Return the Markdown files by the address of the page that each becomes."""
    docs = ROOT / "docs"
    pages = {path.relative_to(docs).as_posix(): path for path in docs.rglob("*.md")}
    pages |= {place: ROOT / named for named, place in PLACES.items() if place.endswith(".md")}
    return {_address(name): path for name, path in pages.items()}


def _address(name: str) -> str:
    folder = name.removesuffix(".md").removesuffix("index")
    return f"{folder}/index.html" if folder and not folder.endswith("/") else f"{folder}index.html"

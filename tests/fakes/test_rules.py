"""The rules of the test run itself, tried on a run of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import npm_assets
from tests.npm_assets import NpmAssets

ROOT = Path(__file__).resolve().parents[2]
SKIPS = """
import pytest

def test_skips():
    pytest.skip("not today")

@pytest.mark.xfail(reason="known")
def test_fails_as_expected():
    assert False
"""


@pytest.mark.parametrize(("setting", "status"), [({}, 0), ({"CI": "true"}, 1)])
def test_a_skip_fails_where_everything_is_required(
    tmp_path: Path, setting: dict[str, str], status: int
) -> None:
    (tmp_path / "test_skips.py").write_text(SKIPS)
    kept = {key: value for key, value in os.environ.items() if key not in {"CI", "BYLINE_REQUIRE_ALL"}}
    options = ["-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", *options],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=kept | setting | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == status, done.stdout.decode()


def test_other_machines_are_out_of_reach() -> None:
    with socket.socket() as probe, pytest.raises((RuntimeError, UserWarning), match="connect"):
        probe.connect(("192.0.2.1", 80))


def test_npm_is_optional(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BYLINE_TEST_NPM", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert "npm was not found" in npm_assets.install()
    assert npm_assets.find() is None


@pytest.mark.npm
def test_examples_are_complete(npm: NpmAssets) -> None:
    found = list(npm.payloads())
    assert len(found) == 329
    assert len({name for _, name, _ in found}) == 329
    assert not (npm.openapi.parent / "ghec.json").exists()

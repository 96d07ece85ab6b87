"""The units: systemd takes them, they are closed up, and what they start stops in time."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.faults.servers import free_port
from tests.hosting.files import DEPLOY, unit
from tests.hosting.processes import BIN, environment, started, wait_for

UNITS = ("byline.service", "byline-worker.service")
#: "OK" in systemd's own words; a unit that says nothing has 9.6.
_EXPOSED = 2.0


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    return found


def here(name: str, folder: Path) -> Path:
    """Write the unit with the path of this ``byline``, which systemd wants to find."""
    text = (DEPLOY / name).read_text()
    assert "/opt/byline/bin/byline" in text
    file = folder / name
    file.write_text(text.replace("/opt/byline/bin/byline", str(BIN / "byline")))
    return file


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_it(name: str, analyze: str, tmp_path: Path) -> None:
    command = [analyze, "verify", "--man=no", str(here(name, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", UNITS)
def test_little_is_exposed(name: str, analyze: str, tmp_path: Path) -> None:
    command = [analyze, "security", "--offline=yes", "--no-pager", str(here(name, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(rf"exposure level for {name}: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) <= _EXPOSED


def test_both_units_are_closed_up_alike() -> None:
    server, worker = (unit(name) for name in UNITS)
    assert {key for key in server if server[key] != worker[key]} == {"Description", "ExecStart"}


def test_the_server_stops_as_systemd_asks(tmp_path: Path) -> None:
    found = unit("byline.service")
    pairs = (pair.partition("=") for value in found["Environment"] for pair in shlex.split(value))
    given = {name: value for name, _, value in pairs}
    assert given["BYLINE_HOME"] == "/var/lib/" + found["StateDirectory"][0]
    (command,) = found["ExecStart"]
    words = shlex.split(command.replace("/opt/byline/bin", str(BIN)))
    port = free_port()
    with started(words, environment(tmp_path / "home", BYLINE_PORT=str(port)), tmp_path) as server:
        wait_for(server, f"http://127.0.0.1:{port}")
        assert server.stop(signal.Signals[found["KillSignal"][0]]) == 0
        assert "Traceback" not in server.log


def test_a_setting_that_cannot_be_used_is_not_tried_again(tmp_path: Path) -> None:
    assert unit("byline.service")["RestartPreventExitStatus"] == ["2"]
    given = environment(tmp_path / "home", BYLINE_PORT="eighty")
    with started([str(BIN / "byline"), "serve"], given, tmp_path) as server:
        assert server.process.wait(60) == 2

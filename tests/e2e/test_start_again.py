"""SIGHUP lets a running server take up the settings as they are now; a closed terminal ends it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.webhooks.running import BYLINE_SERVE, ROOT, server, until

#: Makes the terminal at standard input the one that the process belongs to.
_ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_the_settings_are_read_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with server(home, *BYLINE_SERVE, anew=True) as running:
        assert running.post("one").status_code == 202
        until(lambda: "delivery done" in running.log, "the first delivery")
        (home / ".env").write_text("BYLINE_LOG_FORMAT=json\n")
        running.process.send_signal(signal.SIGHUP)
        until(lambda: '"event": "byline is running"' in running.log, "another start")
        assert f'"url": "{running.url}/"' in running.log  # the same port
        assert running.post("two").status_code == 202
        until(lambda: running.log.count("delivery done") == 2, "the second delivery")
        # What answers requests goes before what judges, after another start as well.
        assert os.getpriority(os.PRIO_PROCESS, running.process.pid) == os.nice(0)
        assert running.stop() == 0


def test_a_closed_terminal_ends_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    master, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    with subprocess.Popen(
        [sys.executable, "-c", _ON_TERMINAL, *BYLINE_SERVE],
        cwd=ROOT,
        env=environment | {"BYLINE_HOME": str(home), "BYLINE_PORT": "0"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        said = b""
        while b"/setup?token=" not in said:
            said += os.read(master, 4096)
        os.close(master)
        assert process.wait(60) == 0


def test_told_to_end_while_it_starts_again_it_ends(tmp_path: Path) -> None:
    """A service manager restarts nothing that it was told to stop."""
    with server(tmp_path / "home", *BYLINE_SERVE, anew=True) as running:
        os.kill(running.process.pid, signal.SIGHUP)
        os.kill(running.process.pid, signal.SIGTERM)
        assert running.process.wait(60) == 0
        assert "starting again" not in running.log


@pytest.mark.parametrize("moment", ["stopping", "starting again"])
def test_asked_many_times_it_is_there_again(tmp_path: Path, moment: str) -> None:
    """Also before it listens to the signal again; and what was taken in is worked on once."""
    guids = [f"guid-{number}" for number in range(10, 30)]
    with server(tmp_path / "home", *BYLINE_SERVE, anew=True) as running:
        for guid in guids:
            assert running.post(guid).status_code == 202
        running.process.send_signal(signal.SIGHUP)
        until(lambda: moment in running.log, "the first of them to be heard")
        for _ in range(40):
            running.process.send_signal(signal.SIGHUP)
            time.sleep(0.01)  # signals that come at once are one
        until(lambda: running.log.count("byline is running") >= 2, "another start")
        assert running.post("afterwards").status_code == 202
        until(lambda: running.log.count("delivery done") >= 21, "what waits")
        running.stop()
        done = [line for line in running.log.splitlines() if "delivery done" in line]
        assert len(done) == 21
        assert all(sum(f"'{guid}'" in line for line in done) == 1 for guid in (*guids, "afterwards"))

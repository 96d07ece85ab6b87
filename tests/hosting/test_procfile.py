"""Platforms that run a Procfile: the port that they choose, the database that they name."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from tests.faults.servers import free_port
from tests.hosting.files import ROOT, procfile
from tests.hosting.processes import Started, environment, started, wait_for
from tests.webhooks.running import until


def test_the_web_process_answers_on_the_port_it_is_given(tmp_path: Path) -> None:
    port = free_port()
    with started(procfile()["web"], environment(tmp_path / "home", PORT=str(port)), tmp_path) as server:
        wait_for(server, f"http://127.0.0.1:{port}")
        until(lambda: server.says(f"http://0.0.0.0:{port}/"), "the server to name its address")
        assert server.stop() == 0


def test_the_platforms_database_is_used_unless_another_is_set(tmp_path: Path) -> None:
    given = environment(tmp_path / "home", DATABASE_URL=f"sqlite:///{tmp_path}/named.db", PORT="0")
    with started(procfile()["web"], given, tmp_path) as server:
        _until_it_runs(server)
    assert (tmp_path / "named.db").exists()
    given["BYLINE_DATABASE_URL"] = f"sqlite:///{tmp_path}/ours.db"
    with started(procfile()["web"], given, tmp_path) as server:
        _until_it_runs(server)
    assert (tmp_path / "ours.db").exists()


def _until_it_runs(server: Started) -> None:
    until(lambda: server.says("byline is running"), "the server to start")


def test_the_worker_without_a_broker_says_what_is_missing(tmp_path: Path) -> None:
    with started(procfile()["worker"], environment(tmp_path / "home"), tmp_path) as worker:
        assert worker.process.wait(60) == 2
        assert "BYLINE_BROKER_URL" in worker.log


def test_what_such_platforms_install_has_both_extras() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    asked = [shlex.split(line) for line in lines if not line.startswith("#")]
    assert asked == [["--constraint", "constraints.txt"], [".[postgres,redis]"]]
    assert (ROOT / "constraints.txt").is_file()


def test_the_lines_are_for_any_shell() -> None:
    for command in procfile().values():
        subprocess.run(["sh", "-n", "-c", command], check=True)

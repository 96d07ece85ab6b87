"""Runs the commands of the files as they stand there, with the ``byline`` of these tests in the path."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.webhooks.running import until

BIN = Path(sys.executable).parent
#: From the signal to the end; less than any of the files gives.
_PATIENCE = 60.0


@dataclass
class Started:
    """A process group. ``log`` is what it has written."""

    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def says(self, text: str) -> bool:
        assert self.process.poll() is None, f"it ended: {self.log}"
        return text in self.log

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal the main process alone, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment with this ``byline`` and no settings but these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    return clean | {"PATH": f"{BIN}:{os.environ['PATH']}", "BYLINE_HOME": str(home), **settings}


@contextmanager
def started(command: str | Sequence[str], given: Mapping[str, str], folder: Path) -> Iterator[Started]:
    """Start a command, a text by way of ``sh`` as platforms do; whatever is left of it is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"log-{time.monotonic_ns()}"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            ["sh", "-c", f"exec env {command}"] if isinstance(command, str) else list(command),
            cwd=folder,
            env=dict(given),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        yield Started(process, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    """Whether ``/healthz`` answers there."""
    try:
        return requests.get(f"{url}/healthz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def wait_for(server: Started, url: str) -> None:
    """Wait until the server answers; fail with its log if it ends."""

    def up() -> bool:
        assert server.process.poll() is None, f"it ended: {server.log}"
        return answers(url)

    until(up, "the server to answer")

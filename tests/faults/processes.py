"""The processes of a run: started through the nursery or directly, signaled by their own handle."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.webhooks.running import ROOT


class Handle:
    """A process, safe against a reused process id. A signal to one that is gone does nothing."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._file: int | None = None
        try:
            self._file = os.pidfd_open(pid)
        except ProcessLookupError:
            return

    def signal(self, number: signal.Signals) -> None:
        if self._file is not None:
            try:
                signal.pidfd_send_signal(self._file, number)
            except ProcessLookupError:
                return

    def ended(self, seconds: float = 0) -> bool:
        """Wait at most so long for its end, and say whether it has come."""
        if self._file is None:
            return True
        poll = select.poll()
        poll.register(self._file, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def __del__(self) -> None:
        if self._file is not None:
            os.close(self._file)

    def kill(self) -> None:
        """End it with all that it started in its session."""
        for child in self.children():
            child.signal(signal.SIGKILL)
        self.signal(signal.SIGKILL)
        assert self.ended(30), f"process {self.pid} does not die"

    def children(self) -> list[Handle]:
        """Return the processes that it forked."""
        found = [*Path("/proc").glob(f"{self.pid}/task/*/children")]
        try:
            return [Handle(int(pid)) for file in found for pid in file.read_text().split()]
        except OSError:
            return []


class Nursery:
    """``tests.faults.nursery`` in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()

    def start(self, command: list[str], environment: Mapping[str, str], log: Path) -> Handle:
        """Start ``byline COMMAND``."""
        order = {"command": command, "environment": dict(environment), "log": str(log)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return Handle(int(self._process.stdout.readline()))

    def close(self) -> None:
        """End it and whatever it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

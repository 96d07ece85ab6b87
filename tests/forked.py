"""Run ``python -m MODULE`` in a process of its own that need not load Byline's libraries first.

Python's fork server has loaded them, and forks: each process has its own memory, environment, streams and
exit status, like one that was started from nothing. What may be missed, that the libraries are found and
loaded, is for ``anew`` and the tests that start ``python`` by themselves.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import random
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE: Final = 120.0
_SERVER: Final = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.preloaded"])


class Forked:
    """A process, to be used like ``subprocess.Popen``. Its streams are files; it reads nothing by default."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        out: Path,
        error: Path,
        given: str | Path = os.devnull,
        at: Path = ROOT,
    ) -> None:
        streams = (str(given), str(out), str(error))
        for file in (out, error):
            file.touch()
        self._process = _SERVER.Process(target=_run, args=(list(command), dict(environment), streams, at))
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("byline", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def anew(
    command: Sequence[str], environment: Mapping[str, str], out: Path, error: Path
) -> subprocess.Popen[bytes]:
    """Start ``python COMMAND`` from nothing."""
    with out.open("ab") as first, error.open("ab") as second:
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=dict(environment), stdout=first, stderr=second
        )


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    stdin: str = "",
    at: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run it in the folder ``at`` to its end.

    Its streams are files in ``folder``, which is made and may have been used before.
    """
    folder.mkdir(exist_ok=True)
    given, out, error = (folder / name for name in ("in", "out", "error"))
    given.write_text(stdin)
    for file in (out, error):
        file.unlink(missing_ok=True)
    process = Forked(command, environment, out, error, given, at)
    try:
        status = process.wait(_PATIENCE)
    finally:
        process.kill()
    return subprocess.CompletedProcess(list(command), status, out.read_text(), error.read_text())


def _run(command: list[str], environment: dict[str, str], streams: tuple[str, str, str], at: Path) -> None:
    """Become ``python COMMAND``: in the forked process, which ends when this returns."""
    for number, path in enumerate(streams):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT if number else os.O_RDONLY, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout = _opened(0, "r"), _opened(1, "w")
    sys.stderr = _opened(2, "w", errors="backslashreplace")
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(at)
    random.seed()
    switch, module, *arguments = command
    assert switch == "-m"
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()


def _opened(number: int, mode: str, errors: str = "strict") -> TextIO:
    buffering = 1 if number == 2 else -1  # standard error is written line by line
    return open(number, mode, buffering, encoding="utf-8", errors=errors, closefd=False)

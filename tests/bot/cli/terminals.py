"""A real terminal for a program: what it writes there, and what a person types."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bot.cli.conftest import ROOT
from tests.webhooks.running import until

BIN = Path(sys.executable).parent
#: Runs a program in a terminal of its own, with the size that stands first; ends with its exit status.
_SPAWN = """
import fcntl, os, pty, struct, sys, termios
rows, columns = int(sys.argv[1]), int(sys.argv[2])
pid, fd = pty.fork()
if not pid:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
pty._copy(fd)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@dataclass
class Terminal:
    """A program in a terminal."""

    process: subprocess.Popen[bytes]
    out: Path

    @property
    def shown(self) -> str:
        return self.out.read_text(errors="replace")

    def type(self, keys: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(keys.encode())
        self.process.stdin.flush()

    def wait_for(self, text: str) -> None:
        """Wait until something is shown."""
        try:
            until(lambda: text in self.shown, text)
        except AssertionError as error:
            raise AssertionError(f"not shown: {text}; but {self.shown!r}") from error


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment of a person at a terminal with color."""
    unwanted = ("GITHUB_TOKEN", "GITHUB_ACTIONS", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "PS1")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BYLINE_") and k not in unwanted}
    path = f"{BIN}:{os.environ['PATH']}"
    return clean | {"PATH": path, "TERM": "xterm-256color", "BYLINE_HOME": str(home), **settings}


@contextmanager
def terminal(
    command: Sequence[str], given: dict[str, str], folder: Path, columns: int = 120, cwd: Path = ROOT
) -> Iterator[Terminal]:
    """Start a program in a terminal so many columns wide; it is killed at the end."""
    out = folder / "screen"
    with out.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _SPAWN, "40", str(columns), *command],
            cwd=cwd,
            env=given,
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=stream,
        )
    try:
        yield Terminal(process, out)
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()


def shown(command: Sequence[str], given: dict[str, str], folder: Path, columns: int = 120) -> tuple[int, str]:
    """Run a program in a terminal to its end; return its exit status, and all that it wrote there."""
    with terminal(command, given, folder, columns) as running:
        return running.process.wait(120), running.shown

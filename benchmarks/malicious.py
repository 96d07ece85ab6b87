"""What repositories cost that were made to cost much: processor time and memory of each command.

    python -m benchmarks.malicious

Each is some kilobytes or megabytes to fetch, and is built anew in a temporary folder. The figures include
git's processes, and half a second to two in which a command starts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.attack.hostile import FILE, FOLDER, Hostile

CITES = """See `src/pots/lid.py:3`.

Traceback (most recent call last):
  File "d1/e2/f201.py", line 7, in boil
ValueError
"""
COMMANDS = ("license REPO", "openness REPO", "check --text ISSUE --repo REPO")


def files(made: Hostile) -> None:
    """A thousand million files."""
    made.commit(_many(made, _ten(made)))


def folders(made: Hostile) -> None:
    """A thousand million folders that hold nothing."""
    made.commit(_many(made, made.tree([])))


def history(made: Hostile) -> None:
    """A small tree whose history once held a thousand million files."""
    small = _ten(made)
    large = made.commit(_many(made, small), parent=made.commit(small))
    made.commit(small, parent=large)


def deep(made: Hostile) -> None:
    """Three thousand folders, one in the other."""
    inner = _ten(made)
    for _ in range(3_000):
        inner = made.tree([(FOLDER, b"d", inner)])
    made.commit(inner)


def million(made: Hostile) -> None:
    """A million files."""
    lines = [b"blob\nmark :1\ndata 4\nx=1\n\n", b"commit refs/heads/main\n"]
    lines += [b"committer A <a@example.com> 1700000000 +0000\ndata 1\nx\n"]
    lines += [b"M 100644 :1 d%d/e%d/f%d.py\n" % (n % 100, n // 100 % 100, n) for n in range(1_000_000)]
    _import(made, lines)


def zeros(made: Hostile) -> None:
    """Five files of 300 MB that are a few kilobytes when they are packed."""
    names, block = (b"LICENSE", b"README.md", b"lid.py", b"package.json", b"config.json"), b"a\n" * 500_000
    lines = [
        part
        for n in range(5)
        for part in (b"blob\nmark :%d\ndata 300000000\n" % (n + 1), *[block] * 300, b"\n")
    ]
    lines += [b"commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n"]
    _import(made, [*lines, *(b"M 100644 :%d %s\n" % (n + 1, name) for n, name in enumerate(names))])


def _ten(made: Hostile) -> str:
    return made.tree([(FILE, b"LICENSE%d" % n, made.blob(b"MIT\n")) for n in range(10)])


def _many(made: Hostile, inner: str) -> str:
    for _ in range(8):
        inner = made.tree([(FOLDER, b"d%d" % n, inner) for n in range(10)])
    return inner


def _import(made: Hostile, lines: list[bytes]) -> None:
    with subprocess.Popen(
        ["git", "-C", made.path, "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin
        process.stdin.writelines(lines)


def _measure(command: list[str], environment: dict[str, str]) -> tuple[int, float, float, float]:
    """Run a command; exit status, seconds, seconds of processor time, largest process in MB."""
    start = time.monotonic()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    status = subprocess.run(command, env=environment, check=False, **quiet).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return status, time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Build each repository and run each command on it."""
    builders: tuple[Callable[[Hostile], None], ...] = (files, folders, history, deep, million, zeros)
    with TemporaryDirectory() as folder:
        issue = Path(folder, "issue.md")
        issue.write_text(CITES)
        for build in builders:
            made = Hostile(Path(folder, f"{build.__name__}.git"))
            build(made)
            print(f"{build.__doc__}")
            for number, line in enumerate(COMMANDS):
                words = line.replace("REPO", str(made.path)).replace("ISSUE", str(issue)).split()
                environment = os.environ | {"BYLINE_HOME": f"{made.path}-{number}"}
                with get_context("spawn").Pool(1) as apart:  # so that each has its own figures
                    found = apart.apply(_measure, ([sys.executable, "-m", "bot", *words], environment))
                print("  {:30} exit {}, {:6.1f} s, {:5.1f} s of processor, {:5.0f} MB".format(line, *found))


if __name__ == "__main__":
    main()

"""Reading many objects of a repository through one git process."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Final

from bot.errors import CouldNotLook
from bot.git.run import GitDir

_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content: its first bytes (all, where ``size`` is no larger), and how many lines it has."""

    sha: str
    size: int
    content: bytes
    lines: int


@contextmanager
def reader(repository: GitDir, seconds: float) -> Iterator[Reader]:
    """Start a git process that gives objects one after the other; it is stopped after ``seconds``."""
    with repository.started("cat-file", "--batch", seconds=seconds) as process:
        yield Reader(process)


class Reader:
    """Objects by id, one at a time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin  # noqa: S101 - for the type checker: it was started with pipes
        assert process.stdout  # noqa: S101
        self._to: IO[bytes] = process.stdin
        self._from: IO[bytes] = process.stdout

    def blob(self, sha: str, limit: int) -> Blob | None:
        """Return a blob with at most ``limit`` bytes of its content, or ``None`` where there is none.

        Raises:
            CouldNotLook: git has stopped, as it does where an object is damaged or the time is over.
        """
        with suppress(BrokenPipeError):
            self._to.write(f"{sha}\n".encode("ascii"))
            self._to.flush()
        return self._next(sha, limit)

    def blobs(self, shas: Sequence[str], limit: int) -> Iterator[Blob | None]:
        """Yield many blobs, in order, as ``blob`` returns them; the ids are written while answers are read.

        Raises:
            CouldNotLook: git has stopped.
        """
        writer = threading.Thread(target=self._ask, args=(shas,), daemon=True)
        writer.start()
        for sha in shas:
            yield self._next(sha, limit)
        writer.join()

    def commits(self, shas: Sequence[str], limit: int) -> Iterator[bytes | None]:
        """Yield commits as git keeps them, in order, cut at ``limit`` bytes; ``None`` where there is none.

        Raises:
            CouldNotLook: git has stopped.
        """
        writer = threading.Thread(target=self._ask, args=(shas,), daemon=True)
        writer.start()
        for sha in shas:
            found = self._next(sha, limit, b"commit")
            yield found.content if found else None
        writer.join()

    def _ask(self, shas: Sequence[str]) -> None:
        with suppress(BrokenPipeError, ValueError):  # git was stopped; the reader tells
            for at in range(0, len(shas), 500):
                self._to.write("".join(f"{sha}\n" for sha in shas[at : at + 500]).encode("ascii"))
                self._to.flush()

    def _next(self, sha: str, limit: int, kind: bytes = b"blob") -> Blob | None:
        header = self._from.readline(_CHUNK).split()
        if not header:
            raise CouldNotLook("git cat-file stopped before all was read")
        if len(header) != 3:
            return None
        size = int(header[2])
        content = self._from.read(min(size, limit))
        lines = content.count(b"\n")
        last = content[-1:]
        left = size - len(content)
        while left > 0:
            chunk = self._from.read(min(left, _CHUNK))
            if not chunk:
                raise CouldNotLook("git cat-file stopped before all was read")
            lines, last, left = lines + chunk.count(b"\n"), chunk[-1:], left - len(chunk)
        self._from.read(1)
        if header[1] != kind:
            return None
        return Blob(sha, size, content, lines + (last not in (b"", b"\n")))

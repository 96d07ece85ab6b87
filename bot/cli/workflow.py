"""Printing in a GitHub workflow, where the runner obeys lines of a certain form.

A line that begins with ``::error::`` and its like is a command, after spaces, too, and so is ``##[…]``
anywhere in a line ("Workflow commands for GitHub Actions"; ``ActionCommand.cs`` in actions/runner). Byline
prints none, but titles, file names and policies: they would hide errors, forge annotations, or stop the
workflow's own commands.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, BinaryIO, Final, cast

_ZERO_WIDTH_SPACE: Final = "\u200b".encode()
_START: Final = re.compile(rb"(?m)^([ \t\r\f\v]*:)(?=:)")
_ANYWHERE: Final = re.compile(rb"##(?=\[)")


class _Guarded(io.RawIOBase):
    """Writes on, with a zero-width space in whatever could be a command."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._to.fileno()

    def write(self, data: Any) -> int:
        """Write whole texts: ``io.TextIOWrapper`` does not part what is written to it at once."""
        guarded = _START.sub(rb"\1" + _ZERO_WIDTH_SPACE, bytes(data))
        self._to.write(_ANYWHERE.sub(b"##" + _ZERO_WIDTH_SPACE, guarded))
        return memoryview(data).nbytes

    def flush(self) -> None:
        self._to.flush()


def guard(environment: Mapping[str, str]) -> None:
    """In a workflow, let nothing that is printed command the runner; what goes to a file stays as it is."""
    if environment.get("GITHUB_ACTIONS", "").lower() == "true":
        sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)


def _guarded(stream: IO[str]) -> IO[str]:
    with suppress(OSError, AttributeError, ValueError):  # closed, or no stream of the machine's
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            stream.flush()
            to = cast(BinaryIO, _Guarded(stream.buffer))  # type: ignore[attr-defined]
            return io.TextIOWrapper(to, encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return stream

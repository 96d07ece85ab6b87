"""Printing in a GitHub workflow, where the runner obeys lines of a certain form.

A line that begins with ``::error::`` and its like is a command, after spaces, too, and so is ``##[…]``
anywhere in a line ("Workflow commands for GitHub Actions"; ``ActionCommand.cs`` in actions/runner). Byline's
texts hold none, but titles, file names and policies: they would hide errors, forge annotations, or stop the
workflow's own commands. What does command the runner goes through ``announce``, and through nothing else.
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
#: What .NET takes for white space (``Char.IsWhiteSpace``) and for no end of a line.
_SPACES: Final = b"|".join(
    char.encode()
    for char in (
        *"\t\v\f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
        *"\u2028\u2029\u202f\u205f\u3000",
    )
)
#: A carriage return by itself ends a line for the runner as well (``StreamReader.ReadLine``).
_START: Final = re.compile(rb"((?:\A|[\r\n])(?:" + _SPACES + rb")*:)(?=:)")
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

    def obeyed(self, line: bytes) -> None:
        """Write a line that the runner is to obey."""
        self._to.write(line)
        self._to.flush()

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


def announce(command: str, message: str, properties: Mapping[str, object]) -> None:
    """Give the runner a command, such as ``warning`` with ``file`` and ``line``.

    Empty properties are left out. Whatever the values hold, it is this one command and no other.
    """
    line = written(command, message, properties) + "\n"
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if isinstance(stream, _Guarded):
        stream.obeyed(line.encode("utf-8", "backslashreplace"))
    else:
        sys.stdout.write(line)


def written(command: str, message: str, properties: Mapping[str, object]) -> str:
    """Return a command as a line, escaped as GitHub's toolkit does (``command.ts`` in actions/toolkit)."""
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{command}{f' {named}' if named else ''}::{_data(message)}"


def _data(value: object) -> str:
    text = str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace("##[", "##\u200b[")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")

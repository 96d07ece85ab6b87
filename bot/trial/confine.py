"""What a process that judges pasted text is not let do: send anything, keep anything, start anything."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

#: Beginnings of the names of Python's audit events (PEP 578).
_REFUSED: Final = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty."),
    *("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime"),
    *("shutil.", "tempfile.", "sqlite3.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib."),
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MEMORY: Final = 2 * 1024**3


def confine() -> None:
    """Refuse all that from here on, in this process and for good, and bound its memory to 2 GB."""
    sys.addaudithook(_refuse)
    if sys.platform == "linux":
        import resource  # not on every platform

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # not a byte in a file, by whatever library
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
        if flags & _WRITING:
            raise PermissionError("nothing is written here")
    elif event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not for this process")

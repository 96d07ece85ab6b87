"""What writers to one SQLite file pass one by one, whichever process they are in.

SQLite lets one write at a time; whoever comes meanwhile asks again after pauses that grow to 100 ms, so that
under load some wait for seconds while others pass. Here the threads of a process queue at a lock, and one of
each process asks for a locked file every millisecond. It keeps order and no more: SQLite's own locks
protect the data, and whoever has waited long enough goes on and hears from SQLite that it is busy.
"""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Lock
from typing import Any, Final

from sqlalchemy import URL

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows: the threads of each process still queue
    flock = None  # type: ignore[assignment]

_PAUSE: Final = 0.001
# Seconds. SQLite's own patience comes after that.
_PATIENCE: Final = 5.0


def gate_of(url: URL) -> AbstractContextManager[Any]:
    """Return the gate to the database at a URL; PostgreSQL needs none."""
    if url.get_backend_name() != "sqlite":
        return nullcontext()
    return _Gate(f"{url.database}-gate")


class _Gate(AbstractContextManager[None]):
    """A lock of this process, and then one of all processes by way of a file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = Lock()
        self._file = -1

    def __enter__(self) -> None:
        self._threads.acquire()
        # Opened each time: a forked process would keep its copy, and so the lock, for as long as it lives.
        with suppress(OSError):  # SQLite will say what is wrong with the folder
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            _take(self._file)

    def __exit__(self, *_: object) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._threads.release()


def _take(file: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while flock is not None and time.monotonic() < deadline:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return

"""Paths that were in the history once, and where their content went."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from typing import IO, Final

from bot.errors import CouldNotLook
from bot.git.history import is_shallow
from bot.git.run import GitDir
from bot.index.store import Past, Store

#: A longer history is read as far as this allows, the newest part first.
WALK_SECONDS: Final = 60
MAX_PATHS: Final = 2_000_000
_COMMIT: Final = re.compile(rb"\x01[0-9a-f]{40,64}")
_CHUNK: Final = 1 << 16


def walk(store: Store, clone: GitDir, commit: str) -> None:
    """Note the paths that the history of a commit removed or renamed since it was walked last.

    A shallow history is not walked: what it leaves out cannot be told.

    Raises:
        CouldNotLook: the history is damaged, or not all there.
    """
    walked = store.walked()
    if commit in walked or is_shallow(clone):
        return
    store.keep_past(reversed(list(_removed(clone, commit, walked))), commit)


def _removed(clone: GitDir, commit: str, known: list[str]) -> Iterator[Past]:
    """Yield removals, the newest first. Only exact renames are followed: no content has to be read."""
    log = ("log", "-z", "--format=%x01%H", "--raw", "--no-abbrev", "-M100%", "-l0", "--diff-filter=DR")
    options = ("--ignore-missing", "--no-show-signature", "--no-mailmap", "--no-color", "--no-ext-diff")
    until = ""
    with clone.started(*log, *options, commit, "--not", *known, "--", seconds=WALK_SECONDS) as process:
        assert process.stdout  # noqa: S101 - it was started with pipes
        fields = _fields(process.stdout)
        for count, field in enumerate(fields):
            if count > MAX_PATHS:
                return
            status = field.rpartition(b" ")[2]
            if found := _COMMIT.search(field):
                until = found[0][1:13].decode("ascii")
            elif field.lstrip(b"\n").startswith(b":"):
                path = _text(next(fields, b""))
                moved = _text(next(fields, b"")) if status.startswith(b"R") else ""
                yield Past(path, until, moved)
        if process.wait() not in {0, -signal.SIGKILL}:  # stopped after its time is no fault
            raise CouldNotLook("git log could not read the whole history")


def _fields(pipe: IO[bytes]) -> Iterator[bytes]:
    left = b""
    while chunk := pipe.read1(_CHUNK):  # type: ignore[attr-defined]  # pipes are buffered readers
        *whole, left = (left + chunk).split(b"\0")
        yield from whole


def _text(path: bytes) -> str:
    return path.decode("utf-8", "replace")

"""Whole clones for reading all of a history: bare, kept, and brought up to date when asked for again."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from bot.errors import CouldNotLook, RetryLater
from bot.git.cache import checked_address
from bot.git.run import GitDir

FETCH_SECONDS: Final = 7_200
#: Bytes that one fetch may add: more than the history of all but a few projects.
FETCH_WRITES: Final = 20_000_000_000
_LOCK_SECONDS: Final = 10
_HEAD: Final = re.compile(r"ref: refs/heads/(?P<branch>[A-Za-z0-9][A-Za-z0-9._/-]{0,199})\tHEAD")
#: The name of the branch where the other side does not say what it is called, or calls it something strange.
_UNNAMED: Final = "default"
_OPTIONS: Final = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--prune")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a repository is fetched from. The token is passed in git's environment only.

    Raises:
        UsageError: the address is neither https nor http on this machine, or holds a password.
    """

    url: str
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        checked_address(self.url)

    @property
    def name(self) -> str:
        """The address as people write it, without the ending that git does without."""
        return self.url.rstrip("/").removesuffix(".git")

    @property
    def folder(self) -> str:
        """The name of the clone's folder."""
        host = re.sub(r"[^a-z0-9.-]", "_", urlsplit(self.url).netloc.casefold())
        return f"{host}-{hashlib.sha256(self.name.encode()).hexdigest()[:16]}.git"


@contextmanager
def cloned(root: Path, address: Address) -> Iterator[GitDir]:
    """Yield a clone under ``root`` with the whole history of the default branch, which is its HEAD.

    Nobody else uses the clone in the meantime.

    Raises:
        NotFound, RetryLater, CouldNotLook: it cannot be fetched, or is in use.
    """
    path = root / address.folder
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            clone = GitDir(path, path / "objects", address.url, address.token)
            _prepare(clone)
            _update(clone)
            yield GitDir(path, path / "objects")
    except Timeout:
        raise RetryLater(f"another audit is using the clone of {address.name}") from None


def _prepare(clone: GitDir) -> None:
    if not (clone.path / "HEAD").exists():
        shutil.rmtree(clone.path, ignore_errors=True)
        clone.path.mkdir(parents=True)
        clone.run("init", "--quiet", "--bare", "--template=")
        clone.run("config", "--local", "remote.origin.url", clone.url)
    for left in (clone.path / "objects" / "pack").glob("tmp_*"):  # of a fetch that was stopped
        left.unlink(missing_ok=True)


def _update(clone: GitDir) -> None:
    told = clone.run("ls-remote", "--symref", "origin", "HEAD").decode("utf-8", "replace")
    if not told.strip():
        raise CouldNotLook("the repository has no commit that could be looked at")
    found = _HEAD.match(told)
    branch = found["branch"] if found and _is_branch(clone, found["branch"]) else _UNNAMED
    spec = f"+HEAD:refs/heads/{branch}"
    clone.run(
        "fetch", *_OPTIONS, "--end-of-options", "origin", spec, seconds=FETCH_SECONDS, writes=FETCH_WRITES
    )
    clone.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")


def _is_branch(clone: GitDir, name: str) -> bool:
    try:
        clone.run("check-ref-format", f"refs/heads/{name}")
    except CouldNotLook:
        return False
    return True

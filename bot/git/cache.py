"""A bounded cache of bare, partial clones: one folder and one lock for each repository."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from bot import log
from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError
from bot.git.run import GitDir
from bot.github.names import owner_name, repository_name

FETCH_SECONDS: Final = 600
#: Bytes of history and trees that one fetch may add: more than all but the very largest projects have.
FETCH_WRITES: Final = 4_000_000_000
LOCK_SECONDS: Final = 300
_USED: Final = "byline-used"
_WANTED: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|refs/pull/[0-9]{1,18}/head")
_OPTIONS: Final = (
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--filter=blob:none",
)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a repository is fetched from. The token is passed in git's environment only.

    Raises:
        UsageError: the name is none, or the URL is neither https nor http on this machine.
    """

    repository: str
    url: str
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        repository_name(self.repository)
        checked_address(self.url)

    @property
    def folder(self) -> Path:
        """The clone's place in the cache."""
        host = re.sub(r"[^a-z0-9.-]", "_", urlsplit(self.url).netloc.casefold())
        return Path(host) / f"{self.repository.casefold()}.git"


def checked_address(url: str) -> None:
    """Refuse an address that nothing is fetched from.

    Raises:
        UsageError: it is neither https nor http on this machine, or holds a name or a password.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageError("that is no address of a repository") from None
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (parts.scheme == "https" or local) or parts.username or parts.password:
        raise UsageError("repositories are fetched over https only (or http from this machine itself)")


class CloneCache:
    """Clones under ``root``, together at most ``limit_mb`` megabytes; the one used longest ago goes first.

    Safe to use from several threads and processes.
    """

    def __init__(self, root: Path, limit_mb: int) -> None:
        self._root = root
        self._limit = limit_mb * 1_000_000

    @contextmanager
    def fetched(self, remote: Remote, wanted: Sequence[str]) -> Iterator[GitDir]:
        """Yield a clone that has the history and the trees of ``wanted``; file contents come when asked for.

        ``wanted`` are whole commit ids or ``refs/pull/N/head``. Nobody else uses the clone in the meantime.

        Raises:
            UsageError: ``wanted`` holds anything else.
            NotFound, RetryLater, CouldNotLook: it cannot be fetched, or is in use for very long.
        """
        for name in wanted:
            if not _WANTED.fullmatch(name):
                raise UsageError(f"only commit ids and pull requests can be fetched, not {name[:200]!a}")
        path = self._root / remote.folder
        with self._lock(path):
            clone = GitDir(path, path / "objects", remote.url, remote.token)
            _prepare(clone)
            _fetch(clone, wanted)
            yield clone
        self._shrink()

    def kept(self, repository: str) -> int:
        """Return how many clones there are of a repository (of one name on several hosts)."""
        return len(self._of(repository))

    def names(self, owner: str) -> tuple[str, ...]:
        """Return the repositories of an account that there are clones of, in lower case."""
        found = self._root.glob(f"*/{owner_name(owner).casefold()}/*.git")
        return tuple(sorted({f"{path.parent.name}/{path.stem}" for path in found}))

    def _of(self, repository: str) -> list[Path]:
        return list(self._root.glob(f"*/{repository_name(repository).casefold()}.git"))

    def forget(self, repository: str) -> None:
        """Delete the clones of a repository.

        Raises:
            RetryLater: it is in use for very long.
        """
        for path in self._of(repository):
            with self._lock(path):
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _lock(self, path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(path.with_suffix(".lock"), timeout=seconds):
                yield
        except Timeout:
            raise RetryLater(f"the clone {path.name} is in use") from None

    def _shrink(self) -> None:
        """Delete clones, the one used longest ago first, until the rest fits; those in use are left alone."""
        clones = sorted(self._root.glob("*/*/*.git"), key=_last_use)
        sizes = {path: _size(path) for path in clones}
        total = sum(sizes.values())
        for path in clones:
            if total <= self._limit:
                return
            try:
                with self._lock(path, seconds=0):
                    shutil.rmtree(path, ignore_errors=True)
            except RetryLater:
                continue
            total -= sizes[path]
            _log.info("clone evicted", clone=path.name, megabytes=sizes[path] // 1_000_000)


def _prepare(clone: GitDir) -> None:
    """Make the empty bare repository where there is none, and mark it as used now."""
    if not (clone.path / _USED).exists():
        shutil.rmtree(clone.path, ignore_errors=True)
        clone.path.mkdir(parents=True)
        clone.run("init", "--quiet", "--bare", "--template=")
        clone.run("config", "--local", "remote.origin.url", clone.url)
    for left in (clone.path / "objects" / "pack").glob("tmp_*"):  # of a fetch that was stopped
        left.unlink(missing_ok=True)
    (clone.path / _USED).touch()


def _fetch(clone: GitDir, wanted: Sequence[str]) -> None:
    try:
        missing = [name for name in wanted if name.startswith("refs/") or not _has_ref(clone, name)]
        specs = [f"+{name}:{_kept_as(name)}" for name in missing]
        if specs:
            fetch = ("fetch", *_OPTIONS, "--end-of-options", "origin", *specs)
            clone.run(*fetch, seconds=FETCH_SECONDS, writes=FETCH_WRITES)
    except (NotFound, RetryLater):
        raise
    except CouldNotLook:  # the clone may be damaged: the next attempt starts afresh
        shutil.rmtree(clone.path, ignore_errors=True)
        raise


def _has_ref(clone: GitDir, sha: str) -> bool:
    """Whether a commit was fetched by its id before; asking for the object itself would fetch it alone."""
    return bool(clone.run("for-each-ref", "--format=%(objectname)", _kept_as(sha)))


def _kept_as(name: str) -> str:
    return f"refs/byline/{name.removeprefix('refs/')}"


def _last_use(path: Path) -> float:
    try:
        return (path / _USED).stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    """Return the bytes under a folder; files that vanish meanwhile count nothing."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).lstat().st_size
            except OSError:
                continue
    return total

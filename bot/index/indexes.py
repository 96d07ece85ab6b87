"""The folder of all indexes: one file a repository, one writer at a time, bounded in size."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from bot import log
from bot.errors import CouldNotLook, NotFound, RetryLater
from bot.git.run import GitDir
from bot.github.names import commit_id
from bot.index import past
from bot.index.build import Progress, build
from bot.index.listing import Listing
from bot.index.nearest import Names
from bot.index.store import Store, opened
from bot.index.tree import Tree

LOCK_SECONDS: Final = 1800
_HELD_TREES: Final = 4
_log = log.get(__name__)


class Indexes:
    """Indexes under ``root``, together at most about ``limit_mb`` megabytes; the one used longest ago goes.

    Safe to use from several threads and processes. ``progress`` is for whoever waits for an index; a call of
    ``tree`` may bring its own.
    """

    def __init__(self, root: Path, limit_mb: int, progress: Progress | None = None) -> None:
        self._root = root
        self._progress = progress
        self._limit = limit_mb * 1_000_000
        self._held: OrderedDict[tuple[Path, str, str], Listing] = OrderedDict()
        self._names: OrderedDict[tuple[Path, str], Names] = OrderedDict()
        self._guard = threading.Lock()

    def tree(self, repository_key: str, clone: GitDir, commit: str, progress: Progress | None = None) -> Tree:
        """Return the tree of a commit, indexed now as far as it is not yet.

        ``repository_key`` tells repositories apart (``owner/name``, or a folder). ``progress`` is told how
        many of the contents to be read were read.

        Raises:
            UsageError: ``commit`` is no whole commit id.
            NotFound: there is no such commit.
            CouldNotLook, RetryLater: git could not read the tree, or the index is in use for very long.
        """
        sha = _tree_of(clone, commit_id(commit))
        path, progress = self._path(repository_key), progress or self._progress
        try:
            with self._lock(path):
                generation, listing = self._listing(path, clone, commit, sha, progress)
        except sqlite3.DatabaseError as error:
            _log.warning("index damaged, made anew", index=path.name, error=str(error))
            with self._lock(path):
                _delete(path)
                generation, listing = self._listing(path, clone, commit, sha, progress)
        self._shrink(path)
        with self._guard:
            names = self._names.setdefault((path, generation), Names())
            self._names.move_to_end((path, generation))
            while len(self._names) > _HELD_TREES:
                self._names.popitem(last=False)
        return Tree(repository_key, commit, listing, clone, path, generation, names)

    def kept(self, repository_key: str) -> int:
        """Return how many indexes there are of a repository: one or none."""
        return int(self._path(repository_key).exists())

    def forget(self, repository_key: str) -> None:
        """Delete a repository's index.

        Raises:
            RetryLater: it is in use for very long.
        """
        path = self._path(repository_key)
        if path.exists():
            with self._lock(path):
                _delete(path)

    def _listing(
        self, path: Path, clone: GitDir, commit: str, sha: str, progress: Progress | None
    ) -> tuple[str, Listing]:
        with opened(path) as store:
            if not store.is_current() or store.is_mostly_orphans():
                stale = True
            else:
                stale = False
                found = self._filled(store, path, clone, commit, sha, progress)
        if stale:
            _delete(path)
            with opened(path) as store:
                found = self._filled(store, path, clone, commit, sha, progress)
        path.touch()
        return found

    def _filled(
        self, store: Store, path: Path, clone: GitDir, commit: str, sha: str, progress: Progress | None
    ) -> tuple[str, Listing]:
        generation = store.generation()
        with self._guard:
            listing = self._held.get((path, generation, sha))
        if listing is None:
            # The tree comes first: one that is too large is refused before its history is compared.
            entries = store.tree(sha)
            if entries is None or any(entry.kind == "u" for entry in entries):
                entries = build(store, clone, commit, progress)
                store.keep_tree(sha, entries)
            listing = Listing(entries)
        past.walk(store, clone, commit)
        store.use(sha)
        with self._guard:
            self._held[path, generation, sha] = listing
            while len(self._held) > _HELD_TREES:
                self._held.popitem(last=False)
        return generation, listing

    def _path(self, repository_key: str) -> Path:
        """Keys may be folders of a user's machine, so the file is named by a digest."""
        digest = hashlib.sha256(repository_key.casefold().encode("utf-8", "replace")).hexdigest()[:24]
        return self._root / f"{digest}.sqlite"

    @contextmanager
    def _lock(self, path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(path.with_suffix(".lock"), timeout=seconds):
                yield
        except Timeout:
            raise RetryLater("the index of the repository is in use") from None

    def _shrink(self, kept: Path) -> None:
        """Delete indexes, the one used longest ago first, until the rest fits; those in use stay."""
        sizes = {}
        for path in self._root.glob("*.sqlite"):
            with suppress(OSError):
                sizes[path] = path.stat()
        total = sum(stat.st_size for stat in sizes.values())
        for path in sorted(sizes, key=lambda path: sizes[path].st_mtime):
            if total <= self._limit:
                return
            if path == kept:
                continue
            with suppress(RetryLater), self._lock(path, seconds=0):
                _delete(path)
                total -= sizes[path].st_size
                _log.info("index evicted", index=path.name, megabytes=sizes[path].st_size // 1_000_000)


def _tree_of(clone: GitDir, commit: str) -> str:
    try:
        out = clone.run("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}")
    except NotFound:
        raise
    except CouldNotLook:
        raise NotFound(f"there is no commit {commit[:12]} in the clone") from None
    return out.decode("ascii").strip()


def _delete(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)

"""The files of a folder, or of a clone's commit, with an id for each content that does not change with it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bot.errors import CouldNotLook, UsageError
from bot.git import GitDir, open_local
from bot.git.batch import reader
from bot.git.tree import checked_out, files
from bot.github.records import clean

MAX_FILES: Final = 200_000
READ_SECONDS: Final = 600
_SKIPPED: Final = frozenset(
    {".git", ".hg", ".svn", "__pycache__", ".venv", ".tox", ".mypy_cache", ".ruff_cache"}
)


@dataclass(frozen=True, slots=True)
class Content:
    """The first bytes of a file; ``whole`` says that there are no more."""

    path: str
    data: bytes
    whole: bool


class Tree(Protocol):
    """What both kinds of trees offer. ``commit`` is empty for a folder, ``name`` the project's own."""

    name: str
    commit: str
    paths: tuple[str, ...]

    def ids(self, paths: Sequence[str], limit: int) -> dict[str, str]:
        """Return an id for the first ``limit`` bytes of each file; those that cannot be read have none."""

    def read(self, paths: Sequence[str], limit: int) -> Iterator[Content]:
        """Yield the first ``limit`` bytes of each file that can be read, in order."""


def open_tree(path: Path) -> Tree:
    """Return the tree at ``path``: of a git clone what its HEAD has, of another folder what lies in it.

    Raises:
        UsageError: there is no such folder, or too many files lie in it.
        CouldNotLook: git cannot be run.
    """
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder")
    try:
        clone = open_local(path)
    except UsageError:
        return FolderTree(path)
    commit = checked_out(clone)
    inside = _inside(path, clone)
    if commit is None or inside is None:
        return FolderTree(path)
    return GitTree(clone, commit, inside, path.resolve().name)


def _inside(path: Path, clone: GitDir) -> str | None:
    """Return the folder of the clone that ``path`` is, ``""`` for its top; None where git has none of it."""
    git = clone.path.resolve()
    top = git.parent if git.name == ".git" else git
    here = path.resolve()
    if here in (top, git):
        return ""
    try:
        inside = here.relative_to(top).as_posix()
        listed = clone.run("ls-tree", "-d", "HEAD", "--", inside)
    except (ValueError, CouldNotLook):
        return None
    return inside if listed else None


class GitTree:
    """The files of a commit, or of one folder of it."""

    def __init__(self, clone: GitDir, commit: str, inside: str, name: str) -> None:
        self.name = name.removesuffix(".git")
        self.commit = commit
        self._clone = GitDir(clone.path, clone.objects)
        start = f"{inside}/" if inside else ""
        self._blobs = {
            path[len(start) :]: blob for path, blob in files(self._clone, commit) if path.startswith(start)
        }
        self.paths = tuple(self._blobs)
        _check(len(self.paths))

    def ids(self, paths: Sequence[str], limit: int) -> dict[str, str]:
        """Return git's own ids: nothing is read for them."""
        return {path: f"{self._blobs[path]}:{limit}" for path in paths}

    def read(self, paths: Sequence[str], limit: int) -> Iterator[Content]:
        """Yield what git has of the files.

        Raises:
            CouldNotLook: git stopped before all was read.
        """
        with reader(self._clone, READ_SECONDS) as read:
            found = read.blobs([self._blobs[path] for path in paths], limit)
            for path, blob in zip(paths, found, strict=True):
                if blob is not None:
                    yield Content(path, blob.content, blob.size <= limit)


class FolderTree:
    """The files below a folder; links are not followed."""

    def __init__(self, root: Path) -> None:
        self.name = root.resolve().name
        self.commit = ""
        self._root = root
        self.paths = tuple(self._listed())

    def _listed(self) -> Iterator[str]:
        number = 0
        for folder, folders, names in os.walk(self._root):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            inside = Path(folder).relative_to(self._root).as_posix()
            for name in sorted(names):
                number += 1
                _check(number)
                if _is_plain(Path(folder) / name):
                    yield clean(name if inside == "." else f"{inside}/{name}")

    def ids(self, paths: Sequence[str], limit: int) -> dict[str, str]:
        """Return a hash of what is read of each file."""
        return {
            found.path: f"{hashlib.sha256(found.data).hexdigest()}:{limit}"
            for found in self.read(paths, limit)
        }

    def read(self, paths: Sequence[str], limit: int) -> Iterator[Content]:
        """Yield the beginnings of the files; what is no plain file, or may not be read, is passed over."""
        for path in paths:
            try:
                with open(self._root / path, "rb", opener=_plainly) as stream:
                    if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                        data = stream.read(limit + 1)
                        yield Content(path, data[:limit], len(data) <= limit)
            except OSError:
                continue


def _is_plain(path: Path) -> bool:
    """Whether it is a file of the folder itself, and no link to one elsewhere, no pipe and no device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:  # it has just been deleted
        return False


def _plainly(path: str, flags: int) -> int:
    """Open a file that may have become a link, which is refused, or a pipe, which is not waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _check(number: int) -> None:
    if number > MAX_FILES:
        raise UsageError(f"more than {MAX_FILES:,} files: name a folder with fewer")

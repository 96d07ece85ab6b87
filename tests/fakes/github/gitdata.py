"""What GitHub would tell of a git repository, read with git itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from tests.fakes.repository import GitError, git

_FORMAT = "%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%cn%x1f%ce%x1f%ct%x1f%B"
_ID = re.compile(r"[0-9a-f]{40}")
PATCH_LIMIT = 1_000_000
PATCH_LINES = 20_000


@dataclass(frozen=True)
class Person:
    """An author or committer line."""

    name: str
    email: str
    date: datetime


@dataclass(frozen=True)
class Commit:
    """A commit."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


@dataclass(frozen=True)
class FileChange:
    """A file of a diff, with its patch where GitHub would show one."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str | None
    previous: str | None = None


@dataclass(frozen=True)
class Entry:
    """An entry of a tree."""

    mode: str
    type: str
    sha: str
    size: int | None
    path: str


def resolve(git_dir: Path, revision: str) -> str | None:
    """Return the commit id of a branch, a tag or an id, or ``None``."""
    if _ID.fullmatch(revision):
        try:
            return commit(git_dir, revision).sha
        except (GitError, IndexError):  # there is none, or it is no commit
            return None
    for name in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
        try:
            return (
                git(git_dir, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
                .decode()
                .split()[-1]
            )
        except (GitError, IndexError):
            continue
    return None


def log(git_dir: Path, *revisions: str, paths: tuple[str, ...] = ()) -> list[Commit]:
    """List commits, newest first."""
    out = git(git_dir, "log", "-z", "--topo-order", f"--format={_FORMAT}", *revisions, "--", *paths)
    return [_commit(record) for record in out.decode(errors="replace").split("\0") if record]


@lru_cache(maxsize=4096)
def commit(git_dir: Path, sha: str) -> Commit:
    """Read one commit."""
    return log(git_dir, "-1", sha)[0]


def _commit(record: str) -> Commit:
    sha, tree, parents, an, ae, at, cn, ce, ct, message = record.split("\x1f", 9)
    return Commit(
        sha,
        tree,
        tuple(parents.split()),
        Person(an, ae, datetime.fromtimestamp(int(at), UTC)),
        Person(cn, ce, datetime.fromtimestamp(int(ct), UTC)),
        message.rstrip("\n"),
    )


@lru_cache(maxsize=4096)
def merge_base(git_dir: Path, one: str, other: str) -> str | None:
    """Return the best common ancestor of two commits, by their ids."""
    try:
        return git(git_dir, "merge-base", one, other).decode().strip()
    except GitError:
        return None


@lru_cache(maxsize=4096)
def count(git_dir: Path, revisions: str) -> int:
    """Count the commits of a range between two ids."""
    return int(git(git_dir, "rev-list", "--count", revisions))


@lru_cache(maxsize=512)
def diff(git_dir: Path, base: str | None, head: str) -> tuple[FileChange, ...]:
    """List the changed files between two commits; without a base, those of a root commit."""
    old = base or git(git_dir, "hash-object", "-t", "tree", "--stdin", stdin=b"").decode().strip()
    args = ("diff", "--find-renames", "--no-color", "--no-ext-diff", "--full-index", old, head)
    raw = git(git_dir, *args, "--raw", "-z", "--abbrev=40").decode(errors="replace").split("\0")
    counts = git(git_dir, *args, "--numstat", "-z").decode(errors="replace").split("\0")
    patches = _split_patches(git(git_dir, *args, "--patch").decode(errors="replace"))
    numbers = _numstat(counts)
    return tuple(
        _file_change(names, numbers.get(names[-1], (0, 0)), patch)
        for names, patch in zip(_raw(raw), patches, strict=True)
    )


def _split_patches(text: str) -> list[str | None]:
    found: list[str | None] = []
    for part in ("\n" + text).split("\ndiff --git ")[1:]:
        start = part.find("\n@@ ")
        patch = part[start + 1 :].removesuffix("\n") if start >= 0 else None
        too_large = patch is not None and (len(patch) > PATCH_LIMIT or patch.count("\n") > PATCH_LINES)
        found.append(None if too_large else patch)
    return found


def _raw(fields: list[str]) -> list[tuple[str, ...]]:
    found, at = [], 0
    while at + 1 < len(fields):
        meta = fields[at].removeprefix(":").split(" ")
        names = 2 if meta[4][0] in "RC" else 1
        found.append((*meta, *fields[at + 1 : at + 1 + names]))
        at += 1 + names
    return found


def _numstat(fields: list[str]) -> dict[str, tuple[int, int]]:
    found, at = {}, 0
    while at < len(fields) and fields[at]:
        added, removed, name = fields[at].split("\t", 2)
        at += 1
        if not name:
            name = fields[at + 1]
            at += 2
        found[name] = (int(added) if added != "-" else 0, int(removed) if removed != "-" else 0)
    return found


def _file_change(raw: tuple[str, ...], numbers: tuple[int, int], patch: str | None) -> FileChange:
    letter, old_sha, new_sha = raw[4][0], raw[2], raw[3]
    words = {"A": "added", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
    status = words.get(letter, "modified")
    if status == "modified" and old_sha == new_sha:
        status = "changed"
    previous = raw[5] if letter in "RC" else None
    return FileChange(raw[-1], status, old_sha if letter == "D" else new_sha, *numbers, patch, previous)


def entry(git_dir: Path, revision: str, path: str) -> Entry | None:
    """Find a path in a commit; the empty path is the root tree."""
    if not path:
        sha = git(git_dir, "rev-parse", f"{revision}^{{tree}}").decode().strip()
        return Entry("040000", "tree", sha, None, "")
    found = _entries(git(git_dir, "ls-tree", "-z", "-l", "--full-tree", revision, "--", path))
    return next((item for item in found if item.path == path), None)


def tree(git_dir: Path, sha: str, *, recursive: bool = False) -> list[Entry]:
    """List a tree; recursively, the trees in it are entries too, as on GitHub."""
    deep = ("-r", "-t") if recursive else ()
    return _entries(git(git_dir, "ls-tree", "-z", "-l", "--full-tree", *deep, sha))


def _entries(out: bytes) -> list[Entry]:
    found = []
    for record in out.decode(errors="replace").split("\0")[:-1]:
        meta, path = record.split("\t", 1)
        mode, kind, sha, size = meta.split()
        found.append(Entry(mode, kind, sha, None if size == "-" else int(size), path))
    return found


def blob(git_dir: Path, sha: str) -> bytes:
    """Read a blob."""
    return git(git_dir, "cat-file", "blob", sha)


def exists(git_dir: Path, sha: str, kind: str) -> bool:
    """Say whether an object of a kind is there."""
    try:
        return git(git_dir, "cat-file", "-t", sha).decode().strip() == kind
    except GitError:
        return False


def branches(git_dir: Path) -> list[tuple[str, str]]:
    """List branches with their commits."""
    out = git(git_dir, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads")
    pairs = (line.rsplit(" ", 1) for line in out.decode().splitlines())
    return [(name, sha) for name, sha in pairs]

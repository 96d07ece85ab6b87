"""Files and folders at a commit, and where branches stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.errors import CouldNotLook
from bot.git.run import GitDir
from bot.github.names import commit_id
from bot.github.records import decoded
from detectors.model import TextFile

FILE_LIMIT: Final = 1_000_000
#: About a million files.
_LISTING_LIMIT: Final = 100_000_000
_FOLDER: Final = b"040000"
_BRANCH: Final = re.compile(
    r"(?![-/])(?!.*(?:\.\.|//|@\{|\.lock\Z))[^\x00-\x20\x7f~^:?*\[\\]{1,255}(?<![./])"
)
_RELEASE: Final = re.compile(r"(?:[^\s/]{0,60}[-_])?v?[0-9]{1,6}(?:[._][0-9]{1,6}){1,3}", re.ASCII)
#: So many of the latest tags are looked through for a release.
_TAGS: Final = 5_000
_FILE_MODES: Final = frozenset({"100644", "100755"})


def branch_tip(repository: GitDir, branch: str) -> str | None:
    """Return the commit of a branch as the remote has it, else as the clone itself has it; else ``None``."""
    if not _BRANCH.fullmatch(branch):
        return None
    for ref in (f"refs/remotes/upstream/{branch}", f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"):
        try:
            return repository.run("show-ref", "--verify", "--hash", ref).decode("ascii").strip()
        except CouldNotLook:
            continue
    return None


def tag(repository: GitDir, name: str) -> str | None:
    """Return the commit that a tag stands for, or ``None`` where there is no such tag."""
    if not _BRANCH.fullmatch(name):
        return None
    try:
        out = repository.run("rev-parse", "--verify", "--quiet", f"refs/tags/{name}^{{commit}}")
    except CouldNotLook:
        return None
    return out.decode("ascii").strip()


@dataclass(frozen=True, slots=True)
class Release:
    """The tag of a release, its commit, and when it was made (seconds since 1970)."""

    tag: str
    commit: str
    made: int


def releases(repository: GitDir) -> tuple[Release, ...]:
    """Return the releases, the newest first by their dates; at most ``_TAGS`` tags are looked at.

    A release's tag ends in a plain version number, as in ``v1.2`` or ``widget-1_2_3``.

    Raises:
        CouldNotLook: git cannot read the tags.
    """
    kinds, ids = "%(objecttype)%(*objecttype)", "%(objectname)%00%(*objectname)"
    out = repository.run(
        "for-each-ref",
        "--sort=-creatordate",
        f"--count={_TAGS}",
        f"--format=%(refname:strip=2)%00{kinds}%00{ids}%00%(creatordate:unix)",
        "refs/tags",
    )
    # Only line feeds end a line here: the other marks that Python takes for an end may be in a tag's name.
    lines = (line.split("\0") for line in out.decode("utf-8", "replace").split("\n") if line)
    return tuple(
        Release(name, peeled or own, int(made or 0))
        for name, sorts, own, peeled, made in lines
        if sorts.endswith("commit") and _RELEASE.fullmatch(name)
    )


def checked_out(repository: GitDir) -> str | None:
    """Return the commit that a clone has checked out, or ``None`` where it has none yet."""
    try:
        return repository.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode("ascii").strip()
    except CouldNotLook:
        return None


def origin(repository: GitDir) -> str:
    """Return the address of a clone's origin as it is set there, or nothing where it has none."""
    try:
        found = repository.run("config", "--local", "--get", "remote.origin.url")
    except CouldNotLook:
        return ""
    return found.decode("utf-8", "replace").strip()


def listed(repository: GitDir, commit: str) -> Iterator[tuple[str, str, str]]:
    """Yield (mode, id, path) of all that a commit's tree holds but folders, in git's order.

    Raises:
        CouldNotLook: the commit is not there, or its tree is too large to list.
    """
    # With its folders, so that what git prints is as much as what it does: folders may hold nothing but
    # folders, each of them many times.
    everything = ("ls-tree", "-r", "-t", "-z", "--full-tree", commit_id(commit))
    for entry in repository.run(*everything, limit=_LISTING_LIMIT).split(b"\0"):
        described, _, path = entry.partition(b"\t")
        if path and not described.startswith(_FOLDER):
            mode, _, sha = described.decode("ascii").split()
            yield mode, sha, path.decode("utf-8", "replace")


def files(repository: GitDir, commit: str) -> tuple[tuple[str, str], ...]:
    """Return (path, id of the content) of all plain files of a commit, in git's order.

    Raises:
        CouldNotLook: the commit is not there, or its tree is too large to list.
    """
    return tuple((path, sha) for mode, sha, path in listed(repository, commit) if mode in _FILE_MODES)


def file_at(repository: GitDir, commit: str, path: str) -> TextFile | None:
    """Return a text file of a commit, or ``None`` where there is none.

    Raises:
        CouldNotLook: it is a link or a folder, or longer than ``FILE_LIMIT`` bytes.
    """
    listed = repository.run("ls-tree", "-z", "--full-tree", commit_id(commit), "--", path)
    if not listed:
        return None
    mode, _, sha = listed.split(b"\t", 1)[0].decode("ascii").split()
    if mode not in _FILE_MODES:
        raise CouldNotLook(f"{path} is not a plain file")
    content = repository.run("cat-file", "blob", sha, limit=FILE_LIMIT)
    return TextFile(path, decoded(content), commit)


def entries(repository: GitDir, commit: str, folder: str) -> tuple[tuple[str, bool], ...]:
    """Return what is right in a folder of a commit (``""`` is the top) as (path, whether it is a folder).

    Raises:
        CouldNotLook: the commit is not there.
    """
    where = (f"{folder}/",) if folder else ()
    out = repository.run("ls-tree", "-z", "--full-tree", commit_id(commit), "--", *where)
    listed = (entry.partition(b"\t") for entry in out.split(b"\0") if entry)
    return tuple((path.decode("utf-8", "replace"), b" tree " in described) for described, _, path in listed)

"""Commits out of git: which there are, what they say, and how much they changed.

Everything is asked of git for a few hundred commits at a time, by their ids, so that memory does not grow
with the history and any commit can be looked at by any process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import Final, TypeVar

from bot.audit import lock_files
from bot.audit.commits import RawCommit, parse
from bot.audit.judge import Counted
from bot.errors import CouldNotLook, RetryLater
from bot.git import GitDir
from bot.git.batch import reader
from bot.github.names import commit_id
from detectors.licensing.vendored import component_of

T = TypeVar("T")

#: Bytes of a commit that are read: more than any message of use has.
_MOST: Final = 1_000_000
#: The lines of a commit that changes more files are not counted: it is a large change anyway.
MAX_FILES: Final = 2_000
#: Added lines from which on Eclipse reviews a contribution (https://www.eclipse.org/projects/handbook/#ip).
#: Such commits are looked at again, since a file that was moved and changed a little adds few lines; two
#: files are held to be one where half of it is the same, as `git show` has it.
LARGE: Final = 1_000
_SECONDS: Final = 600
_WALK_SECONDS: Final = 3_600
_DIFF: Final = (
    "diff-tree",
    "--stdin",
    "-r",
    "-z",
    "--root",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
)
#: A file that was moved as it is adds nothing; likeness costs more, and is looked for in few commits.
_SAME: Final = "-M100%"
_ALIKE: Final = "-M50%"
#: Several run at once: little of the pack is held in memory, which costs no time.
_FRUGAL: Final = MappingProxyType(
    {"core.packedGitWindowSize": "1m", "core.packedGitLimit": "32m", "core.deltaBaseCacheLimit": "32m"}
)
#: Written by package managers: nobody contributes their lines. Not all of them are read for dependencies.
_LOCKS: Final = lock_files.NAMES | {"mix.lock", "packages.lock.json", "podfile.lock", "pubspec.lock"}


def reachable(repository: GitDir, commit: str, span: tuple[int, int]) -> Iterator[str]:
    """Yield the ids of a commit and of all that came before it and were committed in ``span``.

    ``span`` is from its first second until before its second (since 1970). The commit itself always comes.

    Raises:
        CouldNotLook: a commit is missing or damaged.
    """
    count = 0
    walk = ("rev-list", "--timestamp", commit_id(commit), "--")
    with repository.started(*walk, seconds=_WALK_SECONDS) as process:
        assert process.stdout  # noqa: S101 - for the type checker: it was started with pipes
        for line in process.stdout:
            count += 1
            at, sha = line.decode("ascii").split()
            if sha == commit or span[0] <= int(at) < span[1]:
                yield sha
        if process.wait() != 0:
            raise CouldNotLook(f"git could read {count:,} commits of the history, and then failed")


def read(repository: GitDir, shas: Sequence[str]) -> Iterator[tuple[str, RawCommit | None]]:
    """Yield commits with their ids, in order; ``None`` where one cannot be read.

    Raises:
        CouldNotLook: git has stopped.
    """
    with reader(repository, _SECONDS) as objects:
        for sha, data in zip(shas, objects.commits(shas, _MOST), strict=True):
            yield sha, None if data is None else parse(data)


def count(repository: GitDir, shas: Sequence[str], *, lines: bool) -> dict[str, Counted]:
    """Return what commits (no merges) changed; those that are not there could not be looked at.

    ``lines``: count lines too, for which the contents of all files are needed.

    Raises:
        RetryLater: a passing fault.
    """
    files = _halved(lambda some: _files(repository, some), shas, to_one=lines)
    few = [sha for sha in shas if sha in files and (files[sha].files or 0) <= MAX_FILES] if lines else []
    added = _halved(lambda some: _added(repository, some, _SAME), few)
    large = [sha for sha, lines_ in added.items() if lines_ > LARGE]
    added |= _halved(lambda some: _added(repository, some, _ALIKE), large)
    return {
        sha: Counted(found.files, found.new_files, found.vendored, added.get(sha))
        for sha, found in files.items()
    }


def _halved(
    ask: Callable[[Sequence[str]], dict[str, T]], shas: Sequence[str], *, to_one: bool = True
) -> dict[str, T]:
    """Ask for all at once; where that fails, for each half, so that one bad commit spoils no other.

    Not ``to_one``: in a clone that lacks much, all of them fail, and are asked for once.
    """
    if not shas:
        return {}
    try:
        return ask(shas)
    except RetryLater:
        raise
    except CouldNotLook:
        if len(shas) == 1 or not to_one:
            return {}
        middle = len(shas) // 2
        return _halved(ask, shas[:middle]) | _halved(ask, shas[middle:])


def _files(repository: GitDir, shas: Sequence[str]) -> dict[str, Counted]:
    tokens = iter(_asked(repository, shas, _SAME, "--raw"))
    found = {sha: [0, 0, 0] for sha in shas}
    counts = [0, 0, 0]
    for token in tokens:
        if not token.startswith(b":"):
            counts = found[token.decode("ascii").strip()]
            continue
        status = token.rpartition(b" ")[2][:1]
        path = next(tokens)
        if status in {b"R", b"C"}:
            path = next(tokens)
        counts[0] += 1
        counts[1] += status == b"A"
        counts[2] += component_of(path.decode("utf-8", "replace")) is not None
    return {sha: Counted(*counts) for sha, counts in found.items()}


def _added(repository: GitDir, shas: Sequence[str], likeness: str) -> dict[str, int]:
    tokens = iter(_asked(repository, shas, likeness, "--numstat"))
    found = dict.fromkeys(shas, 0)
    sha = ""
    for token in tokens:
        added, tab, rest = token.partition(b"\t")
        if not tab:
            sha = token.decode("ascii").strip()
            continue
        path = rest.partition(b"\t")[2]
        if not path:  # a moved file: its old and its new path come after
            next(tokens)
            path = next(tokens)
        name = path.rpartition(b"/")[2].decode("utf-8", "replace").casefold()
        if added != b"-" and name not in _LOCKS:
            found[sha] += int(added)
    return found


def _asked(repository: GitDir, shas: Sequence[str], *form: str) -> Iterator[bytes]:
    asked = "".join(f"{commit_id(sha)}\n" for sha in shas).encode("ascii")
    out = repository.run(*_DIFF, *form, stdin=asked, seconds=_SECONDS, settings=_FRUGAL)
    return (token for token in out.split(b"\0") if token)

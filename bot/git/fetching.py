"""What a partial clone lacks once its history is there: the tags, and what the files of one tree hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Final

from bot.errors import CouldNotLook, NotFound, RetryLater
from bot.git.run import GitDir
from bot.github.names import commit_id

#: Contents of more files than this are asked for by their tree: only so can large ones be left out.
MAX_NAMED: Final = 1_000
#: Bytes that a fetch may add: of a few files by name, of a whole tree, and of the tags with their commits.
NAMED_WRITES: Final = 64_000_000
TREE_WRITES: Final = 1_000_000_000
TAG_WRITES: Final = 1_000_000_000
FETCH_SECONDS: Final = 300
#: Contents larger than this are not fetched (git's word for 1 MiB).
_LARGEST: Final = "1m"
_SKIPPED: Final = "byline-skipped"
_OPTIONS: Final = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
#: As git itself fetches contents that a clone lacks: there is nothing to tell the server of what is there.
_NO_TALK: Final = MappingProxyType({"fetch.negotiationAlgorithm": "noop"})


def fetch_tags(clone: GitDir) -> None:
    """Fetch all tags with their history; into a user's own clone nothing is fetched.

    Raises:
        NotFound, RetryLater, CouldNotLook: they cannot be fetched.
    """
    if clone.url:
        tags = "+refs/tags/*:refs/tags/*"
        fetch = ("fetch", *_OPTIONS, "--filter=blob:none", "--end-of-options", "origin", tags)
        clone.run(*fetch, seconds=FETCH_SECONDS, writes=TAG_WRITES)


def fetch_contents(clone: GitDir, commit: str) -> None:
    """Fetch what the files of ``commit`` hold, all together, as far as it is not there.

    Files over 1 MB are left out, unless they come along with a few others. Into a user's own clone nothing
    is fetched. Needs git 2.36 where much is missing.

    Raises:
        NotFound, RetryLater, CouldNotLook: it cannot be fetched, is too large or takes too long.
    """
    if not clone.url:
        return
    lacking = missing(clone, commit) - _skipped(clone)
    if not lacking:
        return
    if len(lacking) <= MAX_NAMED:
        try:
            _fetch(clone, lacking, "--filter=blob:none", writes=NAMED_WRITES)
        except (NotFound, RetryLater):
            raise
        except CouldNotLook:  # there is a large one among them
            pass
        else:
            return
    tree = clone.run("rev-parse", "--verify", f"{commit_id(commit)}^{{tree}}").decode("ascii").strip()
    _fetch(clone, [tree], f"--filter=blob:limit={_LARGEST}", "--refetch", writes=TREE_WRITES)
    _skip(clone, missing(clone, commit))


def fetch_blobs(clone: GitDir, commit: str, names: Collection[str]) -> None:
    """Fetch a few contents of ``commit``'s tree by their ids, as far as they are not there.

    Into a user's own clone nothing is fetched.

    Raises:
        NotFound, RetryLater, CouldNotLook: they cannot be fetched, are too large or take too long.
    """
    if clone.url and (lacking := missing(clone, commit) & frozenset(names)):
        _fetch(clone, lacking, "--filter=blob:none", writes=NAMED_WRITES)


def missing(clone: GitDir, commit: str) -> frozenset[str]:
    """Return the objects of a commit's tree that the clone does not have; none is fetched for that.

    Raises:
        CouldNotLook: the tree itself is not there, or is too large to list.
    """
    listed = clone.run(
        "rev-list", "--objects", "--missing=print", "--no-object-names", f"{commit_id(commit)}^{{tree}}", "--"
    )
    names = listed.decode("ascii").split()
    return frozenset(name.removeprefix("?") for name in names if name.startswith("?"))


def _fetch(clone: GitDir, objects: Iterable[str], *options: str, writes: int) -> None:
    wanted = "".join(f"{name}\n" for name in sorted(objects)).encode("ascii")
    fetch = ("fetch", *_OPTIONS, *options, "--stdin", "origin")
    clone.run(*fetch, seconds=FETCH_SECONDS, writes=writes, stdin=wanted, settings=_NO_TALK)


def _skipped(clone: GitDir) -> frozenset[str]:
    """Return what was found too large before: otherwise each look would ask for it again."""
    try:
        return frozenset((clone.path / _SKIPPED).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()


def _skip(clone: GitDir, objects: frozenset[str]) -> None:
    with (clone.path / _SKIPPED).open("a", encoding="ascii") as file:
        file.writelines(f"{name}\n" for name in sorted(objects - _skipped(clone)))

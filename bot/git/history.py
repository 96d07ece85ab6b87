"""Commits, read from a repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.errors import CouldNotLook, NotFound
from bot.git.run import GitDir
from bot.github.names import commit_id
from bot.github.records import clean
from detectors.model import Commit, Identity, Unknown

#: More commits than this are not read as one contribution.
MAX_COMMITS: Final = 10_000
_FIELDS: Final = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%B")
#: Reading tens of thousands of messages takes longer, and gives more, than reading one contribution.
_LONG_SECONDS: Final = 600
_LONG_OUTPUT: Final = 256_000_000
_UNCHECKED: Final = Unknown("not checked locally")


def commits(repository: GitDir, base: str, head: str) -> tuple[Commit, ...]:
    """Return the commits that ``head`` has and ``base`` has not, parents before children.

    Raises:
        UsageError: ``base`` or ``head`` is no whole commit id.
        CouldNotLook: one of them is not there, or there are more than ``MAX_COMMITS``.
    """
    out = repository.run(
        "log",
        "-z",
        f"--format=tformat:{'%x00'.join(_FIELDS)}",
        "--encoding=UTF-8",
        "--no-show-signature",
        "--no-mailmap",
        "--no-color",
        "--topo-order",
        "--reverse",
        f"--max-count={MAX_COMMITS + 1}",
        f"{commit_id(base)}..{commit_id(head)}",
        "--",
    )
    values = out.decode("utf-8", "replace").split("\0")
    size = len(_FIELDS)
    found = tuple(_commit(values[at : at + size]) for at in range(0, len(values) - size + 1, size))
    if len(found) > MAX_COMMITS:
        raise CouldNotLook(f"there are more than {MAX_COMMITS:,} commits between {base[:12]} and {head[:12]}")
    return found


def messages_before(repository: GitDir, until: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield (author's name, message) of the newest commits before ``until`` (ISO 8601), without merges.

    Raises:
        CouldNotLook: nothing is checked out, or git failed.
    """
    out = repository.run(
        "log",
        "-z",
        "--format=tformat:%an%x00%B",
        "--encoding=UTF-8",
        "--no-show-signature",
        "--no-mailmap",
        "--no-color",
        "--no-merges",
        f"--until={until}",
        f"--max-count={most}",
        "HEAD",
        "--",
        seconds=_LONG_SECONDS,
        limit=_LONG_OUTPUT,
    )
    values = out.decode("utf-8", "replace").split("\0")
    for at in range(0, len(values) - 1, 2):
        yield clean(values[at]), clean(values[at + 1])


def has_commit(repository: GitDir, sha: str) -> bool:
    """Whether a repository has a commit."""
    try:
        repository.run("cat-file", "-e", f"{commit_id(sha)}^{{commit}}")
    except CouldNotLook:
        return False
    return True


def tip_before(repository: GitDir, tip: str, moment: str) -> str | None:
    """Return where the main line that ends in ``tip`` stood at ``moment`` (ISO 8601), if it was there.

    Raises:
        CouldNotLook: the commit is not there.
    """
    before = ("rev-list", "--max-count=1", "--first-parent", f"--before={moment}")
    return repository.run(*before, commit_id(tip), "--").decode("ascii").strip() or None


def is_shallow(repository: GitDir) -> bool:
    """Whether a clone lacks a part of its history.

    Raises:
        CouldNotLook: git cannot tell.
    """
    return repository.run("rev-parse", "--is-shallow-repository").strip() == b"true"


def is_partial(repository: GitDir) -> bool:
    """Whether a clone was made without some objects, which its remote promises to have.

    Raises:
        CouldNotLook: git cannot tell.
    """
    try:
        found = repository.run(
            "config", "--local", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"
        )
    except CouldNotLook:  # git fails where there is no such setting, and where there are no settings at all
        return False
    return bool(found.strip())


def merge_base(repository: GitDir, base: str, head: str) -> str:
    """Return the commit where ``head`` left ``base``.

    Raises:
        NotFound: their histories have nothing in common, or one of them is not there.
    """
    try:
        out = repository.run("merge-base", commit_id(base), commit_id(head))
    except CouldNotLook as error:
        raise NotFound(f"no common commit of {base[:12]} and {head[:12]}: {error}") from None
    return out.decode("ascii").strip()


def _commit(values: list[str]) -> Commit:
    sha, parents, name, mail, date, committer, committer_mail, message = values
    return Commit(
        sha=sha.strip(),
        message=clean(message.rstrip("\n")),
        author=Identity(clean(name), clean(mail)),
        committer=Identity(clean(committer), clean(committer_mail)),
        authored_at=date,
        author_login=None,
        committer_login=None,
        signature=_UNCHECKED,
        parents=len(parents.split()),
    )

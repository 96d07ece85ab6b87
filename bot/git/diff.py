"""Changed files with their patches, in the form in which GitHub gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.errors import CouldNotLook, RetryLater
from bot.git.history import merge_base
from bot.git.run import GitDir
from bot.github.names import commit_id
from bot.github.records import clean
from detectors.model import ChangedFile, Unknown

MAX_FILES: Final = 30_000
PATCH_LIMIT: Final = 262_144
_WORDS: Final = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
_PLAIN: Final = ("-r", "--no-commit-id", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index")
_SECTION: Final = re.compile(rb"^diff --git ", re.MULTILINE)
_HUNK: Final = re.compile(rb"^@@ ", re.MULTILINE)


def changed_files(repository: GitDir, base: str, head: str) -> tuple[ChangedFile, ...]:
    """Return what ``head`` changed since it left ``base``.

    Where there is too much to read in the files, they are still named: patches are then unknown, a renamed
    file is one removed and one added, and no lines are counted.

    Raises:
        UsageError: ``base`` or ``head`` is no whole commit id.
        NotFound, CouldNotLook: one of them is not there, or more than ``MAX_FILES`` files changed.
        RetryLater: a passing fault while file contents were fetched.
    """
    start, end = merge_base(repository, base, head), commit_id(head)
    # Without renames the trees are enough, which every clone has; all that follows reads file contents.
    names = list(_names(_fields(_diff(repository, start, end, "--no-renames", "-z", "--raw"))))
    if len(names) > MAX_FILES:
        raise CouldNotLook(f"more than {MAX_FILES:,} files changed")
    try:
        return _read(repository, start, end)
    except RetryLater:
        raise
    except CouldNotLook as error:
        unread = Unknown(f"the files could not be read: {error}")
        return tuple(_changed(status, "", path, (0, 0), unread) for status, _, path in names)


def _diff(repository: GitDir, start: str, end: str, *options: str) -> bytes:
    return repository.run("diff-tree", *_PLAIN, *options, start, end, "--")


def _read(repository: GitDir, start: str, end: str) -> tuple[ChangedFile, ...]:
    names = list(_names(_fields(_diff(repository, start, end, "-M", "-z", "--raw"))))
    counts = _counts(_fields(_diff(repository, start, end, "-M", "-z", "--numstat")))
    patches = _patches(repository, [status for status, _, _ in names], start, end)
    return tuple(
        _changed(status, previous, path, counts.get(path), patch)
        for (status, previous, path), patch in zip(names, patches, strict=True)
    )


def _changed(
    status: str, previous: str, path: str, count: tuple[int, int] | None, patch: str | Unknown
) -> ChangedFile:
    added, deleted = count or (0, 0)
    shown = Unknown("the file is binary, or larger than 1 MB") if count is None else patch
    return ChangedFile(
        clean(path),
        _WORDS.get(status, "changed"),
        added,
        deleted,
        shown,
        clean(previous) if previous else None,
    )


def _fields(out: bytes) -> Iterator[str]:
    return iter(out.decode("utf-8", "replace").split("\0")[:-1])


def _names(fields: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (status letter, previous path or empty, path) from ``--raw -z``."""
    for head in fields:
        status = head.rpartition(" ")[2][:1]
        first = next(fields)
        yield (status, first, next(fields)) if status in "RC" else (status, "", first)


def _counts(fields: Iterator[str]) -> dict[str, tuple[int, int] | None]:
    """Return the lines added and deleted by path from ``--numstat -z``; ``None`` for binary files."""
    found: dict[str, tuple[int, int] | None] = {}
    for entry in fields:
        added, deleted, path = entry.split("\t", 2)
        if not path:  # renamed: the old path and the new one follow
            next(fields)
            path = next(fields)
        found[path] = None if added == "-" else (int(added), int(deleted))
    return found


def _patches(repository: GitDir, statuses: list[str], start: str, end: str) -> list[str | Unknown]:
    """Return the patches in the order of the files, each from its first hunk on."""
    try:
        out = _diff(repository, start, end, "-M", "--patch")
    except RetryLater:
        raise
    except CouldNotLook as error:
        return [Unknown(str(error))] * len(statuses)
    starts = [match.start() for match in _SECTION.finditer(out)]
    sections = iter([out[a:b] for a, b in zip(starts, [*starts[1:], len(out)], strict=False)])
    return [_patch(status, sections) for status in statuses]


def _patch(status: str, sections: Iterator[bytes]) -> str | Unknown:
    section = next(sections, b"")
    if status == "T":  # shown as a deletion and an addition
        next(sections, b"")
        return Unknown("the file became something else, such as a link")
    hunk = _HUNK.search(section)
    body = section[hunk.start() :].rstrip(b"\n").decode("utf-8", "replace") if hunk else ""
    if len(body) > PATCH_LIMIT:
        return Unknown(f"the patch is longer than {PATCH_LIMIT:,} characters")
    return str(clean(body))

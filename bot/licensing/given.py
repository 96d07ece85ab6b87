"""A diff that somebody hands in, as the change that it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.errors import UsageError
from bot.github.records import clean
from detectors.model import Account, ChangedFile, Contribution, Facts, Kind, LicenseView, Repository, Unknown

#: Larger diffs are refused: as much as one delivery may have.
MAX_BYTES: Final = 25_000_000
_FILE: Final = re.compile(r"^diff --git ", re.MULTILINE)
_PLAIN: Final = re.compile(r"^--- [^\n]{1,4096}\n\+\+\+ ", re.MULTILINE)
_SIDE: Final = re.compile(r"^(---|\+\+\+) (?:[ab]/)?([^\n\t]{1,4096})", re.MULTILINE)
_RENAME: Final = re.compile(r"^rename (from|to) ([^\n]{1,4096})", re.MULTILINE)
_NOTHING: Final = "/dev/null"


def facts(diff: str, view: LicenseView | Unknown, as_of: str) -> Facts:
    """Return the facts of a change that is ``diff`` (as ``git diff`` prints it), with no author known.

    Raises:
        UsageError: it is no diff.
    """
    it = Contribution(
        kind=Kind.PULL_REQUEST,
        repository="",
        number=None,
        id="diff",
        title="",
        body="",
        author=Account("ghost"),
        url="",
        created_at=as_of,
        commits=Unknown("a diff has no commits"),
        files=changed_files(diff),
    )
    return Facts(it, Repository("", "", private=False, license_view=view), as_of)


def changed_files(diff: str) -> tuple[ChangedFile, ...]:
    """Return the files of a unified diff; nothing changed where it is empty, as git prints that.

    Raises:
        UsageError: it is no diff.
    """
    starts = [match.start() for match in _FILE.finditer(diff)]
    if not starts:
        starts = [match.start() for match in _PLAIN.finditer(diff)]
    if not diff.strip():
        return ()
    if not starts:
        raise UsageError("that is no diff: give what `git diff` prints")
    return tuple(_read([diff[a:b] for a, b in zip(starts, [*starts[1:], len(diff)], strict=True)]))


def _read(sections: list[str]) -> Iterator[ChangedFile]:
    for section in sections:
        head, mark, hunks = section.partition("\n@@ ")
        sides = dict(_SIDE.findall(head))
        renames = dict(_RENAME.findall(head))
        old, new = renames.get("from") or sides.get("---"), renames.get("to") or sides.get("+++")
        if not old or not new:  # binary, or a mode alone
            continue
        status = "added" if old == _NOTHING else "removed" if new == _NOTHING else "modified"
        status = "renamed" if renames else status
        patch = clean(f"@@ {hunks}".rstrip("\n")) if mark else ""
        path = old if status == "removed" else new
        previous = clean(old) if status == "renamed" else None
        yield ChangedFile(clean(path), status, patch.count("\n+"), patch.count("\n-"), patch, previous)

"""A git history as contributions: each merge with the commits that it brought in, each other commit alone.

Pages of the first-parent chain are read one after the other, so that memory does not grow with the history.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import CouldNotLook
from bot.gather.contributions import not_looked_up
from bot.git import GitDir
from bot.git.diff import MAX_FILES
from bot.git.history import commits
from bot.git.tree import checked_out
from bot.github.names import commit_id
from bot.github.records import clean
from detectors.model import (
    Account,
    ChangedFile,
    Commit,
    Contribution,
    Facts,
    Identity,
    Kind,
    Repository,
    State,
    Unknown,
)

#: So many contributions are read at a time.
PAGE: Final = 200
_FIELDS: Final = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")
_COUNTED: Final = re.compile(r"(-|[0-9]+)\t(-|[0-9]+)\t(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"\(#([0-9]{1,9})\)\Z|\AMerge pull request #([0-9]{1,9}) from ")
#: The address that GitHub gives an account for its commits (GitHub's documentation of commit addresses).
_NOREPLY: Final = re.compile(
    r"(?:[0-9]+\+)?([A-Za-z0-9-]{1,39}(?:\[bot\])?)@users\.noreply\.github\.com\Z", re.IGNORECASE
)
_NOT_CITED: Final = Unknown("the messages of commits are not looked up")
_STATUS: Final = {"A": "added", "M": "modified", "D": "removed", "T": "changed"}
_NOT_IN_GIT: Final = Unknown("git does not keep it")
_UNREAD: Final = Unknown("not read: no clause looks at it")
_NO_ACCOUNTS: Final = Unknown("git names people, and not their accounts on GitHub")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One commit of the first-parent chain with what it changed against its first parent."""

    commit: Commit
    parents: tuple[str, ...]
    committed_at: str
    files: tuple[ChangedFile, ...] | Unknown


def count(clone: GitDir) -> int:
    """Return how many contributions the history has.

    Raises:
        CouldNotLook: git cannot read it.
    """
    tip = checked_out(clone)
    if tip is None:
        return 0
    return int(clone.run("rev-list", "--count", "--first-parent", tip, "--").decode("ascii"))


def contributions(clone: GitDir, as_of: str, *, since: str = "", lines: bool = False) -> Iterator[Facts]:
    """Yield the facts about each contribution, the latest first, back to the day ``since`` (ISO 8601).

    ``lines`` also counts the lines, for which git has to compare the contents of all files.

    Raises:
        CouldNotLook: git cannot read the history.
    """
    at = checked_out(clone)
    while at is not None:
        page = _page(clone, at, lines=lines)
        recent = [entry for entry in page if entry.committed_at[:10] >= since]
        merged = _merged(clone, page) if recent else {}
        for entry in recent:
            made = merged.get(entry.commit.sha) or _brought_in(clone, entry)
            yield Facts(_contribution(entry, made), _REPOSITORY, as_of, _STATE)
        # Clocks differ from one machine to the next, so a single old commit is not the end.
        parents = page[-1].parents if page and recent else ()
        at = parents[0] if parents else None


_REPOSITORY: Final = Repository(
    "",
    "",
    private=False,
    policy=_NOT_IN_GIT,
    templates=_NOT_IN_GIT,
    trust_file=_NO_ACCOUNTS,
    looked_up=_NOT_CITED,
)
_STATE: Final = State(
    comment=_NOT_IN_GIT, check=_NOT_IN_GIT, repository_labels=_NOT_IN_GIT, label_events=_NOT_IN_GIT
)


def _page(clone: GitDir, tip: str, *, lines: bool) -> list[_Entry]:
    out = clone.run(
        "log",
        "-z",
        "--first-parent",
        "--diff-merges=first-parent",
        "--raw",
        *(("--numstat",) if lines else ()),
        "--no-renames",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--no-show-signature",
        "--no-mailmap",
        "--encoding=UTF-8",
        f"--format=tformat:{'%x00'.join(_FIELDS)}",
        f"--max-count={PAGE}",
        commit_id(tip),
        "--",
    )
    return list(_entries(out.decode("utf-8", "replace").split("\0")))


def _entries(tokens: list[str]) -> Iterator[_Entry]:
    """Read the fields of a commit, then its files; no file's line can be taken for a commit's id."""
    at, size = 0, len(_FIELDS)
    while at + size <= len(tokens):
        fields = tokens[at : at + size]
        at += size
        changed: dict[str, ChangedFile] = {}
        total = 0
        while at < len(tokens):
            token = tokens[at].removeprefix("\n")
            if token.startswith(":"):
                total += 1
                if total <= MAX_FILES:
                    changed[tokens[at + 1]] = _file(token, tokens[at + 1])
                at += 2
            elif found := _COUNTED.fullmatch(token):
                _add_lines(changed, found)
                at += 1
            elif not token:
                at += 1
            else:
                break
        many = Unknown(f"more than {MAX_FILES:,} files changed")
        yield _entry(fields, tuple(changed.values()) if total <= MAX_FILES else many)


def _file(token: str, path: str) -> ChangedFile:
    status = token.rpartition(" ")[2][:1]
    return ChangedFile(clean(path), _STATUS.get(status, "changed"), 0, 0, _UNREAD)


def _add_lines(changed: dict[str, ChangedFile], found: re.Match[str]) -> None:
    """Add the lines of a file; for binary files git counts none."""
    added, deleted, path = found[1], found[2], found[3]
    if path in changed and "-" not in (added, deleted):
        changed[path] = replace(changed[path], additions=int(added), deletions=int(deleted))


def _entry(fields: list[str], files: tuple[ChangedFile, ...] | Unknown) -> _Entry:
    sha, parents, name, mail, authored, committer, committer_mail, committed, message = fields
    commit = Commit(
        sha=sha.strip(),
        message=clean(message.rstrip("\n")),
        author=Identity(clean(name), clean(mail)),
        committer=Identity(clean(committer), clean(committer_mail)),
        authored_at=authored,
        author_login=None,
        committer_login=None,
        signature=_NOT_IN_GIT,
        parents=len(parents.split()),
    )
    return _Entry(commit, tuple(parents.split()), committed, files)


def _contribution(entry: _Entry, made: tuple[Commit, ...] | Unknown) -> Contribution:
    title, _, body = entry.commit.message.partition("\n")
    found = _NUMBER.search(title)
    told = Contribution(
        kind=Kind.COMMIT,
        repository="",
        number=int(found[1] or found[2]) if found else None,
        id=entry.commit.sha,
        title=title,
        body=body.strip(),
        author=_author(made if isinstance(made, tuple) else (), entry.commit),
        url="",
        created_at=entry.committed_at,
        labels=_NOT_IN_GIT,
        open=False,
        commits=made,
        files=entry.files,
    )
    return not_looked_up(told, _NOT_IN_GIT)


def _merged(clone: GitDir, page: list[_Entry]) -> dict[str, tuple[Commit, ...]]:
    """Return what each merge of a page brought in, read at once; nothing where that would be too much.

    From the oldest on, a merge brings in what is reachable from its other parents and was not there before.
    """
    tip, end = page[0].commit.sha, page[-1].parents
    if not end or all(len(entry.parents) < 2 for entry in page):
        return {}
    try:
        listed = commits(clone, end[0], tip)
        graph = clone.run("rev-list", "--parents", commit_id(tip), f"^{commit_id(end[0])}", "--")
    except CouldNotLook:
        return {}
    order = {commit.sha: at for at, commit in enumerate(listed)}
    lines = (line.split() for line in graph.decode("ascii").splitlines())
    parents = {sha: rest for sha, *rest in lines}
    taken: set[str] = set()
    found: dict[str, tuple[Commit, ...]] = {}
    for entry in reversed(page):
        mine: set[str] = set()
        left = list(entry.parents[1:])
        while left:
            sha = left.pop()
            if sha in order and sha not in taken:
                taken.add(sha)
                mine.add(sha)
                left += parents[sha]
        taken.add(entry.commit.sha)
        if len(entry.parents) > 1:
            brought = (listed[at] for at in sorted(order[sha] for sha in mine))
            found[entry.commit.sha] = (*brought, entry.commit)
    return found


def _brought_in(clone: GitDir, entry: _Entry) -> tuple[Commit, ...] | Unknown:
    """Return the commits of a merge and the merge itself; of a plain commit, itself."""
    if len(entry.parents) < 2:
        return (entry.commit,)
    try:
        return commits(clone, entry.parents[0], entry.commit.sha)
    except CouldNotLook as error:
        return Unknown(str(error))


def _author(made: tuple[Commit, ...], last: Commit) -> Account:
    """Return who wrote most of the commits of a merge, whose own author only merged."""
    own = [commit.author for commit in made if commit.parents < 2] or [last.author]
    identity = Counter(own).most_common(1)[0][0]
    found = _NOREPLY.search(identity.email)
    return Account(found[1] if found else identity.name)

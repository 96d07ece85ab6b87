"""The commits and files of a pull request or push: from the API, and from git where the API gives too few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bot.errors import CouldNotLook, RetryLater
from bot.gather import contributions as c
from bot.git import CloneCache, GitDir, Remote
from bot.git.diff import changed_files
from bot.git.history import commits as read_commits
from bot.github.client import MAX_PULL_COMMITS, MAX_PULL_FILES, Client
from bot.github.records import CommitItem, FileItem, PullRequest
from detectors.model import Commit, Need, Unknown

#: What a comparison of two commits lists at most (GitHub's REST documentation).
MAX_COMPARED_FILES: Final = 300
NOT_ASKED: Final = Unknown("not asked for")


@dataclass(frozen=True, slots=True)
class Source:
    """Where changes are read from: the API, and clones where there is a cache for them."""

    client: Client
    repository: str
    clones: CloneCache | None

    @contextmanager
    def clone(self, *wanted: str) -> Iterator[GitDir]:
        """Yield a clone with ``wanted`` in it; the errors are those of ``CloneCache.fetched``."""
        if self.clones is None:
            raise CouldNotLook("no clones are kept here")
        url, token = self.client.git_url(self.repository), self.client.git_token()
        with self.clones.fetched(Remote(self.repository, url, token), wanted) as clone:
            yield clone


def of_pull(source: Source, pull: PullRequest, wanted: frozenset[Need]) -> tuple[c.Commits, c.Files]:
    """Return the commits and files of a pull request, as far as they are wanted.

    Raises:
        RetryLater: a passing fault.
    """
    if {Need.COMMITS, Need.FILES} <= wanted and (found := _compared(source, pull)):
        return found
    base, head, fetch = pull.base.sha, pull.head.sha, f"refs/pull/{pull.number}/head"
    commits: c.Commits = NOT_ASKED
    files: c.Files = NOT_ASKED
    if Need.COMMITS in wanted:
        commits = _listed_commits(source, pull)
        if not isinstance(commits, Unknown) and (pull.commits or 0) > MAX_PULL_COMMITS:
            commits = _cloned_commits(source, commits, fetch, base, head)
    if Need.FILES in wanted:
        files = _listed_files(source, pull)
        if not isinstance(files, Unknown) and (pull.changed_files or 0) > MAX_PULL_FILES:
            files = _cloned_files(source, fetch, base, head, f"{pull.changed_files:,}")
    return commits, files


def _compared(source: Source, pull: PullRequest) -> tuple[c.Commits, c.Files] | None:
    """Return commits and files by one question, if its answer is the same as that to the two about them.

    A pull request knows how many commits and files it has. GitHub compares with the merge base, which it may
    have chosen otherwise when the base branch moved on: then the numbers differ.
    """
    counts = pull.commits, pull.changed_files
    if None in counts or (pull.commits or 0) > MAX_PULL_COMMITS:
        return None
    if (pull.changed_files or 0) >= MAX_COMPARED_FILES:
        return None
    try:
        found = source.client.compare(source.repository, pull.base.sha, pull.head.sha)
    except RetryLater:
        raise
    except CouldNotLook:  # such as commits of a fork that is gone
        return None
    files: tuple[FileItem, ...] = found.files or ()
    whole = found.total_commits == len(found.commits) and counts == (len(found.commits), len(files))
    last = found.commits[-1].sha if found.commits else pull.head.sha
    if not whole or last != pull.head.sha or any(_is_cut(item) for item in files):
        return None
    return tuple(map(c.commit, found.commits)), tuple(map(c.changed_file, files))


def _is_cut(item: FileItem) -> bool:
    """Whether lines changed and are not shown; the list of a pull request's files may show them."""
    return item.patch is None and bool(item.additions or item.deletions)


def of_push(source: Source, base: str, head: str, wanted: frozenset[Need]) -> tuple[c.Commits, c.Files]:
    """Return the commits and files that a push added, as far as they are wanted.

    Raises:
        RetryLater: a passing fault.
    """
    if not wanted & {Need.COMMITS, Need.FILES}:
        return NOT_ASKED, NOT_ASKED
    try:
        compared = source.client.compare(source.repository, base, head)
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(str(error)), Unknown(str(error))
    commits: c.Commits = tuple(map(c.commit, compared.commits))
    if compared.total_commits > len(compared.commits):
        commits = _cloned_commits(source, tuple(map(c.commit, compared.commits)), head, base, head)
    listed: tuple[FileItem, ...] = compared.files or ()
    files: c.Files = tuple(map(c.changed_file, listed))
    if len(listed) >= MAX_COMPARED_FILES:
        files = _cloned_files(source, head, base, head, f"{MAX_COMPARED_FILES} or more")
    return (commits if Need.COMMITS in wanted else NOT_ASKED), (files if Need.FILES in wanted else NOT_ASKED)


def _listed_commits(source: Source, pull: PullRequest) -> c.Commits:
    try:
        items: tuple[CommitItem, ...] = source.client.pull_commits(source.repository, pull.number)
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(str(error))
    if items and len(items) < MAX_PULL_COMMITS and all(item.sha != pull.head.sha for item in items):
        return Unknown("new commits were pushed while Byline was reading")
    return tuple(map(c.commit, items))


def _listed_files(source: Source, pull: PullRequest) -> c.Files:
    try:
        return tuple(map(c.changed_file, source.client.pull_files(source.repository, pull.number)))
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(str(error))


def _cloned_commits(
    source: Source, listed: tuple[Commit, ...], fetch: str, base: str, head: str
) -> c.Commits:
    """Read all commits with git; those that GitHub listed keep what it said of accounts and signatures."""
    by_sha = {commit.sha: commit for commit in listed}
    try:
        with source.clone(fetch, base) as clone:
            return tuple(by_sha.get(commit.sha, commit) for commit in read_commits(clone, base, head))
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(
            f"GitHub lists only {len(listed)} of the commits, and git could not read the rest: {error}"
        )


def _cloned_files(source: Source, fetch: str, base: str, head: str, number: str) -> c.Files:
    try:
        with source.clone(fetch, base) as clone:
            return changed_files(clone, base, head)
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(f"GitHub does not list all of the {number} changed files, and git could not: {error}")

"""Facts filled in from a user's own clone: nothing is fetched, and nothing is written into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.errors import CouldNotLook, NotFound
from bot.gather import licenses
from bot.gather.marks import MAILMAP_PATH
from bot.gather.policy_file import POLICY_PATH
from bot.gather.references import looked_up
from bot.gather.templates import template_paths
from bot.git import GitDir, open_local
from bot.git.diff import changed_files
from bot.git.history import commits, has_commit
from bot.git.tree import branch_tip, checked_out, entries, file_at
from bot.index import Indexes
from detectors.model import Branch, Contribution, Extended, Facts, Repository, TextFile, Unknown
from policies.wants import wants_for

T = TypeVar("T")


def enrich(facts: Facts, path: Path, indexes: Indexes) -> Facts:
    """Return ``facts`` with what the clone at ``path`` knows in the place of what is unknown.

    Commits and files come from the pull request's base and head, where the clone has them; the policy file
    and the templates from the default branch as the clone last saw it (without a name: from what is
    checked out). There the things that the text cites are looked up as well, with an index of it, unless
    another version is meant.

    Raises:
        UsageError: there is no git repository at ``path``.
        CouldNotLook: git cannot be run.
    """
    clone = open_local(path)
    branch = facts.repository.default_branch
    tip = branch_tip(clone, branch) if branch else checked_out(clone)
    contribution = _with_changes(facts.contribution, clone)
    if tip is None:
        return replace(facts, contribution=contribution)
    repository = _with_files(facts, clone, tip)
    if isinstance(repository.looked_up, Unknown):
        default = (branch or "HEAD", tip)
        answers = looked_up(clone, str(clone.path), contribution, default, indexes)
        repository = replace(repository, looked_up=answers)
    if isinstance(repository.license_view, Unknown):
        repository = replace(repository, license_view=licenses.of_local(clone, contribution, tip))
    return replace(facts, contribution=contribution, repository=repository)


def _with_changes(contribution: Contribution, clone: GitDir) -> Contribution:
    base, head = contribution.base, contribution.head
    if base is None or head is None:
        return contribution
    files, listed = contribution.files, contribution.commits
    if isinstance(listed, Unknown):
        listed = _attempt(lambda: commits(clone, *_present(clone, base, head)))
    if isinstance(files, Unknown):
        files = _attempt(lambda: changed_files(clone, *_present(clone, base, head)))
    return replace(contribution, commits=listed, files=files)


def _present(clone: GitDir, base: Branch, head: Branch) -> tuple[str, str]:
    for side in (base, head):
        if not has_commit(clone, side.sha):
            raise NotFound(f"the local clone does not have commit {side.sha[:12]}; fetch it first")
    return base.sha, head.sha


def _with_files(facts: Facts, clone: GitDir, tip: str) -> Repository:
    repository, kind = facts.repository, facts.contribution.kind
    policy, templates, mailmap = repository.policy, repository.templates, repository.mailmap
    if isinstance(policy, Unknown):
        policy = _attempt(lambda: file_at(clone, tip, POLICY_PATH))
    if isinstance(templates, Unknown):
        paths = template_paths(kind, lambda folder: entries(clone, tip, folder))
        templates = _attempt(lambda: _files(clone, tip, paths))
    if isinstance(mailmap, Unknown):
        mailmap = _attempt(lambda: file_at(clone, tip, MAILMAP_PATH))
    found = replace(repository, policy=policy, templates=templates, mailmap=mailmap)
    return replace(found, prompts=found.prompts or _prompts(found, clone, tip))


def _prompts(repository: Repository, clone: GitDir, tip: str) -> tuple[Extended, ...]:
    def read(path: str) -> Extended:
        return Extended(path, _attempt(lambda: file_at(clone, tip, path)))

    return tuple(read(path) for path in wants_for(repository).prompts)


def _files(clone: GitDir, commit: str, paths: tuple[str, ...]) -> tuple[TextFile, ...]:
    found = (file_at(clone, commit, path) for path in paths)
    return tuple(file for file in found if file is not None)


def _attempt(ask: Callable[[], T]) -> T | Unknown:
    try:
        return ask()
    except CouldNotLook as error:
        return Unknown(str(error))

"""What an audit looked at, and what it left out: said before anything else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bot.audit import dates
from bot.audit.model import Exclusion, Scope
from bot.audit.note import Note
from bot.errors import CouldNotLook
from bot.git import GitDir
from bot.git.history import is_partial, is_shallow
from bot.git.tree import checked_out, origin

#: Addresses of repositories; what may be a name or a password in one is left out.
_ADDRESS: Final = re.compile(
    r"(?:https://(?:[^@/\s]{0,300}@)?|ssh://git@|git@)(?P<host>[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?)[:/]"
    r"(?P<path>[A-Za-z0-9._/-]{1,300}?)(?:\.git)?/?"
)
#: Why a commit was not judged, in words.
_REASONS: Final = {
    "too_short": "the message is too short to be judged by its style",
    "unsupported_language": "the message is not in English, the only language that the classifier knows",
    "mostly_code": "the message is mostly code or logs",
    "template_only": "the message is nothing but a filled form",
    "out_of_range": "the message is unlike anything that the classifier was measured on",
}


@dataclass(frozen=True)
class Clone:
    """What there is of a repository: the commit looked at, its branch, and whether something is missing."""

    commit: str
    ref: str
    shallow: bool
    partial: bool


def clone(repository: GitDir) -> Clone:
    """Return what is checked out.

    Raises:
        CouldNotLook: the repository has no commit, or git cannot read it.
    """
    commit = checked_out(repository)
    if commit is None:
        raise CouldNotLook("the repository has no commit that could be looked at: its HEAD leads nowhere")
    try:
        ref = repository.run("symbolic-ref", "--quiet", "--short", "HEAD").decode("utf-8", "replace").strip()
    except CouldNotLook:
        ref = ""
    return Clone(commit, ref, is_shallow(repository), is_partial(repository))


def name_of(repository: GitDir) -> str:
    """Return what to call a clone: the address of its origin where it has one, else its folder's name."""
    if found := _ADDRESS.fullmatch(origin(repository)):
        return f"https://{found['host']}/{found['path']}"
    folder = repository.path.resolve()
    return (folder.parent if folder.name == ".git" else folder).name.removesuffix(".git")


@dataclass
class Counts:
    """Counts commit by commit, in the order of the history."""

    commits: int = 0
    merges: int = 0
    bots: int = 0
    first: int | None = None
    last: int | None = None
    abstained: Counter[str] = field(default_factory=Counter)

    def add(self, note: Note) -> None:
        """Count a commit."""
        self.commits += 1
        self.merges += note.parents > 1
        self.bots += note.abstained == "program"
        self.abstained[note.abstained] += 1
        self.first = note.at if self.first is None else self.first
        self.last = note.at

    def exclusions(self) -> tuple[Exclusion, ...]:
        """Return what was left out of the estimate, and why."""
        listed = [
            Exclusion("commits", self.merges, "merges: they are counted, and not judged by their style"),
            Exclusion(
                "commits",
                self.bots,
                "made by bots, and without a trace of AI: they are left out of quarters, "
                "and those of all bots out of sign-offs and drops",
            ),
            *(
                Exclusion("commits", self.abstained[key], f"not judged: {why}")
                for key, why in _REASONS.items()
            ),
        ]
        return tuple(one for one in listed if one.count)


def scope(
    name: str, it: Clone, as_of: int, span: tuple[str, str], counts: Counts, more: tuple[Exclusion, ...]
) -> Scope:
    """Return the scope: ``span`` is the first and last day asked for, ``more`` are further exclusions."""
    return Scope(
        repository=name,
        commit=it.commit,
        ref=it.ref,
        as_of=dates.day(as_of),
        since=span[0],
        until=span[1],
        commits=counts.commits,
        merges=counts.merges,
        first="" if counts.first is None else dates.day(counts.first),
        last="" if counts.last is None else dates.day(counts.last),
        shallow=it.shallow,
        partial=it.partial,
        exclusions=(*counts.exclusions(), *more),
    )

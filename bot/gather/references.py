"""What a contribution cites, looked up in the repository as it was, or is, where the text speaks of it.

Nobody may come under suspicion for a look-up that fell short. What is not found in one version is therefore
looked for in others, and where one of those cannot be looked at, nothing counts.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from bot.errors import BylineError, CouldNotLook
from bot.gather.changes import NOT_ASKED, Source
from bot.git import GitDir
from bot.git.fetching import fetch_contents, fetch_tags
from bot.git.history import has_commit, is_shallow, tip_before
from bot.git.tree import releases
from bot.index import Indexes, resolve
from detectors.model import Answer, Contribution, LookedUp, Query, Seen, Sought, Unknown
from detectors.references import is_enough, queries, versions

#: More names of versions than this in one text are not tried.
MAX_VERSIONS: Final = 5
#: Whoever names no version may have an old one: releases so many years before the newest are looked at.
YEARS_BACK: Final = (1, 3, 6)
_YEAR: Final = 31_556_952
#: GitHub is asked for so many commits that a clone does not have.
MAX_COMMITS: Final = 5
_WHOLE: Final = re.compile(r"[0-9a-f]{40}", re.ASCII)
#: How good an answer is for whoever wrote the text; the better one of two versions counts.
_WORTH: Final = MappingProxyType(
    {Seen.ABSENT: 0, Seen.PAST: 1, Seen.ELSEWHERE: 2, Seen.UNKNOWN: 3, Seen.HERE: 4}
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that is looked at: ``ref`` is its name for readers, ``named`` says that the text names it."""

    ref: str
    commit: str
    named: bool = False


def look_up(
    source: Source, contribution: Contribution, branch: str, indexes: Indexes | None
) -> LookedUp | Unknown:
    """Return the answers to what ``contribution`` asks of the repository on GitHub, with a clone of it.

    Where the text asks nothing, nothing is fetched. What cannot be looked up holds nothing else up, a
    passing fault included.
    """
    if not queries(contribution):
        return NOT_ASKED
    if indexes is None:
        return Unknown("no index is kept here")
    name = source.repository
    try:
        tip = source.client.branch_tip(name, branch)
        base = contribution.base
        with source.clone(*dict.fromkeys((base.sha if base else tip, tip))) as clone:
            fetch_tags(clone)
            found = looked_up(clone, name, contribution, (branch, tip), indexes)
        return found if isinstance(found, Unknown) else _with_commits(source, found)
    except BylineError as error:  # also GitHub's answer for a repository without commits
        return Unknown(str(error))
    except OSError as error:
        return Unknown(f"the clone cannot be kept: {error.strerror}")


def _with_commits(source: Source, found: LookedUp) -> LookedUp:
    """Ask GitHub for the commits that the clone does not have: it knows all branches and forks."""
    unsure = [answer.query for answer in found.answers if _is_unsure(answer)]
    settled = {
        query: Seen.HERE if source.client.has_commit(source.repository, query.name) else Seen.ABSENT
        for query in unsure[:MAX_COMMITS]
        if _WHOLE.fullmatch(query.name)
    }
    answers = (replace(one, seen=settled.get(one.query, one.seen)) for one in found.answers)
    return replace(found, answers=tuple(answers))


def _is_unsure(answer: Answer) -> bool:
    return answer.query.sought is Sought.COMMIT and answer.seen is Seen.UNKNOWN


def looked_up(
    clone: GitDir, key: str, contribution: Contribution, default: tuple[str, str], indexes: Indexes
) -> LookedUp | Unknown:
    """Return the answers to what ``contribution`` asks, from ``clone`` and the index under ``key``.

    The version is a pull request's base, else the first one that the text names, else ``default`` (the
    default branch's name and commit).
    """
    asked = queries(contribution)
    if not asked:
        return NOT_ASKED
    look = _Look(clone, key, indexes)
    try:
        if is_shallow(clone):
            return Unknown(
                "the clone is shallow: git fetch --unshallow --tags brings what is to be looked at"
            )
        first, *more = _versions(clone, contribution, Version(*default))
        found = LookedUp(first.ref, first.commit, first.named, look.ask(first, asked))
        for version in more:
            found = look.again(found, version)
        if is_enough(contribution, found):
            others = _named(clone, contribution)  # of two that are named, either may be meant
            for version in (*more, *others, *(() if first.named else _older(clone))):
                found = look.again(found, version, in_doubt=True)
    except CouldNotLook as error:
        return Unknown(str(error))
    return replace(found, answers=tuple(map(_in_doubt, found.answers)))


def _in_doubt(answer: Answer) -> Answer:
    """A commit that a clone does not have may be one of a fork, or of a branch that was not fetched."""
    is_missing = answer.query.sought is Sought.COMMIT and answer.seen is Seen.ABSENT
    return replace(answer, seen=Seen.UNKNOWN) if is_missing else answer


@dataclass
class _Look:
    """One look-up: the trees of a clone that were asked, each once."""

    clone: GitDir
    key: str
    indexes: Indexes
    seen: set[str] = field(default_factory=set)

    def ask(self, version: Version, asked: Sequence[Query]) -> tuple[Answer, ...]:
        """Ask a version."""
        self.seen.add(version.commit)
        fetch_contents(self.clone, version.commit)
        # Nothing more is fetched: what was too large stays out.
        own = GitDir(self.clone.path, self.clone.objects)
        try:
            return self.indexes.tree(self.key, own, version.commit).answer(tuple(asked))
        except OSError as error:
            raise CouldNotLook(f"the index cannot be kept: {error.strerror}") from None
        except sqlite3.Error as error:
            raise CouldNotLook(f"the index cannot be kept: {error}") from None

    def again(self, found: LookedUp, version: Version, *, in_doubt: bool = False) -> LookedUp:
        """Ask another version what is still open, and keep the better answers.

        ``in_doubt`` also asks it for the files that are there: they may have had more lines.
        """
        open_ = [one.query for one in found.answers if _is_open(one, in_doubt=in_doubt)]
        if not open_ or version.commit == found.commit or (version.commit in self.seen and not in_doubt):
            return found
        more = {answer.query: answer for answer in self.ask(version, open_)}
        answers = tuple(_better(one, more.get(one.query), version.ref) for one in found.answers)
        return replace(found, answers=answers)


def _is_open(answer: Answer, *, in_doubt: bool) -> bool:
    """Whether another version may know better."""
    return _WORTH[answer.seen] < _WORTH[Seen.UNKNOWN] or (in_doubt and answer.lines is not None)


def _better(one: Answer, other: Answer | None, ref: str) -> Answer:
    if other is None or _WORTH[other.seen] < _WORTH[one.seen]:
        return one
    if _WORTH[other.seen] > _WORTH[one.seen] or (other.lines or 0) > (one.lines or 0):
        return replace(other, at=ref)
    return one


def _versions(clone: GitDir, it: Contribution, default: Version) -> Iterator[Version]:
    """Yield the version that the contribution is about, then those that count in its favor."""
    if own := _own(clone, it):
        yield own
    named = next(_named(clone, it), None)
    if named:
        yield named
    yield default
    if _DATE.fullmatch(it.created_at) and (then := tip_before(clone, default.commit, it.created_at)):
        yield Version(f"{default.ref} on {it.created_at[:10]}", then)
    if named is None and (newest := next(iter(releases(clone)), None)):
        yield Version(newest.tag, newest.commit)


def _older(clone: GitDir) -> Iterator[Version]:
    """Yield releases of years ago, the newer first."""
    made = releases(clone)
    for years in YEARS_BACK if made else ():
        until = made[0].made - years * _YEAR
        if old := next((one for one in made if one.made <= until), None):
            yield Version(old.tag, old.commit)


def _own(clone: GitDir, it: Contribution) -> Version | None:
    """Return what a pull request starts from, where the clone has it."""
    base = it.base
    return Version(base.name, base.sha) if base and has_commit(clone, base.sha) else None


def _named(clone: GitDir, it: Contribution) -> Iterator[Version]:
    for name in versions(it)[:MAX_VERSIONS]:
        if found := resolve(clone, name):
            yield Version(*found, named=True)

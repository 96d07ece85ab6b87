"""What a contribution cites, looked up in the repository as it was, or is, where the text speaks of it.

Nobody may come under suspicion for a look-up that fell short. What is not found in one version is therefore
looked for in others, and where one of those cannot be looked at, nothing counts.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from bot.errors import BylineError, CouldNotLook
from bot.gather.changes import NOT_ASKED, Source
from bot.git import GitDir
from bot.git.fetching import fetch_contents, fetch_tags
from bot.git.history import has_commit, tip_before
from bot.git.tree import newest_release
from bot.index import Indexes, resolve
from detectors.model import Answer, Contribution, LookedUp, Query, Seen, Sought, Unknown
from detectors.references import queries, versions

#: More names of versions than this in one text are not tried.
MAX_VERSIONS: Final = 5
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
    try:
        listed = _versions(clone, contribution, Version(*default))
        first = next(listed)
        answers = _ask(clone, key, first, asked, indexes)
        seen = {first.commit}
        for version in listed:
            open_ = [answer.query for answer in answers if _WORTH[answer.seen] < _WORTH[Seen.UNKNOWN]]
            if not open_:
                break
            if version.commit not in seen:
                seen.add(version.commit)
                found = {answer.query: answer for answer in _ask(clone, key, version, open_, indexes)}
                answers = tuple(_better(one, found.get(one.query), version.ref) for one in answers)
    except CouldNotLook as error:
        return Unknown(str(error))
    return LookedUp(first.ref, first.commit, first.named, tuple(map(_in_doubt, answers)))


def _in_doubt(answer: Answer) -> Answer:
    """A commit that a clone does not have may be one of a fork, or of a branch that was not fetched."""
    is_missing = answer.query.sought is Sought.COMMIT and answer.seen is Seen.ABSENT
    return replace(answer, seen=Seen.UNKNOWN) if is_missing else answer


def _ask(
    clone: GitDir, key: str, version: Version, asked: Sequence[Query], indexes: Indexes
) -> tuple[Answer, ...]:
    fetch_contents(clone, version.commit)
    own = GitDir(clone.path, clone.objects)  # nothing more is fetched: what was too large stays out
    try:
        return indexes.tree(key, own, version.commit).answer(tuple(asked))
    except OSError as error:
        raise CouldNotLook(f"the index cannot be kept: {error.strerror}") from None
    except sqlite3.Error as error:
        raise CouldNotLook(f"the index cannot be kept: {error}") from None


def _better(one: Answer, other: Answer | None, ref: str) -> Answer:
    if other is None or _WORTH[other.seen] <= _WORTH[one.seen]:
        return one
    return replace(other, at=ref)


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
    if named is None and (release := newest_release(clone)):
        yield Version(*release)


def _own(clone: GitDir, it: Contribution) -> Version | None:
    """Return what a pull request starts from, where the clone has it."""
    base = it.base
    return Version(base.name, base.sha) if base and has_commit(clone, base.sha) else None


def _named(clone: GitDir, it: Contribution) -> Iterator[Version]:
    for name in versions(it)[:MAX_VERSIONS]:
        if found := resolve(clone, name):
            yield Version(*found, named=True)

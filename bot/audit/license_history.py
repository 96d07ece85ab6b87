"""What happened to the license texts and notices of a project: each event with the terms before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bot.audit import dates, license_log, word_diff
from bot.audit import license_terms as terms
from bot.audit.license_blobs import Blobs
from bot.audit.license_log import Log, Step
from bot.audit.model import Exclusion, LicenseEvent
from bot.errors import CouldNotLook
from bot.git import GitDir
from bot.github.names import commit_id
from bot.licensing.cache import Cache
from bot.licensing.reading import identified
from detectors.licensing import paths, vendored
from detectors.licensing.model import Identified
from detectors.licensing.texts import MAX_TEXTS

#: The report has at most so many events: those of files at the top first, then the newest.
MAX_EVENTS: Final = 500
TEXT_LIMIT: Final = 200_000
_MAX_FOLDER: Final = 50
_TESTS: Final = re.compile(r"(?:^|/)(?:tests?|testing|specs?|__tests__|mocks?)/", re.IGNORECASE)
_ROLES: Final = frozenset({paths.Role.LICENSE, paths.Role.NOTICE})


@dataclass(frozen=True, slots=True)
class _Change:
    """A step, or two that are one file under two names. ``previous`` is the old name."""

    step: Step
    previous: str = ""


def of(
    repository: GitDir, commit: str, cache: Cache
) -> tuple[tuple[LicenseEvent, ...], tuple[Exclusion, ...]]:
    """Return the events up to ``commit``, the oldest first, and what was left out.

    Raises:
        CouldNotLook: git cannot walk the history or read what it holds.
    """
    log = license_log.read(repository, commit, cache)
    own, left_out = _own(log)
    kept = _most_telling(own)
    ids = list(dict.fromkeys(one for step in kept for one in (step.before, step.after) if one))
    blobs = Blobs(repository, ids)
    texts = dict(blobs.texts(ids, TEXT_LIMIT))
    judge = _Judge(repository, identified(blobs, ids, cache), texts, cache)
    found = [judge.event(one) for one in _changes(kept, texts)]
    if len(own) > len(kept):
        reason = f"more than {MAX_EVENTS} events: those of files at the top, then the newest are shown"
        left_out = (*left_out, Exclusion("license events", len(own) - len(kept), reason))
    return tuple(found), left_out


def _own(log: Log) -> tuple[list[Step], tuple[Exclusion, ...]]:
    """Return the steps of the project's own texts; those of others' are counted by why they are left out."""
    own, others = [], Counter[str]()
    for step in log.steps:
        if reason := _others(step.path):
            others[reason] += 1
        else:
            own.append(step)
    if log.beyond:
        others[f"more than {license_log.MAX_STEPS:,} license files were touched: the newest are read"] = (
            log.beyond
        )
    return own, tuple(
        Exclusion("license events", number, reason) for reason, number in sorted(others.items())
    )


def _others(path: str) -> str:
    if vendored.component_of(path) is not None:
        return "in folders of others' code"
    if paths.is_sample(path) or _TESTS.search(path):
        return "in folders of tests and examples"
    return "" if paths.role(path) in _ROLES else "lists of others' licenses"


def _most_telling(own: Sequence[Step]) -> list[Step]:
    ranked = sorted(own, key=lambda one: (paths.folder_of(one.path) != "", -one.at, one.commit, one.path))
    return sorted(ranked[:MAX_EVENTS], key=lambda one: (one.at, one.commit, one.path))


def _changes(steps: Iterable[Step], texts: Mapping[str, str]) -> Iterator[_Change]:
    """Yield the steps; a removed and an added file of one commit that are alike, or replace, are one."""
    for _, group in groupby(steps, key=lambda one: one.commit):
        yield from _paired(list(group), texts)


def _paired(steps: list[Step], texts: Mapping[str, str]) -> Iterator[_Change]:
    gone = [one for one in steps if one.before and not one.after]
    for step in steps:
        if step.before and step.after:
            yield _Change(step)
        elif step.after:
            source = _source(step, gone, texts)
            if source is None:
                yield _Change(step)
                continue
            gone.remove(source)
            merged = Step(step.commit, step.at, step.author, step.path, source.before, step.after)
            yield _Change(merged, source.path)
    yield from (_Change(one) for one in gone)


def _source(step: Step, gone: Sequence[Step], texts: Mapping[str, str]) -> Step | None:
    """Return which of the removed files ``step`` was: the same content, a like one, or the one beside."""
    role, folder = paths.role(step.path), paths.folder_of(step.path)
    same = [one for one in gone if paths.role(one.path) is role]
    for one in same:
        if one.before == step.after:
            return one
    for one in same[:_MAX_FOLDER]:
        if terms.alike(texts.get(one.before, ""), texts.get(step.after, "")):
            return one
    beside = [one for one in same if paths.folder_of(one.path) == folder]
    return beside[0] if len(beside) == 1 and len(same) == 1 else None


class _Judge:
    """What is known of the contents, and what an event comes to."""

    def __init__(
        self, repository: GitDir, known: Mapping[str, Identified], texts: Mapping[str, str], cache: Cache
    ) -> None:
        self._repository, self._cache = repository, cache
        self._known, self._texts = known, texts

    def event(self, change: _Change) -> LicenseEvent:
        """Return the event that a change is."""
        step = change.step
        is_license = paths.role(step.path) is paths.Role.LICENSE
        both = step.before in self._texts and step.after in self._texts
        diff = word_diff.between(self._texts[step.before], self._texts[step.after]) if both else None
        return LicenseEvent(
            commit=step.commit,
            date=dates.day(step.at),
            author=step.author,
            path=step.path,
            action=_action(change),
            before=self._expression(step.before) if is_license else "",
            after=self._expression(step.after) if is_license else "",
            relicensing=is_license and self._is_relicensing(step),
            diff=diff,
            previous=change.previous,
        )

    def _expression(self, blob: str) -> str:
        if not blob:
            return ""
        return terms.expression(self._known[blob]) if blob in self._known else "LicenseRef-not-read"

    def _is_relicensing(self, step: Step) -> bool:
        """Whether other terms hold after the step, as far as that is sure; in doubt they do not."""
        before, after = self._known.get(step.before), self._known.get(step.after)
        if step.before and step.after:
            texts = self._texts.get(step.before, ""), self._texts.get(step.after, "")
            return before is not None and after is not None and terms.differ(before, after, *texts)
        if "/" in step.path or after is None or not after.certain or after.notice:
            return False  # of texts in LICENSES some files make use, and nobody can say here which
        return self._adds_terms(step, after)

    def _adds_terms(self, step: Step, after: Identified) -> bool:
        """Whether a text comes to the top beside others of which none has its license."""
        beside = self._beside(step)
        held = [self._known_of(blob) for blob in beside]
        sure = [one for one in held if one is not None and one.certain and not one.notice]
        if not sure or len(sure) != len(held):
            return False
        names = {name for one in sure for name in terms.stems(one.ids)}
        return len(after.ids) <= MAX_TEXTS and not terms.stems(after.ids) & names

    def _beside(self, step: Step) -> list[str]:
        """Return the contents of the license files at the top before the step."""
        try:
            listed = self._repository.run("ls-tree", "-z", "--full-tree", f"{commit_id(step.commit)}^1")
        except CouldNotLook:  # the first commit, or the end of a shallow clone
            return []
        rows = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
        return [
            described.split()[2].decode("ascii")
            for described, _, path in rows
            if described.startswith(b"100") and paths.is_own_license(path.decode("utf-8", "replace"))
        ]

    def _known_of(self, blob: str) -> Identified | None:
        if blob in self._known:
            return self._known[blob]
        return identified(Blobs(self._repository, [blob]), [blob], self._cache).get(blob)


def _action(change: _Change) -> str:
    step = change.step
    if change.previous:
        return "moved"
    return "changed" if step.before and step.after else "added" if step.after else "removed"

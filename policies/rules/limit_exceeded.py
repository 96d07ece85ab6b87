"""``limits``: how much one author sends at once, each limit a clause of its own.

Only what came before counts against a contribution, so nobody loses the first one because of a second. Two of
the limits speak of AI: they are held against nobody without declared or exact evidence of its use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from detectors.model import History, Kind, Tier, Unknown
from policies import evidence, moments
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks
from policies.words import ACT_ON_TIER

KIND: Final = "limit_exceeded"

_COUNTED_WRONG: Final = "If this is counted wrong, say so in a reply."


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit with the count that it is held against; ``what`` is what is counted, in the plural."""

    clause: str
    most: int
    count: int | Unknown
    what: str
    remedy: str


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge each limit of the policy on its own."""
    if case.facts.contribution.kind is not Kind.PULL_REQUEST:
        return
    limits = case.policy.limits
    if limits.open_prs is not None:
        yield from _open(case, limits.open_prs)
    if limits.open_ai_prs is not None:
        yield from _open_with_ai(case, limits.open_ai_prs)
    if limits.opened_per_day is not None:
        yield from _opened_per_day(case, limits.opened_per_day)
    if limits.changed_lines is not None:
        yield from _changed_lines(case, limits.changed_lines)


def _open(case: Case, most: int) -> Iterator[Step | Violation]:
    clause = f"limits.open_prs: {most}"
    if not case.facts.contribution.open:
        yield Step(clause, Result.SATISFIED, "The pull request is closed.")
        return
    count = _with_this_one(_history(case, "open_pulls"))
    what = "open pull requests of yours, this one included"
    yield _judged(_Limit(clause, most, count, what, "Please finish or close an earlier one first."))


def _open_with_ai(case: Case, most: int) -> Iterator[Step | Violation]:
    clause = f"limits.open_ai_prs: {most}"
    if not case.facts.contribution.open:
        yield Step(clause, Result.SATISFIED, "The pull request is closed.")
        return
    count = _with_this_one(_history(case, "open_ai_pulls"))
    what = "open pull requests of yours in which AI had a part, this one included"
    remedy = f"Please finish or close an earlier one first. {asks.MISTAKEN}"
    yield _with_ai(case, _Limit(clause, most, count, what, remedy))


def _opened_per_day(case: Case, most: int) -> Iterator[Step | Violation]:
    clause = f"limits.opened_per_day: {most}"
    age = _age(case)
    if age is not None and age >= timedelta(days=1):
        yield Step(clause, Result.SATISFIED, "The pull request was opened more than a day ago.")
        return
    count = _with_this_one(_history(case, "opened_today"))
    what = "pull requests that you opened within 24 hours, this one included"
    yield _judged(_Limit(clause, most, count, what, "Please let some time pass before the next one."))


def _changed_lines(case: Case, most: int) -> Iterator[Step | Violation]:
    files = case.facts.contribution.files
    count: int | Unknown
    if isinstance(files, Unknown):
        count = Unknown(f"the files could not be looked at ({files.reason})")
    else:
        count = sum(file.additions + file.deletions for file in files)
    remedy = f"Please split the change into smaller ones. {asks.MISTAKEN}"
    limit = _Limit(f"limits.changed_lines: {most}", most, count, "lines added and removed", remedy)
    yield _with_ai(case, limit)


def _history(case: Case, name: str) -> int | Unknown:
    history = case.facts.contribution.author_history
    count: int | Unknown = getattr(history, name) if isinstance(history, History) else history
    return count


def _with_this_one(others: int | Unknown) -> int | Unknown:
    return others if isinstance(others, Unknown) else others + 1


def _age(case: Case) -> timedelta | None:
    """Return how long the pull request has been open; ``None`` where its time cannot be read."""
    opened, now = moments.read(case.facts.contribution.created_at), moments.read(case.facts.as_of)
    return now - opened if now and opened else None


def _judged(limit: _Limit) -> Step | Violation:
    if isinstance(limit.count, Unknown):
        return Step(limit.clause, Result.UNKNOWN, f"It could not be counted: {limit.count.reason}.")
    told = f"Counted: {limit.count:,} {limit.what}."
    if limit.count <= limit.most:
        return Step(limit.clause, Result.SATISFIED, told)
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=limit.clause,
        message=f"This project asks for no more than {limit.most:,}. {told}",
        evidence=(),
        remedy=f"{limit.remedy} {_COUNTED_WRONG}",
        responses=(),
    )


def _with_ai(case: Case, limit: _Limit) -> Step | Violation:
    """Judge a limit for work in which AI had a part."""
    judged = _judged(limit)
    if isinstance(judged, Step) and judged.result is Result.SATISFIED:
        return judged
    if not case.uses:
        gap = evidence.unseen(case.facts)
        if gap:
            told = f"Whether AI was used is not known: {gap}."
            return Step(limit.clause, Result.UNKNOWN, told)
        return Step(limit.clause, Result.SILENT, "There is no declared or exact trace of AI use.")
    if isinstance(judged, Step):
        return judged
    act_on = case.policy.detect.act_on
    if evidence.firmest(case.uses) < ACT_ON_TIER[act_on]:
        return Step(limit.clause, Result.SILENT, f"No evidence of AI use is {act_on}, as the policy asks.")
    claims, quoted = evidence.claims(case.uses), evidence.quoted(case.uses)
    return Violation(
        kind=KIND,
        tier=evidence.firmest(case.uses),
        clause=limit.clause,
        message=f"This project asks for no more than {limit.most:,} where AI had a part. "
        f"Counted: {limit.count:,} {limit.what}. {claims}",
        evidence=quoted,
        remedy=limit.remedy,
        responses=(),
    )

"""``limits.merged_share``: a break for work with AI while too much of what is merged was made with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from detectors.model import Kind, MergedShare, Unknown
from policies import evidence, moments
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.rules import asks
from policies.schema import MergedShare as Asked

KIND: Final = "share_exceeded"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge an open pull request with AI use by what the project has merged of late."""
    asked, contribution = case.policy.limits.merged_share, case.facts.contribution
    if asked is None or contribution.kind is not Kind.PULL_REQUEST or not contribution.open:
        return
    clause = f"limits.merged_share: {asked.max:.0%} over {asked.days} days"
    share = _known(asked, case.facts.repository.merged_share)
    told = "" if isinstance(share, Unknown) else _break(asked, share, case.facts.as_of)
    if not isinstance(share, Unknown) and not told:
        yield Step(clause, Result.SATISFIED, f"{_counted(share)} That is within the limit.")
    elif case.uses:
        yield _unknown(clause, share) if isinstance(share, Unknown) else _violation(case, clause, told)
    elif gap := evidence.unseen(case.facts):
        yield Step(clause, Result.UNKNOWN, f"{told} Whether AI was used is not known: {gap}.".lstrip())
    else:
        yield Step(clause, Result.SILENT, "There is no declared or exact trace of AI use.")


def _known(asked: Asked, share: MergedShare | Unknown) -> MergedShare | Unknown:
    """Return the share where it is over the days that are asked for: a case may ask for others."""
    if isinstance(share, Unknown) or share.days == asked.days:
        return share
    return Unknown(f"it was counted over {share.days} days")


def _unknown(clause: str, share: Unknown) -> Step:
    return Step(clause, Result.UNKNOWN, f"The share of merged work is not known ({share.reason}).")


def _break(asked: Asked, share: MergedShare, as_of: str) -> str:
    """Return why there is a break now: the share is over the limit, or was so too recently; else nothing."""
    if share.merged and share.with_ai > asked.max * share.merged:
        return f"{_counted(share)} The project's limit is {asked.max:.0%}."
    since, now = moments.read(share.over_since), moments.read(as_of)
    if since is None or now is None or now >= since + timedelta(days=asked.cooldown_days):
        return ""
    until = since + timedelta(days=asked.cooldown_days)
    return (
        f"The share of merged work with AI was over the project's limit of {asked.max:.0%}, and the break "
        f"lasts until {until:%Y-%m-%d}."
    )


def _counted(share: MergedShare) -> str:
    return (
        f"Of {share.merged:,} pull requests merged in the last {share.days} days, AI had a part in "
        f"{share.with_ai:,}."
    )


def _violation(case: Case, clause: str, told: str) -> Violation:
    return Violation(
        kind=KIND,
        tier=evidence.firmest(case.uses),
        clause=clause,
        message=f"This project takes a break from work with AI for now. {told} {evidence.claims(case.uses)}",
        evidence=evidence.quoted(case.uses),
        remedy=f"Nothing is wrong with the work itself: it waits until the share is lower. {asks.MISTAKEN}",
        responses=(),
    )

"""``require.signoff``: a person signs off every commit, as the Developer Certificate of Origin asks.

https://developercertificate.org: whoever signs off vouches for the right to pass the work on, which no
program can. Who signs a commit, and how a later one makes up for it, is read by ``detectors.signoff.dco``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from detectors.model import Commit, Evidence, Tier, Unknown
from detectors.signoff import dco, mailmap
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "unsigned"

_MAX_EVIDENCE: Final = 20
_MAX_NAMED: Final = 5


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge every commit but merges, which bring nothing of their own."""
    if case.policy.require.signoff is None or not evidence.has_commits(case.facts):
        return
    clause = f"require.signoff: {case.policy.require.signoff}"
    held = case.facts.contribution.commits
    if isinstance(held, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The commits could not be looked at ({held.reason}).")
        return
    commits = [commit for commit in held if commit.parents < 2]
    lacking = dco.lacking(held, mailmap.of(case.facts))
    if lacking:
        yield _unsigned(clause, lacking, commits, merges=len(held) > len(commits))
    elif commits:
        yield Step(clause, Result.SATISFIED, "A person signed off every commit.")
    else:
        yield Step(clause, Result.SILENT, "There is no commit to sign off.")


def _unsigned(clause: str, lacking: list[Commit], commits: list[Commit], *, merges: bool) -> Violation:
    names = [f"{commit.sha[:7]} by {quote(commit.author.name)}" for commit in lacking[:_MAX_NAMED]]
    more = f" and {len(lacking) - _MAX_NAMED} more" if len(lacking) > _MAX_NAMED else ""
    one = len(lacking) == 1
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks that a person signs off every commit. {len(lacking)} of {len(commits)} "
        f"{'has' if one else 'have'} no sign-off of {'its' if one else 'their'} author: "
        f"{', '.join(names)}{more}.",
        evidence=tuple(_quoted(lacking[:_MAX_EVIDENCE])),
        remedy=f"If you may contribute this work, sign it off: {dco.command(len(commits), merges=merges)}. "
        f"The name or the mail has to be that of the commit's author or committer. {asks.WRONG}",
        responses=(),
    )


def _quoted(commits: Iterable[Commit]) -> Iterator[Evidence]:
    for commit in commits:
        yield Evidence(f"commit {commit.sha[:7]}", commit.message.split("\n", 1)[0][:200])

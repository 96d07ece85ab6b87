"""``require.agents``: no program contributes by itself, or only with a person who answers for it.

Exact evidence alone counts: the account that opened the contribution, or the author of all of its commits, is
an agent's. A branch name or a manner of writing says nothing about who acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Commit, Finding, Involvement, Kind, Unknown, known
from detectors.traces import agents
from policies import approvals, evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks

KIND: Final = "agent_author"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge who acts; help from a tool in a person's contribution is the business of ``use``."""
    asked = case.policy.require.agents
    if asked == "allow":
        return
    clause = f"require.agents: {asked}"
    acting = [use for use in case.uses if use.involvement == Involvement.AGENT and use.agent is not None]
    if not acting:
        yield _unseen(case, clause)
    elif not _opened(acting) and _has_commit_by_person(case):
        told = "A person opened it and made the other commits."
        yield Step(clause, Result.SILENT, f"{evidence.claims(acting)} {told}")
    elif asked == "supervised":
        yield _supervised(case, clause, acting)
    else:
        yield _forbidden(clause, acting)


def _unseen(case: Case, clause: str) -> Step:
    commits = case.facts.contribution.commits
    if isinstance(commits, Unknown) and evidence.has_commits(case.facts):
        return Step(clause, Result.UNKNOWN, f"The commits could not be looked at ({commits.reason}).")
    return Step(clause, Result.SILENT, "No account of an agent is its author.")


def _opened(acting: list[Finding]) -> bool:
    """Whether the evidence is about who opened the contribution, and not about its commits alone."""
    return any(not item.place.startswith("commit ") for use in acting for item in use.evidence)


def _has_commit_by_person(case: Case) -> bool:
    commits = known(case.facts.contribution.commits, ())
    return any(commit.parents < 2 and not _is_by_agent(commit) for commit in commits)


def _is_by_agent(commit: Commit) -> bool:
    return (agents.by_mail(commit.author.email) or agents.by_login(commit.author_login)) is not None


def _forbidden(clause: str, acting: list[Finding]) -> Violation:
    return Violation(
        kind=KIND,
        tier=evidence.firmest(acting),
        clause=clause,
        message="This project takes contributions from people, who may use tools, and none that a program "
        f"makes by itself. {evidence.claims(acting)}",
        evidence=evidence.quoted(acting),
        remedy="A person who has gone through the work and answers for it can offer it under their own name. "
        f"{asks.MISTAKEN}",
        responses=(),
    )


def _supervised(case: Case, clause: str, acting: list[Finding]) -> Step | Violation:
    """A person with write access answers for a pull request by approving it."""
    if case.facts.contribution.kind is not Kind.PULL_REQUEST:
        return Step(clause, Result.SILENT, f"{evidence.claims(acting)} Nobody can approve a {case.kind}.")
    approved = approvals.read(case.facts.contribution)
    if isinstance(approved, Unknown):
        return Step(clause, Result.UNKNOWN, f"The approvals could not be looked at ({approved.reason}).")
    if approved.by:
        told = f"Approved by {asks.joined(approved.by)}, who may write here."
        return Step(clause, Result.SATISFIED, f"{evidence.claims(acting)} {told}")
    if approved.unsure:
        told = f"Approved by {listed(approved.unsure)}, whose role here is not known."
        return Step(clause, Result.UNKNOWN, f"{evidence.claims(acting)} {told}")
    return Violation(
        kind=KIND,
        tier=evidence.firmest(acting),
        clause=clause,
        message="Work that a program makes by itself waits here for a person with write access who approves "
        f"it. {evidence.claims(acting)}",
        evidence=evidence.quoted(acting),
        remedy=f"Ask a maintainer to review it; their approval is all that is missing. {asks.MISTAKEN}",
        responses=(),
    )

"""Small builders: each test names only the facts and findings that it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import policies
from detectors.model import (
    Account,
    Artifact,
    Audience,
    Commit,
    Contribution,
    Evidence,
    Facts,
    Finding,
    Identity,
    Involvement,
    Kind,
    Repository,
    Severity,
    Signature,
    Tier,
    Unknown,
)
from policies.decision import Decision
from policies.schema import Policy

FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)"
NO_NETWORK = Unknown("no network")

_BODY_PART = {
    Kind.PULL_REQUEST: Artifact.PR_BODY,
    Kind.ISSUE: Artifact.ISSUE,
    Kind.COMMENT: Artifact.COMMENT,
    Kind.REVIEW: Artifact.REVIEW,
    Kind.SECURITY_REPORT: Artifact.SECURITY,
}


def commit(message: str, sha: str = "1a2b3c4d5e6f") -> Commit:
    who = Identity("Ada", "ada@example.org")
    return Commit(sha, message, who, who, "2026-11-01T10:00:00Z", "ada", "ada", Signature(False, "unsigned"))


def facts(
    body: str = "", *messages: str, kind: Kind = Kind.PULL_REQUEST, policy: Any = None, **fields: Any
) -> Facts:
    """Facts about a contribution with this body and commits; ``fields`` are those of ``Contribution``."""
    contribution = Contribution(
        kind=kind,
        repository="acme/widget",
        number=7,
        id="7",
        title="Fix the widget",
        body=body,
        author=Account("ada"),
        url="https://github.com/acme/widget/pull/7",
        created_at="2026-11-01T10:00:00Z",
        commits=tuple(commit(message, f"{number:012x}") for number, message in enumerate(messages)),
    )
    repository = Repository("acme/widget", "main", private=False, policy=policy)
    return Facts(replace(contribution, **fields), repository, as_of="2026-11-02T00:00:00Z")


def finding(
    name: str = "commit",
    *,
    tier: Tier = Tier.EXACT,
    involvement: Involvement | None = Involvement.GENERATED,
    artifacts: tuple[Artifact, ...] = (Artifact.CODE,),
    agent: str | None = "claude-code",
    trailer: str | None = None,
    claim: str = "A commit names Claude Code",
    quote: str = "Claude",
    audience: Audience = Audience.PUBLIC,
) -> Finding:
    return Finding(
        id=f"traces/{name}",
        detector="traces",
        tier=tier,
        severity=Severity.INFO,
        audience=audience,
        claim=claim,
        evidence=(Evidence("commit 1a2b3c4, line 3", quote),),
        remedy="",
        agent=agent,
        involvement=involvement,
        artifacts=artifacts,
        trailer=trailer,
    )


def footer(kind: Kind = Kind.PULL_REQUEST) -> Finding:
    """What the footer of Claude Code in the text of a contribution is found as."""
    return replace(
        finding(
            "footer", artifacts=(_BODY_PART[kind],), claim="The description says: Generated with Claude Code"
        ),
        evidence=(Evidence("description, line 1", FOOTER),),
    )


def policy(text: str) -> Policy:
    """The policy with these lines after ``version: 1``."""
    return policies.load(f"version: 1\n{text}")


def judge(text: str, given: Facts, *findings: Finding) -> Decision:
    return policies.decide(policy(text), given, findings)


def kinds(decision: Decision) -> list[str]:
    return [violation.kind for violation in decision.violations]

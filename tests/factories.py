"""Facts and decisions with sensible defaults, so that a test names only the one thing that matters to it."""

from __future__ import annotations

import dataclasses
from typing import Any

from detectors.model import (
    Account,
    Branch,
    Commit,
    Contribution,
    Evidence,
    Facts,
    Identity,
    Kind,
    LabelEvent,
    Repository,
    Signature,
    State,
    Tier,
)
from policies.decision import Decision, Mode, Outcome, Violation

HEAD = "1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b"


def contribution(**changes: Any) -> Contribution:
    """A pull request by an ordinary person, or whatever ``changes`` make of it."""
    kind = changes.pop("kind", Kind.PULL_REQUEST)
    pull = kind is Kind.PULL_REQUEST
    base = Contribution(
        kind=kind,
        repository="acme/widget",
        number=12,
        id="12",
        title="Close the file after reading",
        body="The reader left files open.",
        author=Account("octocat", "User", "CONTRIBUTOR"),
        url="https://github.com/acme/widget/pull/12",
        created_at="2026-11-01T10:00:00Z",
        base=Branch("main", "f" * 40, "acme/widget") if pull else None,
        head=Branch("close-files", HEAD, "octocat/widget") if pull else None,
        commits=(commit(),) if pull else (),
        author_permission="read",
    )
    return dataclasses.replace(base, **changes)


def commit(message: str = "Close the file after reading\n", **changes: Any) -> Commit:
    """One commit by an ordinary person."""
    person = Identity("Mona", "mona@example.org")
    made = Commit(
        HEAD,
        message,
        person,
        person,
        "2026-11-01T09:00:00Z",
        "octocat",
        "octocat",
        Signature(False, "unsigned"),
    )
    return dataclasses.replace(made, **changes)


def state(**changes: Any) -> State:
    """A contribution that Byline and people have left alone so far."""
    untouched = State(comment=None, check=None, repository_labels=("bug",), label_events=())
    return dataclasses.replace(untouched, **changes)


def facts(**changes: Any) -> Facts:
    """Facts about a contribution; ``state`` and ``repository`` apart, changes go to the contribution."""
    made_state = changes.pop("state", None) or state()
    repository = changes.pop("repository", None) or Repository(
        "acme/widget", "main", False, policy=None, templates=()
    )
    return Facts(contribution(**changes), repository, "2026-11-22T12:00:00Z", made_state)


def violation(*responses: str, **changes: Any) -> Violation:
    """A violation that asks for ``responses``."""
    made = Violation(
        kind="undisclosed",
        tier=Tier.EXACT,
        clause="disclosure.required: used",
        message="A commit names Claude Code as co-author, and the description does not say so.",
        evidence=(Evidence("commit 1a2b3c4, line 3", "Co-authored-by: Claude <noreply@anthropic.com>"),),
        remedy="Name the tool in the description.",
        responses=responses,
    )
    return dataclasses.replace(made, **changes)


def decision(*violations: Violation, **changes: Any) -> Decision:
    """A decision of a policy in report mode."""
    held = any("hold" in item.responses for item in violations)
    noted = Outcome.NOTE if violations else Outcome.PASS
    made = Decision(
        policy=".github/byline.yml",
        mode=Mode.REPORT,
        outcome=Outcome.HOLD if held else noted,
        violations=violations,
        explanation=(),
        policy_url="https://example.org/ai-policy",
        contact="the maintainers",
    )
    return dataclasses.replace(made, **changes)


def label_event(label: str, *, added: bool, by: str = "maintainer", **changes: Any) -> LabelEvent:
    """A person with triage permission put a label on, or took it off."""
    return dataclasses.replace(LabelEvent(label, added, Account(by), "triage"), **changes)

"""``require.agents``: exact evidence of who acts, and nothing weaker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import policies
from detectors import registry
from detectors.model import Account, Approval, Branch, Commit, Facts, Identity, Kind, Tier, Unknown
from policies.decision import Decision, Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, commit, facts, kinds, policy

FORBID = "require: {agents: forbid}"
SUPERVISED = "require: {agents: supervised}"
CURSOR = Identity("Cursor Agent", "cursoragent@cursor.com")
COPILOT = Account("copilot-swe-agent[bot]", "Bot")


def decide(text: str, given: Facts) -> Decision:
    return policies.decide(policy(text), given, registry.run(given))


def by(who: Identity, sha: str = "1a2b3c4d5e6f", **changes: Any) -> Commit:
    return replace(commit("Fix", sha), author=who, author_login=None, **changes)


def test_an_agents_account_may_not_contribute_by_itself() -> None:
    decision = decide(FORBID, facts("Fix the widget.", "Fix", author=COPILOT))
    (violation,) = decision.violations
    assert (violation.kind, violation.tier) == ("agent_author", Tier.EXACT)
    assert [item.quote for item in violation.evidence] == ["copilot-swe-agent[bot]"]
    assert "mistake" in violation.remedy


@pytest.mark.parametrize("kind", [Kind.ISSUE, Kind.COMMENT, Kind.SECURITY_REPORT])
def test_the_account_counts_in_every_kind(kind: Kind) -> None:
    assert kinds(decide(FORBID, facts("Broken.", kind=kind, author=COPILOT))) == ["agent_author"]


def test_a_change_of_nothing_but_an_agents_commits_is_the_agents() -> None:
    merge = replace(commit("Merge main", "bbbbbbbbbbbb"), parents=2)
    given = facts(commits=(by(CURSOR), merge))
    assert kinds(decide(FORBID, given)) == ["agent_author"]


def test_a_person_who_goes_on_with_an_agents_commit_is_the_author() -> None:
    given = facts(commits=(by(CURSOR), commit("Fix the agent's mistake", "bbbbbbbbbbbb")))
    decision = decide(FORBID, given)
    assert decision.outcome is Outcome.PASS
    assert "A person opened it" in decision.explanation[0].looked_at


@pytest.mark.parametrize(
    "given",
    [
        facts("Fix.", "Fix"),
        facts(f"Fix.\n\n{FOOTER}", "Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>"),
        facts("Fix.", "Fix", head=Branch("copilot/fix-12", "a" * 40, "ada/widget")),
        facts("All of this was generated with Claude Code.", "Fix"),
        facts("Bump x", "Bump x", author=Account("dependabot[bot]", "Bot")),
        facts(commits=(by(Identity("Claude Monet", "claude@example.org")),)),
        facts(commits=(by(Identity("Ada (aider)", "ada@example.org")),)),
    ],
)
@pytest.mark.parametrize("text", [FORBID, SUPERVISED])
def test_help_by_a_tool_a_branch_and_other_bots_are_no_agent_acting(text: str, given: Facts) -> None:
    assert decide(text, given).outcome is Outcome.PASS


def test_commits_that_could_not_be_looked_at() -> None:
    assert decide(FORBID, facts("Fix.", commits=NO_NETWORK)).outcome is Outcome.UNKNOWN
    assert kinds(decide(FORBID, facts("Fix.", commits=NO_NETWORK, author=COPILOT))) == ["agent_author"]
    assert decide(FORBID, facts("Broken.", kind=Kind.ISSUE, commits=NO_NETWORK)).outcome is Outcome.PASS


def test_nothing_is_asked_of_agents_by_default() -> None:
    assert decide("require: {agents: allow}", facts("Fix.", author=COPILOT)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("approvals", "outcome"),
    [
        ((), Outcome.NOTE),
        ((Approval(Account("max"), "APPROVED", "write"),), Outcome.PASS),
        ((Approval(Account("max"), "APPROVED", "read"),), Outcome.NOTE),
        ((Approval(Account("max"), "CHANGES_REQUESTED", "admin"),), Outcome.NOTE),
        ((Approval(Account("max"), "APPROVED", Unknown("no network")),), Outcome.UNKNOWN),
        ((Approval(Account("other[bot]", "Bot"), "APPROVED", "write"),), Outcome.NOTE),
        ((Approval(COPILOT, "APPROVED", "write"),), Outcome.NOTE),
        (NO_NETWORK, Outcome.UNKNOWN),
    ],
)
def test_a_supervised_agent_waits_for_a_person(approvals: Any, outcome: Outcome) -> None:
    decision = decide(SUPERVISED, facts("Fix.", "Fix", author=COPILOT, approvals=approvals))
    assert decision.outcome is outcome
    assert (outcome is Outcome.NOTE) == (kinds(decision) == ["agent_author"])
    assert not decision.violations or "waits" in decision.violations[0].message


def test_nobody_approves_an_issue() -> None:
    decision = decide(SUPERVISED, facts("Broken.", kind=Kind.ISSUE, author=COPILOT))
    assert (decision.outcome, decision.explanation[0].result) == (Outcome.PASS, Result.SILENT)

"""``require.approvals``: people with write access, each of them once."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.model import Account, Approval, Kind, Unknown
from policies.decision import Outcome
from tests.policies.build import NO_NETWORK, facts, judge, kinds

TWO = "require: {approvals: 2}"


def approved(login: str, role: str | Unknown = "write", state: str = "APPROVED") -> Approval:
    return Approval(Account(login, "Bot" if login.endswith("[bot]") else "User"), state, role)


@pytest.mark.parametrize(
    ("held", "outcome"),
    [
        ((), Outcome.NOTE),
        ((approved("ann"),), Outcome.NOTE),
        ((approved("ann"), approved("bob", "admin")), Outcome.PASS),
        ((approved("ann"), approved("Ann", "maintain")), Outcome.NOTE),
        ((approved("ann"), approved("bob", "triage")), Outcome.NOTE),
        ((approved("ann"), approved("ci[bot]")), Outcome.NOTE),
        ((approved("ann"), approved("copilot-swe-agent")), Outcome.NOTE),
        ((approved("ann"), approved("ada")), Outcome.NOTE),
        ((approved("ann"), approved("bob", state="DISMISSED")), Outcome.NOTE),
        ((approved("ann"), approved("bob"), approved("bob", state="CHANGES_REQUESTED")), Outcome.NOTE),
        ((approved("ann"), approved("bob", Unknown("no network"))), Outcome.UNKNOWN),
        ((approved("ann"), approved("bob", "release-manager")), Outcome.UNKNOWN),
        (NO_NETWORK, Outcome.UNKNOWN),
    ],
)
def test_whose_approval_counts(held: Any, outcome: Outcome) -> None:
    decision = judge(TWO, facts(approvals=held))
    assert decision.outcome is outcome
    assert kinds(decision) == (["approval_missing"] if outcome is Outcome.NOTE else [])


def test_a_fresh_pull_request_waits_and_is_not_blamed() -> None:
    (violation,) = judge(TWO, facts(approvals=(approved("ann"),))).violations
    assert "waits until 2 people with write access approve it; approved so far by ann" in violation.message
    (violation,) = judge("require: {approvals: 1}", facts(approvals=())).violations
    assert "waits until one person with write access approves it; nobody has so far" in violation.message
    assert "Nothing is needed from the author" in violation.remedy


def test_only_pull_requests_are_approved() -> None:
    assert judge(TWO, facts(kind=Kind.ISSUE)).explanation == ()

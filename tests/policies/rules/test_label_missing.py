"""``require.label``: a maintainer's label, put on by a maintainer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import Account, Facts, Kind, LabelEvent, Unknown
from policies.decision import Outcome
from tests.policies.build import NO_NETWORK, facts, judge, kinds

AGREED = "require: {label: reviewer-agreed}"


def labeled(*events: LabelEvent, **fields: Any) -> Facts:
    given = facts(**{"labels": ("Reviewer-Agreed",), **fields})
    return replace(given, state=replace(given.state, label_events=events))


def event(role: str | Unknown, *, added: bool = True, ours: bool = False) -> LabelEvent:
    return LabelEvent("reviewer-agreed", added, Account("max"), role, ours)


def test_the_label_is_there_or_not() -> None:
    assert judge(AGREED, facts(labels=("Reviewer-Agreed", "bug"))).outcome is Outcome.PASS
    (violation,) = judge(AGREED, facts(labels=("bug",))).violations
    assert violation.kind == "label_missing"
    assert 'waits for the label "reviewer-agreed"' in violation.message
    assert judge(AGREED, facts(labels=NO_NETWORK)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("events", "kept"),
    [
        ((), True),
        ((event("triage"),), True),
        ((event("admin"),), True),
        ((event("read"),), False),
        ((event("none"),), False),
        ((event("write", ours=True),), False),
        ((event(Unknown("a program")),), True),
        ((event("release-manager"),), True),
        ((event("read"), event("write", added=False), event("write")), True),
        ((event("write"), event("write", added=False), event("read")), False),
    ],
)
def test_who_put_it_on(events: tuple[LabelEvent, ...], kept: bool) -> None:
    assert kinds(judge(AGREED, labeled(*events))) == ([] if kept else ["label_missing"])


def test_replies_carry_the_labels_of_their_thread() -> None:
    assert judge(AGREED, facts(kind=Kind.COMMENT)).explanation == ()
    assert kinds(judge(AGREED, facts(kind=Kind.ISSUE))) == ["label_missing"]

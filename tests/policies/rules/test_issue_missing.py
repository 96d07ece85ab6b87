"""``require.linked_issue``: a pull request belongs to an issue, or to an accepted one."""

from __future__ import annotations

import pytest

from detectors.model import Kind, LinkedIssue
from policies.decision import Outcome
from tests.policies.build import NO_NETWORK, facts, judge, kinds

ANY = "require: {linked_issue: any}"
ACCEPTED = 'require: {linked_issue: accepted, accepted_labels: [accepted, "help wanted"]}'


def issue(
    number: int = 5, *, is_open: bool = True, labels: tuple[str, ...] = (), to: str = ""
) -> LinkedIssue:
    return LinkedIssue(number, is_open, labels, (to,) if to else ())


@pytest.mark.parametrize(
    ("linked", "is_any", "is_accepted"),
    [
        ((), False, False),
        ((issue(),), True, False),
        ((issue(labels=("Accepted",)),), True, True),
        ((issue(labels=("help wanted",)),), True, True),
        ((issue(to="Ada"),), True, True),
        ((issue(to="max"),), True, False),
        ((issue(is_open=False, labels=("accepted",), to="ada"),), True, False),
        ((issue(4), issue(5, labels=("accepted",))), True, True),
    ],
)
def test_which_issues_count(linked: tuple[LinkedIssue, ...], is_any: bool, is_accepted: bool) -> None:
    given = facts("Fixes it.", linked_issues=linked)
    assert kinds(judge(ANY, given)) == ([] if is_any else ["issue_missing"])
    assert kinds(judge(ACCEPTED, given)) == ([] if is_accepted else ["issue_missing"])


def test_the_message_says_what_is_linked_and_what_is_wanted() -> None:
    (violation,) = judge(ACCEPTED, facts(linked_issues=(issue(4), issue(5)))).violations
    assert 'has the label "accepted" or "help wanted" or is assigned to the author' in violation.message
    assert "#4 and #5" in violation.message
    (violation,) = judge(ANY, facts(linked_issues=())).violations
    assert "Fixes #123" in violation.remedy


def test_a_project_may_accept_by_assignment_alone() -> None:
    text = "require: {linked_issue: accepted, accepted_labels: []}"
    assert kinds(judge(text, facts(linked_issues=(issue(labels=("accepted",)),)))) == ["issue_missing"]
    assert kinds(judge(text, facts(linked_issues=(issue(to="ada"),)))) == []


@pytest.mark.parametrize("text", [ANY, ACCEPTED])
def test_issues_that_could_not_be_looked_at_and_other_kinds(text: str) -> None:
    assert judge(text, facts(linked_issues=NO_NETWORK)).outcome is Outcome.UNKNOWN
    assert judge(text, facts()).outcome is Outcome.UNKNOWN
    assert judge(text, facts(kind=Kind.ISSUE)).explanation == ()

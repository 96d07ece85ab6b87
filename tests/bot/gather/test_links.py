"""The issues that a pull request belongs to: what GitHub links, and what its text refers to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CouldNotLook
from bot.gather.from_api import gather
from bot.gather.links import MAX_REFERENCES, linked_issues, references
from bot.gather.subject import Subject
from bot.github.client import Client
from detectors.model import Kind, LinkedIssue, Need, Unknown, known
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Issue

REPO = "acme/widget"


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    github.add_repository(REPO, files={"README.md": "# widget\n"})
    return client_for(github, tmp_path)


def opened(github: FakeGitHub, body: str, title: str = "Add a") -> Issue:
    return github.open_pull(REPO, title, body, files={"a.txt": "one\n"})


def found(client: Client, pull: Issue) -> tuple[LinkedIssue, ...] | Unknown:
    subject = Subject(Kind.PULL_REQUEST, REPO, pull.number, str(pull.number))
    facts = gather(client, subject, lambda _repository, _kind: frozenset({Need.LINKED_ISSUES}), "")
    return facts.contribution.linked_issues


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("Fixes #1", (1,)),
        ("see #3, closes: #2 and resolves acme/widget#4", (2, 4, 3)),
        ("GH-12 and gh-13", (12, 13)),
        ("https://github.com/acme/widget/issues/5", (5,)),
        ("Closes https://github.com/Acme/Widget/issues/5 after #6", (5, 6)),
        ("other/widget#7, https://github.com/other/widget/issues/8, xacme/widget#9", ()),
        ("color #0a0a0a, item#4, &#39; a/b#5", ()),
        ("<!-- such as Fixes #1 --> Fixes #2 <!-- #3", (2,)),
        ("#2 #2 #2", (2,)),
    ],
)
def test_the_references_of_a_text(text: str, expected: tuple[int, ...]) -> None:
    assert references(REPO, text) == expected


@given(st.text(alphabet="#0123456789 GHgh-acme/widgetfixs<!->\n:", max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(number > 0 for number in references(REPO, text))


def test_an_issue_that_the_text_refers_to_is_asked_for(github: FakeGitHub, client: Client) -> None:
    issue = github.open_issue(REPO, "Broken")
    github.label(issue, "Accepted")
    github.assign(issue, "contributor")
    pull = opened(github, f"See #{issue.number}.")
    assert found(client, pull) == (LinkedIssue(issue.number, True, ("Accepted",), ("contributor",), False),)
    github.close_issue(issue)
    assert found(client, pull) == (LinkedIssue(issue.number, False, ("Accepted",), ("contributor",), False),)


def test_an_issue_that_was_linked_by_hand_counts(github: FakeGitHub, client: Client) -> None:
    issue = github.open_issue(REPO, "Broken")
    pull = opened(github, "Nothing is named here.")
    assert found(client, pull) == ()
    github.link(pull, issue)
    assert found(client, pull) == (LinkedIssue(issue.number, True, (), ()),)


def test_an_issue_of_another_repository_is_none_of_this_one(github: FakeGitHub, client: Client) -> None:
    github.add_repository("mallory/own")
    elsewhere = github.open_issue("mallory/own", "Mine")
    github.label(elsewhere, "accepted")
    pull = opened(github, "Fixes mallory/own#1")
    github.link(pull, elsewhere)
    assert found(client, pull) == ()


def test_a_pull_request_or_nothing_is_no_issue(github: FakeGitHub, client: Client) -> None:
    other = opened(github, "First")
    pull = opened(github, f"After #{other.number}, for #9999.", title="Second")
    assert found(client, pull) == ()


def test_a_text_full_of_references_costs_few_requests(github: FakeGitHub, client: Client) -> None:
    pull = opened(github, " ".join(f"#{number}" for number in range(100, 200)))
    github.forget()
    assert found(client, pull) == ()
    assert len(github.calls("GET", r"/issues/1\d\d$")) == MAX_REFERENCES


def test_what_github_refuses_is_not_known(github: FakeGitHub, client: Client) -> None:
    pull = opened(github, "Fixes #1")
    github.fail("POST", "/graphql", status=403, times=5)
    refused = found(client, pull)
    assert isinstance(refused, Unknown)
    assert "pull_requests: read" in refused.reason


def test_a_pull_request_that_is_gone_is_not_looked_at(github: FakeGitHub, client: Client) -> None:
    pull = opened(github, "")
    contribution = gather(
        client, Subject(Kind.PULL_REQUEST, REPO, pull.number, "1"), lambda _r, _k: frozenset(), ""
    ).contribution
    with pytest.raises(CouldNotLook):
        linked_issues(client, replace(contribution, number=4711))


@pytest.mark.parametrize(
    ("body", "closes"),
    [
        ("Fixes #{}.", True),
        ("Closes #{} at last", True),
        ("Unlike #{}, this is small.", False),
    ],
)
def test_what_is_only_mentioned_is_not_closed(
    github: FakeGitHub, client: Client, body: str, closes: bool
) -> None:
    issue = github.open_issue(REPO, "Broken")
    pull = opened(github, "Nothing yet")
    pull.body = body.format(issue.number)
    (linked,) = known(found(client, pull), ())
    assert (linked.number, linked.closes) == (issue.number, closes)

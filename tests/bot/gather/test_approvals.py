"""Who approves of a pull request now, and what role they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gather.from_api import gather
from bot.gather.subject import Subject
from bot.github.client import Client
from detectors.model import Approval, Kind, Need, Unknown
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Issue

REPO = "acme/widget"


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    github.add_repository(REPO)
    return github.open_pull(REPO, "Add a", files={"a.txt": "one\n"})


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path, pull: Issue) -> Client:
    return client_for(github, tmp_path)


def found(client: Client, pull: Issue) -> tuple[Approval, ...] | Unknown:
    subject = Subject(Kind.PULL_REQUEST, REPO, pull.number, str(pull.number))
    facts = gather(client, subject, lambda _repository, _kind: frozenset({Need.APPROVALS}), "")
    return facts.contribution.approvals


def told(client: Client, pull: Issue) -> list[tuple[str, str, str | Unknown]]:
    reviews = found(client, pull)
    assert isinstance(reviews, tuple)
    return [(item.reviewer.login, item.state, item.permission) for item in reviews]


def test_a_fresh_pull_request_has_none(client: Client, pull: Issue) -> None:
    assert found(client, pull) == ()


def test_the_latest_verdict_of_each_reviewer(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.set_permission("ann", "write", REPO)
    for by, verdict in (
        ("ann", "CHANGES_REQUESTED"),
        ("bob", "APPROVED"),
        ("ann", "APPROVED"),
        ("ann", "COMMENTED"),
        ("bob", "CHANGES_REQUESTED"),
        ("eve", "COMMENTED"),
    ):
        github.review(pull, "Words.", verdict=verdict, by=by)
    names = told(client, pull)
    assert names[0] == ("ann", "APPROVED", "write")
    assert names[1][:2] == ("bob", "CHANGES_REQUESTED")
    assert isinstance(names[1][2], Unknown)
    assert len(names) == 2


def test_the_role_of_a_program_is_not_known(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.review(pull, verdict="APPROVED", by=github.state.account("reviewer[bot]", "Bot"))
    ((name, state, role),) = told(client, pull)
    assert (name, state) == ("reviewer[bot]", "APPROVED")
    assert isinstance(role, Unknown)


def test_what_github_refuses_is_not_known(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.fail("GET", "/reviews", status=403, times=5)
    assert isinstance(found(client, pull), Unknown)

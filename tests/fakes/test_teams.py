"""The fake's teams answer as GitHub documents it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.fakes.github import FakeGitHub

CORE = "/orgs/acme/teams/core"


def ask(github: FakeGitHub, path: str, **permissions: str) -> tuple[int, Any]:
    token = github.installation_token("acme/widget", permissions)
    headers = {"Authorization": f"token {token}"}
    with requests.get(github.base_url + path, headers=headers, timeout=5) as answer:
        return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def team(github: FakeGitHub) -> None:
    github.add_repository("acme/widget")
    github.team("acme/core", "ada", pending=["grace"])
    github.flask.check_responses = True


@pytest.mark.parametrize(("login", "state"), [("Ada", "active"), ("grace", "pending")])
def test_members_and_those_who_were_asked(github: FakeGitHub, login: str, state: str) -> None:
    status, shown = ask(github, f"{CORE}/memberships/{login}", members="read")
    assert (status, shown["state"]) == (200, state)


def test_a_team(github: FakeGitHub) -> None:
    status, shown = ask(github, CORE, members="read")
    assert (status, shown["slug"]) == (200, "core")


@pytest.mark.parametrize(
    ("path", "granted", "status"),
    [
        (f"{CORE}/memberships/nobody", {"members": "read"}, 404),
        ("/orgs/acme/teams/none", {"members": "read"}, 404),
        ("/orgs/other/teams/core", {"members": "read"}, 404),
        (CORE, {"metadata": "read"}, 403),
    ],
)
def test_refusals(github: FakeGitHub, path: str, granted: dict[str, str], status: int) -> None:
    assert ask(github, path, **granted)[0] == status


def test_issues_by_creator(github: FakeGitHub) -> None:
    github.open_issue("acme/widget", by="ada")
    mine = github.open_issue("acme/widget", by="grace")
    status, shown = ask(github, "/repos/acme/widget/issues?creator=Grace&state=all", issues="read")
    assert (status, [item["number"] for item in shown]) == (200, [mine.number])

"""What GitHub and the records say about an author, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.errors import CouldNotLook, RetryLater
from bot.gather.from_api import gather
from bot.gather.records import Records
from bot.gather.subject import Subject
from bot.github.client import Client
from detectors.model import Contribution, Facts, History, Kind, Need, TextFile, Unknown
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Issue

REPO = "acme/widget"


@dataclass
class Noted:
    """Records that say what a test says."""

    uses: dict[int, bool] = field(default_factory=dict)
    broken: int = 0

    def ai_use(self, repository: str, numbers: Iterable[int]) -> Mapping[int, bool]:
        assert repository == REPO
        return {number: self.uses[number] for number in numbers if number in self.uses}

    def violations(self, it: Contribution) -> int:
        return self.broken


def looked_at(
    client: Client, thread: Issue, *needs: Need, records: Records | None = None, **names: Any
) -> Facts:
    kind = Kind.PULL_REQUEST if thread.pull else Kind.ISSUE
    subject = Subject(kind, REPO, thread.number, str(thread.number))
    now = "2026-01-01T00:00:00Z"
    return gather(client, subject, lambda *_: frozenset(needs), now, records=records, **names)


def history(client: Client, thread: Issue, records: Records | None = None) -> History:
    found = looked_at(client, thread, Need.AUTHOR_HISTORY, records=records).contribution.author_history
    assert isinstance(found, History)
    return found


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    github.add_repository(REPO)
    return client_for(github, tmp_path)


def pulls(github: FakeGitHub, count: int, by: str = "contributor") -> list[Issue]:
    start = len(github.repository(REPO).issues)
    return [
        github.open_pull(REPO, head=f"branch-{start + at}", files={f"{start + at}.txt": "x\n"}, by=by)
        for at in range(count)
    ]


def test_only_earlier_pull_requests_of_the_author_count(github: FakeGitHub, client: Client) -> None:
    github.open_issue(REPO, by="contributor")
    pulls(github, 1, by="somebody-else")
    first, second, third, fourth = pulls(github, 4)
    github.close_issue(first, merged=True)
    github.close_issue(second)
    records = Noted({third.number: True, second.number: True}, broken=2)
    assert history(client, fourth, records) == History(
        open_pulls=1, open_ai_pulls=1, opened_today=3, merged=1, violations=2
    )
    assert history(client, third, Noted()) == History(
        open_pulls=0, open_ai_pulls=0, opened_today=2, merged=1, violations=0
    )


def test_a_day_ends(github: FakeGitHub, client: Client) -> None:
    pulls(github, 2)
    github.state.advance(hours=25)
    (last,) = pulls(github, 1)
    found = history(client, last, Noted())
    assert (found.open_pulls, found.opened_today) == (2, 0)


def test_what_nobody_recorded_is_unknown(github: FakeGitHub, client: Client) -> None:
    one, two, three = pulls(github, 3)
    found = history(client, three, Noted({one.number: True}))
    assert isinstance(found.open_ai_pulls, Unknown)
    assert "no record of 1 of" in found.open_ai_pulls.reason
    without = history(client, two)
    assert (isinstance(without.open_ai_pulls, Unknown), without.open_pulls) == (True, 1)
    assert isinstance(without.violations, Unknown)


def test_a_refusal_is_unknown_and_a_fault_is_tried_again(github: FakeGitHub, client: Client) -> None:
    (pull,) = pulls(github, 1)
    body = {"message": "Resource not accessible by integration"}
    github.fail("GET", "/widget/issues$", status=403, body=body, times=2)
    found = history(client, pull, Noted())
    assert isinstance(found.open_pulls, Unknown)
    assert isinstance(found.opened_today, Unknown)
    github.fail("GET", "/widget/issues$", status=502, times=-1)
    with pytest.raises(RetryLater):
        history(client, pull, Noted())


def test_nothing_is_asked_that_is_not_needed(github: FakeGitHub, client: Client) -> None:
    (pull,) = pulls(github, 1)
    looked_at(client, pull)
    assert not github.calls("GET", "/widget/issues$")
    assert not github.calls("GET", "/orgs/")


# -- teams

TEAMS = "version: 1\nexempt: {teams: [acme/core, acme/docs], trust_file: TRUSTED.td}\n"


def teams(github: FakeGitHub, tmp_path: Path, **granted: str) -> tuple[str, ...] | Unknown:
    github.app.permissions |= granted
    github.add_repository(REPO, files={".github/byline.yml": TEAMS, "a": "a\n"})
    issue = github.open_issue(REPO)
    facts = looked_at(client_for(github, tmp_path), issue, Need.AUTHOR_TEAMS)
    return facts.contribution.author_teams


def test_active_members_are_in_a_team(github: FakeGitHub, tmp_path: Path) -> None:
    github.team("acme/core", "Contributor")
    github.team("acme/docs", pending=["contributor"])
    assert teams(github, tmp_path, members="read") == ("acme/core",)


def test_a_team_that_is_not_there_is_unknown(github: FakeGitHub, tmp_path: Path) -> None:
    github.team("acme/core", "somebody")
    found = teams(github, tmp_path, members="read")
    assert isinstance(found, Unknown)
    assert "acme/docs" in found.reason


def test_without_the_permission_teams_are_unknown(github: FakeGitHub, tmp_path: Path) -> None:
    github.team("acme/core", "contributor")
    found = teams(github, tmp_path)
    assert isinstance(found, Unknown)
    assert "members: read" in found.reason


# -- the trust file


def trust_file(github: FakeGitHub, tmp_path: Path, **files: str) -> TextFile | Unknown | None:
    policy = f"version: 1\nexempt: {{trust_file: {files.pop('path', 'TRUSTED.td')}}}\n"
    github.add_repository(REPO, files={".github/byline.yml": policy, **files})
    issue = github.open_issue(REPO)
    return looked_at(client_for(github, tmp_path), issue, Need.TRUST_FILE).repository.trust_file


def test_the_trust_file_is_that_of_the_default_branch(github: FakeGitHub, tmp_path: Path) -> None:
    assert trust_file(github, tmp_path, **{"TRUSTED.td": "-ada\n"}) == TextFile(
        "TRUSTED.td", "-ada\n", "main"
    )


def test_a_trust_file_that_is_not_there_is_none(github: FakeGitHub, tmp_path: Path) -> None:
    assert trust_file(github, tmp_path) is None


@pytest.mark.parametrize("path", ["../other/contents/a", "/a", "a/./b", "a//b", "a/", ""])
def test_a_path_out_of_the_repository_is_not_followed(github: FakeGitHub, client: Client, path: str) -> None:
    with pytest.raises(CouldNotLook, match="no path"):
        client.file(REPO, path)
    assert not github.calls("GET", "/contents/")

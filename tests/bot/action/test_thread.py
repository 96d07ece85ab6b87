"""What a thread remembers: commands whose comment stands unedited, by people whose role is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.action import thread
from bot.errors import CouldNotLook
from bot.gather.subject import Subject
from bot.github.client import Client
from bot.github.connect import connect
from detectors.model import Brake, Kind
from tests.bot.action.running import GRANTED
from tests.bot.github.connected import settings_for
from tests.fakes.github import FakeGitHub, Issue

REPO = "acme/widget"
NOW = datetime.now(UTC)


@pytest.fixture
def issue(github: FakeGitHub) -> Issue:
    return github.open_issue(github.add_repository(REPO), "It breaks")


@pytest.fixture
def client(github: FakeGitHub, issue: Issue, tmp_path: Path) -> Client:
    token = github.installation_token(REPO, GRANTED, as_app=False)
    return connect(settings_for(github, tmp_path, app_id=None, github_token=token), REPO)


def subject(issue: Issue) -> Subject:
    return Subject(Kind.ISSUE, REPO, issue.number, str(issue.number))


def said(client: Client, issue: Issue) -> list[tuple[str, str, str]]:
    return [
        (one.by, one.command, one.outcome.value) for one in thread.read(client, subject(issue), NOW).given
    ]


def test_all_comments_are_heard_in_their_order(github: FakeGitHub, client: Client, issue: Issue) -> None:
    github.comment(issue, "/byline disclose Claude Code the tests")
    github.comment(issue, "/byline human", by="passer-by")
    github.comment(issue, "No command.\n\n> /byline ai", by="maintainer")
    github.comment(issue, "/byline ai it says so\n\n/byline ignore traces/footer", by="maintainer")
    github.comment(issue, "/byline human", by="helper[bot]")
    assert said(client, issue) == [
        ("contributor", "disclose", "done"),
        ("passer-by", "human", "refused"),
        ("maintainer", "ai", "done"),
        ("maintainer", "ignore", "done"),
    ]
    state = thread.read(client, subject(issue), NOW).state(subject(issue))
    assert (state.override and state.override.says, state.ignored) == ("ai", ("traces/footer",))
    assert state.declared is not None
    assert state.declared.tool == "Claude Code"


def test_a_crowd_of_strangers_does_not_drown_out_who_belongs_there(
    github: FakeGitHub, client: Client, issue: Issue
) -> None:
    for at in range(thread.MAX_STRANGERS + 5):
        github.comment(issue, "/byline human", by=f"stranger-{at}")
    github.comment(issue, "/byline ai", by="maintainer", association="MEMBER")
    found = said(client, issue)
    assert found[-1] == ("maintainer", "ai", "done")
    assert {outcome for _, _, outcome in found[:-1]} == {"refused"}
    assert len(github.calls("GET", "/permission$")) == thread.MAX_STRANGERS + 1


def test_where_github_does_not_say_who_may_nothing_is_judged(
    github: FakeGitHub, client: Client, issue: Issue
) -> None:
    github.comment(issue, "/byline human", by="maintainer")
    github.fail("GET", "/permission$", status=403, times=-1)
    with pytest.raises(CouldNotLook):
        said(client, issue)


def test_where_too_much_goes_on_to_be_counted_nothing_more_is_posted(
    github: FakeGitHub, client: Client, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = Brake(max_comments=20, max_closes=5)
    github.comment(issue, "<!-- byline:comment -->\nnot Byline's", by="contributor")
    client.create_comment(REPO, issue.number, "<!-- byline:comment -->\nByline's")
    client.create_comment(REPO, issue.number, "of another workflow")
    client.close(REPO, issue.number, pull=False)
    found = thread.brake(client, REPO, NOW, most)
    assert (found.comments, found.closes) == (1, 1)
    monkeypatch.setattr("bot.github.client.MAX_COUNTED", 1)
    found = thread.brake(client, REPO, NOW, most)
    assert (found.comments, found.closes) == (20, 5)

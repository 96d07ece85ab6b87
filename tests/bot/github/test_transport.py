"""Politeness and faults: conditional reads, rate limits, retries, and writes that are never doubled."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import CouldNotLook, NotFound, RetryLater
from bot.gather.marks import COMMENT_MARKER
from bot.github.client import Client
from bot.github.problems import Answer, wait_for
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Issue


@pytest.fixture
def issue(github: FakeGitHub) -> Issue:
    github.add_repository("acme/widget")
    return github.open_issue("acme/widget")


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path, issue: Issue) -> Client:
    client = client_for(github, tmp_path)
    client.repository("acme/widget")
    github.forget()
    return client


def test_an_unchanged_answer_costs_nothing(github: FakeGitHub, client: Client, issue: Issue) -> None:
    first = client.issue("acme/widget", 1)
    assert client.issue("acme/widget", 1) == first
    assert [request.status for request in github.requests] == [200, 304]
    github.edit(issue, title="Another title")
    assert client.issue("acme/widget", 1).title == "Another title"


def test_every_page_is_read_and_remembered(github: FakeGitHub, client: Client) -> None:
    for number in range(230):
        github.add_label("acme/widget", f"label {number:03}")
    names = client.labels("acme/widget")
    assert len(names) == 230
    assert client.labels("acme/widget") == names
    assert [request.status for request in github.requests] == [200] * 3 + [304] * 3


def test_installations_do_not_share_answers(github: FakeGitHub, tmp_path: Path, client: Client) -> None:
    client.repository("acme/widget")
    github.add_repository("other/thing")
    other = client_for(github, tmp_path, "other/thing")
    github.forget()
    other.repository("acme/widget")
    assert github.calls("GET", "^/repos/acme/widget$")[0].status == 200


def test_a_short_rate_limit_is_waited_for(github: FakeGitHub, client: Client, issue: Issue) -> None:
    github.secondary_limit("/comments", retry_after=1)
    client.create_comment("acme/widget", 1, "hello")
    assert [request.status for request in github.calls("POST", "/comments$")] == [403, 201]
    assert len(issue.comments) == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_long_rate_limit_is_put_off_with_its_time(github: FakeGitHub, client: Client, status: int) -> None:
    github.secondary_limit(retry_after=900, status=status)
    with pytest.raises(RetryLater) as put_off:
        client.issue("acme/widget", 1)
    assert put_off.value.at is not None
    assert timedelta(minutes=14) < put_off.value.at - datetime.now(UTC) <= timedelta(minutes=15)


def test_a_spent_budget_is_put_off_until_its_reset(github: FakeGitHub, client: Client) -> None:
    github.rate_limit(remaining=0, reset_in=3000)
    with pytest.raises(RetryLater) as put_off:
        client.issue("acme/widget", 1)
    assert put_off.value.at is not None
    assert put_off.value.at - datetime.now(UTC) > timedelta(minutes=45)


def test_nothing_more_is_sent_while_limited(github: FakeGitHub, client: Client) -> None:
    github.secondary_limit(retry_after=900)
    for ask in (client.issue, client.pull, client.label_events):
        with pytest.raises(RetryLater):
            ask("acme/widget", 1)
    assert len(github.requests) == 1


def test_a_secondary_limit_without_a_time_is_a_minute(github: FakeGitHub, client: Client) -> None:
    github.secondary_limit(retry_after=None)
    with pytest.raises(RetryLater, match="60 s"):
        client.issue("acme/widget", 1)


def test_reads_and_edits_are_tried_again_on_faults(github: FakeGitHub, client: Client, issue: Issue) -> None:
    github.fail("GET", "/issues/1$", status=502)
    github.drop("GET", "/labels$")
    comment = github.comment(issue, "before", as_app=True)
    github.drop("PATCH", "/issues/comments", applied=True)
    assert client.issue("acme/widget", 1).number == 1
    client.labels("acme/widget")
    client.update_comment("acme/widget", comment.id, "after")
    assert comment.body == "after"


def test_a_lasting_fault_is_put_off(github: FakeGitHub, client: Client) -> None:
    github.fail("GET", "/issues/1$", status=503, headers={"Retry-After": "120"}, times=-1)
    with pytest.raises(RetryLater) as put_off:
        client.issue("acme/widget", 1)
    assert put_off.value.at is not None


@pytest.mark.parametrize("applied", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("how", ["fail", "drop"])
def test_a_comment_is_never_sent_twice_blindly(
    github: FakeGitHub, client: Client, issue: Issue, how: str, applied: bool
) -> None:
    body = f"{COMMENT_MARKER}\nhello"
    (github.fail if how == "fail" else github.drop)("POST", "/comments$", applied=applied)
    with pytest.raises(RetryLater):
        client.create_comment("acme/widget", 1, body)
    assert len(github.calls("POST", "/comments$")) == 1
    if client.find_comment("acme/widget", 1, COMMENT_MARKER) is None:
        client.create_comment("acme/widget", 1, body)
    assert [comment.body for comment in issue.comments] == [body]


def test_writes_keep_their_distance(github: FakeGitHub, tmp_path: Path, issue: Issue) -> None:
    client = client_for(github, tmp_path, write_spacing_seconds=0.2)
    client.create_comment("acme/widget", 1, "first")
    start = time.monotonic()
    threads = [
        threading.Thread(target=client.create_comment, args=("acme/widget", 1, f"{at}")) for at in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - start >= 0.6
    assert len(issue.comments) == 4


def test_no_answer_in_time_is_put_off(
    github: FakeGitHub, tmp_path: Path, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.github.transport.TIMEOUT_SECONDS", 1)
    client = client_for(github, tmp_path)
    client.repository("acme/widget")
    github.slow("POST", "/comments$", seconds=3)
    with pytest.raises(RetryLater, match=r"no answer in time.*unclear"):
        client.create_comment("acme/widget", 1, "hello")


def test_the_end_of_a_rate_limit_is_told_by_github_s_clock() -> None:
    """This machine's clock may be wrong, and the pause with it."""
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000"}
    assert wait_for(Answer(403, {**headers, "date": "Thu, 01 Jan 1970 00:10:00 GMT"})) == 401


def test_an_answer_in_drips_is_given_up(
    github: FakeGitHub, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.github.connection.ANSWER_SECONDS", 0.5)
    github.drip("GET", "/issues/1$", seconds=0.1)
    with pytest.raises(RetryLater, match="no answer in time"):
        client.issue("acme/widget", 1)
    assert client.issue("acme/widget", 1).number == 1


def test_half_an_answer_is_put_off(github: FakeGitHub, client: Client, issue: Issue) -> None:
    github.halve("GET", "/issues/1$")
    github.halve("POST", "/comments$")
    with pytest.raises(RetryLater):
        client.issue("acme/widget", 1)
    with pytest.raises(RetryLater, match="unclear"):
        client.create_comment("acme/widget", 1, "hello")
    assert len(issue.comments) == 1


def test_a_new_token_that_is_refused_is_put_off(github: FakeGitHub, client: Client) -> None:
    github.fail("GET", "/issues/1$", status=401, times=2)
    with pytest.raises(RetryLater, match="refuses a new token"):
        client.issue("acme/widget", 1)
    assert client.issue("acme/widget", 1).number == 1


def test_an_error_page_that_is_not_json_is_put_off(github: FakeGitHub, client: Client) -> None:
    github.fail("POST", "/comments$", status=502, body="<html>Bad gateway</html>")
    with pytest.raises(RetryLater):
        client.create_comment("acme/widget", 1, "hello")
    github.fail("GET", "/issues/1$", status=200, body="{ not json")
    with pytest.raises(RetryLater, match="not JSON"):
        client.issue("acme/widget", 1)


def test_an_answer_of_another_shape_is_no_crash(github: FakeGitHub, client: Client) -> None:
    github.fail("GET", "/issues/1$", status=200, body={"number": "one", "title": {}})
    with pytest.raises(CouldNotLook, match="number"):
        client.issue("acme/widget", 1)
    github.fail("GET", "/labels$", status=200, body={"not": "a list"})
    with pytest.raises(CouldNotLook, match="not a list"):
        client.labels("acme/widget")


def test_what_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound):
        client.issue("acme/widget", 99)


def test_a_refusal_names_the_permission(github: FakeGitHub, client: Client) -> None:
    body = {"message": "Resource not accessible by integration"}
    github.fail("GET", "/issues/1$", status=403, body=body)
    with pytest.raises(CouldNotLook, match="issues: read") as refused:
        client.issue("acme/widget", 1)
    assert not isinstance(refused.value, NotFound | RetryLater)


def test_github_out_of_reach_is_put_off(github: FakeGitHub, tmp_path: Path, issue: Issue) -> None:
    client = client_for(github, tmp_path)
    client.repository("acme/widget")
    github.close()
    with pytest.raises(RetryLater, match="could not be reached"):
        client.issue("acme/widget", 1)

"""What GitHub refuses without a reason is asked for again before a contribution is judged without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.doubt import doubted, doubting
from bot.errors import CouldNotLook, RetryLater
from bot.inbox import Delivery, Inbox, State, StoredDelivery, Task
from bot.jobs import process_next
from bot.service import Service
from bot.storage import Audits, open_database
from tests.bot.github.connected import settings_for
from tests.bot.inbox.clock import Clock
from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER
from tests.fakes.github import FakeGitHub, Issue

EXPLAINED = {
    "message": "Resource not accessible by integration",
    "documentation_url": "https://docs.github.com/rest",
}


@dataclass
class Work:
    """One delivery about a pull request that the policy does not accept, and the worker that has it."""

    github: FakeGitHub
    pull: Issue
    inbox: Inbox
    service: Service
    clock: Clock
    id: int

    @property
    def row(self) -> StoredDelivery:
        found = self.inbox.get(self.id)
        assert found is not None
        return found

    def attempt(self) -> State:
        assert process_next(self.inbox, self.service.handle, "test")
        self.clock.advance(7200)
        return self.row.state

    @property
    def left(self) -> tuple[int, list[str | None]]:
        """How many comments and which checks the pull request has."""
        return len(self.pull.comments), [run.conclusion for run in self.github.check_runs("acme/widget")]


@pytest.fixture
def work(github: FakeGitHub, tmp_path: Path) -> Iterator[Work]:
    repository = github.add_repository("acme/widget", files=policy_file("human-only"))
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    payload = github.payload("pull_request", "opened", pull)
    database, clock = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}"), Clock()
    inbox = Inbox(database, clock=clock)
    service = Service(settings_for(github, tmp_path), Audits(database), clock)
    delivery = Delivery(
        guid="a",
        event="pull_request",
        action="opened",
        task=Task.EVALUATE,
        installation_id=payload["installation"]["id"],
        repository="acme/widget",
        subject="acme/widget#1",
        payload=json.dumps(payload).encode(),
    )
    yield Work(github, pull, inbox, service, clock, inbox.record(delivery).id)
    database.close()


@pytest.mark.parametrize("reads_before", range(9))
def test_a_passing_refusal_changes_nothing_in_the_end(work: Work, reads_before: int) -> None:
    work.github.fail("GET", ".", status=403, times=2, skip=reads_before)
    while work.attempt() is State.FAILED:
        assert work.row.error.startswith("refused without a reason")
    assert len(work.github.flask.faults.struck) == 2
    assert (work.row.state, work.left) == (State.DONE, (1, ["action_required"]))


def test_a_refusal_that_stays_is_believed_at_the_third_attempt(work: Work) -> None:
    work.github.fail("GET", r"/check-runs$", status=403, times=-1)
    assert [work.attempt() for _ in range(3)] == [State.FAILED, State.FAILED, State.DONE]
    assert work.left == (1, [])


def test_a_refusal_that_github_explains_is_believed_at_once(work: Work) -> None:
    work.github.fail("GET", r"/check-runs$", status=403, body=EXPLAINED, times=-1)
    assert work.attempt() is State.DONE


def test_an_outage_before_it_does_not_make_a_refusal_be_believed(work: Work) -> None:
    work.github.fail("GET", r"/pulls/\d+$", status=422, times=4)
    assert {work.attempt() for _ in range(4)} == {State.FAILED}
    work.github.fail("GET", r"/check-runs$", status=403)
    assert (work.attempt(), work.row.attempts) == (State.FAILED, 5)
    assert work.row.error.startswith("refused without a reason, asking again: GitHub answered 403")
    assert (work.attempt(), work.left) == (State.DONE, (1, ["action_required"]))


def test_a_key_that_is_refused_for_a_while_leaves_nothing_unknown(work: Work) -> None:
    """The token runs out in the middle of a job, and a wrong clock makes GitHub refuse a new one."""
    work.github.when("GET", r"/pulls/\d+$", work.github.expire_tokens, applied=True)
    work.github.fail("GET", r"/app/installations/\d+$", status=401, skip=1)
    assert work.attempt() is State.FAILED
    assert (work.attempt(), work.left) == (State.DONE, (1, ["action_required"]))


@pytest.mark.parametrize(
    ("attempt", "error", "kind"),
    [
        (1, "", RetryLater),
        (2, "refused without a reason, asking again: x", RetryLater),
        (3, "refused without a reason, asking again: x", CouldNotLook),
        (5, "GitHub answered 502", RetryLater),
    ],
)
def test_what_is_doubted(attempt: int, error: str, kind: type[CouldNotLook]) -> None:
    with doubting(attempt, error):
        assert type(doubted(CouldNotLook("no"))) is kind
    assert type(doubted(CouldNotLook("no"))) is CouldNotLook

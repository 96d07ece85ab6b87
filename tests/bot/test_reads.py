"""How many reads a pull request costs; writes, and the App's own token once an hour, apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.inbox import Delivery, Inbox, State, Task
from bot.jobs import process_next
from bot.service import Service
from bot.storage import Audits, open_database
from tests.bot.github.connected import settings_for
from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER, LABELED
from tests.fakes.github import FakeGitHub, Issue


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    repository = github.add_repository("acme/widget", files=policy_file("human-only", LABELED))
    files = {f"f{number}.py": "x = 1\n" for number in range(100)}
    return github.open_pull(repository, "Close the files", FOOTER, files=files)


def test_reads_of_a_pull_request_with_a_hundred_files(
    github: FakeGitHub, pull: Issue, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    inbox, service = Inbox(database), Service(settings_for(github, tmp_path), Audits(database))

    def reads(guid: str, action: str) -> list[bool]:
        """Judge it, and say of each read whether it counts against the rate limit."""
        github.forget()
        payload = github.payload("pull_request", action, pull)
        installation, body = payload["installation"]["id"], json.dumps(payload).encode()
        task, subject = Task.EVALUATE, f"acme/widget#{pull.number}"
        inbox.record(Delivery(guid, "pull_request", action, task, installation, "acme/widget", subject, body))
        process_next(inbox, service.handle, "test")
        found = inbox.find(guid)
        assert found is not None
        assert found.state is State.DONE
        return [not asked.free for asked in github.calls("GET", "^/repos/")]

    cold = reads("opened", "opened")
    reads("edited", "edited")  # what Byline wrote itself is new
    unchanged = reads("again", "edited")
    assert (len(cold), sum(cold)) == (12, 12)
    # Two answers are "not found", which GitHub gives no tag for.
    assert (len(unchanged), sum(unchanged)) == (12, 2)
    database.close()

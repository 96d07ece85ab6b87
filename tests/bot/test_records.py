"""What was made of one contribution counts when the next one is judged, from delivery to check run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.datastructures import Headers

from bot.inbox import Inbox
from bot.jobs import process_next
from bot.service import Service
from bot.storage import Audits, Database, open_database
from tests.bot.github.connected import settings_for
from tests.fakes.github import FakeGitHub, Issue
from webhooks.delivery import read
from webhooks.signature import sign

REPO = "acme/widget"
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
POLICY = """\
version: 1
meta: {mode: report, policy_url: "https://example.org/ai", contact: maintainers}
limits: {open_ai_prs: 1}
respond: {limit_exceeded: [hold]}
"""


@pytest.fixture
def judge(github: FakeGitHub, tmp_path: Path) -> Callable[[Issue], str]:
    """Deliver a pull request's opening, work on it, and return the conclusion of the check."""
    database: Database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    inbox, service = Inbox(database), Service(settings_for(github, tmp_path), Audits(database))

    def work(pull: Issue) -> str:
        body = json.dumps(github.payload("pull_request", "opened", pull)).encode()
        guid = f"{pull.number}-{len(github.requests)}"
        headers = {"X-GitHub-Event": "pull_request", "X-GitHub-Delivery": guid}
        signed = Headers({**headers, "X-Hub-Signature-256": sign(body, b"secret")})
        inbox.record(read(signed, body, [b"secret"]))
        assert process_next(inbox, service.handle, "test")
        run = github.check_runs(REPO, pull.request.head_sha)[-1]
        return str(run.conclusion)

    return work


def test_a_second_pull_request_with_ai_is_over_the_limit_and_the_first_is_not(
    github: FakeGitHub, judge: Callable[[Issue], str]
) -> None:
    github.add_repository(REPO, files={".github/byline.yml": POLICY})
    first, second = (
        github.open_pull(REPO, f"Close {name}", FOOTER, head=name, files={f"{name}.py": "x = 1\n"})
        for name in ("one", "two")
    )
    assert judge(second) == "neutral"  # nobody has looked at the first one yet
    assert judge(first) == "success"
    assert judge(second) == "action_required"
    assert judge(first) == "success"
    github.edit(first, body="Closes the file, by hand.")
    assert judge(first) == "success"
    assert judge(second) == "success"

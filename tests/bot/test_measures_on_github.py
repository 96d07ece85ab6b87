"""Enforcing on GitHub: each measure takes place once, in its order, and people can undo it for good."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from bot.actions import Close, CreateComment
from bot.errors import RetryLater
from bot.inbox import Inbox, State
from bot.jobs import process
from bot.ledger import Ledger
from bot.service import Service
from bot.storage import Audits, Database, Notices, open_database
from tests.bot.github.connected import settings_for
from tests.bot.inbox.clock import Clock
from tests.factories import contribution
from tests.fakes.github import FakeGitHub
from webhooks.delivery import read
from webhooks.signature import sign

REPO = "acme/widget"
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
SECRET = b"secret"


def policy(*responses: str, mode: str = "enforce") -> dict[str, str]:
    """A policy file that takes no AI, and responds so."""
    asked = ", ".join(json.dumps(response) for response in responses)
    return {
        ".github/byline.yml": f"version: 1\nmeta: {{mode: {mode}, policy_url: 'https://example.org/p', "
        f"contact: the list}}\nuse: {{default: none}}\nrespond: {{use_exceeded: [{asked}], "
        "agent_author: []}\n"
    }


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Run:
    """A server's worker on the fake GitHub: deliver an event, and it is worked on."""

    def __init__(
        self, github: FakeGitHub, database: Database, clock: Clock, home: Path, **settings: Any
    ) -> None:
        self.github, self.clock = github, clock
        self.inbox = Inbox(database, clock=clock)
        self.service = Service(settings_for(github, home, **settings), Audits(database), clock)
        self.deliveries = 0

    def event(self, event: str, action: str, subject: Any) -> int:
        body = json.dumps(self.github.payload(event, action, subject)).encode()
        self.deliveries += 1
        headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": f"d{self.deliveries}"}
        signed = Headers({**headers, "X-Hub-Signature-256": sign(body, SECRET)})
        id_ = self.inbox.record(read(signed, body, [SECRET])).id
        process(id_, self.inbox, self.service.handle, "test")
        return id_

    def error(self, id_: int) -> str:
        found = self.inbox.get(id_)
        assert found is not None
        return found.error

    def written(self) -> int:
        return len(self.github.writes("^/repos/")) + len(self.github.writes("^/graphql"))


@pytest.fixture
def run(github: FakeGitHub, database: Database, clock: Clock, tmp_path: Path) -> Callable[..., Run]:
    return lambda **settings: Run(github, database, clock, tmp_path, **settings)


def test_a_pull_request_is_commented_on_locked_and_closed_once(
    github: FakeGitHub, run: Callable[..., Run]
) -> None:
    github.add_repository(REPO, files=policy("request_changes", "lock", "close"))
    pull = github.open_pull(REPO, body=FOOTER, files={"a.py": "x = 1\n"})
    worker = run()
    assert worker.error(worker.event("pull_request", "opened", pull)) == ""
    assert (pull.state, pull.locked, len(pull.comments)) == ("closed", True, 1)
    assert [review.state for review in pull.request.reviews] == ["CHANGES_REQUESTED"]
    before = worker.written()
    worker.event("pull_request", "edited", pull)
    assert worker.written() == before


def test_an_issue_is_closed_as_not_planned_and_a_maintainer_reopens_it_for_good(
    github: FakeGitHub, run: Callable[..., Run]
) -> None:
    github.add_repository(REPO, files=policy("close"))
    issue = github.open_issue(REPO, body=FOOTER)
    worker = run()
    worker.event("issues", "opened", issue)
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    issue.state = "open"
    worker.event("issues", "reopened", issue)
    assert issue.state == "open"
    assert len(issue.comments) == 1
    assert "It is closed" not in issue.comments[0].body


def test_a_close_that_failed_is_made_up_for(github: FakeGitHub, run: Callable[..., Run]) -> None:
    github.add_repository(REPO, files=policy("close"))
    issue = github.open_issue(REPO, body=FOOTER)
    worker = run()
    github.fail("PATCH", r"/issues/\d+$", status=503, times=-1)
    failed = worker.event("issues", "opened", issue)
    assert (issue.state, len(issue.comments)) == ("open", 1)
    assert "503" in worker.error(failed)
    github.flask.faults.clear()
    worker.event("issues", "edited", issue)
    assert (issue.state, len(issue.comments)) == ("closed", 1)


def test_a_comment_is_hidden_and_told_why_once(github: FakeGitHub, run: Callable[..., Run]) -> None:
    github.add_repository(REPO, files=policy("hide"))
    issue = github.open_issue(REPO, body="It does not start.")
    comment = github.comment(issue, FOOTER)
    worker = run()
    assert worker.error(worker.event("issue_comment", "created", comment)) == ""
    assert comment.minimized == "OFF_TOPIC"
    assert [f"byline:hidden {comment.id}" in other.body for other in issue.comments] == [False, True]
    worker.event("issue_comment", "edited", comment)
    assert len(issue.comments) == 2


def test_the_brake_counts_what_other_processes_wrote(
    github: FakeGitHub, database: Database, clock: Clock, tmp_path: Path
) -> None:
    github.add_repository(REPO, files=policy("note", "close"))
    issues = [github.open_issue(REPO, body=FOOTER) for _ in range(5)]
    for at, issue in enumerate(issues):
        other = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
        worker = Run(github, other, clock, tmp_path, max_comments_per_hour=3, max_closes_per_hour=2)
        worker.deliveries = 10 * at
        assert worker.error(worker.event("issues", "opened", issue)) == ""
        other.close()
    assert [len(issue.comments) for issue in issues] == [1, 1, 1, 0, 0]
    assert [issue.state for issue in issues] == ["closed", "closed", "open", "open", "open"]
    told = Notices(database).queue(10)
    assert [(notice.subject, notice.team) for notice in told] == [("acme/widget", "maintainers")]
    clock.advance(3601)
    worker = Run(github, database, clock, tmp_path, max_comments_per_hour=3)
    worker.deliveries = 100
    worker.event("issues", "edited", issues[4])
    assert len(issues[4].comments) == 1


def test_two_processes_that_judged_at_once_do_not_pass_the_limit_together(
    github: FakeGitHub, database: Database, clock: Clock, tmp_path: Path
) -> None:
    settings = settings_for(github, tmp_path, max_comments_per_hour=1, max_closes_per_hour=1)
    one, two = Ledger(settings, database, clock), Ledger(settings, database, clock)
    first, second = contribution(number=1, id="1"), contribution(number=2, id="2")
    for action in (CreateComment("x"), Close()):
        one.begin(action, first)
        one.begin(action, first)
        with pytest.raises(RetryLater, match="the brake"):
            two.begin(action, second)
        one.failed(action, first, ValueError("refused"))
        two.begin(action, second)


class Receiver:
    """A web server that takes notices, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.failures = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append((self.headers["X-Byline-Signature-256"], body))
                outer.failures -= 1
                self.send_response(500 if outer.failures >= 0 else 204)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    receiver.thread.join()


def test_a_notice_is_signed_and_sent_again_until_it_is_taken(
    github: FakeGitHub, run: Callable[..., Run], receiver: Receiver, database: Database
) -> None:
    github.add_repository(REPO, files=policy("note", "notify:mods", mode="report"))
    issue = github.open_issue(REPO, body=FOOTER)
    receiver.failures = 1
    worker = run(notify_url=receiver.url, notify_secret="s3cret")
    id_ = worker.event("issues", "opened", issue)
    assert len(issue.comments) == 1  # the rest is not held up
    assert "answered 500" in worker.error(id_)
    worker.clock.advance(3600)
    process(id_, worker.inbox, worker.service.handle, "test")
    done = worker.inbox.get(id_)
    assert done is not None
    assert done.state is State.DONE
    worker.event("issues", "edited", issue)
    assert len(receiver.taken) == 2
    signature, body = receiver.taken[1]
    assert signature == "sha256=" + hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["team"], told["subject"]) == ("mods", f"{REPO}#{issue.number}")
    (notice,) = Notices(database).queue(10)
    assert notice.digest == told["id"]


def test_an_address_that_is_not_there_loses_nothing(
    github: FakeGitHub, run: Callable[..., Run], database: Database
) -> None:
    github.add_repository(REPO, files=policy("notify:mods", mode="report"))
    issue = github.open_issue(REPO, body=FOOTER)
    worker = run(notify_url="http://127.0.0.1:9/x?token=hidden", notify_secret="s3cret")
    error = worker.error(worker.event("issues", "opened", issue))
    assert "could not be sent" in error
    assert "hidden" not in error
    assert len(Notices(database).queue(10)) == 1


def test_the_projects_own_form_is_used_from_the_default_branch(
    github: FakeGitHub, run: Callable[..., Run]
) -> None:
    form = {".github/byline/comment.md": "Dear contributor,\n\n{found}\n\n{appeal}\n"}
    github.add_repository(REPO, files=policy("note", mode="report") | form)
    issue = github.open_issue(REPO, body=FOOTER)
    run().event("issues", "opened", issue)
    assert "Dear contributor," in issue.comments[0].body
    assert "/byline appeal" in issue.comments[0].body


def test_a_draft_needs_a_permission_that_no_other_request_has(
    github: FakeGitHub, run: Callable[..., Run]
) -> None:
    granted = {
        "contents": "write",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",
        "checks": "write",
    }
    installation = github.install("acme", permissions=granted)
    github.add_repository(REPO, installation=installation, files=policy("note", "draft"))
    pull = github.open_pull(REPO, body=FOOTER, files={"a.py": "x = 1\n"})
    worker = run()
    assert worker.error(worker.event("pull_request", "opened", pull)) == ""
    assert pull.request.draft
    asked = [call.body["permissions"]["contents"] for call in github.calls("POST", "/access_tokens$")]
    assert sorted(asked) == ["read", "write"]
    before = worker.written()
    worker.event("pull_request", "edited", pull)
    assert worker.written() == before


def test_without_that_permission_the_check_holds(github: FakeGitHub, run: Callable[..., Run]) -> None:
    github.add_repository(REPO, files=policy("note", "draft"))
    pull = github.open_pull(REPO, body=FOOTER, files={"a.py": "x = 1\n"})
    worker = run()
    assert worker.error(worker.event("pull_request", "opened", pull)) == ""
    assert not pull.request.draft
    (check,) = github.check_runs(REPO)
    assert check.conclusion == "action_required"

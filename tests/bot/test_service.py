"""What the worker does with one delivery, against the fake GitHub."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from werkzeug.datastructures import Headers

from bot import calibrations
from bot.engine import judge
from bot.gather.facts_file import RECORDED_PATCHES, for_the_record, from_json
from bot.inbox import Inbox, State, StoredDelivery
from bot.jobs import Job, process, process_next
from bot.service import Service
from bot.storage import Audit, Audits, Database, Feedback, open_database
from detectors.authorship import model, parts
from detectors.model import ChangedFile, Unknown
from tests.bot.github.connected import settings_for
from tests.bot.inbox.clock import Clock
from tests.detectors.authorship.test_finding import MACHINE
from tests.detectors.repetition.build import REPORT, REWORDED
from tests.e2e.conftest import policy_file
from tests.factories import facts
from tests.fakes.github import CheckRun, FakeGitHub, Issue
from tests.webhooks.running import BYLINE_SERVE, server, until
from webhooks.delivery import read
from webhooks.signature import sign

REPO = "acme/Widget"
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
SECRET = b"secret"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock=clock)


@pytest.fixture
def service(github: FakeGitHub, database: Database, clock: Clock, tmp_path: Path) -> Service:
    return Service(settings_for(github, tmp_path), Audits(database), clock)


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    repository = github.add_repository(REPO, files=policy_file("human-only"))
    return github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})


@pytest.fixture
def take_in(github: FakeGitHub, inbox: Inbox) -> Callable[..., int]:
    """Take a delivery in as the server does, and return the number of its row."""

    def take(guid: str, event: str, action: str, subject: Any, **changes: Any) -> int:
        payload = github.payload(event, action, subject)
        body = json.dumps({**payload, **changes}).encode()
        headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": guid}
        signed = Headers({**headers, "X-Hub-Signature-256": sign(body, SECRET)})
        return inbox.record(read(signed, body, [SECRET])).id

    return take


def row(inbox: Inbox, id_: int) -> StoredDelivery:
    found = inbox.get(id_)
    assert found is not None
    return found


def test_not_found_is_believed_at_the_third_answer(
    github: FakeGitHub, inbox: Inbox, clock: Clock, service: Service, pull: Issue, take_in: Callable[..., int]
) -> None:
    id_ = take_in("a", "pull_request", "opened", pull)
    github.fail("GET", r"/pulls/\d+$", status=404, times=-1)
    for attempt in (1, 2):
        assert process_next(inbox, service.handle, "test")
        found = row(inbox, id_)
        assert (found.state, found.available_at) == (State.FAILED, clock.now + timedelta(seconds=2 * attempt))
        clock.advance(2 * attempt)
    assert process_next(inbox, service.handle, "test")
    assert row(inbox, id_).state is State.DONE
    assert "is gone" in row(inbox, id_).outcome


def test_what_github_did_not_know_yet_is_judged_at_the_next_attempt(
    github: FakeGitHub, inbox: Inbox, clock: Clock, service: Service, pull: Issue, take_in: Callable[..., int]
) -> None:
    id_ = take_in("a", "pull_request", "opened", pull)
    github.fail("GET", r"/pulls/\d+$", status=404)
    process_next(inbox, service.handle, "test")
    clock.advance(2)
    process_next(inbox, service.handle, "test")
    assert row(inbox, id_).outcome.startswith("hold")
    assert len(github.check_runs(REPO)) == 1


def ask_again(run: CheckRun) -> None:
    run.status, run.conclusion = "queued", None


def test_a_check_of_a_fork_waits_for_the_work_on_its_pull_request(
    github: FakeGitHub, inbox: Inbox, clock: Clock, service: Service, pull: Issue,
    take_in: Callable[..., int],
) -> None:  # fmt: skip
    process(take_in("opened", "pull_request", "opened", pull), inbox, service.handle, "test")
    (run,) = github.check_runs(REPO)
    ask_again(run)
    check = github.payload("check_run", "rerequested", run)["check_run"]
    of_fork = {**check, "pull_requests": [], "check_suite": {**check["check_suite"], "pull_requests": []}}
    recheck = take_in("recheck", "check_run", "rerequested", run, check_run=of_fork)
    assert row(inbox, recheck).subject == "acme/widget"
    clock.advance(-1)
    edited = take_in("edited", "pull_request", "edited", pull)
    clock.advance(1)
    busy = inbox.claim("one")
    assert busy is not None
    assert busy.delivery.id == edited
    process(recheck, inbox, service.handle, "another")
    assert (row(inbox, recheck).state, row(inbox, recheck).subject) == (State.QUEUED, "acme/widget#1")
    assert run.status == "queued"
    inbox.finish(busy, "")
    process(recheck, inbox, service.handle, "another")
    assert (row(inbox, recheck).state, row(inbox, recheck).attempts) == (State.DONE, 1)
    assert (run.status, run.conclusion) == ("completed", "action_required")


def test_who_lost_the_lease_writes_nothing_and_the_trail_says_so(
    github: FakeGitHub, inbox: Inbox, database: Database, clock: Clock, service: Service, pull: Issue,
    take_in: Callable[..., int],
) -> None:  # fmt: skip
    id_ = take_in("a", "pull_request", "opened", pull)

    def late(job: Job) -> str:
        clock.advance(601)
        inbox.requeue_expired()
        assert inbox.claim("another") is not None
        return service.handle(job)

    process(id_, inbox, late, "slow")
    assert github.writes("^/repos/") == []
    assert row(inbox, id_).state is State.RUNNING
    (audit,) = Audits(database).of_delivery(id_)
    assert (audit.applied, "lease" in audit.error) == (False, True)


def test_the_trail_is_there_when_the_server_is_killed_while_it_writes(
    github: FakeGitHub, pull: Issue, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    settings: dict[str, str] = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_WEBHOOK_SECRET": github.app.webhook_secret or "",
    }
    with server(home, *BYLINE_SERVE, BYLINE_WRITE_SPACING_SECONDS="600", **settings) as first:
        hook = f"{first.url}/webhooks/github"
        assert github.deliver("pull_request", "opened", pull, hook, github.app.webhook_secret).ok
        until(lambda: pull.comments, "the first write; the second one waits")
        first.kill()
    (audit,) = audits(home)
    assert (audit.applied, audit.error.startswith("Byline was stopped while it wrote")) == (False, True)
    with server(home, *BYLINE_SERVE, BYLINE_WRITE_SPACING_SECONDS="0", **settings):
        until(lambda: len(audits(home)) == 2 and audits(home)[1].applied, "the work to be finished")
    assert len(pull.comments) == len(github.check_runs(REPO)) == 1


def audits(home: Path) -> list[Audit]:
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    try:
        return Audits(database).of_delivery(1)
    finally:
        database.close()


def test_a_write_that_fails_is_in_the_trail(
    github: FakeGitHub, inbox: Inbox, database: Database, service: Service, pull: Issue,
    take_in: Callable[..., int],
) -> None:  # fmt: skip
    id_ = take_in("a", "pull_request", "opened", pull)
    github.fail("POST", "/comments$", status=404, times=-1)
    process(id_, inbox, service.handle, "test")
    assert row(inbox, id_).state is State.FAILED  # the pull request was there: it is not gone
    (audit,) = Audits(database).of_delivery(id_)
    assert (audit.applied, "not there" in audit.error) == (False, True)


def test_a_comment_that_somebody_deleted_is_not_posted_again(
    github: FakeGitHub, inbox: Inbox, service: Service, pull: Issue, take_in: Callable[..., int]
) -> None:
    process(take_in("a", "pull_request", "opened", pull), inbox, service.handle, "test")
    (comment,) = pull.comments
    github.delete_comment(comment)
    process(take_in("b", "pull_request", "edited", pull), inbox, service.handle, "test")
    assert pull.comments == []


def test_large_patches_are_left_out_of_the_record_and_the_decision_is_the_same(
    github: FakeGitHub, inbox: Inbox, database: Database, service: Service, take_in: Callable[..., int]
) -> None:
    files = {f"{name}.txt": "x" * 150_000 + "\n" for name in "abc"}
    repository = github.add_repository(REPO, files=policy_file("human-only"))
    id_ = take_in("a", "pull_request", "opened", github.open_pull(repository, "Add", FOOTER, files=files))
    process(id_, inbox, service.handle, "test")
    (audit,) = Audits(database).of_delivery(id_)
    assert len(json.dumps(audit.facts)) < RECORDED_PATCHES + 50_000
    recorded = from_json(json.dumps(audit.facts), "the audit")
    listed = recorded.contribution.files
    assert isinstance(listed, tuple)
    assert [isinstance(file.patch, Unknown) for file in listed] == [False, True, True]
    assert str(judge(recorded).decision.outcome) == audit.decision["outcome"] == "hold"


def test_leaving_patches_out_changes_no_judgement() -> None:
    patch = "@@ -1 +1 @@\n+Co-authored-by: Claude <noreply@anthropic.com>\n" * 5000
    files = tuple(ChangedFile(f"src/{n}.py", "added", 1, 0, patch) for n in range(3))
    whole = facts(files=files, body=FOOTER)
    record = for_the_record(whole)
    assert record != whole
    judged, again = judge(whole), judge(record)
    assert (judged.findings, judged.decision, judged.plan) == (again.findings, again.decision, again.plan)


def test_the_private_finding_is_in_the_record_and_nowhere_on_github(
    github: FakeGitHub, inbox: Inbox, database: Database, service: Service, take_in: Callable[..., int]
) -> None:
    repository = github.add_repository(REPO, files=policy_file("human-only"))
    issue = github.open_issue(repository, "A race", MACHINE)
    id_ = take_in("a", "issues", "opened", issue)
    process(id_, inbox, service.handle, "test")
    (audit,) = Audits(database).of_delivery(id_)
    (found,) = audit.findings
    assert (found["id"], found["audience"]) == ("authorship/machine-like", "maintainer")
    assert audit.human_tail is not None
    assert audit.human_tail <= 0.01
    assert (audit.scores[0]["part"], len(audit.scores[0]["sha256"])) == ("description", 64)
    assert audit.contribution_id == str(issue.number)
    assert (issue.comments, issue.label_names) == ([], [])


def test_a_classifier_that_does_not_start_loses_no_delivery(
    inbox: Inbox, database: Database, service: Service, pull: Issue, take_in: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    model.load.cache_clear()
    parts.judge.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    id_ = take_in("a", "pull_request", "opened", pull)
    with capture_logs() as logs:
        process(id_, inbox, service.handle, "test")
    assert row(inbox, id_).state is State.DONE
    assert row(inbox, id_).outcome.startswith("hold")
    (audit,) = Audits(database).of_delivery(id_)
    assert (audit.applied, audit.human_tail, audit.scores) == (True, None, [])
    assert "the authorship classifier cannot be loaded" in str(logs)
    parts.judge.cache_clear()


def test_a_broken_calibration_holds_up_no_delivery(
    inbox: Inbox, service: Service, pull: Issue, take_in: Callable[..., int], tmp_path: Path
) -> None:
    kept = tmp_path / "calibrations" / "acme" / "widget.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    id_ = take_in("a", "pull_request", "opened", pull)
    with capture_logs() as logs:
        process(id_, inbox, service.handle, "test")
    assert row(inbox, id_).state is State.DONE
    assert "a local calibration cannot be used" in str(logs)


def test_a_projects_own_calibration_is_taken_into_account(
    github: FakeGitHub, inbox: Inbox, database: Database, service: Service, take_in: Callable[..., int],
    tmp_path: Path,
) -> None:  # fmt: skip
    calibrations.write(tmp_path / "calibrations" / "acme" / "widget.json", {"issue": [0.9999] * 120})
    issue = github.open_issue(github.add_repository(REPO), "A race", MACHINE)
    id_ = take_in("a", "issues", "opened", issue)
    process(id_, inbox, service.handle, "test")
    (audit,) = Audits(database).of_delivery(id_)
    assert (audit.findings, audit.human_tail) == ([], 1.0)


def test_what_people_say_by_commands_enters_the_error_rates(
    github: FakeGitHub, inbox: Inbox, database: Database, service: Service, take_in: Callable[..., int]
) -> None:
    repository = github.add_repository(REPO, files=policy_file("human-only"))
    issue = github.open_issue(repository, "A race", MACHINE, by="contributor")
    process(take_in("a", "issues", "opened", issue), inbox, service.handle, "test")
    for guid, text, by in (
        ("b", "/byline appeal I wrote it", "contributor"),
        ("c", "/byline human", "maintainer"),
    ):
        comment = github.comment(issue, text, by=by)
        process(take_in(guid, "issue_comment", "created", comment), inbox, service.handle, "test")
    together, one = Feedback(database).rates()
    assert (one.repository, together.flagged) == (REPO.casefold(), 1)
    assert (one.scored, one.flagged, one.appealed, one.overridden) == (1, 1, 1, 1)


def test_a_policy_can_put_one_neutral_label_on_what_looks_machine_like(
    github: FakeGitHub, inbox: Inbox, service: Service, take_in: Callable[..., int]
) -> None:
    text = "version: 1\nmeta: {mode: report}\ndetect: {score: label}\n"
    repository = github.add_repository(REPO, files={".github/byline.yml": text})
    issue = github.open_issue(repository, "A race", MACHINE, by="contributor")
    process(take_in("a", "issues", "opened", issue), inbox, service.handle, "test")
    assert (issue.label_names, issue.comments) == (["triage: second look"], [])


def test_the_same_report_again_is_held_with_its_twin(
    github: FakeGitHub, inbox: Inbox, service: Service, take_in: Callable[..., int]
) -> None:
    files = policy_file("disclose", "provenance: {duplicates: hold}\n")
    repository = github.add_repository(REPO, files=files)
    first = github.open_issue(repository, "File stays open", REPORT, by="grace")
    process(take_in("a", "issues", "opened", first), inbox, service.handle, "test")
    again = github.open_issue(repository, "Open file", REWORDED, by="ada")
    process(take_in("b", "issues", "opened", again), inbox, service.handle, "test")
    assert first.comments == []
    (comment,) = again.comments
    assert "also stand in issue" in comment.body
    assert "by grace" in comment.body
    (app,) = github.state.installations.values()
    left = take_in("c", "installation", "deleted", app)
    github.uninstall(app)
    process(left, inbox, service.handle, "test")
    github.install("acme")
    third = github.open_issue(repository, "Open file", REWORDED, by="max")
    process(take_in("d", "issues", "opened", third), inbox, service.handle, "test")
    assert third.comments == []

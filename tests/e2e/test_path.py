"""A signed delivery goes in; the right labels, one comment and one check come out, on the real server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.inbox import State
from tests.e2e.conftest import Byline, policy_file
from tests.fakes.github import FakeGitHub, Issue

FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
LABELED = 'respond:\n  use_exceeded: [note, hold, "label:ai: above the limit"]'

Start = Callable[[], Byline]


def open_pull(
    github: FakeGitHub, preset: str, more: str = "", body: str = FOOTER, **changes: object
) -> Issue:
    repository = github.add_repository("acme/widget", files=policy_file(preset, more))
    return github.open_pull(repository, "Close the file", body, files={"a.py": "x = 1\n"}, **changes)  # type: ignore[arg-type]


def deliver(
    github: FakeGitHub, byline: Byline, event: str, action: str, subject: object, **more: object
) -> str:
    sent = github.deliver(event, action, subject, byline.hook, github.app.webhook_secret, **more)  # type: ignore[arg-type]
    assert sent.ok, sent.status_code
    return sent.guid


def test_opened_pull_request_gets_label_comment_and_check(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start()
    done = byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert done.state is State.DONE
    assert [label.name for label in pull.labels] == ["ai: above the limit"]
    (comment,) = pull.comments
    assert "Generated with [Claude Code]" in comment.body
    assert "https://example.org/ai-policy" in comment.body
    (run,) = github.check_runs("acme/widget")
    assert (run.name, run.status, run.conclusion) == ("Byline", "completed", "action_required")


def test_same_delivery_again_writes_nothing(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start()
    guid = deliver(github, byline, "pull_request", "opened", pull)
    byline.finished(guid)
    before = len(github.writes())
    again = github.deliver("pull_request", "opened", pull, byline.hook, github.app.webhook_secret, guid=guid)
    assert again.status_code == 200
    byline.finished(deliver(github, byline, "pull_request", "edited", pull))
    assert len(github.writes()) == before


def test_disclosing_settles_the_comment_and_the_check(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "disclose")
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert github.check_runs("acme/widget")[0].conclusion == "neutral"
    github.edit(
        pull,
        by="contributor",
        body=FOOTER + "\nAI disclosure: Claude Code wrote the tests, I wrote the fix.\n",
    )
    byline.finished(deliver(github, byline, "pull_request", "edited", pull))
    (comment,) = pull.comments
    assert "Settled" in comment.body
    assert github.check_runs("acme/widget")[-1].conclusion == "success"


def test_label_that_a_maintainer_removed_is_not_put_back(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    github.set_permission("triager", "triage", "acme/widget")
    github.unlabel(pull, "ai: above the limit", by="triager")
    byline.finished(deliver(github, byline, "pull_request", "unlabeled", pull, sender="triager"))
    assert pull.labels == []


def test_no_policy_file_means_that_nothing_is_written(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files={"README.md": "# Widget\n"})
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    byline = start()
    guid = deliver(github, byline, "pull_request", "opened", pull)
    assert byline.finished(guid).state is State.DONE
    assert github.writes("^/repos/") == []
    (audit,) = byline.audits(guid)
    assert audit.decision["mode"] == "observe"
    assert any(finding["agent"] == "claude" for finding in audit.findings)


def test_pull_request_is_judged_by_the_policy_of_the_default_branch(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files=policy_file("human-only"))
    lenient = {".github/byline.yml": "version: 1\nmeta: {mode: report}\nuse: {default: any}\n"}
    pull = github.open_pull(repository, "Relax", FOOTER, files=lenient)
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert github.check_runs("acme/widget")[0].conclusion == "action_required"


def test_broken_policy_file_shows_as_a_neutral_check(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository(
        "acme/widget", files={".github/byline.yml": "version: 1\nrespnd: {}\n"}
    )
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    (run,) = github.check_runs("acme/widget")
    assert run.conclusion == "neutral"
    assert "respnd" in run.summary
    assert pull.comments == []


def test_issue_gets_a_comment_and_no_check(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files=policy_file("human-only"))
    issue = github.open_issue(repository, "Crash", "It crashes.\n\n" + FOOTER)
    byline = start()
    byline.finished(deliver(github, byline, "issues", "opened", issue))
    assert len(issue.comments) == 1
    assert github.check_runs("acme/widget") == []


def test_comment_is_judged_for_the_record_only(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files=policy_file("human-only"))
    issue = github.open_issue(repository, "Crash", "It crashes.")
    comment = github.comment(issue, FOOTER, by="contributor")
    byline = start()
    guid = deliver(github, byline, "issue_comment", "created", comment)
    byline.finished(guid)
    assert github.writes("^/repos/") == []
    (audit,) = byline.audits(guid)
    assert audit.kind == "comment"
    assert audit.decision["violations"]


def test_transient_failures_end_in_one_comment_and_one_check(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only")
    github.drop("POST", "/comments$", applied=True)  # GitHub took it, and its answer was lost
    byline = start()
    guid = deliver(github, byline, "pull_request", "opened", pull)
    done = byline.finished(guid)
    assert (done.state, done.attempts) == (State.DONE, 2)
    assert len(pull.comments) == 1
    assert len(github.check_runs("acme/widget")) == 1


def test_own_comments_and_labels_do_not_start_byline_again(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start()
    github.set_webhook(byline.hook, github.app.webhook_secret, auto=True)
    first = deliver(github, byline, "pull_request", "opened", pull)
    byline.finished(first)
    github.settle()
    own = [sent for sent in github.deliveries if sent.guid != first]
    assert own, "GitHub told Byline of its own writes"
    for sent in own:
        byline.finished(sent.guid)
    assert len(pull.comments) == 1
    assert len(pull.labels) == 1


@pytest.mark.parametrize("action", ["rerequested", "requested_action"])
def test_asking_for_the_check_again_completes_it_again(github: FakeGitHub, start: Start, action: str) -> None:
    pull = open_pull(github, "human-only")
    byline = start()
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    (run,) = github.check_runs("acme/widget")
    run.status, run.conclusion = "queued", None
    byline.finished(deliver(github, byline, "check_run", action, run))
    assert (run.status, run.conclusion) == ("completed", "action_required")


def test_deleted_pull_request_is_no_failure(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only")
    byline = start()
    github.fail("GET", r"/pulls/\d+$", status=404, times=-1)
    done = byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    assert done.state is State.DONE
    assert "gone" in done.outcome


def test_hostile_text_stays_text(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", body=f"<script>alert(1)</script>\n\n{FOOTER} @everyone\x1b[31m\n")
    byline = start()
    done = byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    page = byline.page(f"/deliveries/{done.id}")
    assert "Generated with" in page
    assert "<script" not in page
    assert "\x1b" not in byline.running.log
    assert "Traceback" not in byline.running.log

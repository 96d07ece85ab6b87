"""A pull request that changes the policy file gets a check run on the new file, on the real server."""

from __future__ import annotations

from collections.abc import Callable

from bot.inbox import State
from tests.e2e.conftest import Byline, policy_file
from tests.fakes.github import FakeGitHub, Issue
from tests.fakes.github.model import CheckRun

Start = Callable[[], Byline]
PATH = ".github/byline.yml"
BROKEN = "version: 1\nmeta: {mode: report}\nrespnd:\n  default: [note]\nuse:\n  code: nothing\n"


def judged(github: FakeGitHub, byline: Byline, pull: Issue, action: str = "opened") -> list[CheckRun]:
    sent = github.deliver("pull_request", action, pull, byline.hook, github.app.webhook_secret)
    assert byline.finished(sent.guid).state is State.DONE
    return [run for run in github.check_runs("acme/widget") if run.name == "Byline policy"]


def test_new_policy_file_is_checked_once_for_each_version_of_it(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files=policy_file())
    pull = github.open_pull(repository, "Change the policy", "As discussed.", files={PATH: BROKEN})
    byline = start()
    (run,) = judged(github, byline, pull)
    assert (run.status, run.conclusion) == ("completed", "failure")
    found = [(a["path"], a["start_line"], a["start_column"], a["annotation_level"]) for a in run.annotations]
    assert found == [(PATH, 3, 1, "failure"), (PATH, 6, 9, "failure")]
    assert "respond" in run.annotations[0]["message"]
    assert "judged by the policy file of the default branch" in (run.summary or "")

    before = len(github.writes())
    assert len(judged(github, byline, pull, "edited")) == 1
    assert len(github.writes()) == before

    github.push(pull, {PATH: "version: 1\nmeta: {mode: observe}\nuse: {code: none}\n"})
    new = judged(github, byline, pull, "synchronize")[-1]
    assert (new.head_sha, new.conclusion) == (pull.request.head_sha, "success")
    assert {note["annotation_level"] for note in new.annotations} == {"notice"}


def test_repository_that_only_observes_is_told_nothing(github: FakeGitHub, start: Start) -> None:
    repository = github.add_repository("acme/widget", files={PATH: "version: 1\n"})
    pull = github.open_pull(repository, "Policy", "Better.", files={PATH: BROKEN})
    assert judged(github, start(), pull) == []
    assert github.writes("^/repos/") == []

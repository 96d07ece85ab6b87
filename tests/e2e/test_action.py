"""The GitHub Action, as a runner runs it, on the fake GitHub: what is written, and what people see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.action.running import Job
from tests.e2e.conftest import POLICY, policy_file
from tests.fakes.github import FakeGitHub, Issue

REPO = "acme/widget"
MESSAGE = "Close the file\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n"
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
LABELED = 'respond:\n  undisclosed: [note, "label:ai: undisclosed"]'


def writes(github: FakeGitHub) -> list[str]:
    """The writes that people see, by method and path; a query by GraphQL is none."""
    return [f"{entry.method} {entry.path}" for entry in github.writes() if entry.path != "/graphql"]


@pytest.fixture
def job(github: FakeGitHub, tmp_path: Path) -> Job:
    return Job(github, tmp_path / "job")


def open_pull(github: FakeGitHub) -> Issue:
    """A pull request by an agent that nothing in the description tells of."""
    repository = github.add_repository(REPO, files=policy_file("disclose", LABELED))
    files = {"a.py": "x = 1\n"}
    return github.open_pull(repository, "Close the file", "It leaked.", files=files, message=MESSAGE)


def enforced(*responses: str) -> dict[str, str]:
    """The files of a repository that takes no AI, and responds so."""
    text = POLICY.format(preset="human-only", more=f"respond:\n  use_exceeded: [{', '.join(responses)}]\n")
    return {".github/byline.yml": text.replace("mode: report", "mode: enforce")}


def test_a_pull_request_gets_label_comment_and_check_once(github: FakeGitHub, tmp_path: Path) -> None:
    pull = open_pull(github)
    job = Job(github, tmp_path / "job", by_script=True)
    ran = job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    assert (ran.status, ran.error) == (0, "")
    assert [label.name for label in pull.labels] == ["ai: undisclosed"]
    (comment,) = pull.comments
    assert "Co-Authored-By: Claude" in comment.body
    (run,) = github.check_runs(REPO)
    assert (run.name, run.status, run.conclusion) == ("Byline", "completed", "neutral")
    assert ran.outputs["outcome"] == "note"
    assert (ran.outputs["judged"], ran.outputs["mode"], ran.outputs["kind"]) == (
        "true",
        "report",
        "pull_request",
    )
    assert ran.outputs["number"] == str(pull.number)
    assert ran.outputs["comment-url"].endswith(f"#issuecomment-{comment.id}")
    assert {item["state"] for item in ran.list("actions")} == {"written"}
    assert ran.list("violations")[0]["kind"] == "undisclosed"
    assert ran.list("findings")[0]["id"] == "traces/trailer"
    assert ran.report["schema"] == "byline/check/1"
    assert (ran.report["scores"], ran.report["human_tail"]) == ([], None)
    assert "A disclosure is missing" in ran.summary
    before = len(github.writes())
    again = job.run("pull_request_target", github.payload("pull_request", "edited", pull))
    assert again.status == 0
    assert [entry.path for entry in github.writes()[before:]] == ["/graphql"]
    assert "Nothing: all is as it should be" in again.summary
    assert again.outputs["comment-url"] == ran.outputs["comment-url"]


def test_a_dry_run_writes_nothing_and_shows_what_it_would(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    ran = job.run("pull_request_target", github.payload("pull_request", "opened", pull), dry_run="true")
    assert (ran.status, writes(github)) == (0, [])
    assert {(item["state"], item["reason"]) for item in ran.list("actions")} == {
        ("withheld", "dry run: nothing is written")
    }
    assert "post the comment" in ran.summary
    assert "Co-Authored-By: Claude" in ran.summary
    assert ran.commands == []


def test_a_policy_that_observes_writes_nothing(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    ran = job.run("pull_request_target", github.payload("pull_request", "opened", pull), policy="disclose")
    assert (ran.status, writes(github), ran.commands) == (0, [], [])
    assert ran.outputs["mode"] == "observe"


def test_without_a_policy_it_observes(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO)
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    ran = job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    assert (ran.status, writes(github)) == (0, [])
    assert ran.outputs["outcome"] == "pass"
    assert "no policy file" in ran.summary


def test_the_policy_is_that_of_the_default_branch(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO, files=policy_file("disclose"))
    lenient = {".github/byline.yml": "version: 1\nmeta:\n  mode: observe\n"}
    pull = github.open_pull(repository, "Close the file", FOOTER, files=lenient)
    ran = job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    assert (ran.status, ran.outputs["mode"], ran.outputs["outcome"]) == (0, "report", "note")
    assert len(pull.comments) == 1


def test_a_policy_file_elsewhere_on_the_default_branch(github: FakeGitHub, job: Job) -> None:
    text = policy_file("human-only")[".github/byline.yml"]
    repository = github.add_repository(REPO, files={"docs/other.yml": text})
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"docs/other.yml": "version: 1\n"})
    payload = github.payload("pull_request", "opened", pull)
    ran = job.run("pull_request_target", payload, policy="docs/other.yml", fail_on="hold")
    assert (ran.status, ran.outputs["outcome"]) == (1, "hold")
    ran = job.run("pull_request_target", payload, policy="nothing.yml")
    assert (ran.status, ran.outputs["judged"]) == (2, "false")
    assert "neither a file on the default branch" in ran.summary
    assert ran.commands[0].startswith(
        "::error title=Byline%3A something has to be changed::policy: nothing.yml"
    )


def test_mistakes_in_the_policy_file_are_shown_at_their_place(github: FakeGitHub, job: Job) -> None:
    files = {".github/byline.yml": "version: 1\nmeta:\n  mode: report\nuse:\n  code: some\n"}
    repository = github.add_repository(REPO, files=files)
    issue = github.open_issue(repository, "It breaks", FOOTER)
    ran = job.run("issues", github.payload("issues", "opened", issue))
    assert (ran.status, ran.outputs["outcome"]) == (0, "unknown")
    (told,) = ran.commands
    assert told.startswith("::error file=.github/byline.yml,line=5,endLine=5,col=9,title=Policy file::")
    assert ".github/byline.yml:5:9" in ran.summary


def test_a_fork_on_pull_request_is_told_plainly(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    payload = github.payload("pull_request", "opened", pull)
    payload["pull_request"]["head"]["repo"]["full_name"] = "contributor/widget"
    token = job.token(REPO, issues="read", pull_requests="read", checks="read")
    ran = job.run("pull_request", payload, token=token)
    assert (ran.status, writes(github)) == (0, [])
    assert "a token that only reads, for pull requests of forks" in ran.summary
    assert {item["state"] for item in ran.list("actions")} == {"refused"}
    (told,) = ran.commands
    assert told.startswith("::notice title=Byline could not write everything::Not done: ")
    assert "Traceback" not in ran.error


def test_what_one_permission_forbids_is_left_out_and_said(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    payload = github.payload("pull_request", "opened", pull)
    ran = job.run("pull_request_target", payload, token=job.token(REPO, checks="read"))
    assert ran.status == 0
    assert len(pull.comments) == 1
    states = {item["action"]: item["state"] for item in ran.list("actions")}
    assert states == {
        "create_label": "written",
        "add_label": "written",
        "create_comment": "written",
        "write_check": "refused",
    }
    assert any(line.startswith("::warning") and "checks: write" in line for line in ran.commands)


def test_places_in_files_are_annotated_where_the_check_cannot(github: FakeGitHub, job: Job) -> None:
    more = "provenance:\n  hidden_text: note\n"
    repository = github.add_repository(REPO, files=policy_file("disclose", more))
    files = {"a,b:c.py": "x = 1\n# safe \u202e\u2066 text\n"}
    pull = github.open_pull(repository, "Close the file", "By hand.", files=files)
    payload = github.payload("pull_request", "opened", pull)
    ran = job.run("pull_request_target", payload, token=job.token(REPO, checks="read"))
    assert any(
        line.startswith(
            "::notice file=a%2Cb%3Ac.py,line=2,endLine=2,title=Some text is hidden from readers::"
        )
        for line in ran.commands
    )
    ran = job.run("pull_request_target", payload)
    assert len(github.check_runs(REPO)) == 1
    assert ran.commands == []


def test_disclosing_takes_the_label_off_again(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    github.label(pull, "bug")
    github.label(pull, "stale", by="github-actions[bot]")
    github.edit(pull, by="contributor", body="AI disclosure: Claude Code wrote the tests, I wrote the fix.\n")
    ran = job.run("pull_request_target", github.payload("pull_request", "edited", pull))
    assert ran.outputs["outcome"] == "pass"
    assert [label.name for label in pull.labels] == ["bug", "stale"]
    assert "Settled" in pull.comments[0].body


def test_a_label_that_a_maintainer_removed_stays_off(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    github.unlabel(pull, "ai: undisclosed", by="maintainer")
    ran = job.run("pull_request_target", github.payload("pull_request", "unlabeled", pull))
    assert pull.labels == []
    assert "maintainer (admin) took it off" in ran.summary


def test_commands_count_as_long_as_their_comment_stands(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    job.run("pull_request_target", github.payload("pull_request", "opened", pull))
    word = github.comment(pull, "/byline human I know how they work", by="maintainer")
    ran = job.run("issue_comment", github.payload("issue_comment", "created", word))
    assert ran.status == 0
    assert [(item["command"], item["by"], item["outcome"]) for item in ran.list("commands")] == [
        ("human", "maintainer", "done")
    ]
    assert ran.outputs["outcome"] == "pass"
    assert pull.labels == []
    assert [reaction.content for reaction in word.reactions] == ["+1"]
    ran = job.run("pull_request_target", github.payload("pull_request", "synchronize", pull))
    assert ran.outputs["outcome"] == "pass"
    github.state.advance(minutes=5)
    github.edit(word, body="/byline human I know how they work.")
    ran = job.run("pull_request_target", github.payload("pull_request", "synchronize", pull))
    assert ran.outputs["outcome"] == "note"


def test_a_strangers_word_changes_nothing(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    github.user("passer-by")
    word = github.comment(pull, "/byline human trust me", by="passer-by")
    ran = job.run("issue_comment", github.payload("issue_comment", "created", word))
    assert ran.list("commands")[0]["outcome"] == "refused"
    assert ran.outputs["outcome"] == "note"
    assert [reaction.content for reaction in word.reactions] == ["confused"]


def test_what_was_closed_and_opened_again_stays_open(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO, files=enforced("note", "close", "lock"))
    issue = github.open_issue(repository, "It breaks", FOOTER)
    ran = job.run("issues", github.payload("issues", "opened", issue))
    assert (ran.outputs["outcome"], issue.state, issue.locked) == ("close", "closed", True)
    github.reopen(issue, by="maintainer")
    body = issue.comments[0].body
    ran = job.run("issues", github.payload("issues", "reopened", issue))
    assert issue.state == "open"
    assert "somebody has undone it" in ran.summary
    assert "It is closed" in body
    assert "It is closed" not in issue.comments[0].body
    before = writes(github)
    job.run("issues", github.payload("issues", "edited", issue))
    assert writes(github) == before


def test_a_review_asks_for_changes_once_also_when_it_was_dismissed(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO, files=enforced("request_changes"))
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    payload = github.payload("pull_request", "opened", pull)
    job.run("pull_request_target", payload)
    (review,) = pull.request.reviews
    assert (review.state, review.user.login) == ("CHANGES_REQUESTED", "github-actions[bot]")
    before = writes(github)
    job.run("pull_request_target", payload)
    review.state = "DISMISSED"
    ran = job.run("pull_request_target", payload)
    assert len(pull.request.reviews) == 1
    assert "create_comment" not in {item["action"] for item in ran.list("actions")}
    assert not [entry for entry in writes(github)[len(before) :] if "/reviews" in entry]


def test_a_comment_is_hidden_once_and_its_author_may_appeal(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO, files=enforced("hide"))
    issue = github.open_issue(repository, "It does not start", "It says nothing.", by="ann")
    comment = github.comment(issue, FOOTER, by="dee")
    ran = job.run("issue_comment", github.payload("issue_comment", "created", comment))
    assert (ran.status, ran.outputs["kind"], comment.minimized) == (0, "comment", "OFF_TOPIC")
    comment.minimized = None
    job.run("issue_comment", github.payload("issue_comment", "edited", comment))
    assert (comment.minimized, len(issue.comments)) == (None, 2)
    word = github.comment(issue, "/byline appeal that was mine\n\n/byline explain", by="dee")
    ran = job.run("issue_comment", github.payload("issue_comment", "created", word))
    assert [(item["command"], item["outcome"]) for item in ran.list("commands")] == [
        ("appeal", "done"),
        ("explain", "refused"),
    ]


def test_the_brake_counts_what_earlier_runs_wrote(github: FakeGitHub, job: Job) -> None:
    repository = github.add_repository(REPO, files=enforced("note", "close"))
    limits = {"BYLINE_MAX_COMMENTS_PER_HOUR": "3", "BYLINE_MAX_CLOSES_PER_HOUR": "2"}
    issues = [github.open_issue(repository, f"It breaks {at}", FOOTER) for at in range(5)]
    for issue in issues:
        ran = job.run("issues", github.payload("issues", "opened", issue), settings=limits)
    assert [len(issue.comments) for issue in issues] == [1, 1, 1, 0, 0]
    assert [issue.state for issue in issues] == ["closed", "closed", "open", "open", "open"]
    assert "the brake: Byline wrote 3 comments" in ran.summary
    for issue in issues:
        for entry in (*issue.comments, *issue.events):
            entry.created_at -= timedelta(minutes=61)
    ran = job.run("issues", github.payload("issues", "edited", issues[-1]), settings=limits)
    assert (len(issues[-1].comments), issues[-1].state) == (1, "closed")


def test_by_number(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    payload = {
        "inputs": {"number": "1"},
        "repository": {"full_name": REPO},
        "sender": {"login": "maintainer"},
    }
    ran = job.run("workflow_dispatch", payload, number=str(pull.number))
    assert (ran.status, ran.outputs["number"]) == (0, str(pull.number))
    assert len(pull.comments) == 1


def test_a_review_counts_for_its_pull_request(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    review = github.review(pull, "Looks fine to me.", by="maintainer")
    ran = job.run("pull_request_review", github.payload("pull_request_review", "submitted", review))
    assert (ran.status, ran.outputs["kind"]) == (0, "pull_request")
    assert len(pull.comments) == 1


def test_an_outage_fails_and_running_again_finishes(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    payload = github.payload("pull_request", "opened", pull)
    github.fail("POST", "/issues/[0-9]+/comments$", status=502, times=9)
    ran = job.run("pull_request_target", payload)
    assert ran.status == 3
    assert "Not done: post the comment" in ran.summary
    github.clear_faults()
    ran = job.run("pull_request_target", payload)
    assert (ran.status, len(pull.comments)) == (0, 1)
    github.fail("GET", "/pulls/[0-9]+$", status=502, times=20)
    ran = job.run("pull_request_target", payload)
    assert ran.status == 3
    assert "could not look" in ran.summary
    assert "Nothing is held against anybody" in ran.summary


def test_the_app_of_somebody_is_recognised_by_its_own_name(github: FakeGitHub, job: Job) -> None:
    pull = open_pull(github)
    token = github.installation_token(REPO)
    payload = github.payload("pull_request", "opened", pull)
    job.run("pull_request_target", payload, token=token)
    job.run("pull_request_target", payload, token=token)
    (comment,) = pull.comments
    assert comment.user.login == "byline-test[bot]"

"""Facts from the API: the newest state, only what is needed, and "not found" told from "could not look"."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import NotFound, RetryLater
from bot.gather.copies import copies
from bot.gather.from_api import Needs, gather
from bot.gather.marks import COMMENT_MARKER
from bot.gather.subject import Subject, subjects
from bot.github.client import Client
from detectors.model import (
    Account,
    Facts,
    Kind,
    LabelEvent,
    Need,
    Repository,
    Signature,
    State,
    TextFile,
    Unknown,
)
from tests.bot.github.connected import client_for, settings_for
from tests.fakes.github import FakeGitHub, Issue

NOW = "2026-01-02T03:04:05Z"
REPO = "acme/widget"
POLICY = "version: 1\n"
FILES = {
    "README.md": "# widget\n",
    ".github/byline.yml": POLICY,
    ".github/PULL_REQUEST_TEMPLATE.md": "## What\n",
    ".github/ISSUE_TEMPLATE/bug.yml": "name: Bug\n",
    ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false\n",
    "docs/pull_request_template.txt": "docs\n",
}


def needing(*needs: Need) -> Needs:
    return lambda _policy, _kind: frozenset(needs)


EVERYTHING = needing(*Need)
NOTHING = needing()


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    github.add_repository(REPO, files=FILES)
    return github.open_pull(
        REPO,
        "Add a",
        "This adds a.",
        files={"a.txt": "one\n"},
        message="Add a\n\nSigned-off-by: C <contributor@example.com>",
        author="C <contributor@example.com>",
    )


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path, pull: Issue) -> Client:
    return client_for(github, tmp_path)


def of(thread: Issue) -> Subject:
    kind = Kind.PULL_REQUEST if thread.pull else Kind.ISSUE
    return Subject(kind, REPO, thread.number, str(thread.number))


def gathered(client: Client, thread: Issue, needs: Needs = EVERYTHING) -> Facts:
    return gather(client, of(thread), needs, NOW)


def test_a_pull_request_with_everything(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.user("contributor", email="contributor@example.com")
    github.verify(pull.request.head_sha, verified=True, reason="valid")
    github.set_permission("contributor", "triage", REPO)
    facts = gathered(client, pull)
    contribution = facts.contribution
    assert (contribution.title, contribution.body, contribution.author_permission) == (
        "Add a",
        "This adds a.",
        "triage",
    )
    assert isinstance(contribution.commits, tuple)
    (commit,) = contribution.commits
    assert commit.message == "Add a\n\nSigned-off-by: C <contributor@example.com>"
    assert (commit.author_login, commit.signature) == ("contributor", Signature(True, "valid"))
    assert isinstance(contribution.files, tuple)
    assert [(file.path, file.patch) for file in contribution.files] == [("a.txt", "@@ -0,0 +1 @@\n+one")]
    assert facts.repository.policy == TextFile(".github/byline.yml", POLICY, "main")
    assert isinstance(facts.repository.templates, tuple)
    assert [file.path for file in facts.repository.templates] == [
        ".github/PULL_REQUEST_TEMPLATE.md",
        "docs/pull_request_template.txt",
    ]
    assert (facts.state.comment, facts.state.check, facts.as_of) == (None, None, NOW)


def test_only_what_is_needed_is_asked_for(github: FakeGitHub, client: Client, pull: Issue) -> None:
    facts = gathered(client, pull, NOTHING)
    asked = {request.path for request in github.requests}
    assert not [path for path in asked if "/commits" in path and "check-runs" not in path]
    assert not [path for path in asked if path.endswith(("/files", "/events", "/permission"))]
    unasked = Unknown("not asked for")
    assert facts.contribution.commits == facts.contribution.files == unasked
    assert facts.repository.templates == facts.state.label_events == unasked


def test_the_policy_is_told_to_the_one_who_says_what_is_needed(client: Client, pull: Issue) -> None:
    told: list[object] = []

    def needs(repository: Repository, kind: Kind) -> frozenset[Need]:
        told.extend([repository.policy, kind])
        return frozenset()

    gather(client, of(pull), needs, NOW)
    assert told == [TextFile(".github/byline.yml", POLICY, "main"), Kind.PULL_REQUEST]


def test_the_newest_head_is_read_whatever_the_event_said(
    github: FakeGitHub, client: Client, pull: Issue
) -> None:
    (old,) = subjects("pull_request", github.payload("pull_request", "opened", pull))
    new = github.push(pull, {"a.txt": "two\n"})
    facts = gather(client, old, EVERYTHING, NOW)
    assert old.head_sha != new
    assert facts.contribution.head is not None
    assert facts.contribution.head.sha == new
    assert isinstance(facts.contribution.commits, tuple)
    assert facts.contribution.commits[-1].sha == new


def test_a_force_push_while_reading_is_noticed(github: FakeGitHub, client: Client, pull: Issue) -> None:
    other = [{"sha": "f" * 40, "commit": {"message": "of another head"}}]
    github.fail("GET", "/compare/", status=404)
    github.fail("GET", "/pulls/1/commits$", status=200, body=other)
    commits = gathered(client, pull).contribution.commits
    assert isinstance(commits, Unknown)
    assert "pushed while" in commits.reason


def test_a_deleted_fork_and_a_deleted_author(github: FakeGitHub, client: Client, pull: Issue) -> None:
    pull.request.head_repository = None
    facts = gathered(client, pull)
    assert facts.contribution.head is not None
    assert facts.contribution.head.repository is None
    assert isinstance(facts.contribution.files, tuple)


def test_no_policy_is_none_and_a_refusal_is_unknown(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository(REPO)
    issue = github.open_issue(REPO)
    client = client_for(github, tmp_path)
    assert gathered(client, issue).repository.policy is None
    body = {"message": "Resource not accessible by integration"}
    github.fail("GET", "/acme/widget/git/", status=403, body=body, times=-1)
    facts = gathered(client, issue)
    assert isinstance(facts.repository.policy, Unknown)
    assert "contents: read" in facts.repository.policy.reason
    assert isinstance(facts.repository.templates, Unknown)


@pytest.mark.parametrize("path", ["byline.yml", ".github/byline.yml"])
def test_the_owner_s_policy_serves_where_the_repository_has_none(
    github: FakeGitHub, tmp_path: Path, path: str
) -> None:
    github.add_repository(REPO)
    github.add_repository("acme/.github", files={path: POLICY})
    facts = gathered(client_for(github, tmp_path), github.open_issue(REPO))
    assert facts.repository.policy == TextFile(f"acme/.github:{path}", POLICY, "HEAD")


def test_a_fault_while_looking_for_the_owner_s_policy_is_no_absence(
    github: FakeGitHub, tmp_path: Path
) -> None:
    github.add_repository(REPO)
    issue = github.open_issue(REPO)
    github.fail("GET", r"/acme/\.github/", status=500, times=-1)
    with pytest.raises(RetryLater):
        gathered(client_for(github, tmp_path), issue)


def test_a_policy_in_the_pull_request_itself_does_not_count(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository(REPO)
    pull = github.open_pull(REPO, files={".github/byline.yml": "version: 1\nmeta: {mode: observe}\n"})
    assert gathered(client_for(github, tmp_path), pull).repository.policy is None


def test_issues_have_their_own_templates_and_no_check(github: FakeGitHub, client: Client) -> None:
    facts = gathered(client, github.open_issue(REPO, "It breaks", None, labels=["bug"]))
    assert (facts.contribution.kind, facts.contribution.body) == (Kind.ISSUE, "")
    assert facts.contribution.labels == ("bug",)
    assert isinstance(facts.repository.templates, tuple)
    assert [file.path for file in facts.repository.templates] == [".github/ISSUE_TEMPLATE/bug.yml"]
    assert facts.state.check is None


SHARED = {
    "PULL_REQUEST_TEMPLATE.md": "## Ours\n",
    ".github/ISSUE_TEMPLATE/feature.md": "A feature\n",
}


def test_the_owner_s_templates_serve_where_the_repository_has_none(
    github: FakeGitHub, tmp_path: Path
) -> None:
    github.add_repository(REPO, files={"docs/other.md": "x\n"})
    github.add_repository("acme/.github", files=SHARED)
    client = client_for(github, tmp_path)
    pull, issue = github.open_pull(REPO, files={"a.txt": "a\n"}), github.open_issue(REPO)
    assert gathered(client, pull).repository.templates == (
        TextFile("acme/.github:PULL_REQUEST_TEMPLATE.md", "## Ours\n", "HEAD"),
    )
    assert gathered(client, issue).repository.templates == (
        TextFile("acme/.github:.github/ISSUE_TEMPLATE/feature.md", "A feature\n", "HEAD"),
    )


@pytest.mark.parametrize(
    "own", [".github/ISSUE_TEMPLATE/bug.md", ".github/ISSUE_TEMPLATE/config.yml", "issue_template.md"]
)
def test_own_templates_of_a_kind_leave_no_room_for_the_owner_s(
    github: FakeGitHub, tmp_path: Path, own: str
) -> None:
    github.add_repository(REPO, files={own: "x\n"})
    github.add_repository("acme/.github", files=SHARED)
    templates = gathered(client_for(github, tmp_path), github.open_issue(REPO)).repository.templates
    assert isinstance(templates, tuple)
    assert [file.path for file in templates] == ([] if own.endswith(".yml") else [own])


def test_a_fault_while_looking_for_the_owner_s_templates_is_no_absence(
    github: FakeGitHub, tmp_path: Path
) -> None:
    github.add_repository(REPO, files={".github/byline.yml": POLICY})
    issue = github.open_issue(REPO)
    github.fail("GET", r"/acme/\.github/", status=500, times=-1)
    with pytest.raises(RetryLater):
        gathered(client_for(github, tmp_path), issue)


def test_replies_are_read_with_their_thread(github: FakeGitHub, client: Client, pull: Issue) -> None:
    comment = github.comment(pull, "A comment", by="ada")
    review = github.review(pull, "A review", by="bo")
    remark = github.review_comment(pull, "A remark", "a.txt", by="cy")
    for event, thing in (
        ("issue_comment", comment),
        ("pull_request_review", review),
        ("pull_request_review_comment", remark),
    ):
        subject, *_ = subjects(event, github.payload(event, "created", thing))
        contribution = gather(client, subject, EVERYTHING, NOW).contribution
        assert contribution.body == thing.body
        assert (contribution.number, contribution.id) == (pull.number, subject.id)
        assert contribution.author.login == thing.user.login


def test_a_push_is_compared_with_what_was_there_before(github: FakeGitHub, client: Client) -> None:
    repo = github.repository(REPO)
    before = repo.git.rev_parse("main")
    repo.git.commit("One", {"x.txt": "1\n"})
    after = repo.git.commit("Two", {"x.txt": "2\n"})
    (subject,) = subjects("push", github.push_payload(REPO, "main", before, after))
    contribution = gather(client, subject, EVERYTHING, NOW).contribution
    assert isinstance(contribution.commits, tuple)
    assert [commit.message for commit in contribution.commits] == ["One", "Two"]
    assert isinstance(contribution.files, tuple)
    assert [file.path for file in contribution.files] == ["x.txt"]


def test_what_byline_and_people_did_is_told_apart(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.set_permission("tara", "triage", REPO)
    client.add_labels(REPO, pull.number, ("ai: disclosed",))
    github.unlabel(pull, "ai: disclosed", by="tara")
    github.label(pull, "bug", by="stranger")
    first = github.comment(pull, f"{COMMENT_MARKER}\nmine", as_app=True)
    second = github.comment(pull, f"{COMMENT_MARKER}\ntwice", as_app=True)
    github.comment(pull, f"{COMMENT_MARKER}\nforged", by="stranger")
    remembered = State(applied_labels=("ai: disclosed",))
    state = gather(client, of(pull), EVERYTHING, NOW, remembered=remembered).state
    assert isinstance(state.label_events, tuple)
    assert state.label_events == (
        LabelEvent("ai: disclosed", True, Account("byline-test[bot]", "Bot"), Unknown("not asked for"), True),
        LabelEvent("ai: disclosed", False, Account("tara"), "triage"),
        LabelEvent("bug", True, Account("stranger"), "read"),
    )
    assert state.comment is not None
    assert not isinstance(state.comment, Unknown)
    assert (state.comment.id, state.comment.duplicates) == (first.id, (second.id,))
    assert state.applied_labels == ("ai: disclosed",)


def test_one_person_s_role_is_asked_for_once(github: FakeGitHub, client: Client, pull: Issue) -> None:
    for _ in range(3):
        github.label(pull, "bug", by="maintainer")
        github.unlabel(pull, "bug", by="maintainer")
    gathered(client, pull, needing(Need.LABEL_HISTORY))
    assert len(github.calls("GET", "/permission$")) == 1


def test_what_one_permission_lacks_is_unknown_and_the_rest_is_known(
    github: FakeGitHub, tmp_path: Path
) -> None:
    granted = {"metadata": "read", "contents": "read", "pull_requests": "write"}
    installation = github.install("acme", permissions=granted)
    github.add_repository(REPO, installation=installation, private=True, files=FILES)
    pull = github.open_pull(REPO, files={"a.txt": "a\n"})
    facts = gathered(client_for(github, tmp_path), pull)
    assert isinstance(facts.state.check, Unknown)
    assert "checks: read" in facts.state.check.reason
    assert isinstance(facts.contribution.commits, tuple)
    assert facts.state.comment is None


def test_a_passing_fault_puts_the_whole_off(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.fail("GET", "/compare/", status=502, times=-1)
    with pytest.raises(RetryLater):
        gathered(client, pull)
    assert not github.writes()


def test_a_contribution_that_is_gone_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound):
        gather(client, Subject(Kind.ISSUE, REPO, 99, "99"), NOTHING, NOW)


def test_more_commits_than_github_lists_are_read_with_git(
    github: FakeGitHub, client: Client, pull: Issue, tmp_path: Path
) -> None:
    for at in range(260):
        github.repository(REPO).git.commit(f"Commit {at}", {"a.txt": f"{at}\n"}, branch="feature")
    github.push(pull)
    facts = gather(client, of(pull), EVERYTHING, NOW, copies=copies(settings_for(github, tmp_path)))
    commits = facts.contribution.commits
    assert isinstance(commits, tuple)
    assert len(commits) == 261
    assert (commits[1].message, commits[-1].message) == ("Commit 0", "Commit 259")
    assert isinstance(commits[0].signature, Signature)
    assert isinstance(commits[-1].signature, Unknown)
    without = gather(client, of(pull), EVERYTHING, NOW).contribution.commits
    assert isinstance(without, Unknown)
    assert "250 of the commits" in without.reason


def test_a_merge_group_looks_at_the_check_on_its_own_head(
    github: FakeGitHub, client: Client, pull: Issue
) -> None:
    sha = github.repository(REPO).git.commit("Merge group", {"m": "1"}, branch="queue")
    subject = Subject(Kind.PULL_REQUEST, REPO, pull.number, "1", report_sha=sha)
    facts = gather(client, subject, NOTHING, NOW)
    assert github.calls("GET", f"/commits/{sha}/check-runs$")
    assert facts.state.check_sha == sha
    assert gathered(client, pull, NOTHING).state.check_sha is None

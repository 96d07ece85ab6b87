"""What the client reads and writes, against the fake GitHub."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bot.actions import Annotation, WriteCheck
from bot.errors import BylineError, CouldNotLook, RetryLater, UsageError
from bot.gather.marks import CHECK_NAME, COMMENT_MARKER
from bot.github.client import Client
from bot.github.connect import connect
from tests.bot.github.connected import client_for, settings_for
from tests.fakes.github import FakeGitHub, Issue

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

REPO = "acme/widget"


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    github.add_repository(REPO)
    return github.open_pull(REPO, files={"a.txt": "one\n"})


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path, pull: Issue) -> Client:
    return client_for(github, tmp_path)


def check(sha: str, *, run_id: int | None = None, annotations: int = 0, digest: str = "d1") -> WriteCheck:
    marks = tuple(Annotation("a.txt", at + 1, at + 1, "notice", "t", f"m{at}") for at in range(annotations))
    return WriteCheck(run_id, sha, "neutral", "A title", "A summary", "A text", marks, digest)


def test_labels_are_made_once_put_on_and_taken_off(github: FakeGitHub, client: Client, pull: Issue) -> None:
    for _ in range(2):
        client.create_label(REPO, "ai: disclosed", "0e8a16", "said so")
        client.add_labels(REPO, pull.number, ("ai: disclosed",))
    assert pull.label_names == ["ai: disclosed"]
    assert client.labels(REPO) == ("ai: disclosed",)
    for _ in range(2):
        client.remove_label(REPO, pull.number, "ai: disclosed")
    assert pull.label_names == []


def test_a_label_that_github_refuses_is_no_success(client: Client) -> None:
    with pytest.raises(BylineError, match="422"):
        client.create_label(REPO, "x" * 51, "0e8a16", "too long a name")


def test_label_events_name_who_did_it(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.label(pull, "bug", by="maintainer")
    client.add_labels(REPO, pull.number, ("ai: x",))
    events = client.label_events(REPO, pull.number)
    ours = [client.identity.did(event.actor, event.performed_via_github_app) for event in events]
    assert ours == [False, True]


def test_the_own_comment_is_found_beyond_the_first_page(
    github: FakeGitHub, client: Client, pull: Issue
) -> None:
    for at in range(120):
        github.comment(pull, f"comment {at}")
    posted = client.create_comment(REPO, pull.number, f"{COMMENT_MARKER}\nhello")
    found = client.find_comment(REPO, pull.number, COMMENT_MARKER)
    assert found is not None
    assert (found.id, found.duplicates) == (posted, ())


def test_nobody_else_can_pose_as_the_own_comment(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.comment(pull, f"{COMMENT_MARKER}\nI am Byline", by="mallory")
    assert client.find_comment(REPO, pull.number, COMMENT_MARKER) is None


def test_of_two_own_comments_the_older_is_kept(github: FakeGitHub, client: Client, pull: Issue) -> None:
    ids = [client.create_comment(REPO, pull.number, f"{COMMENT_MARKER}\n{at}") for at in range(3)]
    found = client.find_comment(REPO, pull.number, COMMENT_MARKER)
    assert found is not None
    assert (found.id, found.duplicates) == (ids[0], tuple(ids[1:]))
    for extra in found.duplicates * 2:
        client.delete_comment(REPO, extra)
    assert [comment.id for comment in pull.comments] == [ids[0]]


@pytest.mark.parametrize(("annotations", "requests"), [(0, 1), (50, 1), (51, 2), (120, 3)])
def test_annotations_go_in_batches_and_all_arrive(
    github: FakeGitHub, client: Client, pull: Issue, annotations: int, requests: int
) -> None:
    sha = pull.request.head_sha
    github.forget()
    posted = client.create_check(REPO, CHECK_NAME, check(sha, annotations=annotations))
    assert len(github.writes("/check-runs")) == requests
    (run,) = github.check_runs(REPO, sha)
    assert [mark["message"] for mark in run.annotations] == [f"m{at}" for at in range(annotations)]
    assert (run.status, run.conclusion, run.external_id) == ("completed", "neutral", "d1")
    assert client.find_check(REPO, sha, CHECK_NAME) == posted


def test_a_check_that_was_cut_off_has_no_digest(github: FakeGitHub, client: Client, pull: Issue) -> None:
    sha = pull.request.head_sha
    github.fail("PATCH", "/check-runs/", status=500, times=-1)
    with pytest.raises(RetryLater):
        client.create_check(REPO, CHECK_NAME, check(sha, annotations=60))
    github.clear_faults()
    found = client.find_check(REPO, sha, CHECK_NAME)
    assert found is not None
    assert (found.status, found.digest) == ("in_progress", "")
    client.update_check(REPO, CHECK_NAME, check(sha, run_id=found.id))
    assert len(github.check_runs(REPO, sha)) == 1
    assert github.check_runs(REPO, sha)[0].status == "completed"


def test_a_file_that_is_not_there_is_none_and_a_refusal_is_not(github: FakeGitHub, client: Client) -> None:
    assert client.file(REPO, "missing.yml") is None
    found = client.file(REPO, "README.md", "main")
    assert found is not None
    assert (found.text, found.ref) == ("# widget\n", "main")
    github.fail("GET", "/contents/", status=403, body={"message": "Resource not accessible by integration"})
    with pytest.raises(CouldNotLook, match="contents: read"):
        client.file(REPO, "other.yml")


def test_folders_and_oversized_files_are_no_text(github: FakeGitHub, client: Client) -> None:
    github.repository(REPO).git.commit("Add", {"dir/inner.txt": "x"})
    with pytest.raises(CouldNotLook, match="folder"):
        client.file(REPO, "dir")
    assert [entry.path for entry in client.folder(REPO, "dir")] == ["dir/inner.txt"]
    assert client.folder(REPO, "nowhere") == ()
    big = {"type": "file", "path": "big", "sha": "x", "size": 2_000_000, "encoding": "none", "content": ""}
    github.fail("GET", "/contents/big", status=200, body=big)
    with pytest.raises(CouldNotLook, match="2000000 bytes"):
        client.file(REPO, "big")


def test_roles_are_github_s_own(github: FakeGitHub, client: Client) -> None:
    github.set_permission("tara", "triage")
    assert client.permission(REPO, "tara") == "triage"
    assert client.permission(REPO, "maintainer") == "admin"


def test_a_commit_s_pull_requests_are_found(github: FakeGitHub, client: Client, pull: Issue) -> None:
    found = client.pulls_for_commit(REPO, pull.request.head_sha)
    assert [item.number for item in found] == [pull.number]


@pytest.mark.parametrize(
    "name", ["acme", "acme/..", "acme/x/y", "a b/c", "../etc", "acme/widget.git", "é/x", ""]
)
def test_names_that_cannot_be_are_refused_before_any_request(client: Client, name: str) -> None:
    with pytest.raises(UsageError, match="repository name"):
        client.issue(name, 1)


@pytest.mark.parametrize("sha", ["main", "--upload-pack=x", "abc", "A" * 40, "0" * 41])
def test_commit_ids_are_checked(client: Client, sha: str) -> None:
    with pytest.raises(UsageError, match="commit id"):
        client.commit(REPO, sha)


def test_a_person_s_token_owns_the_person_s_comments(github: FakeGitHub, tmp_path: Path, pull: Issue) -> None:
    token = github.user_token("maintainer")
    client = connect(settings_for(github, tmp_path, app_id=None, github_token=token), REPO)
    github.comment(pull, f"{COMMENT_MARKER}\nthe App's", as_app=True)
    mine = client.create_comment(REPO, pull.number, f"{COMMENT_MARKER}\nmine")
    found = client.find_comment(REPO, pull.number, COMMENT_MARKER)
    assert found is not None
    assert found.id == mine
    assert client.find_check(REPO, pull.request.head_sha, CHECK_NAME) is None


def test_a_workflow_s_token_is_the_actions_bot(github: FakeGitHub, tmp_path: Path, pull: Issue) -> None:
    token = github.installation_token(REPO, as_app=False)
    client = connect(settings_for(github, tmp_path, app_id=None, github_token=token), REPO)
    mine = client.create_comment(REPO, pull.number, f"{COMMENT_MARKER}\nmine")
    found = client.find_comment(REPO, pull.number, COMMENT_MARKER)
    assert found is not None
    assert found.id == mine
    assert not github.calls("GET", "^/user$")


def test_anonymous_callers_read_and_cannot_tell_what_is_byline_s(
    github: FakeGitHub, tmp_path: Path, pull: Issue
) -> None:
    client = connect(settings_for(github, tmp_path, app_id=None), REPO)
    assert client.pull(REPO, pull.number).title == pull.title
    with pytest.raises(CouldNotLook, match="BYLINE_GITHUB_TOKEN"):
        client.find_comment(REPO, pull.number, COMMENT_MARKER)
    assert client.git_token() == ""


def test_an_enterprise_server_s_api_lies_below_a_path(
    github: FakeGitHub, tmp_path: Path, pull: Issue
) -> None:
    inner = github.flask.wsgi_app

    def mounted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in ("PATH_INFO", "RAW_URI"):
            environ[name] = environ[name].removeprefix("/api/v3")
        return inner(environ, start_response)

    github.flask.wsgi_app = mounted  # type: ignore[method-assign]
    github.state.base_url += "/api/v3"
    for at in range(130):
        github.add_label(REPO, f"label {at}")
    client = client_for(github, tmp_path)
    assert len(client.labels(REPO)) == 130
    assert client.create_comment(REPO, pull.number, "hello") == pull.comments[0].id


def test_a_wrong_token_is_named_as_such_and_not_shown(
    github: FakeGitHub, tmp_path: Path, pull: Issue
) -> None:
    settings = settings_for(github, tmp_path, app_id=None, github_token="ghp_wrong")
    with pytest.raises(CouldNotLook, match="expired or revoked") as refused:
        connect(settings, REPO).pull(REPO, pull.number)
    assert "ghp_wrong" not in str(refused.value)


@pytest.mark.parametrize(
    ("api", "git"),
    [
        ("https://api.github.com", "https://github.com/acme/widget.git"),
        ("https://ghe.example.com/api/v3", "https://ghe.example.com/acme/widget.git"),
        ("http://127.0.0.1:4001", "http://127.0.0.1:4001/acme/widget.git"),
    ],
)
def test_git_addresses_follow_from_the_api_s(github: FakeGitHub, tmp_path: Path, api: str, git: str) -> None:
    client = connect(settings_for(github, tmp_path, app_id=None, github_api_url=api), REPO)
    assert client.git_url(REPO) == git
    assert "@" not in urlsplit(client.git_url(REPO)).netloc

"""The fake GitHub, driven by the client that the product uses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
import requests
from github import Auth, Github, GithubException, GithubIntegration, UnknownObjectException

from tests.fakes.github import FakeGitHub, Issue, Repository
from tests.fakes.github.courier import sign
from tests.fakes.keys import generate_app_key

NOW = {"seconds_between_requests": 0, "seconds_between_writes": 0, "retry": None}
NAMED = {
    "metadata": "read",
    "contents": "read",
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
}


@contextmanager
def as_app(github: FakeGitHub) -> Iterator[GithubIntegration]:
    auth = Auth.AppAuth(github.app.id, github.key.private_pem)
    client = GithubIntegration(auth=auth, base_url=github.base_url, **NOW)  # type: ignore[arg-type]
    try:
        yield client
    finally:
        client.close()


@contextmanager
def with_token(github: FakeGitHub, token: str) -> Iterator[Github]:
    client = Github(auth=Auth.Token(token), base_url=github.base_url, **NOW)  # type: ignore[arg-type]
    try:
        yield client
    finally:
        client.close()


@pytest.fixture
def widget(github: FakeGitHub) -> Repository:
    github.flask.check_responses = True
    github.user("contributor", email="casey@example.com", name="Casey")
    return github.add_repository("acme/widget")


@pytest.fixture
def pull(github: FakeGitHub, widget: Repository) -> Issue:
    files: dict[str, str | bytes | None] = {
        "src/new.py": "print('hi')\n",
        "README.md": "# widget\n\nNew.\n",
        "logo.png": b"\x89PNG\0\xff\0",
    }
    return github.open_pull(widget, "Add a thing", "Body", files=files, message="Add\n\nAssisted-by: X")


@pytest.fixture
def client(github: FakeGitHub, widget: Repository) -> Iterator[Github]:
    with with_token(github, github.installation_token(widget)) as connected:
        yield connected


def get(github: FakeGitHub, path: str, token: str | None = None, **headers: str) -> requests.Response:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with requests.get(github.base_url + path, headers=headers, timeout=10) as answer:
        answer.content  # noqa: B018
        return answer


def post(github: FakeGitHub, path: str, token: str, body: Any, method: str = "POST") -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    with requests.request(method, github.base_url + path, json=body, headers=headers, timeout=10) as answer:
        answer.content  # noqa: B018
        return answer


def test_a_timeline_tells_of_commits_comments_and_labels(
    github: FakeGitHub, widget: Repository, pull: Issue
) -> None:
    comment = github.comment(pull, "Hello.", by="contributor")
    github.label(pull, "bug")
    token = github.installation_token(widget)
    found = get(github, f"/repos/acme/widget/issues/{pull.number}/timeline", token).json()
    assert [item["event"] for item in found] == ["committed", "commented", "labeled"]
    assert (found[1]["id"], found[1]["body"], found[2]["label"]["name"]) == (comment.id, "Hello.", "bug")


def test_a_comment_that_is_edited_changes_its_thread(
    github: FakeGitHub, widget: Repository, pull: Issue
) -> None:
    comment, token = github.comment(pull, "Hello.", by="contributor"), github.installation_token(widget)
    path = f"/repos/acme/widget/pulls/{pull.number}"
    before = get(github, path, token)
    github.state.advance(minutes=1)
    github.edit(comment, body="Hello again.")
    assert get(github, path, token, **{"If-None-Match": before.headers["ETag"]}).status_code == 200


# ---- the App and its tokens ---------------------------------------------------------------------------


def test_app_gets_a_token_that_can_do_what_was_named(github: FakeGitHub, widget: Repository) -> None:
    with as_app(github) as app:
        assert app.get_app().slug == "byline-test"
        found = app.get_repo_installation("acme", "widget")
        assert [item.id for item in app.get_installations()] == [found.id]
        assert app.get_app_installation(found.id).target_type == "Organization"
        token = app.get_access_token(found.id, permissions={"issues": "read"})
    assert token.permissions == {"issues": "read", "metadata": "read"}
    answer = post(github, "/repos/acme/widget/labels", token.token, {"name": "x"})
    assert answer.status_code == 403
    assert answer.json()["message"] == "Resource not accessible by integration"
    assert answer.headers["X-Accepted-GitHub-Permissions"] == "issues=write; pull_requests=write"


def test_token_without_named_permissions_can_do_nothing(github: FakeGitHub, widget: Repository) -> None:
    with as_app(github) as app:
        token = app.get_access_token(next(iter(github.state.installations)))
    assert get(github, "/repos/acme/widget", token.token).status_code == 403


def test_token_can_be_narrowed_to_repositories(github: FakeGitHub, widget: Repository) -> None:
    other = github.add_repository("acme/other", private=True)
    path = f"/app/installations/{next(iter(github.state.installations))}/access_tokens"
    answer = post(
        github, path, github.app_jwt(), {"repositories": ["widget"], "permissions": {"contents": "read"}}
    )
    refused = post(github, path, github.app_jwt(), {"permissions": {"administration": "write"}})
    assert refused.status_code == 422
    token = answer.json()["token"]
    assert get(github, "/repos/acme/widget", token).status_code == 200
    assert get(github, f"/repos/{other.full_name}", token).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [({}, 200), ({"exp": 700}, 401), ({"exp": -5}, 401), ({"iat": 300}, 401), ({"iss": 99}, 404)],
)
def test_app_jwt_is_checked(github: FakeGitHub, change: dict[str, int], status: int) -> None:
    now = int(time.time())
    claims: dict[str, Any] = {"iat": now + change.get("iat", -60), "exp": now + change.get("exp", 540)}
    claims["iss"] = str(change.get("iss", github.app.id))
    token = jwt.encode(claims, github.key.private_pem, "RS256")
    assert get(github, "/app", token).status_code == status


def test_jwt_of_another_key_is_refused(github: FakeGitHub) -> None:
    assert get(github, "/app", github.app_jwt()[:-4] + "AAAA").status_code == 401
    other = jwt.encode(
        {"iss": str(github.app.id), "iat": 1, "exp": 2}, generate_app_key().private_pem, "RS256"
    )
    assert get(github, "/app", other).status_code == 401


def test_tokens_expire(github: FakeGitHub, widget: Repository) -> None:
    token = github.installation_token(widget)
    assert get(github, "/repos/acme/widget", token).status_code == 200
    github.expire_tokens()
    assert get(github, "/repos/acme/widget", token).status_code == 401
    second = github.installation_token(widget)
    github.state.advance(minutes=61)
    assert get(github, "/repos/acme/widget", second).json()["message"] == "Bad credentials"


def test_suspended_installation_is_refused(github: FakeGitHub, widget: Repository) -> None:
    token = github.installation_token(widget)
    github.suspend(next(iter(github.state.installations.values())))
    assert get(github, "/repos/acme/widget", token).status_code == 403


def test_private_repository_is_unknown_to_others(github: FakeGitHub) -> None:
    github.add_repository("acme/secret", private=True)
    assert get(github, "/repos/acme/secret").status_code == 404
    assert get(github, "/repos/acme/secret", github.user_token("stranger")).status_code == 404
    assert get(github, "/repos/acme/secret", github.user_token("maintainer")).status_code == 200


# ---- reading --------------------------------------------------------------------------------------------


def test_pull_request_is_read_from_git(github: FakeGitHub, client: Github, pull: Issue) -> None:
    shown = client.get_repo("acme/widget").get_pull(pull.number)
    assert (shown.commits, shown.changed_files, shown.head.repo.full_name) == (1, 3, "contributor/widget")
    assert shown.head.repo.fork
    (commit,) = shown.get_commits()
    assert commit.commit.message == "Add\n\nAssisted-by: X"
    assert commit.author.login == "contributor"
    files = {item.filename: item for item in shown.get_files()}
    assert files["src/new.py"].patch == "@@ -0,0 +1 @@\n+print('hi')"
    assert (files["README.md"].status, files["README.md"].additions) == ("modified", 2)
    assert files["logo.png"].patch is None
    assert [item.number for item in client.get_repo("acme/widget").get_pulls(state="open")] == [pull.number]
    found = client.get_repo("acme/widget").get_commit(commit.sha).get_pulls()
    assert [item.number for item in found] == [pull.number]


def test_reading_needs_no_lazy_request(github: FakeGitHub, client: Github, pull: Issue) -> None:
    repo = client.get_repo("acme/widget")
    shown = repo.get_pull(pull.number)
    before = len(github.requests)
    _ = (repo.default_branch, repo.private, repo.owner.login, shown.user.type, shown.draft, shown.base.sha)
    _ = (shown.merged, shown.mergeable, shown.head.ref, shown.labels, shown.comments, shown.created_at)
    assert len(github.requests) == before


def test_pull_request_is_an_issue_too(github: FakeGitHub, client: Github, pull: Issue) -> None:
    issue = client.get_repo("acme/widget").get_issue(pull.number)
    assert issue.pull_request is not None
    assert (
        client.get_repo("acme/widget").get_issue(github.open_issue("acme/widget").number).pull_request is None
    )


def test_renames_and_deletions_are_shown(github: FakeGitHub, client: Github, widget: Repository) -> None:
    widget.git.commit("Base", {"a.txt": "one\ntwo\nthree\nfour\n", "b.txt": "gone\n"})
    files = {"a.txt": None, "c d é.txt": "one\ntwo\nthree\nfour\n", "b.txt": None}
    pull = github.open_pull(widget, files=files)
    shown = {item.filename: item for item in client.get_repo("acme/widget").get_pull(pull.number).get_files()}
    assert (shown["c d é.txt"].status, shown["c d é.txt"].previous_filename) == ("renamed", "a.txt")
    assert (shown["b.txt"].status, shown["b.txt"].patch) == ("removed", "@@ -1 +0,0 @@\n-gone")


def test_contents_trees_and_commits(github: FakeGitHub, client: Github, widget: Repository) -> None:
    widget.git.commit("Policy", {".github/byline.yml": "version: 1\n", "src/a.py": "x = 1\n"})
    repo = client.get_repo("acme/widget")
    file = repo.get_contents(".github/byline.yml")
    assert not isinstance(file, list)
    assert file.decoded_content == b"version: 1\n"
    listing = repo.get_contents("")
    assert isinstance(listing, list)
    assert [(item.path, item.type) for item in listing] == [
        (".github", "dir"),
        ("README.md", "file"),
        ("src", "dir"),
    ]
    with pytest.raises(UnknownObjectException):
        repo.get_contents("nothing.txt")
    with pytest.raises(GithubException, match="No commit found"):
        repo.get_contents("README.md", ref="no-such-branch")
    assert "src/a.py" in [item.path for item in repo.get_git_tree("main", recursive=True).tree]
    head = repo.get_branch("main").commit
    assert repo.get_git_commit(head.sha).tree.sha == head.commit.tree.sha
    assert repo.get_git_ref("heads/main").object.sha == head.sha
    assert repo.compare(head.parents[0].sha, "main").ahead_by == 1
    assert [item.commit.message for item in repo.get_commits()] == ["Policy", "Initial commit"]
    assert repo.get_commit(head.sha).stats.additions == 2


def test_lists_are_paged(github: FakeGitHub, client: Github, widget: Repository) -> None:
    issue = github.open_issue(widget)
    for number in range(65):
        github.comment(issue, f"comment {number}")
    comments = list(client.get_repo("acme/widget").get_issue(issue.number).get_comments())
    assert [item.body for item in comments] == [f"comment {number}" for number in range(65)]
    answer = get(github, f"/repos/acme/widget/issues/{issue.number}/comments?per_page=500&page=1")
    assert len(answer.json()) == 65
    answer = get(github, f"/repos/acme/widget/issues/{issue.number}/comments?per_page=30&page=2")
    assert set(answer.links) == {"prev", "first", "next", "last"}


def test_commits_stop_at_250(github: FakeGitHub, client: Github, widget: Repository) -> None:
    widget.git.history(((f"step {n}", {"n.txt": f"{n}\n"}) for n in range(252)), branch="long")
    pull = client.get_repo("acme/widget").get_pull(github.open_pull(widget, head="long").number)
    assert pull.commits == 252
    assert [item.commit.message for item in pull.get_commits()][-1] == "step 249"


def test_roles_are_told(github: FakeGitHub, client: Github, widget: Repository) -> None:
    github.set_permission("helper", "triage", widget)
    github.user("stranger")
    repo = client.get_repo("acme/widget")
    assert repo.get_collaborator_permission("maintainer") == "admin"
    assert repo.get_collaborator_role_name("helper") == "triage"
    assert repo.get_collaborator_permission("helper") == "read"
    assert repo.get_collaborator_role_name("stranger") == "read"
    with pytest.raises(GithubException, match="is not a user"):
        repo.get_collaborator_permission("nobody-at-all")


def test_reviews_are_read(github: FakeGitHub, client: Github, pull: Issue) -> None:
    review = github.review(pull, "Looks generated", by="reviewer")
    line = github.review_comment(pull, "Why?", "src/new.py", by="reviewer")
    shown = client.get_repo("acme/widget").get_pull(pull.number)
    assert shown.get_review(review.id).body == "Looks generated"
    assert len(list(shown.get_reviews())) == 2
    assert shown.get_review_comment(line.id).path == "src/new.py"


# ---- writing --------------------------------------------------------------------------------------------


def test_labels(github: FakeGitHub, client: Github, pull: Issue) -> None:
    repo = client.get_repo("acme/widget")
    repo.create_label("ai: disclosed", "0E8A16", "Disclosed")
    with pytest.raises(GithubException) as refused:
        repo.create_label("AI: disclosed", "0e8a16")
    assert refused.value.status == 422
    assert refused.value.data["errors"][0]["code"] == "already_exists"
    token = github.installation_token("acme/widget")
    path = f"/repos/acme/widget/issues/{pull.number}/labels"
    answer = post(github, path, token, {"labels": ["ai: disclosed", "brand new"]})
    assert [item["color"] for item in answer.json()] == ["0e8a16", "ededed"]
    github.label(pull, "by hand", by="maintainer")
    repo.get_issue(pull.number).remove_from_labels("brand new")
    assert pull.label_names == ["ai: disclosed", "by hand"]
    events = [
        (item.event, item.actor.login, item.raw_data["performed_via_github_app"] is not None)
        for item in repo.get_issue(pull.number).get_events()
    ]
    assert events == [
        ("labeled", "byline-test[bot]", True),
        ("labeled", "byline-test[bot]", True),
        ("labeled", "maintainer", False),
        ("unlabeled", "byline-test[bot]", True),
    ]
    assert post(github, f"{path}/nothing", token, None, "DELETE").json()["message"] == "Label does not exist"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x" * 51},
        {"name": "x", "description": "d" * 101},
        {"name": "x", "color": "#ffffff"},
        {"name": "x", "color": "red"},
    ],
)
def test_label_limits(github: FakeGitHub, widget: Repository, body: dict[str, str]) -> None:
    token = github.installation_token(widget)
    assert post(github, "/repos/acme/widget/labels", token, body).status_code == 422


def test_an_issue_takes_a_hundred_labels(github: FakeGitHub, widget: Repository) -> None:
    issue, token = github.open_issue(widget), github.installation_token(widget)
    path = f"/repos/acme/widget/issues/{issue.number}/labels"
    assert post(github, path, token, {"labels": [f"l{n}" for n in range(100)]}).status_code == 200
    assert post(github, path, token, {"labels": ["one more"]}).status_code == 422


def test_comments(github: FakeGitHub, client: Github, widget: Repository) -> None:
    issue = github.open_issue(widget)
    shown = client.get_repo("acme/widget").get_issue(issue.number)
    comment = shown.create_comment("<!-- byline --> first")
    comment.edit("<!-- byline --> second")
    assert [(item.user.login, item.body) for item in shown.get_comments()] == [
        ("byline-test[bot]", "<!-- byline --> second")
    ]
    assert issue.comments[0].app is github.app
    with pytest.raises(GithubException) as refused:
        comment.edit("x" * 65_537)
    assert "Body is too long" in str(refused.value)
    comment.delete()
    assert issue.comments == []
    assert [entry.method for entry in github.writes()] == ["POST", "PATCH", "DELETE"]


def test_check_run(github: FakeGitHub, client: Github, pull: Issue) -> None:
    repo = client.get_repo("acme/widget")
    note = {
        "path": "src/new.py",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "notice",
        "message": "m",
    }
    run = repo.create_check_run("Byline", pull.request.head_sha, status="in_progress")
    output: Any = {"title": "t", "summary": "s", "annotations": [note] * 50}
    run.edit(status="completed", conclusion="neutral", output=output)
    run.edit(output=output)
    (listed,) = repo.get_commit(pull.request.head_sha).get_check_runs(check_name="Byline", filter="latest")
    assert (listed.conclusion, listed.output.annotations_count) == ("neutral", 100)
    assert len(list(listed.get_annotations())) == 100
    assert github.check_runs(pull.repository, pull.request.head_sha)[0].summary == "s"


@pytest.mark.parametrize(
    "change",
    [
        {"output": {"title": "t", "summary": "s" * 65_536}},
        {"output": {"title": "t", "summary": "s", "text": "s" * 65_536}},
        {"actions": [{"label": "l" * 21, "description": "d", "identifier": "i"}]},
        {"actions": [{"label": "l", "description": "d", "identifier": "i"}] * 4},
        {"status": "completed"},
        {"conclusion": "fine"},
        {"head_sha": "0" * 40},
    ],
)
def test_check_run_limits(github: FakeGitHub, pull: Issue, change: dict[str, Any]) -> None:
    body = {"name": "Byline", "head_sha": pull.request.head_sha, **change}
    token = github.installation_token(pull.repository)
    assert post(github, "/repos/acme/widget/check-runs", token, body).status_code == 422
    github.violations.clear()


def test_only_apps_make_check_runs(github: FakeGitHub, pull: Issue) -> None:
    body = {"name": "Byline", "head_sha": pull.request.head_sha}
    token = github.user_token("maintainer")
    assert post(github, "/repos/acme/widget/check-runs", token, body).status_code == 403


def test_strong_actions(github: FakeGitHub, client: Github, pull: Issue) -> None:
    shown = client.get_repo("acme/widget").get_pull(pull.number)
    shown.create_review(body="Please disclose.", event="REQUEST_CHANGES")
    shown.edit(state="closed")
    shown.as_issue().lock("spam")
    assert (pull.state, pull.locked, pull.request.reviews[0].state) == ("closed", True, "CHANGES_REQUESTED")
    comment = github.comment(pull, "Buy now")
    token = github.installation_token(pull.repository)
    query = "mutation($input: MinimizeCommentInput!) { minimizeComment(input: $input) { clientMutationId } }"
    node = client.get_repo("acme/widget").get_issue(pull.number).get_comment(comment.id).node_id
    variables = {"input": {"subjectId": node, "classifier": "SPAM"}}
    assert "errors" not in post(github, "/graphql", token, {"query": query, "variables": variables}).json()
    assert comment.minimized == "SPAM"
    query = "mutation { convertPullRequestToDraft(input: $input) { pullRequest { isDraft } } }"
    variables = {"input": {"pullRequestId": shown.node_id}}
    answer = post(github, "/graphql", token, {"query": query, "variables": variables})
    assert answer.json()["errors"][0]["type"] == "FORBIDDEN"


# ---- limits and faults ----------------------------------------------------------------------------------


def test_304_is_free(github: FakeGitHub, widget: Repository) -> None:
    token = github.installation_token(widget)
    first = get(github, "/repos/acme/widget", token)
    second = get(github, "/repos/acme/widget", token, **{"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"] == "4999"
    widget.description = "changed"
    third = get(github, "/repos/acme/widget", token, **{"If-None-Match": first.headers["ETag"]})
    assert third.status_code == 200


def test_pygithub_update_uses_the_etag(github: FakeGitHub, client: Github, widget: Repository) -> None:
    repo = client.get_repo("acme/widget")
    assert repo.update() is False
    assert github.requests[-1].status == 304


def test_primary_limit(github: FakeGitHub, widget: Repository) -> None:
    github.rate_limit(remaining=1, reset_in=60)
    token = github.installation_token(widget)
    assert get(github, "/repos/acme/widget", token).status_code == 200
    answer = get(github, "/repos/acme/widget", token)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert int(answer.headers["X-RateLimit-Reset"]) > 0
    assert get(github, "/rate_limit", token).json()["resources"]["core"]["remaining"] == 0


@pytest.mark.parametrize("status", [403, 429])
def test_secondary_limit(github: FakeGitHub, widget: Repository, status: int) -> None:
    github.secondary_limit("/labels$", status=status, retry_after=7)
    token = github.installation_token(widget)
    answer = post(github, "/repos/acme/widget/labels", token, {"name": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "7")
    assert github.writes() == []
    assert post(github, "/repos/acme/widget/labels", token, {"name": "x"}).status_code == 201


def test_content_may_be_limited(github: FakeGitHub, widget: Repository) -> None:
    github.limit_content(2)
    token = github.installation_token(widget)
    codes = [post(github, "/repos/acme/widget/labels", token, {"name": n}).status_code for n in "abc"]
    assert codes == [201, 201, 403]


def test_faults_on_order(github: FakeGitHub, widget: Repository) -> None:
    token, path = github.installation_token(widget), "/repos/acme/widget/labels"
    github.fail("POST", "/labels$", status=502, body="<html>", times=2, skip=1)
    codes = [post(github, path, token, {"name": n}).status_code for n in "abcd"]
    assert codes == [201, 502, 502, 201]
    github.fail("POST", "/labels$", status=500, applied=True)
    assert post(github, path, token, {"name": "kept"}).status_code == 500
    assert widget.label("kept")


@pytest.mark.parametrize("applied", [False, True])
def test_connections_are_cut(github: FakeGitHub, widget: Repository, applied: bool) -> None:
    github.drop("POST", "/labels$", applied=applied)
    with pytest.raises(requests.ConnectionError):
        post(github, "/repos/acme/widget/labels", github.installation_token(widget), {"name": "x"})
    assert (widget.label("x") is not None) is applied


def test_slowness(github: FakeGitHub, widget: Repository) -> None:
    github.slow("GET", "/repos/acme/widget$", 0.5)
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{github.base_url}/repos/acme/widget", timeout=0.1)


# ---- webhooks ---------------------------------------------------------------------------------------------


class Receiver:
    """A webhook receiver that keeps what it gets."""

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.status = 202
        seen, owner = self.seen, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append((dict(self.headers), body))
                self.send_response(owner.status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/github"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_webhooks_are_signed_and_recorded(github: FakeGitHub, pull: Issue, receiver: Receiver) -> None:
    delivery = github.deliver("pull_request", "opened", pull, receiver.url, "s3cret")
    headers, body = receiver.seen[0]
    assert delivery.ok
    assert headers["X-Hub-Signature-256"] == sign(body, "s3cret")["X-Hub-Signature-256"]
    assert headers["X-GitHub-Event"] == "pull_request"
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")
    listed = get(github, "/app/hook/deliveries", github.app_jwt()).json()
    one = get(github, f"/app/hook/deliveries/{delivery.id}", github.app_jwt()).json()
    assert [item["guid"] for item in listed] == [headers["X-GitHub-Delivery"]]
    assert one["request"]["payload"]["pull_request"]["number"] == pull.number


def test_failed_deliveries_can_be_sent_again(github: FakeGitHub, pull: Issue, receiver: Receiver) -> None:
    receiver.status = 500
    first = github.deliver("issue_comment", "created", github.comment(pull, "hé ☃"), receiver.url)
    assert (first.status_code, first.ok) == (500, False)
    receiver.status = 202
    path = f"/app/hook/deliveries/{first.id}/attempts"
    assert post(github, path, github.app_jwt(), None).status_code == 202
    github.settle()
    listed = get(github, "/app/hook/deliveries?per_page=1", github.app_jwt())
    (again,) = listed.json()
    assert (again["guid"], again["redelivery"], again["status"]) == (first.guid, True, "OK")
    assert "cursor=v1_" in listed.links["next"]["url"]
    assert receiver.seen[0][1] == receiver.seen[1][1]


def test_lost_deliveries_are_listed(github: FakeGitHub, pull: Issue) -> None:
    lost = github.lose("pull_request", "opened", pull)
    refused = github.deliver("pull_request", "opened", pull, "http://127.0.0.1:9/")
    assert [item.status for item in github.deliveries] == ["failed to connect to host"] * 2
    assert lost.guid != refused.guid


def test_own_changes_come_back_as_events(github: FakeGitHub, pull: Issue, receiver: Receiver) -> None:
    github.set_webhook(receiver.url)
    token = github.installation_token(pull.repository)
    post(github, f"/repos/acme/widget/issues/{pull.number}/comments", token, {"body": "hello"})
    github.label(pull, "x")
    github.push(pull, {"more.txt": "more\n"})
    github.settle()
    events = [(item.event, item.action, item.payload["sender"]["login"]) for item in github.deliveries]
    assert events == [
        ("issue_comment", "created", "byline-test[bot]"),
        ("pull_request", "labeled", "maintainer"),
        ("pull_request", "synchronize", "contributor"),
    ]


KINDS: list[tuple[str, str, Callable[[FakeGitHub, Issue], Any]]] = [
    ("pull_request", "opened", lambda github, pull: pull),
    ("pull_request", "synchronize", lambda github, pull: pull),
    ("issues", "opened", lambda github, pull: github.open_issue(pull.repository)),
    ("issue_comment", "created", lambda github, pull: github.comment(pull, "hi")),
    ("pull_request_review", "submitted", lambda github, pull: github.review(pull, "hi")),
    (
        "pull_request_review_comment",
        "created",
        lambda github, pull: github.review_comment(pull, "hi", "src/new.py"),
    ),
    ("installation", "created", lambda github, pull: next(iter(github.state.installations.values()))),
]


@pytest.mark.parametrize(
    ("event", "action", "subject"), KINDS, ids=[f"{kind[0]}.{kind[1]}" for kind in KINDS]
)
def test_payloads_have_the_keys_of_real_ones(
    github: FakeGitHub,
    pull: Issue,
    payloads: list[tuple[str, str, dict[str, Any]]],
    event: str,
    action: str,
    subject: Callable[[FakeGitHub, Issue], Any],
) -> None:
    made = github.payload(event, action, subject(github, pull))
    real = next(body for kind, _, body in payloads if kind == event and body.get("action") == action)
    optional = {"requester", "organization", "installation"}
    assert set(real) - set(made) <= optional
    for key, value in real.items():
        if isinstance(value, dict) and key in made:
            missing = set(value) - set(made[key])
            assert missing <= {"custom_properties", "draft"}, key


def test_check_run_can_be_asked_again(github: FakeGitHub, pull: Issue, client: Github) -> None:
    client.get_repo("acme/widget").create_check_run("Byline", pull.request.head_sha)
    (run,) = github.check_runs("acme/widget")
    payload = github.payload("check_run", "rerequested", run, sender="maintainer")
    assert payload["check_run"]["check_suite"]["head_sha"] == pull.request.head_sha
    assert payload["sender"]["login"] == "maintainer"


def test_named_permissions_suffice(github: FakeGitHub, pull: Issue) -> None:
    with as_app(github) as app:
        token = app.get_access_token(next(iter(github.state.installations)), permissions=NAMED)
    assert get(github, f"/repos/acme/widget/pulls/{pull.number}/files", token.token).status_code == 200


def test_private_reports(github: FakeGitHub, widget: Repository) -> None:
    report = github.report_vulnerability(widget, "Overflow", "In parse()")
    path = f"/repos/acme/widget/security-advisories/{report.ghsa_id}"
    assert get(github, path, github.installation_token(widget)).status_code == 403
    token = github.installation_token(widget, {"repository_advisories": "read"})
    assert get(github, path, token).json()["summary"] == "Overflow"
    assert (
        github.payload("repository_advisory", "reported", report)["repository_advisory"]["state"] == "triage"
    )


def test_label_names_are_quoted_in_addresses(github: FakeGitHub, client: Github, pull: Issue) -> None:
    name = "area/ui: ünïcode & more"
    github.label(pull, name)
    client.get_repo("acme/widget").get_issue(pull.number).remove_from_labels(name)
    client.get_repo("acme/widget").get_label(name).edit("plain", "ff0000")
    assert (pull.label_names, [item.name for item in pull.repository.labels]) == ([], ["plain"])


def test_reactions_are_given_once(github: FakeGitHub, widget: Repository, pull: Issue) -> None:
    token, root = github.installation_token(widget), "/repos/acme/widget"
    for comment, place in (
        (github.comment(pull, "Hello"), "issues"),
        (github.review_comment(pull, "Hello", "README.md"), "pulls"),
    ):
        path = f"{root}/{place}/comments/{comment.id}"
        answers = [post(github, f"{path}/reactions", token, {"content": "+1"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]
        assert [item["content"] for item in get(github, f"{path}/reactions", token).json()] == ["+1"]
        assert get(github, path, token).json()["reactions"]["total_count"] == 1
        missing = f"{root}/{place}/comments/1/reactions"
        assert post(github, missing, token, {"content": "+1"}).status_code == 404
        assert github.violations == []
        assert post(github, f"{path}/reactions", token, {"content": "tada"}).status_code == 422
        github.violations.clear()  # "tada" is none of GitHub's words


def test_many_callers_at_once(github: FakeGitHub, widget: Repository) -> None:
    token, issue = github.installation_token(widget), github.open_issue(widget)
    path = f"/repos/acme/widget/issues/{issue.number}/comments"
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda n: post(github, path, token, {"body": str(n)}).status_code, range(40)))
    assert codes == [201] * 40
    assert len({item.id for item in issue.comments}) == 40

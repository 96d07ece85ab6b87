"""The App's identity, its installations and their tokens."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.errors import CouldNotLook, NotFound, UsageError
from bot.github.app import GitHubApp
from tests.bot.github.connected import client_for, settings_for
from tests.fakes.github import FakeGitHub


def tokens_made(github: FakeGitHub) -> int:
    return len(github.calls("POST", "/access_tokens$"))


def test_the_slug_is_asked_for_once(github: FakeGitHub, tmp_path: Path) -> None:
    app = GitHubApp(settings_for(github, tmp_path))
    assert [app.slug, app.slug, app.id] == ["byline-test", "byline-test", github.app.id]
    assert len(github.calls("GET", "^/app$")) == 1


def test_a_token_serves_until_it_expires(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    client = client_for(github, tmp_path)
    for _ in range(3):
        client.repository("acme/widget")
    assert tokens_made(github) == 1


def test_threads_share_one_token(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    client = client_for(github, tmp_path)
    threads = [threading.Thread(target=client.labels, args=("acme/widget",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokens_made(github) == 1


def test_a_token_near_its_end_is_renewed(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    github.set_token_lifetime(30)
    client = client_for(github, tmp_path)
    client.repository("acme/widget")
    client.repository("acme/widget")
    assert tokens_made(github) == 2


def test_a_revoked_token_is_replaced_and_the_request_sent_again(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    issue = github.open_issue("acme/widget")
    client = client_for(github, tmp_path)
    client.repository("acme/widget")
    github.expire_tokens()
    client.create_comment("acme/widget", issue.number, "hello")
    assert [comment.body for comment in issue.comments] == ["hello"]


def test_one_installation_has_one_client(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    app = GitHubApp(settings_for(github, tmp_path))
    first = app.installation_for("acme/widget")
    assert first.installation_id is not None
    assert app.installation(first.installation_id) is first


def test_an_installation_that_granted_less_still_works_for_the_rest(
    github: FakeGitHub, tmp_path: Path
) -> None:
    installation = github.install(
        "acme", permissions={"metadata": "read", "contents": "read", "issues": "read"}
    )
    github.add_repository("acme/widget", installation=installation, private=True)
    issue = github.open_issue("acme/widget")
    client = client_for(github, tmp_path)
    assert client.issue("acme/widget", issue.number).title == issue.title
    with pytest.raises(CouldNotLook, match="issues: write"):
        client.create_comment("acme/widget", issue.number, "hello")
    asked = github.calls("POST", "/access_tokens$")[-1].body["permissions"]
    assert asked == {"metadata": "read", "contents": "read", "issues": "read"}


def test_no_more_is_asked_for_than_byline_needs(github: FakeGitHub, tmp_path: Path) -> None:
    everything = {"contents": "write", "administration": "write", "issues": "write", "metadata": "read"}
    installation = github.install("acme", permissions=everything)
    github.add_repository("acme/widget", installation=installation)
    client_for(github, tmp_path).repository("acme/widget")
    asked = github.calls("POST", "/access_tokens$")[-1].body["permissions"]
    assert asked == {"contents": "read", "issues": "write", "metadata": "read"}


def test_an_app_that_is_not_installed_says_so(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget", installation=False)
    with pytest.raises(NotFound, match="installed there"):
        client_for(github, tmp_path)


def test_an_uninstalled_app_is_not_found(github: FakeGitHub, tmp_path: Path) -> None:
    installation = github.install("acme")
    github.add_repository("acme/widget", installation=installation)
    client = client_for(github, tmp_path)
    github.uninstall(installation)
    with pytest.raises(NotFound):
        client.repository("acme/widget")


def test_a_suspended_installation_says_so(github: FakeGitHub, tmp_path: Path) -> None:
    installation = github.install("acme")
    github.add_repository("acme/widget", installation=installation)
    github.suspend(installation)
    client = client_for(github, tmp_path)
    with pytest.raises(CouldNotLook, match="suspended"):
        client.repository("acme/widget")


def test_installations_show_what_was_granted(github: FakeGitHub, tmp_path: Path) -> None:
    github.install("acme", permissions={"metadata": "read"})
    found = GitHubApp(settings_for(github, tmp_path)).installations()
    assert [dict(item.permissions) for item in found] == [{"metadata": "read"}]


def test_a_key_that_is_none_is_refused_without_showing_it(github: FakeGitHub, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        GitHubApp(settings_for(github, tmp_path, private_key="s3cret that is no key"))
    assert "s3cret" not in str(refused.value)


def test_without_an_app_the_setting_is_named(github: FakeGitHub, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="BYLINE_APP_ID"):
        GitHubApp(settings_for(github, tmp_path, app_id=None))

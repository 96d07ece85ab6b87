"""The files of a tree on GitHub, read with as few questions as there can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import CouldNotLook, RetryLater
from bot.gather.files import Files
from bot.github.client import Client
from detectors.model import TextFile
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Repository

REPO = "acme/widget"
CONTENT = {"README.md": "# Widget\n", "docs/a/b.md": "\ufeffdeep\n", "docs/big.txt": "x" * 1_000_001}


@pytest.fixture
def repository(github: FakeGitHub) -> Repository:
    return github.add_repository(REPO, files=CONTENT)


@pytest.fixture
def client(github: FakeGitHub, repository: Repository, tmp_path: Path) -> Client:
    return client_for(github, tmp_path)


@pytest.mark.parametrize("small", [True, False])
def test_files_and_folders_are_found(client: Client, small: bool) -> None:
    files = Files(client, REPO, "main", small=small)
    assert files.file("README.md") == TextFile("README.md", "# Widget\n", "main")
    assert files.file("docs/a/b.md") == TextFile("docs/a/b.md", "deep\n", "main")
    assert files.file("docs/a/nothing.md") is None
    assert files.file("nothing/b.md") is None
    assert files.file("README.md/b.md") is None
    assert {(entry.path, entry.type) for entry in files.folder("")} == {
        ("README.md", "file"),
        ("docs", "dir"),
    }
    assert {entry.path for entry in files.folder("docs")} == {"docs/a", "docs/big.txt"}
    assert files.folder("nothing") == ()
    assert files.folder("README.md") == ()
    with pytest.raises(CouldNotLook, match="is a folder"):
        files.file("docs/a")
    with pytest.raises(CouldNotLook, match="1000001 bytes"):
        files.file("docs/big.txt")
    with pytest.raises(CouldNotLook, match="no path of a file"):
        files.file("docs/../README.md")


def test_all_files_are_of_one_tree(client: Client, repository: Repository) -> None:
    files = Files(client, REPO)
    assert files.folder("") != ()
    repository.git.commit("Change", {"docs/a/b.md": "new\n", "more.md": "x\n"})
    assert files.file("docs/a/b.md") == TextFile("docs/a/b.md", "deep\n", "HEAD")
    assert files.file("more.md") is None
    assert Files(client, REPO).file("docs/a/b.md") == TextFile("docs/a/b.md", "new\n", "HEAD")


def test_what_was_read_once_is_not_asked_for_again(
    github: FakeGitHub, client: Client, repository: Repository
) -> None:
    Files(client, REPO).file("docs/a/b.md")
    repository.git.commit("Change", {"README.md": "# Other\n"})
    github.forget()
    Files(client, REPO).file("docs/a/b.md")
    assert [call.path for call in github.calls("GET", "^/repos/")] == [f"/repos/{REPO}/git/trees/HEAD"]


def test_a_link_is_followed_as_github_does(client: Client, repository: Repository) -> None:
    repository.git.commit("Link", links={"LINK.md": "README.md"})
    with pytest.raises(
        CouldNotLook, match="symlink"
    ):  # the fake shows the link, GitHub also a file behind it
        Files(client, REPO).file("LINK.md")


def test_a_tree_that_is_listed_in_part_says_nothing_of_what_is_not_there(
    github: FakeGitHub, client: Client
) -> None:
    cut = {"sha": "a" * 40, "url": "", "tree": [], "truncated": True}
    github.fail("GET", "/git/trees/", status=200, body=cut, times=2)
    files = Files(client, REPO, small=True)
    assert files.file("docs/a/b.md") == TextFile("docs/a/b.md", "deep\n", "HEAD")
    assert {entry.path for entry in files.folder("docs")} == {"docs/a", "docs/big.txt"}


def test_a_large_whole_tree_is_read_folder_by_folder(github: FakeGitHub, client: Client) -> None:
    cut = {"sha": "a" * 40, "url": "", "tree": [], "truncated": True}
    github.fail("GET", "/git/trees/", status=200, body=cut, times=1)
    assert Files(client, REPO, small=True).file("docs/a/b.md") == TextFile("docs/a/b.md", "deep\n", "HEAD")
    assert not github.calls("GET", "/contents/")


def test_no_repository_and_no_commits_are_no_files(github: FakeGitHub, client: Client) -> None:
    assert Files(client, "acme/nowhere").folder("") == ()
    github.fail("GET", "/git/trees/", status=409, body={"message": "Git Repository is empty."})
    assert Files(client, REPO).file("README.md") is None


def test_a_repository_that_is_just_being_made_is_asked_again(github: FakeGitHub, client: Client) -> None:
    github.fail("GET", "/git/trees/", status=409, body={"message": "The repository is being created"})
    with pytest.raises(RetryLater):
        Files(client, REPO).folder("")

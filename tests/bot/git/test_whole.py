"""Whole clones by address: only over https (or from this machine), and with nothing strange in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import CouldNotLook, RetryLater, UsageError
from bot.git.tree import checked_out
from bot.git.whole import Address, cloned
from tests.fakes.github import FakeGitHub
from tests.fakes.repository import git


@pytest.mark.parametrize(
    "url",
    [
        "ssh://git@example.com/a/b",
        "git@example.com:a/b",
        "file:///etc",
        "/etc",
        "ext::sh -c true",
        "http://example.com/a/b",
        "https://me:secret@example.com/a/b",
        "https://[::1/a",
        "--upload-pack=x",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        Address(url)
    assert "secret" not in str(raised.value)


def test_a_clone_follows_the_default_branch(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget", files={"a.txt": "1\n"})
    address = Address(f"{github.base_url}/acme/widget.git")
    with cloned(tmp_path, address) as clone:
        assert checked_out(clone) == repo.git.rev_parse("main")
        assert clone.url == clone.token == ""
    repo.git.commit("Rewritten", {"b.txt": "1\n"}, parents=[])
    with cloned(tmp_path, address) as clone:
        assert checked_out(clone) == repo.git.rev_parse("main")
    repo.git.commit("Elsewhere", {"c.txt": "1\n"}, branch="trunk")
    git(repo.git_dir, "symbolic-ref", "HEAD", "refs/heads/trunk")
    with cloned(tmp_path, address) as clone:
        assert checked_out(clone) == repo.git.rev_parse("trunk")
        assert clone.run("symbolic-ref", "HEAD").decode().strip() == "refs/heads/trunk"


def test_nobody_else_uses_a_clone_meanwhile(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.git.whole._LOCK_SECONDS", 0.1)
    github.add_repository("acme/widget", files={"a.txt": "1\n"})
    address = Address(f"{github.base_url}/acme/widget.git")
    with (
        cloned(tmp_path, address),
        pytest.raises(RetryLater, match="another audit"),
        cloned(tmp_path, address),
    ):
        pass


def test_what_is_not_there_is_said_and_leaves_no_half_clone(github: FakeGitHub, tmp_path: Path) -> None:
    address = Address(f"{github.base_url}/acme/gone.git")
    for _ in range(2):
        with pytest.raises(CouldNotLook), cloned(tmp_path, address):
            pass
    github.add_repository("acme/gone", files={"a.txt": "1\n"})
    with cloned(tmp_path, address) as clone:
        assert checked_out(clone)


def test_addresses_with_and_without_git_at_their_end_are_one(tmp_path: Path) -> None:
    one, other = Address("https://example.com/a/b.git"), Address("https://example.com/a/b/")
    assert one.folder == other.folder
    assert one.name == other.name == "https://example.com/a/b"

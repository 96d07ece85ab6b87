"""Fetching what a partial clone lacks: together, bounded, and never into a user's own clone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import CouldNotLook, RetryLater
from bot.git import CloneCache, GitDir, Remote, fetching
from bot.git.fetching import fetch_contents, fetch_tags, missing
from tests.fakes.github import FakeGitHub, Repository
from tests.fakes.repository import git

REPO = "acme/widget"
LARGE = os.urandom(800_000).hex()


@pytest.fixture
def repo(github: FakeGitHub) -> Repository:
    files = {f"src/{at}.txt": f"text {at}\n" for at in range(20)}
    return github.add_repository(REPO, private=True, files={**files, "large.txt": LARGE})


@pytest.fixture
def remote(github: FakeGitHub, repo: Repository) -> Remote:
    return Remote(REPO, f"{github.base_url}/{REPO}.git", github.installation_token(REPO))


@pytest.fixture
def cache(tmp_path: Path) -> CloneCache:
    return CloneCache(tmp_path / "clones", 100)


def contents(clone: GitDir, commit: str) -> list[bytes]:
    """What the files hold that are there; nothing is fetched for that."""
    lacking = missing(clone, commit)
    listed = git(clone.path, "ls-tree", "-r", commit).decode().splitlines()
    names = [line.split()[2] for line in listed]
    return [git(clone.path, "cat-file", "blob", name) for name in names if name not in lacking]


def uploads(github: FakeGitHub) -> int:
    return len(github.calls("POST", "git-upload-pack"))


def test_the_contents_of_a_tree_come_together_but_for_large_ones(
    github: FakeGitHub, cache: CloneCache, remote: Remote, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_NAMED", 5)
    tip = repo.git.rev_parse("main")
    with cache.fetched(remote, [tip]) as clone:
        assert contents(clone, tip) == []
        github.forget()
        fetch_contents(clone, tip)
        assert uploads(github) <= 2
        assert set(contents(clone, tip)) >= {f"text {at}\n".encode() for at in range(20)}
        assert LARGE.encode() not in contents(clone, tip)
        assert len(missing(clone, tip)) == 1
        github.forget()
        fetch_contents(clone, tip)
        assert not github.requests


def test_of_the_next_tree_only_what_is_new_is_fetched(
    cache: CloneCache, remote: Remote, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_NAMED", 5)
    first = repo.git.rev_parse("main")
    second = repo.git.commit("Next", {"src/new.txt": "new\n"})
    with cache.fetched(remote, [first, second]) as clone:
        fetch_contents(clone, first)
        packs = len(list(clone.path.glob("objects/pack/*.pack")))
        fetch_contents(clone, second)
        assert b"new\n" in contents(clone, second)
        new = max(clone.path.glob("objects/pack/*.idx"), key=lambda path: path.stat().st_mtime_ns)
        assert len(list(clone.path.glob("objects/pack/*.pack"))) == packs + 1
        assert len(git(clone.path, "show-index", stdin=new.read_bytes()).splitlines()) == 1


def test_a_large_file_among_a_few_is_left_out(
    cache: CloneCache, remote: Remote, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "NAMED_WRITES", 500_000)
    tip = repo.git.rev_parse("main")
    with cache.fetched(remote, [tip]) as clone:
        fetch_contents(clone, tip)
        assert len(missing(clone, tip)) == 1
        assert b"text 7\n" in contents(clone, tip)


def test_a_tree_that_is_too_large_is_said_so(
    cache: CloneCache, remote: Remote, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_NAMED", 0)
    monkeypatch.setattr(fetching, "TREE_WRITES", 512)
    noise = repo.git.commit("Noise", {f"{at}.bin": os.urandom(500) for at in range(20)})
    with (
        cache.fetched(remote, [noise]) as clone,
        pytest.raises(CouldNotLook, match="more to fetch") as refused,
    ):
        fetch_contents(clone, noise)
    assert not isinstance(refused.value, RetryLater)


def test_tags_come_with_their_history(cache: CloneCache, remote: Remote, repo: Repository) -> None:
    old = repo.git.rev_parse("main")
    repo.git.tag("v1.0", old)
    tip = repo.git.commit("Next", {"src/new.txt": "new\n"})
    side = repo.git.commit("Aside", {"src/aside.txt": "aside\n"}, branch="v1")
    repo.git.tag("v1.1", side)
    with cache.fetched(remote, [tip]) as clone:
        assert git(clone.path, "tag") == b""
        fetch_tags(clone)
        assert git(clone.path, "tag").split() == [b"v1.0", b"v1.1"]
        assert git(clone.path, "rev-parse", "v1.1").decode().strip() == side


def test_nothing_is_fetched_into_a_user_s_own_clone(
    github: FakeGitHub, cache: CloneCache, remote: Remote, repo: Repository
) -> None:
    tip = repo.git.rev_parse("main")
    with cache.fetched(remote, [tip]) as clone:
        github.forget()
        own = GitDir(clone.path, clone.objects)
        fetch_contents(own, tip)
        fetch_tags(own)
        assert len(missing(own, tip)) == 21
    assert not github.requests

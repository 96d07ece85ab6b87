"""The fake's git server and the repository builder, driven by git."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

from tests.fakes.github import FakeGitHub
from tests.fakes.repository import RepositoryBuilder, git, git_environment


def run(*args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *args], capture_output=True, check=False, env=git_environment())


def test_public_repository_is_cloned(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget", files={"a/b.txt": "hello\n"})
    target = tmp_path / "clone"
    done = run("clone", "--quiet", f"{github.base_url}/acme/widget.git", str(target))
    assert done.returncode == 0, done.stderr
    assert (target / "a" / "b.txt").read_text() == "hello\n"
    assert git(target / ".git", "rev-parse", "HEAD").decode().strip() == repo.git.rev_parse("main")


def test_private_repository_needs_a_token(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/secret", private=True)
    url = f"{github.base_url}/acme/secret.git"
    assert run("clone", url, str(tmp_path / "no")).returncode != 0
    token = base64.b64encode(f"x-access-token:{github.installation_token(repo)}".encode()).decode()
    header = f"http.extraHeader=Authorization: basic {token}"
    done = run("-c", header, "clone", "--quiet", url, str(tmp_path / "yes"))
    assert done.returncode == 0, done.stderr
    github.expire_tokens()
    assert run("-c", header, "clone", url, str(tmp_path / "late")).returncode != 0


def test_token_without_contents_may_not_fetch(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/secret", private=True)
    token = github.installation_token(repo, {"issues": "write", "metadata": "read"})
    url = github.base_url.replace("://", f"://x-access-token:{token}@") + "/acme/secret.git"
    assert run("clone", url, str(tmp_path / "no")).returncode != 0


def test_partial_clone_and_pull_refs(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget", files={"big.txt": "x\n" * 10_000})
    pull = github.open_pull(repo, files={"new.txt": "new\n"})
    target, url = tmp_path / "bare.git", f"{github.base_url}/acme/widget.git"
    assert run("clone", "--quiet", "--bare", "--filter=blob:none", url, str(target)).returncode == 0
    missing = git(target, "rev-list", "--objects", "--all", "--missing=print").decode()
    assert "\n?" in missing
    done = run("--git-dir", str(target), "fetch", "--quiet", "origin", f"refs/pull/{pull.number}/head")
    assert done.returncode == 0, done.stderr
    assert git(target, "rev-parse", "FETCH_HEAD").decode().strip() == pull.request.head_sha


def test_pushing_is_refused(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget")
    token = github.installation_token(repo)
    url = github.base_url.replace("://", f"://x-access-token:{token}@") + "/acme/widget.git"
    target = tmp_path / "clone"
    assert run("clone", "--quiet", url, str(target)).returncode == 0
    assert run("-C", str(target), "push", "origin", "HEAD:refs/heads/x").returncode != 0


def test_builder_gives_the_same_ids_every_time(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        made = RepositoryBuilder(tmp_path / name)
        first = made.commit("First", {"a.txt": "a\n", "run.sh": "#!/bin/sh\n"}, executable=["run.sh"])
        made.commit("Second", {"a.txt": None}, branch="side", author="X <x@example.com>")
        made.commit("Third", {"b.txt": b"\0\xff"}, links={"link": "b.txt"})
        ids.append((first, made.merge("side"), made.sha("side")))
    assert ids[0] == ids[1]
    listing = git(tmp_path / "one", "ls-tree", "-r", "main").decode()
    assert listing.count("\n") == 3
    assert "120000" in listing
    assert "100755" in listing
    assert len(git(tmp_path / "one", "log", "-1", "--format=%P", "main").split()) == 2

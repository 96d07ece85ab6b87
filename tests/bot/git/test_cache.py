"""Clones: partial, private, bounded, and never running anything that a repository holds."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.doubt import doubting
from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError
from bot.git import CloneCache, GitDir, Remote
from bot.git.diff import changed_files
from bot.git.history import commits, has_commit
from bot.git.tree import file_at
from detectors.model import Unknown
from tests.fakes.github import FakeGitHub, Issue, Repository
from tests.fakes.repository import RepositoryBuilder, git

REPO = "acme/widget"


@pytest.fixture
def repo(github: FakeGitHub) -> Repository:
    return github.add_repository(REPO, private=True)


@pytest.fixture
def pull(github: FakeGitHub, repo: Repository) -> Issue:
    return github.open_pull(
        REPO, files={"a.txt": "one\ntwo\n", "README.md": "changed\n"}, message="Change it"
    )


@pytest.fixture
def remote(github: FakeGitHub, repo: Repository) -> Remote:
    return Remote(REPO, f"{github.base_url}/{REPO}.git", github.installation_token(REPO))


@pytest.fixture
def cache(tmp_path: Path) -> CloneCache:
    return CloneCache(tmp_path / "clones", 100)


def test_a_pull_request_is_read_from_a_private_repository(
    cache: CloneCache, remote: Remote, pull: Issue
) -> None:
    base, head = pull.request.base_sha, pull.request.head_sha
    with cache.fetched(remote, [f"refs/pull/{pull.number}/head", base]) as clone:
        (commit,) = commits(clone, base, head)
        files = changed_files(clone, base, head)
    assert (commit.sha, commit.message) == (head, "Change it")
    assert [(file.path, file.status, file.patch) for file in files] == [
        ("README.md", "modified", "@@ -1 +1 @@\n-# widget\n+changed"),
        ("a.txt", "added", "@@ -0,0 +1,2 @@\n+one\n+two"),
    ]


def test_file_contents_are_fetched_only_when_asked_for(
    cache: CloneCache, remote: Remote, pull: Issue, repo: Repository
) -> None:
    head = pull.request.head_sha
    with cache.fetched(remote, [head]) as clone:
        missing = git(clone.path, "rev-list", "--objects", "--all", "--missing=print").decode()
        assert "?" in missing
        found = file_at(clone, head, "a.txt")
    assert found is not None
    assert found.text == "one\ntwo\n"


def test_commits_that_are_there_are_not_fetched_again(
    github: FakeGitHub, cache: CloneCache, remote: Remote, pull: Issue
) -> None:
    wanted = [pull.request.base_sha, pull.request.head_sha]
    with cache.fetched(remote, wanted):
        github.forget()
    with cache.fetched(remote, wanted) as clone:
        assert has_commit(clone, wanted[1])
    assert not github.requests


def test_the_token_is_in_no_argument_file_or_error(
    github: FakeGitHub, cache: CloneCache, remote: Remote, pull: Issue, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder = tmp_path / "bin"
    folder.mkdir()
    seen = tmp_path / "arguments"
    real = subprocess.run(["which", "git"], capture_output=True, check=True, text=True).stdout.strip()
    wrapper = folder / "git"
    wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0 $*" >> "{seen}"\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with cache.fetched(remote, [pull.request.head_sha]) as clone:
        file_at(clone, pull.request.head_sha, "a.txt")
        kept = [path for path in clone.path.rglob("*") if path.is_file()]
        assert not [path for path in kept if remote.token.encode() in path.read_bytes()]
    assert "fetch" in seen.read_text()
    assert remote.token not in seen.read_text()
    assert remote.token not in repr(remote) + repr(clone)
    assert any("Authorization" in request.headers for request in github.calls("POST", "git-upload-pack"))


def test_a_server_that_answers_with_the_token_does_not_put_it_into_the_error(tmp_path: Path) -> None:
    clone = GitDir(tmp_path, tmp_path, "https://example.com/a/b.git", "s3cret-token")
    with pytest.raises(CouldNotLook) as failed:
        clone.run("rev-parse", "s3cret-token")
    assert "s3cret" not in str(failed.value)


def test_a_wrong_token_is_a_matter_of_permission(github: FakeGitHub, cache: CloneCache, pull: Issue) -> None:
    wrong = Remote(REPO, f"{github.base_url}/{REPO}.git", "ghs_wrong")
    with (
        pytest.raises(CouldNotLook, match="permission contents: read") as refused,
        cache.fetched(wrong, [pull.request.head_sha]),
    ):
        pytest.fail("fetched with a wrong token")
    assert not isinstance(refused.value, RetryLater)


def test_a_token_that_is_refused_is_doubted_while_a_delivery_is_worked_on(
    github: FakeGitHub, cache: CloneCache, pull: Issue
) -> None:
    wrong = Remote(REPO, f"{github.base_url}/{REPO}.git", "ghs_wrong")
    with doubting(1, ""), pytest.raises(RetryLater), cache.fetched(wrong, [pull.request.head_sha]):
        pytest.fail("fetched with a wrong token")


@pytest.mark.parametrize("words", ["No space left on device", "Cannot allocate memory"])
def test_what_the_machine_has_too_little_of_is_a_passing_fault(tmp_path: Path, words: str) -> None:
    full = f"!echo 'fatal: write error: {words}' >&2; exit 128 #"
    with pytest.raises(RetryLater, match=words):
        GitDir(tmp_path, tmp_path).run("-c", f"alias.full={full}", "full")


@pytest.mark.parametrize(("code", "passing"), [(errno.EAGAIN, True), (errno.EACCES, False)])
def test_git_that_cannot_be_started_now_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, passing: bool
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(CouldNotLook, match="git cannot be run") as refused:
        GitDir(tmp_path, tmp_path).run("version")
    assert isinstance(refused.value, RetryLater) is passing


def test_a_missing_commit_is_not_found(cache: CloneCache, remote: Remote, pull: Issue) -> None:
    with pytest.raises(NotFound), cache.fetched(remote, ["1" * 40]):
        pytest.fail("fetched what is not there")


def test_a_server_out_of_reach_is_a_passing_fault(tmp_path: Path, cache: CloneCache) -> None:
    remote = Remote(REPO, "http://127.0.0.1:9/acme/widget.git")
    with pytest.raises(RetryLater), cache.fetched(remote, ["1" * 40]):
        pytest.fail("fetched from nowhere")


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% pwned",
        "file:///etc",
        "/etc",
        "git://example.com/a/b",
        "ssh://git@example.com/a/b",
        "http://example.com/a/b.git",
        "https://user:secret@example.com/a/b.git",
        "--upload-pack=touch pwned",
    ],
)
def test_only_https_and_this_machine_s_http_are_fetched_from(url: str) -> None:
    with pytest.raises(UsageError, match="https only") as refused:
        Remote(REPO, url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "wanted", ["main", "--upload-pack=x", "refs/heads/x", "refs/pull/1/../head", "+x:y", "HEAD", "a" * 39, ""]
)
def test_only_commits_and_pull_requests_are_fetched(cache: CloneCache, remote: Remote, wanted: str) -> None:
    with pytest.raises(UsageError, match="can be fetched"), cache.fetched(remote, [wanted]):
        pytest.fail("fetched")


@pytest.mark.parametrize("name", ["../../etc/passwd", "acme/..", "a/b/c", "acme/x;y", "-x/y"])
def test_no_name_leads_out_of_the_cache(name: str) -> None:
    with pytest.raises(UsageError):
        Remote(name, "https://github.com/acme/widget.git")


def test_nothing_of_a_hostile_repository_runs(
    github: FakeGitHub, cache: CloneCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = tmp_path / "pwned"
    builder = RepositoryBuilder(tmp_path / "hostile.git")
    base = builder.commit("Start", {"a.txt": "a\n"})
    head = builder.commit(
        "\x1b[31m--output=/etc/passwd\n" + "long " * 20_000,
        {
            ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch {flag}"\n',
            ".gitattributes": "*.txt diff=evil filter=evil\n",
            "a.txt": "b\n",
            "-rf *": "hidden\n",
            'a"\tb\u202e.txt': "c\n",
        },
        branch="$(id);--output=x|y",
        links={"link": "/etc/passwd"},
    )
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-fetch"):
        hook = hooks / name
        hook.write_text(f"#!/bin/sh\ntouch {flag}\n")
        hook.chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[core]\n\thooksPath = {hooks}\n\tfsmonitor = touch {flag}\n"
        f'[diff "evil"]\n\ttextconv = touch {flag}; cat\n\tcommand = touch {flag}\n'
        f"[diff]\n\texternal = touch {flag}\n[credential]\n\thelper = !touch {flag}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {flag}")
    github.add_repository(REPO, builder)
    remote = Remote(REPO, f"{github.base_url}/{REPO}.git", github.installation_token(REPO))
    with cache.fetched(remote, [base, head]) as clone:
        clone.run("config", "--local", "diff.evil.textconv", f"touch {flag}; cat")
        (commit,) = commits(clone, base, head)
        files = {file.path: file for file in changed_files(clone, base, head)}
        with pytest.raises(CouldNotLook, match="not a plain file"):
            file_at(clone, head, "link")
    assert commit.message.startswith("\x1b[31m--output")
    assert set(files) == {".gitattributes", ".gitmodules", "-rf *", 'a"\tb\u202e.txt', "a.txt", "link"}
    assert files["a.txt"].patch == "@@ -1 +1 @@\n-a\n+b"
    assert not flag.exists()


def test_the_clones_used_longest_ago_go_first(github: FakeGitHub, tmp_path: Path) -> None:
    cache = CloneCache(tmp_path / "clones", 1)
    noise = os.urandom(400_000).hex()  # trees cannot be left out, so the noise is in names
    names = [f"acme/r{at}" for at in range(4)]
    for name in names:
        files = {f"{noise[at : at + 200]}-{at}": "x" for at in range(0, len(noise), 200)}
        sha = github.add_repository(name, files=files).git.rev_parse("main")
        with cache.fetched(Remote(name, f"{github.base_url}/{name}.git"), [sha]) as clone:
            os.utime(clone.path / "byline-used", (int(name[-1]) + 1, int(name[-1]) + 1))
    kept = sorted(path.name for path in (tmp_path / "clones").glob("*/*/*.git"))
    assert kept == ["r2.git", "r3.git"]


def test_a_forgotten_repository_is_gone(
    cache: CloneCache, remote: Remote, pull: Issue, tmp_path: Path
) -> None:
    with cache.fetched(remote, [pull.request.head_sha]) as clone:
        assert clone.path.is_dir()
    cache.forget(REPO.upper())
    assert not clone.path.exists()
    with cache.fetched(remote, [pull.request.head_sha]) as again:
        assert has_commit(again, pull.request.head_sha)


def test_a_damaged_clone_heals(cache: CloneCache, remote: Remote, pull: Issue) -> None:
    with cache.fetched(remote, [pull.request.base_sha]) as clone:
        (clone.path / "HEAD").write_text("garbage")
    with pytest.raises(CouldNotLook), cache.fetched(remote, [pull.request.head_sha]):
        pytest.fail("fetched into a damaged clone")
    with cache.fetched(remote, [pull.request.head_sha]) as clone:
        assert has_commit(clone, pull.request.head_sha)


def test_threads_take_turns_on_one_clone(cache: CloneCache, remote: Remote, pull: Issue) -> None:
    inside: list[int] = []
    most: list[int] = []

    def read() -> None:
        with cache.fetched(remote, [pull.request.head_sha]) as clone:
            inside.append(1)
            most.append(len(inside))
            commits(clone, pull.request.base_sha, pull.request.head_sha)
            inside.pop()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_git_that_takes_too_long_or_says_too_much_is_stopped(
    cache: CloneCache, remote: Remote, pull: Issue
) -> None:
    with cache.fetched(remote, [pull.request.head_sha]) as clone:
        with pytest.raises(CouldNotLook, match="more than 10 bytes"):
            clone.run("log", pull.request.head_sha, limit=10)
        sleep = f"!{sys.executable} -c 'import time; time.sleep(60)'"
        clone.run("config", "--local", "alias.dream", sleep)
        with pytest.raises(CouldNotLook, match="did not complete") as stopped:
            clone.run("dream", seconds=0.5)
        assert not isinstance(stopped.value, RetryLater)  # it would take as long the next time


def test_git_may_say_much_on_both_channels(tmp_path: Path) -> None:
    clone = GitDir(tmp_path, tmp_path)
    talk = "import sys; sys.stderr.write('e' * 300_000); sys.stdout.write('o' * 300_000); sys.exit({})"
    for status in (0, 3):
        alias = ("-c", f'alias.talk=!{sys.executable} -c "{talk.format(status)}"', "talk")
        if status:
            with pytest.raises(CouldNotLook, match="failed") as failed:
                clone.run(*alias)
            assert len(str(failed.value)) < 1000
        else:
            assert clone.run(*alias) == b"o" * 300_000


def test_git_without_git_is_a_plain_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_sh = tmp_path / "bin"
    only_sh.mkdir()
    (only_sh / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(only_sh))
    with pytest.raises(CouldNotLook, match="not installed"):
        GitDir(tmp_path, tmp_path).run("version")


def test_more_than_may_be_fetched_is_not_kept(github: FakeGitHub, cache: CloneCache) -> None:
    repo = github.add_repository(REPO, files={"a.txt": "a\n"})
    base = repo.git.rev_parse("main")
    noise = {f"{at}.txt": os.urandom(400_000).hex() for at in range(3)}
    head = repo.git.commit("Noise", noise)
    remote = Remote(REPO, f"{github.base_url}/{REPO}.git", github.installation_token(REPO))
    with cache.fetched(remote, [base, head]) as clone:
        with pytest.raises(CouldNotLook, match="more to fetch than Byline reads") as refused:
            clone.run("diff-tree", "-r", "--numstat", base, head, writes=300_000)
        assert not isinstance(refused.value, RetryLater)
    with cache.fetched(remote, [base, head]) as clone:
        assert not list(clone.path.glob("objects/pack/tmp_*"))
        assert [file.additions for file in changed_files(clone, base, head)] == [1, 1, 1]


def test_where_the_contents_cannot_be_read_the_files_are_still_named(
    github: FakeGitHub, cache: CloneCache, tmp_path: Path
) -> None:
    repo = github.add_repository(REPO, files={"old.txt": "one\ntwo\nthree\n", "a.txt": "a\n"})
    base = repo.git.rev_parse("main")
    head = repo.git.commit("Change", {"b.txt": "b\n", "a.txt": "c\n"})
    remote = Remote(REPO, f"{github.base_url}/{REPO}.git", github.installation_token(REPO))
    with cache.fetched(remote, [base, head]) as clone:
        files = changed_files(GitDir(clone.path, clone.objects), base, head)  # nothing more can be fetched
    assert [(file.path, file.status) for file in files] == [("a.txt", "modified"), ("b.txt", "added")]
    assert all(isinstance(file.patch, Unknown) for file in files)

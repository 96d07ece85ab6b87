"""Reading commits, files and branches of a user's own clone, which stays as it is."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import CouldNotLook, NotFound, UsageError
from bot.git import GitDir, open_local
from bot.git.diff import changed_files
from bot.git.history import commits, has_commit, merge_base
from bot.git.tree import branch_tip, checked_out, entries, file_at
from detectors.model import Identity, Unknown
from tests.fakes.repository import RepositoryBuilder, git_environment

# What git keeps of a message: no NUL; the builder writes UTF-8.
MESSAGES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)


@pytest.fixture
def local(builder: RepositoryBuilder) -> GitDir:
    builder.commit("Start", {"a.txt": "a\n", "dir/b.txt": "b\n"})
    return open_local(builder.path)


def test_a_work_tree_is_read_from_any_folder_and_left_alone(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    sha = builder.commit("Start", {"deep/a.txt": "a\n"})
    work = tmp_path / "work"
    subprocess.run(["git", "clone", "-q", str(builder.path), str(work)], check=True, env=git_environment())
    before = snapshot(work)
    repository = open_local(work / "deep")
    assert checked_out(repository) == sha
    assert branch_tip(repository, "main") == sha
    assert file_at(repository, sha, "deep/a.txt") is not None
    assert snapshot(work) == before


def snapshot(folder: Path) -> Mapping[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_without_git_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no git repository"):
        open_local(tmp_path)
    with pytest.raises(UsageError, match="does not exist"):
        open_local(tmp_path / "nowhere")


def test_commits_come_parents_first_with_whole_messages(builder: RepositoryBuilder, local: GitDir) -> None:
    base = builder.rev_parse("main")
    message = "Subject\n\nBody with \x1f and \x1e and é\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    builder.commit(message, {"c": "1"}, author="Ada <ada@example.com>", committer="Bo <bo@example.com>")
    builder.commit("Side", {"d": "1"}, branch="side", parents=[base])
    head = builder.merge("side")
    first, side, merge = commits(local, base, head)
    assert first.message == message.rstrip("\n")
    assert (first.author, first.committer) == (
        Identity("Ada", "ada@example.com"),
        Identity("Bo", "bo@example.com"),
    )
    assert (side.parents, merge.parents, merge.sha) == (1, 2, head)
    assert isinstance(first.signature, Unknown)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MESSAGES)
def test_any_message_is_one_commit(builder: RepositoryBuilder, message: str) -> None:
    base = builder.commit("Base", {"a": "1"})
    head = builder.commit(message, {"a": "2"})
    (commit,) = commits(open_local(builder.path), base, head)
    assert (commit.sha, commit.message) == (head, message.rstrip("\n"))


def test_bytes_that_are_no_text_are_replaced(builder: RepositoryBuilder, local: GitDir) -> None:
    base = builder.rev_parse("main")
    stream = (
        b"commit refs/heads/main\nauthor \xff\xfe <x@y> 0 +0000\ncommitter C <c@d> 0 +0000\n"
        b"data 6\n\xff\xfe bad\nfrom " + base.encode() + b"\n"
    )
    command = ["git", "--git-dir", str(builder.path), "fast-import", "--quiet"]
    subprocess.run(command, input=stream, check=True, env=git_environment())
    (commit,) = commits(local, base, builder.rev_parse("main"))
    assert commit.author.name == "\ufffd\ufffd"
    assert commit.message == "\ufffd\ufffd bad"


def test_every_kind_of_change_is_named_as_github_does(builder: RepositoryBuilder, local: GitDir) -> None:
    text = "".join(f"line {at}\n" for at in range(20))
    base = builder.commit(
        "Base", {"old.txt": text, "gone.txt": "x\n", "kind": "k\n", "bin": b"\0\1", "same": "s\n"}
    )
    head = builder.commit(
        "Change",
        {"old.txt": None, "new.txt": text + "more\n", "gone.txt": None, "bin": b"\0\2", "empty": ""},
        links={"kind": "same"},
    )
    files = {file.path: file for file in changed_files(local, base, head)}
    assert {path: file.status for path, file in files.items()} == {
        "new.txt": "renamed", "gone.txt": "removed", "bin": "modified", "empty": "added", "kind": "changed",
    }  # fmt: skip
    assert files["new.txt"].previous_path == "old.txt"
    assert (files["new.txt"].additions, files["new.txt"].deletions) == (1, 0)
    assert isinstance(files["bin"].patch, Unknown)
    assert isinstance(files["kind"].patch, Unknown)
    assert (files["empty"].patch, files["gone.txt"].patch) == ("", "@@ -1 +0,0 @@\n-x")


def test_changes_are_those_since_the_branches_parted(builder: RepositoryBuilder, local: GitDir) -> None:
    parting = builder.rev_parse("main")
    head = builder.commit("Feature", {"f": "1\n"}, branch="feature")
    base = builder.commit("Meanwhile", {"m": "1\n"})
    assert merge_base(local, base, head) == parting
    assert [file.path for file in changed_files(local, base, head)] == ["f"]
    assert [commit.message for commit in commits(local, base, head)] == ["Feature"]


def test_a_change_may_be_empty(builder: RepositoryBuilder, local: GitDir) -> None:
    base = builder.rev_parse("main")
    assert changed_files(local, base, base) == ()


def test_file_contents_that_look_like_diff_headers_stay_in_their_file(
    builder: RepositoryBuilder, local: GitDir
) -> None:
    base = builder.rev_parse("main")
    head = builder.commit("Trick", {"a.txt": "diff --git a/x b/x\n@@ -1 +1 @@\n", "z.txt": "z\n"})
    files = {file.path: file.patch for file in changed_files(local, base, head)}
    assert files == {
        "a.txt": "@@ -1 +1,2 @@\n-a\n+diff --git a/x b/x\n+@@ -1 +1 @@",
        "z.txt": "@@ -0,0 +1 @@\n+z",
    }


def test_a_huge_patch_is_unknown_and_the_others_are_not(builder: RepositoryBuilder, local: GitDir) -> None:
    base = builder.rev_parse("main")
    head = builder.commit("Big", {"big.txt": "0123456789\n" * 40_000, "small.txt": "s\n"})
    files = {file.path: file for file in changed_files(local, base, head)}
    assert isinstance(files["big.txt"].patch, Unknown)
    assert files["big.txt"].additions == 40_000
    assert files["small.txt"].patch == "@@ -0,0 +1 @@\n+s"


def test_histories_without_a_common_start_are_not_found(builder: RepositoryBuilder, local: GitDir) -> None:
    other = builder.commit("Other root", {"x": "1"}, branch="orphan", parents=[])
    with pytest.raises(NotFound, match="no common commit"):
        changed_files(local, builder.rev_parse("main"), other)


def test_what_went_wrong_is_not_a_hint_about_settings(local: GitDir) -> None:
    with pytest.raises(CouldNotLook) as failed:
        local.run("grep", "-l", "nowhere", "main")  # finds nothing, says nothing, and returns 1
    assert "hint" not in str(failed.value)


def test_files_folders_and_missing_things_differ(builder: RepositoryBuilder, local: GitDir) -> None:
    sha = builder.commit("Big", {"big": "x" * 1_100_000, "bom.txt": b"\xef\xbb\xbfhello\xff"})
    assert file_at(local, sha, "nowhere") is None
    assert file_at(local, sha, "*.txt") is None
    for path in ("dir", "big"):
        with pytest.raises(CouldNotLook):
            file_at(local, sha, path)
    found = file_at(local, sha, "bom.txt")
    assert found is not None
    assert found.text == "hello\ufffd"
    assert entries(local, sha, "dir") == (("dir/b.txt", False),)
    assert ("dir", True) in entries(local, sha, "")
    assert entries(local, sha, "nowhere") == ()


def test_a_repository_s_own_settings_and_replacements_do_not_count(
    builder: RepositoryBuilder, local: GitDir, tmp_path: Path
) -> None:
    flag = tmp_path / "pwned"
    base = builder.rev_parse("main")
    head = builder.commit("True message", {"a.txt": "b\n", ".gitattributes": "* diff=evil\n"})
    forged = builder.commit("Forged message", {"a.txt": "b\n"}, branch="forged", parents=[base])
    for name, value in (
        ("diff.external", f"touch {flag}"),
        ("diff.evil.command", f"touch {flag}"),
        ("diff.evil.textconv", f"touch {flag}"),
        ("core.fsmonitor", f"touch {flag}"),
        ("core.pager", f"touch {flag}"),
        ("log.showSignature", "true"),
        ("gpg.program", f"touch {flag}"),
        ("diff.noprefix", "true"),
        ("color.ui", "always"),
    ):
        local.run("config", "--local", name, value)
    subprocess.run(
        ["git", "--git-dir", str(builder.path), "replace", head, forged], check=True, env=git_environment()
    )
    (commit,) = commits(local, base, head)
    assert commit.message == "True message"
    assert {file.path: file.patch for file in changed_files(local, base, head)}[
        "a.txt"
    ] == "@@ -1 +1 @@\n-a\n+b"
    assert not flag.exists()


def test_a_partial_clone_of_the_user_s_is_not_fetched_into(builder: RepositoryBuilder, local: GitDir) -> None:
    local.run("config", "--local", "remote.origin.url", "ext::false")
    local.run("config", "--local", "remote.origin.promisor", "true")
    local.run("config", "--local", "protocol.ext.allow", "always")
    local.run("config", "--local", "core.repositoryformatversion", "1")
    local.run("config", "--local", "extensions.partialClone", "origin")
    assert not has_commit(local, "1" * 40)


@pytest.mark.parametrize("name", ["--help", "a..b", "a b", "x.lock", "", "*", "a\nb", "HEAD:x", "@{-1}", "é"])
def test_names_that_are_no_branch_lead_nowhere(local: GitDir, name: str) -> None:
    assert branch_tip(local, name) is None


def test_an_empty_repository_has_nothing_checked_out(builder: RepositoryBuilder) -> None:
    assert checked_out(open_local(builder.path)) is None


def test_inherited_git_variables_lead_nowhere_else(
    builder: RepositoryBuilder, local: GitDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare'='nonsense'")
    assert has_commit(local, builder.rev_parse("main"))

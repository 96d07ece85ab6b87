"""Malicious repositories: nothing outside is read or run, and every command ends with a plain word."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import CouldNotLook
from bot.git import open_local
from bot.git.diff import changed_files
from bot.git.history import commits
from bot.git.tree import file_at, files, releases, tag
from tests.attack.conftest import Run
from tests.attack.hostile import FILE, FOLDER, LINK, SUBMODULE, Hostile
from tests.detectors.licensing.facts import MIT

SECRET = "the-secret-outside-0f3a"
#: A terminal or a log obeys these: C0 and C1 controls, bidirectional marks, and line separators.
OBEYED = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0))} - {"\n"} | {
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
}
NAMES = (
    b"..",
    b".git",
    b"/etc/passwd",
    b"a\\b.py",
    b"C:\\x.py",
    b"..\\..\\e.py",
    b"new\nline.py",
    b"\x1b]0;owned\x07.py",
    b"\x9b31m.py",
    b"\xe2\x80\xae.py",
    b"\xff\xfe.py",
    b"n" * 255 + b".py",
    b"m" * 4096 + b".py",
    b"--upload-pack=touch x.py",
    b"-rf.py",
    b":(top)x.py",
    b"::error::x.py",
    b"<script>x</script>.md",
)
FILES = {
    b"LICENSE": b"MIT License\n\x1b[31m",
    b"COPYING\n::error::x": b"GPL \xe2\x80\xae\n",
    b".mailmap": b"<<<>>> \x00 <a@example.com>\n" * 1000,
    b".gitattributes": b"* diff=evil filter=evil merge=evil working-tree-encoding=UTF-7\n",
    b".gitmodules": b'[submodule "x"]\npath=x\nurl=ext::sh -c touch% OWNED\n[submodule "-y"]\npath=-y\nurl=file:///\n'
    b"update=!touch OWNED\n",
    b"REUSE.toml": b'version = 1\n[[annotations]]\npath = "../**"\n'
    + b'SPDX-License-Identifier = "%sMIT"\n' % (b"(" * 5000),
    b"package.json": b"[" * 100_000,
    b"pyproject.toml": b"a=" + b"[" * 100_000,
    b"CITATION.cff": b"a: &a [x, x]\n" + b"b: &b [*a, *a]\n" * 50 + b"- " * 9_000,
    b"README.md": b"[" * 50_000 + b"<" * 50_000 + b"\n# open source \x1b]0;owned\x07\n",
}
CITES = (
    "In `--upload-pack=touch x.py`, `../../etc/passwd`, `.git/config`, `/etc/passwd:3`, `a\\b.py`, `x.py`,\n"
    "tags --upload-pack=x and v1.0.0 and v2.0.0..v1.0.0, commit abcdef1234, function `secret_outside`.\n"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    """A repository in whose tree nearly everything is wrong."""
    made = Hostile(tmp_path / "hostile.git")
    outside = tmp_path / "outside.py"
    outside.write_text(f"# SPDX-License-Identifier: {SECRET}\ndef secret_outside(): pass\n")
    code = made.blob(b"# SPDX-License-Identifier: MIT\nprint(1)\n")
    link = made.blob(os.fsencode(outside))
    inner = made.tree([(FILE, b"LICENSE", made.blob(b"MIT License\n")), (LINK, b"x.py", link)])
    made.commit(
        made.tree(
            [
                *((FILE, name, code) for name in NAMES),
                *((FILE, name, made.blob(data)) for name, data in FILES.items()),
                *((LINK, name, link) for name in (b"COPYING", b"link.py", b"REUSE")),
                *((SUBMODULE, name, "1" * 40) for name in (b"sub", b"-y")),
                *((FOLDER, name, inner) for name in (b"..", b".", b"a/b")),
            ]
        ),
        b"NUL \x00 after \xff\xfe \x1b[31m\n\nSigned-off-by: \xff <::error::>\n",
    )
    for name in ("v1.0.0", "--upload-pack=x", "-1.0", "v2.0.0..v1.0.0", "a@{1}"):
        made.ref(f"refs/tags/{name}", made.commit(made.tree([])) if name == "-1.0" else "HEAD")
    return made


@pytest.mark.parametrize("command", [("license",), ("openness",), ("check", "--text")])
@pytest.mark.parametrize("form", ["text", "json"])
def test_every_command_ends_well(
    run: Run, hostile: Hostile, tmp_path: Path, command: tuple[str, ...], form: str
) -> None:
    text = tmp_path / "issue.md"
    text.write_text(CITES)
    on = (text, "--repo", hostile.path) if "--text" in command else (hostile.path,)
    done = run(*command, *on, "--format", form)
    assert done.status in (0, 1)
    assert not OBEYED & set(done.out + done.error)
    assert SECRET not in done.out + done.error
    assert not [path for path in tmp_path.rglob("*") if "OWNED" in path.name]


def test_what_git_says_of_it_is_read_as_it_is(hostile: Hostile) -> None:
    clone = open_local(hostile.path)
    base = hostile.commit(hostile.tree([]))
    name = b"--output=OWNED\n\x1b[31m"
    changed = hostile.tree(
        [(FILE, name, hostile.blob(b"x\n")), (LINK, b"link", hostile.blob(b"/etc/passwd"))]
    )
    head = hostile.commit(changed, b"one\x00two\n", parent=base)
    (first, second) = changed_files(clone, base, head)
    assert {first.path, second.path} == {name.decode(), "link"}
    assert "root:" not in str(second.patch)
    (commit,) = commits(clone, base, head)
    assert (commit.sha, commit.message) == (head, "one")
    assert file_at(clone, head, name.decode()) is not None
    with pytest.raises(CouldNotLook, match="outside repository"):
        file_at(clone, head, "../outside.py")
    assert file_at(clone, head, ":(top,glob)**") is None
    with pytest.raises(CouldNotLook, match="not a plain file"):
        file_at(clone, head, "link")
    assert [path for path, _ in files(clone, head)] == [name.decode()]
    assert tag(clone, "--upload-pack=x") is None
    assert {one.tag for one in releases(clone)} <= {"v1.0.0", "-1.0", "v2.0.0..v1.0.0"}


@pytest.mark.parametrize(
    "when", [b"99999999999999999999 +0000", b"-1 +0000", b"", b"\xff", b"1700000000 +99999"]
)
def test_a_commit_may_have_any_date(run: Run, tmp_path: Path, when: bytes) -> None:
    made, parent = Hostile(tmp_path / "dates.git"), ""
    for text in (b"MIT License\n\n", MIT.encode(), b"GNU GENERAL PUBLIC LICENSE\nVersion 3\n"):
        parent = made.commit(made.tree([(FILE, b"LICENSE", made.blob(text))]), when=when, parent=parent)
    assert run("openness", made.path).status in (0, 1)
    (tmp_path / "issue.md").write_text(CITES)
    assert run("check", "--text", tmp_path / "issue.md", "--repo", made.path).status in (0, 1)


def many(made: Hostile, inner: str, times: int = 8) -> str:
    """A tree that has a tree ten times, which has a tree ten times, …"""
    for _ in range(times):
        inner = made.tree([(FOLDER, b"d%d" % n, inner) for n in range(10)])
    return inner


def ten_files(made: Hostile) -> str:
    return made.tree([(FILE, b"LICENSE%d" % n, made.blob(b"MIT\n")) for n in range(10)])


@pytest.mark.parametrize("leaf", [ten_files, lambda made: made.tree([])], ids=["files", "empty folders"])
def test_a_small_repository_with_a_thousand_million_files_is_refused_in_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leaf: Callable[[Hostile], str]
) -> None:
    monkeypatch.setattr("bot.git.tree._LISTING_LIMIT", 2_000_000)
    made = Hostile(tmp_path / "bomb.git")
    made.commit(many(made, leaf(made)))
    said = "git ls-tree printed more than 2,000,000 bytes"
    for command in ("license", "openness"):
        done = run(command, made.path)
        assert (done.status, done.out) == (3, "")
        assert done.error == f"byline: {said}\n"
    (tmp_path / "issue.md").write_text(CITES)
    done = run("check", "--text", tmp_path / "issue.md", "--repo", made.path)
    assert done.status == 0
    assert f"repository.looked_up: {said}" in done.out


def test_a_history_that_held_such_a_tree_once_is_compared_in_little_memory(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.git.run.MEMORY", 60_000_000)
    made = Hostile(tmp_path / "bomb.git")
    small = ten_files(made)
    start = made.commit(small)
    large = made.commit(many(made, small), parent=start)
    made.commit(small, parent=large)
    (tmp_path / "issue.md").write_text(CITES)
    done = run("check", "--text", tmp_path / "issue.md", "--repo", made.path)
    assert done.status == 0
    assert "repository.looked_up: git log could not read the whole history" in done.out
    with pytest.raises(CouldNotLook, match="more to compare than Byline has room for"):
        changed_files(open_local(made.path), start, large)


def test_links_pipes_and_devices_in_a_folder_are_no_files_of_it(run: Run, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "LICENSE").write_text(MIT)
    (outside / "a.py").write_text(f"# SPDX-License-Identifier: {SECRET}\n")
    (folder / "LICENSE").symlink_to(outside / "LICENSE")
    (folder / "b.py").symlink_to(outside / "a.py")
    (folder / "up").symlink_to(outside)
    (folder / "zero.py").symlink_to("/dev/zero")
    (folder / "loop.py").symlink_to("loop.py")
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(folder / "README.md")
    done = run("license", folder)
    assert done.status == 0
    assert "MIT" not in done.out
    assert SECRET not in done.out
    assert "0 files" in done.out
    assert run("openness", folder).status == 0


CONFIGURATIONS = (
    "[include]\n\tpath = /etc/passwd\n",
    "no configuration [[[",
    "[core]\n\tworktree = /etc\n\tfsmonitor = {evil}\n\thooksPath = /\n\tsshCommand = {evil}\n",
    '[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::{evil}\n\tpromisor = true\n',
    (
        "[core]\n\trepositoryformatversion = 1\n\talternateRefsCommand = {evil}\n"
        "[extensions]\n\tpartialClone = origin\n"
        '[remote "origin"]\n\turl = {here}\n\tpromisor = true\n\tuploadpack = {evil};\n'
        "[diff]\n\texternal = {evil}\n"
        '[diff "evil"]\n\ttextconv = {evil}\n\tcommand = {evil}\n'
        '[filter "evil"]\n\tsmudge = {evil}\n\tclean = {evil}\n'
        "[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {evil}\n"
        "[alias]\n\tlog = !{evil}\n\tls-tree = !{evil}\n"
    ),
)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_a_clones_own_configuration_runs_nothing(run: Run, tmp_path: Path, configuration: str) -> None:
    work = tmp_path / "work"
    owned = tmp_path / "owned"
    subprocess.run(["git", "init", "--quiet", work], check=True)
    git_dir = work / ".git"
    made = Hostile(tmp_path / "source.git")
    gone = made.blob(b"gone\n")
    attributes = made.blob(b"* diff=evil filter=evil\n")
    sha = made.commit(made.tree([(FILE, b".gitattributes", attributes), (FILE, b"LICENSE", gone)]))
    subprocess.run(["cp", "-a", f"{made.path}/objects", git_dir], check=True)
    (git_dir / "objects" / gone[:2] / gone[2:]).unlink()
    (git_dir / "HEAD").write_text(f"{sha}\n")
    (git_dir / "config").write_text(configuration.format(evil=f"touch {owned}", here=made.path))
    (tmp_path / "issue.md").write_text(CITES)
    for command in (
        ("license", work),
        ("openness", work),
        ("check", "--text", tmp_path / "issue.md", "--repo", work),
    ):
        done = run(*command)
        assert done.status in (0, 1, 2, 3)
        assert "root:" not in done.out + done.error
        assert not owned.exists()

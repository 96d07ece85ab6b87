"""What git is asked about commits."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit import history
from bot.errors import CouldNotLook
from bot.git import GitDir, open_local
from bot.git.history import is_partial
from tests.fakes.repository import RepositoryBuilder, git_environment

ALWAYS = (0, 1 << 40)


@pytest.fixture
def local(builder: RepositoryBuilder) -> GitDir:
    return open_local(builder.path)


def cloned(builder: RepositoryBuilder, path: Path, *options: str) -> GitDir:
    command = ["git", "clone", "-q", "--bare", *options, builder.path.as_uri(), str(path)]
    subprocess.run(command, check=True, env=git_environment())
    return open_local(path)


def test_all_that_came_before_is_listed(builder: RepositoryBuilder, local: GitDir) -> None:
    first = builder.commit("One", {"a": "1\n"})
    builder.commit("Side", {"b": "1\n"}, branch="side")
    builder.commit("Two", {"c": "1\n"})
    tip = builder.merge("side")
    elsewhere = builder.commit("Elsewhere", {"d": "1\n"}, branch="other")
    shas = list(history.reachable(local, tip, ALWAYS))
    assert len(shas) == len(set(shas)) == 4
    assert first in shas
    assert elsewhere not in shas


def test_a_span_bounds_what_is_listed_and_not_what_is_walked(
    builder: RepositoryBuilder, local: GitDir
) -> None:
    days = [datetime(2025, 1, day, tzinfo=UTC) for day in (3, 9, 4, 5)]
    shas = [builder.commit(f"Day {day.day}", {"a": f"{day}\n"}, date=day) for day in days]
    span = (int(days[0].timestamp()), int(days[2].timestamp()) + 1)
    assert set(history.reachable(local, shas[3], span)) == {shas[0], shas[2], shas[3]}


def test_a_missing_commit_is_no_end_of_the_history(builder: RepositoryBuilder, local: GitDir) -> None:
    builder.commit("One", {"a": "1\n"})
    with pytest.raises(CouldNotLook, match="0 commits"):
        list(history.reachable(local, "f" * 40, ALWAYS))


def test_lines_and_files_are_counted(builder: RepositoryBuilder, local: GitDir) -> None:
    root = builder.commit("Root", {"a.py": "1\n" * 5, "third_party/x/b.c": "1\n" * 7})
    change = builder.commit("Change", {"a.py": "1\n" * 4 + "2\n2\n", "yarn.lock": "x\n" * 900})
    moved = builder.commit("Move", {"a.py": None, "lib/a.py": "1\n" * 4 + "2\n2\n"})
    binary = builder.commit("Picture", {"p.png": b"\0\1" * 500})
    empty = builder.commit("Nothing")
    counted = history.count(local, [root, change, moved, binary, empty], lines=True)
    assert (counted[root].files, counted[root].new_files, counted[root].vendored) == (2, 2, 1)
    assert counted[root].added == 12
    assert counted[change].added == 2, "nobody writes the lines of a lock file"
    assert (counted[moved].files, counted[moved].added) == (1, 0), "a moved file adds nothing"
    assert (counted[binary].files, counted[binary].added) == (1, 0)
    assert (counted[empty].files, counted[empty].added) == (0, 0)


def test_a_large_file_that_was_moved_and_changed_a_little_adds_little(
    builder: RepositoryBuilder, local: GitDir
) -> None:
    text = "".join(f"line {number}\n" for number in range(1_200))
    builder.commit("Log", {"changes": text})
    moved = builder.commit("Archive", {"changes": None, "old-changes": f"Archive\n{text}"})
    assert history.count(local, [moved], lines=True)[moved].added == 1


def test_strange_paths_are_counted_like_others(builder: RepositoryBuilder, local: GitDir) -> None:
    strange = ["a\tb", "c\nd", ":100644 100644 x y A", "-", "é\u202e", f"{'0' * 40}", "10\t2\tz"]
    root = builder.commit("Root", dict.fromkeys(strange, "1\n"))
    moved = builder.commit("Move", {"a\tb": None, "e\tf": "1\n"})
    counted = history.count(local, [root, moved], lines=True)
    assert (counted[root].files, counted[root].added) == (len(strange), len(strange))
    assert counted[moved].files == 1


def test_a_partial_clone_counts_files_and_no_lines(builder: RepositoryBuilder, tmp_path: Path) -> None:
    shas = [builder.commit(f"Change {n}", {"a": f"{n}\n"}) for n in range(4)]
    clone = cloned(builder, tmp_path / "partial.git", "--filter=blob:none")
    assert is_partial(clone)
    assert not is_partial(open_local(builder.path))
    counted = history.count(clone, shas, lines=True)
    assert [counted[sha].files for sha in shas] == [1] * 4
    assert [counted[sha].added for sha in shas] == [None] * 4


def test_one_lost_object_spoils_no_other_commit(builder: RepositoryBuilder, tmp_path: Path) -> None:
    shas = [builder.commit(f"Change {n}", {"a": f"{n}\n" * (n + 1), f"f{n}": "x\n"}) for n in range(8)]
    clone = cloned(builder, tmp_path / "damaged.git", "--no-local")
    unpack(clone.path)
    lost = clone.run("rev-parse", f"{shas[3]}:a").decode().strip()
    (clone.path / "objects" / lost[:2] / lost[2:]).unlink()
    counted = history.count(clone, shas, lines=True)
    unknown = [at for at, sha in enumerate(shas) if counted[sha].added is None]
    assert unknown == [3, 4], "those whose change touches the lost content"


def unpack(path: Path) -> None:
    """Make every object a file of its own."""
    for pack in (path / "objects" / "pack").glob("*.pack"):
        kept = path / pack.name
        pack.rename(kept)
        for left in (path / "objects" / "pack").glob("*"):
            left.unlink()
        with kept.open("rb") as stream:
            command = ["git", "--git-dir", str(path), "unpack-objects", "-q"]
            subprocess.run(command, stdin=stream, check=True, env=git_environment())


def test_commits_are_read_in_order_and_what_is_none_is_none(
    builder: RepositoryBuilder, local: GitDir
) -> None:
    one, two = builder.commit("One", {"a": "1\n"}), builder.commit("Two\n\nBody", {"a": "2\n"})
    blob = local.run("rev-parse", f"{one}:a").decode().strip()
    read = list(history.read(local, [two, "f" * 40, blob, one]))
    assert [sha for sha, _ in read] == [two, "f" * 40, blob, one]
    assert [raw.message if raw else None for _, raw in read] == ["Two\n\nBody", None, None, "One"]

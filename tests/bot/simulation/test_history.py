"""A git history becomes contributions: what a merge brought in counts as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.git import open_local
from bot.simulation import history
from detectors.model import Commit, Contribution, Unknown
from tests.fakes.repository import RepositoryBuilder

NOW = "2026-11-22T12:00:00Z"


def read(builder: RepositoryBuilder, **bounds: object) -> list[Contribution]:
    facts = history.contributions(open_local(builder.path), NOW, **bounds)  # type: ignore[arg-type]
    return [one.contribution for one in facts]


def commits(it: Contribution) -> tuple[Commit, ...]:
    assert not isinstance(it.commits, Unknown)
    return it.commits


def test_plain_commits_are_contributions_with_their_files(builder: RepositoryBuilder) -> None:
    builder.commit("One\n\nWith a body.", {"a.py": "x = 1\n", "b.md": "words\n"})
    builder.commit("Two (#7)", {"a.py": None, "b.md": "other\nwords\n"})
    two, one = read(builder, lines=True)
    assert (one.title, one.body, one.number, two.number) == ("One", "With a body.", None, 7)
    assert not isinstance(two.files, Unknown)
    assert [(f.path, f.status, f.additions, f.deletions) for f in two.files] == [
        ("a.py", "removed", 0, 1),
        ("b.md", "modified", 1, 0),
    ]


@pytest.mark.parametrize("page", [1, 2, 3, 200])
def test_merge_counts_once_with_what_it_brought_in(
    builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(history, "PAGE", page)
    builder.commit("Start", {"a": "1"})
    first = builder.commit("Work A", {"b": "1"}, branch="work", author="Ann <ann@example.com>")
    second = builder.commit("Work B", {"b": "2"}, branch="work", author="Ann <ann@example.com>")
    main = builder.commit("Meanwhile", {"a": "2"})
    merge = builder.commit("Merge pull request #3 from ann/work", {"b": "2"}, parents=[main, second])
    late = builder.commit("Work C", {"c": "1"}, branch="late", parents=[second], author="Ann <a@b.c>")
    again = builder.commit("Merge late", {"c": "1"}, parents=[merge, late])
    found = read(builder)
    assert [one.id for one in found][:3] == [again, merge, main]
    assert [commit.sha for commit in commits(found[0])] == [late, again]
    assert [commit.sha for commit in commits(found[1])] == [first, second, merge]
    assert (found[1].author.login, found[1].number) == ("Ann", 3)
    assert history.count(open_local(builder.path)) == len(found) == 4


def test_empty_commits_and_strange_paths_are_read(builder: RepositoryBuilder) -> None:
    builder.commit("Strange", {":100644 x": "1", "a\nb\t1\t2": "2", "0\t0\tz": "3"})
    builder.commit("Nothing changed")
    empty, strange = read(builder, lines=True)
    assert empty.files == ()
    assert not isinstance(strange.files, Unknown)
    assert sorted(file.path for file in strange.files) == sorted([":100644 x", "a\nb\t1\t2", "0\t0\tz"])
    assert {file.additions for file in strange.files} == {1}


def test_only_what_is_recent_is_read(builder: RepositoryBuilder) -> None:
    builder.commit("Old", {"a": "1"})
    assert read(builder, since="2026-01-01") == []
    assert len(read(builder, since="2025-01-01")) == 1


def test_repository_without_commits_has_none(builder: RepositoryBuilder) -> None:
    assert read(builder) == []
    assert history.count(open_local(builder.path)) == 0


def test_accounts_come_from_github_s_own_addresses(builder: RepositoryBuilder) -> None:
    builder.commit("x", {"a": "1"}, author="Bob B <12+bob-b@users.noreply.github.com>")
    assert read(builder)[0].author.login == "bob-b"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=12), max_size=40))
def test_whatever_git_prints_ends(tokens: list[str]) -> None:
    list(history._entries(tokens))


def test_folder_that_is_no_repository_is_a_clear_error(tmp_path: Path) -> None:
    from bot.errors import UsageError

    with pytest.raises(UsageError, match="no git repository"):
        open_local(tmp_path)

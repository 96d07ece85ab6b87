"""Filling in facts from a local clone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.gather.from_payload import facts_from_payload
from bot.gather.from_repo import enrich
from bot.gather.from_text import facts_from_text
from bot.index import Indexes
from detectors.model import Extended, Facts, Kind, TextFile, Unknown
from tests.fakes.github import FakeGitHub, Issue, Repository
from tests.fakes.repository import RepositoryBuilder

NOW = "2026-01-02T03:04:05Z"
REPO = "acme/widget"
MAILMAP = "A. Lovelace <al@home.example> <ada@work.example>\n"
FILES = {
    ".github/byline.yml": "version: 1\n",
    "pull_request_template.md": "What?\n",
    ".mailmap": MAILMAP,
    "a.txt": "a\n",
}


@pytest.fixture
def indexes(tmp_path: Path) -> Indexes:
    return Indexes(tmp_path / "index", 100)


@pytest.fixture
def repo(github: FakeGitHub) -> Repository:
    return github.add_repository(REPO, files=FILES)


@pytest.fixture
def pull(github: FakeGitHub, repo: Repository) -> Issue:
    return github.open_pull(REPO, files={"a.txt": "b\n"}, message="Change a\n\nAssisted-by: Claude")


def from_event(github: FakeGitHub, pull: Issue) -> Facts:
    return facts_from_payload("pull_request", github.payload("pull_request", "opened", pull), NOW)


def test_commits_files_policy_and_templates_come_from_the_clone(
    github: FakeGitHub, repo: Repository, pull: Issue, indexes: Indexes
) -> None:
    facts = enrich(from_event(github, pull), repo.git_dir, indexes)
    assert isinstance(facts.contribution.commits, tuple)
    assert [commit.message for commit in facts.contribution.commits] == ["Change a\n\nAssisted-by: Claude"]
    assert isinstance(facts.contribution.files, tuple)
    assert [file.patch for file in facts.contribution.files] == ["@@ -1 +1 @@\n-a\n+b"]
    tip = repo.git.rev_parse("main")
    assert facts.repository.policy == TextFile(".github/byline.yml", "version: 1\n", tip)
    assert facts.repository.templates == (TextFile("pull_request_template.md", "What?\n", tip),)
    assert facts.repository.mailmap == TextFile(".mailmap", MAILMAP, tip)


def test_a_clone_without_the_commits_says_what_to_do(
    github: FakeGitHub, pull: Issue, tmp_path: Path, indexes: Indexes
) -> None:
    other = RepositoryBuilder(tmp_path / "other.git")
    other.commit("Start", {"x": "1"})
    facts = enrich(from_event(github, pull), other.path, indexes)
    assert isinstance(facts.contribution.commits, Unknown)
    assert "fetch it first" in facts.contribution.commits.reason
    assert str(tmp_path) not in facts.contribution.commits.reason
    assert facts.repository.policy is None


def test_a_text_is_judged_by_what_is_checked_out(repo: Repository, indexes: Indexes) -> None:
    facts = enrich(facts_from_text("hello", Kind.PULL_REQUEST, NOW), repo.git_dir, indexes)
    assert isinstance(facts.repository.policy, TextFile)
    assert isinstance(facts.repository.templates, tuple)
    assert len(facts.repository.templates) == 1
    assert isinstance(facts.contribution.commits, Unknown)


def test_an_empty_clone_adds_nothing(
    github: FakeGitHub, pull: Issue, tmp_path: Path, indexes: Indexes
) -> None:
    empty = RepositoryBuilder(tmp_path / "empty.git")
    facts = from_event(github, pull)
    assert enrich(facts, empty.path, indexes).repository == facts.repository


def test_a_folder_without_git_is_refused(
    github: FakeGitHub, pull: Issue, tmp_path: Path, indexes: Indexes
) -> None:
    with pytest.raises(UsageError, match="no git repository"):
        enrich(from_event(github, pull), tmp_path, indexes)


def test_the_projects_own_prompt_comes_from_the_clone(github: FakeGitHub, indexes: Indexes) -> None:
    path = ".github/byline/prompt.txt"
    policy = f"version: 1\ndetect: {{second_opinion: {{show: private, prompt: {path}}}}}\n"
    repo = github.add_repository("acme/asks", files={".github/byline.yml": policy, path: "Ours.\n"})
    facts = enrich(facts_from_text("hello", Kind.ISSUE, NOW), repo.git_dir, indexes)
    tip = repo.git.rev_parse("main")
    assert facts.repository.prompts == (Extended(path, TextFile(path, "Ours.\n", tip)),)

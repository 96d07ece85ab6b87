"""``byline policy check`` says what is wrong, what could not be looked at, and what is worth knowing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.bot.cli.policy.conftest import Policy
from tests.fakes.github import FakeGitHub
from tests.fakes.repository import RepositoryBuilder

Write = Callable[[str], Path]
SHARED = "version: 1\nuse: {code: none}\n"


def test_observing_policy_is_valid_and_says_that_nothing_is_written(policy: Policy, file: Write) -> None:
    done = policy(
        "check",
        file(
            "version: 1\nuse: {code: none}\nrespond: {use_exceeded: [draft, note]}\n"
            "meta: {policy_url: 'https://x.org', contact: us}\n"
        ),
    )
    assert done.status == 0, done.out
    assert "a valid policy" in done.out
    assert "Byline will write nothing on GitHub" in done.out
    assert "draft will not be carried out" in done.out


def test_review_that_is_due_is_a_notice(policy: Policy, file: Write) -> None:
    done = policy(
        "check", file("version: 1\nmeta: {mode: report, review_by: 2020-01-01}\n"), "--format", "json"
    )
    (checked,) = json.loads(done.out)
    assert done.status == 0
    assert checked["problems"] == []
    assert any("2020-01-01" in notice for notice in checked["notices"])


def test_file_elsewhere_without_a_token_could_not_be_looked_at(policy: Policy, file: Write) -> None:
    done = policy("check", file("version: 1\nextends: acme/rules\n"))
    assert done.status == 3
    assert "acme/rules" in done.out
    assert "BYLINE_GITHUB_TOKEN" in done.out
    assert "a valid policy" not in done.out


def test_file_elsewhere_is_read_in_a_clone(policy: Policy, file: Write, builder: RepositoryBuilder) -> None:
    builder.commit("Rules", {".github/byline.yml": SHARED})
    path = file("version: 1\nextends: acme/rules\n")
    assert policy("check", path, "--repo", f"acme/rules={builder.path}").status == 0
    builder.commit("Break them", {".github/byline.yml": "version: 1\nusee: {}\n"})
    broken = policy("check", path, "--repo", f"acme/rules={builder.path}")
    assert broken.status == 2
    assert "usee" in broken.out


def test_file_at_a_tag_or_branch_or_commit_is_read_there(
    policy: Policy, file: Write, builder: RepositoryBuilder
) -> None:
    good = builder.commit("Rules", {".github/byline.yml": SHARED})
    builder.commit("Draft", {".github/byline.yml": "version: 1\nusee: {}\n"}, branch="draft")
    for ref, status in ((good, 0), ("main", 0), ("draft", 2), ("nowhere", 3)):
        path = file(f"version: 1\nextends: acme/rules@{ref}\n")
        assert policy("check", path, "--repo", f"acme/rules={builder.path}").status == status, ref


def test_another_owner_s_file_needs_a_commit_id(
    policy: Policy, file: Write, builder: RepositoryBuilder
) -> None:
    builder.commit("Rules", {".github/byline.yml": SHARED})
    path = file("version: 1\nextends: acme/rules@main\n")
    done = policy("check", path, "--for", "other/widget", "--repo", f"acme/rules={builder.path}")
    assert done.status == 2
    assert "commit id" in done.out


def test_file_elsewhere_is_asked_of_github_with_a_token(
    policy: Policy, file: Write, github: FakeGitHub
) -> None:
    github.add_repository("acme/rules", files={".github/byline.yml": SHARED})
    token = github.user_token("maintainer")
    settings = {"BYLINE_GITHUB_API_URL": github.base_url, "BYLINE_GITHUB_TOKEN": token}
    assert policy("check", file("version: 1\nextends: acme/rules\n"), **settings).status == 0
    gone = policy("check", file("version: 1\nextends: acme/nothing\n"), **settings)
    assert gone.status == 2
    assert "is not there, or Byline may not see it" in gone.out


def test_mistakes_in_options_are_one_line(policy: Policy, file: Write) -> None:
    done = policy("check", file("version: 1\n"), "--repo", "acme/rules")
    assert (done.status, done.out) == (2, "")
    assert "OWNER/REPO=PATH" in done.err

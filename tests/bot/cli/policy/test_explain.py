"""``byline policy explain`` goes through a decision step by step, with the line behind each step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.gather.facts_file import write_facts
from detectors.model import Unknown
from tests.bot.cli.policy.conftest import Policy
from tests.factories import facts
from tests.fakes.github import FakeGitHub

Write = Callable[[str], Path]
FOOTER = "Closes it.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
TEXT = """\
version: 1
use: {pr_body: none}
exempt:
  permission: write
cases:
  - when: {kind: issue}
    use: {issue: none}
  - when: {author: [new, contributor]}
    use:
      pr_body: trivial
"""


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    write_facts(path, facts(body=FOOTER, files=()))
    return path


def test_steps_name_the_case_and_the_line_of_their_clause(policy: Policy, file: Write, saved: Path) -> None:
    path = file(TEXT)
    told = json.loads(policy("explain", "--facts", saved, "--policy", path, "--format", "json").out)
    steps = {step["clause"]: step for step in told["steps"]}
    assert told["case"] == 2
    assert steps["use.pr_body: trivial"]["result"] == "violated"
    assert steps["use.pr_body: trivial"]["line"] == 10
    assert steps["use.pr_body: trivial"]["would_satisfy"]
    assert steps["exempt.permission: write"]["line"] == 4
    assert steps["case 1: kind issue"]["result"] == "silent"
    assert [item["kind"] for item in told["violations"]] == ["use_exceeded"]


def test_text_says_what_was_looked_at_and_what_would_help(policy: Policy, file: Write, saved: Path) -> None:
    done = policy("explain", "--facts", saved, "--policy", file(TEXT))
    assert done.status == 0
    assert "Looked at:" in done.out
    assert "What would satisfy it:" in done.out
    assert f"[{file(TEXT)}:10]" in done.out
    assert "Outcome: note" in done.out


def test_unknown_role_is_told_with_its_reason(policy: Policy, file: Write, tmp_path: Path) -> None:
    path = tmp_path / "unknown.json"
    write_facts(path, facts(body=FOOTER, files=(), author_permission=Unknown("GitHub was down")))
    done = policy("explain", "--facts", path, "--policy", file(TEXT))
    assert "Outcome: unknown" in done.out
    assert "GitHub was down" in done.out


def test_live_pull_request_is_explained_and_nothing_is_written(policy: Policy, github: FakeGitHub) -> None:
    repository = github.add_repository("acme/widget", files={".github/byline.yml": TEXT})
    pull = github.open_pull(
        repository, "Close it", FOOTER, files={"a.py": "x = 1\n"}, association="CONTRIBUTOR"
    )
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_GITHUB_TOKEN": github.user_token("maintainer"),
    }
    done = policy("explain", f"acme/widget#{pull.number}", **settings)
    assert done.status == 0, done.err
    assert ".github/byline.yml:10" in done.out
    assert github.writes("^/repos/") == []


@pytest.mark.parametrize("arguments", [(), ("acme/widget#1", "--facts", "README.md"), ("acme/widget",)])
def test_mistakes_are_one_line(policy: Policy, arguments: tuple[str, ...]) -> None:
    done = policy("explain", *arguments)
    assert done.status == 2
    assert done.err.startswith("byline: ")
    assert done.out == ""

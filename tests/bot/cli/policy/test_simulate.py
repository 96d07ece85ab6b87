"""``byline policy simulate``: real histories, the fake GitHub and saved facts; nothing is ever written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.gather.facts_file import write_facts
from tests.bot.cli.policy.conftest import Done, Policy
from tests.factories import facts
from tests.fakes.github import FakeGitHub
from tests.fakes.repository import RepositoryBuilder

FOOTER = "Closes it.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
TRAILER = "Fix <script>\x1b[31m\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"


@pytest.fixture
def history(builder: RepositoryBuilder) -> Path:
    builder.commit("Start", {"a.py": "1"}, author="Ann <ann@example.com>")
    builder.commit(TRAILER, {"a.py": "2"}, author="Bob <bob@example.com>")
    builder.commit("By hand", {"a.py": "3"}, author="Bob <bob@example.com>")
    return builder.path


def told(done: Done) -> dict[str, Any]:
    assert done.status == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_history_is_counted_listed_and_attributed(policy: Policy, history: Path) -> None:
    found = told(policy("simulate", history, "--policy", "human-only", "--format", "json"))
    assert (found["contributions"], found["with_ai"], found["touched"]) == (3, 1, 1)
    assert (found["outcomes"]["hold"], found["outcomes"]["pass"]) == (1, 2)
    assert found["violations"] == {"use_exceeded": 1}
    (person,) = found["people"]
    assert (person["contributions"], person["touched"]) == (2, 1)
    (one,) = found["listed"]
    assert one["breaches"][0]["kind"] == "use_exceeded"
    assert any("Issues and comments are not in git" in note for note in found["notes"])


def test_disclosure_is_unknown_in_git(policy: Policy, history: Path) -> None:
    found = told(policy("simulate", history, "--policy", "disclose", "--format", "json"))
    assert (found["outcomes"]["unknown"], found["touched"]) == (1, 0)
    assert "may have been disclosed" in found["unknown"][0]["for_example"]


def test_terminal_and_page_show_hostile_text_as_text(policy: Policy, history: Path) -> None:
    text = policy("simulate", history, "--policy", "human-only").out
    assert "\x1b" not in text
    assert "1 of     2" in text
    page = policy("simulate", history, "--policy", "human-only", "--format", "html").out
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "\x1b" not in page


def test_own_policy_is_the_default_and_limits_hold(
    policy: Policy, history: Path, builder: RepositoryBuilder
) -> None:
    assert "--policy" in policy("simulate", history).err
    builder.commit("Policy", {".github/byline.yml": "version: 1\nuse: {default: none}\n"})
    found = told(policy("simulate", history, "--format", "json", "--limit", "3"))
    assert (found["policy"], found["contributions"]) == (".github/byline.yml", 3)
    assert any("--limit 3" in note for note in found["notes"])
    assert (
        told(policy("simulate", history, "--format", "json", "--since", "2026-01-01"))["contributions"] == 0
    )


def test_what_git_does_not_keep_is_said_and_a_role_can_be_assumed(policy: Policy, history: Path) -> None:
    own = history.parent / "own.yml"
    own.write_text("version: 1\nuse: {default: none}\nexempt: {permission: write}\n")
    unsure = told(policy("simulate", history, "--policy", own, "--format", "json"))
    assert unsure["outcomes"]["unknown"] == 1
    assert any("roles of authors" in note for note in unsure["notes"])
    sure = told(policy("simulate", history, "--policy", own, "--format", "json", "--assume-role", "read"))
    assert sure["touched"] == 1


def test_labels_can_be_taken_to_be_none(policy: Policy, history: Path) -> None:
    arguments = ("simulate", history, "--policy", "human-code", "--format", "json")
    unsure = told(policy(*arguments))
    assert (unsure["outcomes"]["unknown"], unsure["touched"]) == (1, 0)
    assert any("--assume-unlabeled" in note for note in unsure["notes"])
    sure = told(policy(*arguments, "--assume-unlabeled"))
    assert (sure["outcomes"]["unknown"], sure["touched"]) == (0, 1)
    assert any("taken to have none" in note for note in sure["notes"])


def test_threads_on_github_are_judged_and_nothing_is_written(policy: Policy, github: FakeGitHub) -> None:
    repository = github.add_repository("acme/widget", files={"README.md": "x"})
    github.open_pull(repository, "Close it", FOOTER, files={"a.py": "x = 1\n"})
    github.open_issue(repository, "Crash", "It crashes.")
    old = github.open_issue(repository, "Old crash", FOOTER)
    github.close_issue(old)
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_GITHUB_TOKEN": github.user_token("maintainer"),
    }
    arguments = ("simulate", "acme/widget", "--policy", "human-only", "--format", "json")
    found = told(policy(*arguments, **settings))
    assert (found["contributions"], found["outcomes"]["hold"], found["touched"]) == (3, 2, 2)
    assert [person["name"] for person in found["people"]] == ["contributor"]
    assert told(policy(*arguments, "--limit", "2"))["contributions"] == 2
    assert github.writes("^/repos/") == []


def test_thread_that_cannot_be_seen_is_named_and_status_3(policy: Policy, github: FakeGitHub) -> None:
    repository = github.add_repository("acme/widget", files={"README.md": "x"})
    github.open_issue(repository, "Crash", "It crashes.")
    github.open_issue(repository, "Other", "It crashes too.")
    github.fail("GET", "/issues/1$", status=403, times=-1)
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_GITHUB_TOKEN": github.user_token("maintainer"),
    }
    done = policy("simulate", "acme/widget", "--policy", "human-only", "--format", "json", **settings)
    assert done.status == 3
    found = json.loads(done.out)
    assert found["contributions"] == 1
    assert found["could_not_look"][0].startswith("#1: ")


def test_saved_facts_are_judged(policy: Policy, tmp_path: Path) -> None:
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path, body in zip(paths, (FOOTER, "Mine."), strict=True):
        write_facts(path, facts(body=body, files=()))
    found = told(policy("simulate", *paths, "--policy", "human-only", "--format", "json"))
    assert (found["contributions"], found["touched"]) == (2, 1)


@pytest.mark.parametrize(
    ("sources", "said"),
    [(("no such thing",), "neither"), (("a/b", "c/d"), "one repository"), ((".", "--since", "x"), "--since")],
)
def test_mistakes_are_one_line(policy: Policy, sources: tuple[str, ...], said: str) -> None:
    done = policy("simulate", *sources, "--policy", "disclose")
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err

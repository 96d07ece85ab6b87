"""``byline backfill``: what was there before Byline is remembered and judged; writing has to be asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.cli.conftest import Run
from tests.detectors.repetition.build import OTHER, REPORT, REWORDED
from tests.e2e.conftest import policy_file
from tests.fakes.github import FakeGitHub

FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
DUPLICATES = """\
version: 1
meta: {mode: report, policy_url: 'https://example.org/policy', contact: us}
provenance: {duplicates: hold}
"""


@pytest.fixture
def settings(github: FakeGitHub, tmp_path: Path) -> dict[str, str]:
    return {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_WRITE_SPACING_SECONDS": "0",
        "BYLINE_MAX_WAIT_SECONDS": "0",
    }


@pytest.fixture
def duplicates(tmp_path: Path) -> str:
    path = tmp_path / "duplicates.yml"
    path.write_text(DUPLICATES)
    return str(path)


def told(byline: Run, settings: dict[str, str], *options: str, status: int = 0) -> dict[str, Any]:
    done = byline("backfill", "acme/widget", "--format", "json", *options, **settings)
    assert done.returncode == status, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_texts_are_remembered_for_check_and_only_once(
    byline: Run, github: FakeGitHub, settings: dict[str, str], duplicates: str
) -> None:
    widget = github.add_repository("acme/widget")
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.close_issue(first)
    assert told(byline, settings)["texts"]["added"] == 1
    github.state.advance(minutes=5)
    later = github.open_issue(widget, "Open file", REWORDED, by="ada")
    done = byline("check", f"acme/widget#{later.number}", "--policy", duplicates, **settings)
    assert done.returncode == 1, done.stderr
    assert "issue #1 by grace" in " ".join(done.stdout.split())
    again = told(byline, settings, "--texts-only")
    assert again["texts"] == {"listed": 2, "added": 1, "known": 1, "left_out": 0, "at_limit": False}
    assert again["open"] == []


def test_open_ones_that_repeat_each_other_are_told(
    byline: Run, github: FakeGitHub, settings: dict[str, str], duplicates: str
) -> None:
    widget = github.add_repository("acme/widget")
    github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.state.advance(minutes=5)
    github.open_issue(widget, "Open file", REWORDED, by="ada")
    found = told(byline, settings, "--policy", duplicates, status=1)["open"]
    assert [(one["number"], one["outcome"], one["violations"]) for one in found] == [
        (2, "hold", ["duplicate"]),
        (1, "pass", []),
    ]


def test_open_ones_are_shown_in_a_line_each_and_written_only_when_asked(
    byline: Run, github: FakeGitHub, settings: dict[str, str]
) -> None:
    widget = github.add_repository("acme/widget", files=policy_file("human-only"))
    pull = github.open_pull(widget, "Close \x1b[31mit\u202e", FOOTER, files={"a.py": "x = 1\n"})
    closed = github.open_pull(widget, "Done", FOOTER, head="other", files={"b.py": "x = 1\n"})
    github.close_issue(closed)
    github.open_issue(widget, "Crash", "It crashes.")
    shown = byline("backfill", "acme/widget", **settings)
    assert shown.returncode == 1, shown.stderr
    (line,) = [line for line in shown.stdout.splitlines() if "hold" in line]
    assert "#1" in line
    assert "use_exceeded (2 actions to do)" in line
    assert "2 open" in shown.stdout
    assert not {"\x1b", "\u202e"} & set(shown.stdout)
    assert github.writes("^/repos/") == []
    done = byline("backfill", "acme/widget", "--apply", **settings)
    assert done.returncode == 1
    assert "#1: done: post the comment" in done.stderr
    assert (len(pull.comments), len(closed.comments)) == (1, 0)
    github.forget()
    again = byline("backfill", "acme/widget", "--apply", **settings)
    assert "done" not in again.stderr
    assert github.writes("^/repos/") == []


def test_the_brake_holds_here_as_well(byline: Run, github: FakeGitHub, settings: dict[str, str]) -> None:
    widget = github.add_repository("acme/widget", files=policy_file("human-only"))
    for name in ("a", "b", "c"):
        github.open_issue(widget, f"Crash in {name}", FOOTER)
    found = told(byline, settings | {"BYLINE_MAX_COMMENTS_PER_HOUR": "1"}, "--apply", status=1)
    held = [action for one in found["open"] for action in one["actions"] if action["withheld"]]
    assert [action["action"] for action in held] == ["create_comment", "create_comment"]
    assert "the brake" in held[0]["withheld"]
    assert [len(github.issue(f"acme/widget#{number}").comments) for number in (3, 2, 1)] == [1, 0, 0]


def test_fail_on_policy_and_limit(byline: Run, github: FakeGitHub, settings: dict[str, str]) -> None:
    widget = github.add_repository("acme/widget")
    github.open_issue(widget, "Crash", FOOTER)
    github.open_issue(widget, "Other", "Mine.")
    given = ("backfill", "acme/widget", "--policy", "human-only")
    assert byline(*given, **settings).returncode == 1
    assert byline(*given, "--fail-on", "close", **settings).returncode == 0
    limited = byline(*given, "--limit", "1", **settings)
    assert limited.returncode == 0
    assert "not looked at: --limit 1" in limited.stdout


def test_what_cannot_be_seen_is_named_and_the_rest_goes_on(
    byline: Run, github: FakeGitHub, settings: dict[str, str]
) -> None:
    widget = github.add_repository("acme/widget")
    for number in range(3):
        github.open_issue(widget, f"Crash {number}", OTHER)
    github.fail("GET", "/issues/2$", status=403, times=-1)
    found = told(byline, settings, status=3)
    assert [one["number"] for one in found["open"]] == [3, 1]
    assert found["could_not_look"][0].startswith("#2: ")


def test_a_rate_limit_ends_it_and_what_was_seen_is_shown(
    byline: Run, github: FakeGitHub, settings: dict[str, str]
) -> None:
    widget = github.add_repository("acme/widget")
    for number in range(3):
        github.open_issue(widget, f"Crash {number}", OTHER)
    github.secondary_limit("/issues/2$", method="GET", times=-1)
    found = told(byline, settings, status=3)
    assert [one["number"] for one in found["open"]] == [3]
    assert found["could_not_look"][1] == "1 contribution after that: none was tried"
    assert found["texts"]["added"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("widget",), "owner/name"),
        (("acme/widget", "--texts-only", "--apply"), "with --texts-only none is judged"),
        (("acme/widget", "--state", "closed", "--apply"), "with --state closed none is judged"),
        (("acme/widget", "--texts-only", "--policy", "disclose"), "nothing is judged"),
        (("acme/widget", "--since", "yesterday"), "--since"),
        (("acme/widget", "--policy", "nonsense"), "neither a file nor a preset"),
    ],
)
def test_mistakes_are_one_line_and_status_2(byline: Run, arguments: tuple[str, ...], said: str) -> None:
    done = byline("backfill", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_repository_that_is_not_there_is_status_3(
    byline: Run, github: FakeGitHub, settings: dict[str, str]
) -> None:
    github.add_repository("acme/widget")
    done = byline("backfill", "acme/nothing", **settings)
    assert done.returncode == 3
    assert done.stderr.startswith("byline: ")
    assert "Traceback" not in done.stderr


def test_the_log_of_a_workflow_shows_what_is_public(
    byline: Run, github: FakeGitHub, settings: dict[str, str], tmp_path: Path
) -> None:
    private = tmp_path / "private.yml"
    private.write_text(
        "version: 1\nmeta: {mode: report, policy_url: 'https://example.org/p', contact: us}\n"
        "use: {default: none}\nrespond: {use_exceeded: [record]}\n"
    )
    github.open_issue(github.add_repository("acme/widget"), "Crash", FOOTER)
    (here,) = told(byline, settings, "--policy", str(private))["open"]
    (there,) = told(byline, settings | {"GITHUB_ACTIONS": "true"}, "--policy", str(private))["open"]
    assert (here["violations"], there["violations"]) == (["use_exceeded"], [])

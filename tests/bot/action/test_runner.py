"""What a runner says: events, payloads that are none, and tokens that only read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.action.runner import Runner
from bot.errors import UsageError
from tests.bot.cli.conftest import Run, byline

__all__ = ["byline"]


def runner(folder: Path, payload: Any, event: str = "pull_request", text: str = "") -> Runner:
    (folder / "event.json").write_text(text or json.dumps(payload))
    settings = {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(folder / "event.json")}
    return Runner.of(settings | {"GITHUB_REPOSITORY": "acme/widget", "RUNNER_TEMP": str(folder)})


def pull(head: str | None, base: str = "acme/widget", sender: str = "ann") -> dict[str, Any]:
    repo = {"full_name": head} if head else None
    sides = {"head": {"repo": repo}, "base": {"repo": {"full_name": base}}}
    return {"action": "opened", "pull_request": sides, "sender": {"login": sender}}


def test_pull_request_target_is_a_pull_request(tmp_path: Path) -> None:
    found = runner(tmp_path, pull("ann/widget"), "pull_request_target")
    assert (found.event, found.trigger, found.action) == ("pull_request", "pull_request_target", "opened")
    assert found.read_only == ""


@pytest.mark.parametrize(
    ("payload", "event", "told"),
    [
        (pull("ann/widget"), "pull_request", "Use pull_request_target"),
        (pull(None), "pull_request", "of forks"),
        (pull("ann/widget"), "pull_request_review", "of forks"),
        (pull("acme/widget", sender="dependabot[bot]"), "pull_request", "by Dependabot"),
        (pull("acme/widget"), "pull_request", ""),
        (pull("ann/widget"), "issues", ""),
    ],
)
def test_a_token_that_only_reads_is_known(
    tmp_path: Path, payload: dict[str, Any], event: str, told: str
) -> None:
    reason = runner(tmp_path, payload, event).read_only
    assert (told in reason) if told else not reason


@pytest.mark.parametrize("text", ["", "[]", "no JSON", "[" * 100_000, '"x"'])
def test_a_payload_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="payload"):
        runner(tmp_path, None, text=text or "null")


@pytest.mark.parametrize(
    "payload", [{"sender": 5}, {"sender": {"login": 5}}, {"action": [], "pull_request": 7}]
)
def test_odd_payloads_are_read_as_nothing(tmp_path: Path, payload: dict[str, Any]) -> None:
    found = runner(tmp_path, payload)
    assert (found.action, found.sender, found.read_only) == ("", "", "")


def test_outside_of_a_workflow_it_says_what_to_use(byline: Run) -> None:
    ran = byline("action", GITHUB_EVENT_NAME="", GITHUB_EVENT_PATH="")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "elsewhere use byline check" in ran.stderr


@pytest.mark.parametrize(
    "setting",
    [
        {"BYLINE_ACTION_FAIL_ON": "sometimes"},
        {"BYLINE_ACTION_DRY_RUN": "perhaps"},
        {"BYLINE_ACTION_NUMBER": "-1"},
        {"BYLINE_ACTION_NUMBER": "twelve"},
    ],
)
def test_a_wrong_input_is_said_in_a_line(byline: Run, setting: dict[str, str]) -> None:
    ran = byline("action", **setting)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr

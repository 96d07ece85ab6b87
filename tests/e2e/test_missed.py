"""Byline was away while GitHub had something to say: it asks for it again, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.inbox import State
from tests.bot.cli.conftest import Run, byline
from tests.e2e.conftest import Byline
from tests.e2e.test_path import LABELED, open_pull
from tests.fakes.github import FakeGitHub

__all__ = ["byline"]


def test_what_was_missed_arrives_and_is_done_once(
    github: FakeGitHub, start: Callable[[], Byline], byline: Run, tmp_path: Path
) -> None:
    pull = open_pull(github, "human-only", LABELED)
    running = start()
    github.set_webhook(running.hook, auto=False)
    lost = github.lose("pull_request", "opened", pull)
    lost.delivered_at = datetime.now(UTC) - timedelta(hours=2)
    settings = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_WRITE_SPACING_SECONDS": "0",
    }
    looked = byline("redeliver", "--dry-run", **settings)
    assert looked.returncode == 0, looked.stderr
    assert lost.guid in looked.stdout
    assert "nothing was asked for" in looked.stdout
    asked = byline("redeliver", "--format", "json", **settings)
    assert json.loads(asked.stdout)["asked"] == 1, asked.stderr
    assert "deliveries were missed" in asked.stderr
    github.settle()
    assert running.finished(lost.guid).state is State.DONE
    assert [label.name for label in pull.labels] == ["ai: above the limit"]
    assert len(pull.comments) == 1
    again = byline("redeliver", **settings)
    assert again.stdout == "nothing was missed\n"


def test_without_an_app_it_says_what_to_set(byline: Run) -> None:
    run = byline("redeliver")
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "BYLINE_APP_ID" in run.stderr

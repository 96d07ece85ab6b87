"""Many pushes and edits of one pull request are few judgements, on the real server and over a restart."""

from __future__ import annotations

import json

import requests

from bot.inbox import State
from tests.e2e.conftest import Byline
from tests.e2e.test_path import LABELED, Start, deliver, open_pull
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import until


def waits(byline: Byline, guid: str) -> bool:
    """Whether a delivery was put off."""
    found = byline.delivery(guid)
    return bool(
        found
        and found.state is State.QUEUED
        and found.available_at
        and found.available_at > found.received_at
    )


def test_pushes_in_a_row_are_judged_together(github: FakeGitHub, start: Start) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start(BYLINE_SETTLE_SECONDS="600")
    byline.finished(deliver(github, byline, "pull_request", "opened", pull))
    guids = []
    for number in range(20):
        guids.append(deliver(github, byline, "pull_request", ("synchronize", "edited")[number % 2], pull))
        until(lambda: waits(byline, guids[-1]), "a push to be put off")
    github.set_permission("triager", "triage", "acme/widget")
    github.unlabel(pull, "ai: above the limit", by="triager")
    label = deliver(github, byline, "pull_request", "unlabeled", pull, sender="triager")
    assert byline.finished(label).state is State.DONE  # it is not held up
    ready = json.loads(requests.get(f"{byline.running.url}/readyz", timeout=30).text)
    assert ready["oldest_due_seconds"] == 0
    assert all(waits(byline, guid) for guid in guids)
    byline.running.kill()

    again = start(BYLINE_SETTLE_SECONDS="0")
    rows = [again.finished(guid) for guid in guids]
    assert [row.outcome.startswith("superseded") for row in rows] == [True] * 19 + [False]
    assert pull.labels == []

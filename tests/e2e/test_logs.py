"""The log of a real server: one JSON object a line, and the delivery on each that was written for one."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.inbox import State
from tests.e2e.conftest import Byline
from tests.e2e.test_path import LABELED, open_pull
from tests.fakes.github import FakeGitHub


def test_every_line_of_a_delivery_names_it(github: FakeGitHub, start: Callable[..., Byline]) -> None:
    pull = open_pull(github, "human-only", LABELED)
    byline = start(BYLINE_LOG_LEVEL="debug", BYLINE_LOG_FORMAT="json")
    github.set_webhook(byline.hook, auto=False)
    # A library writes a line of its own about that, in the thread of the worker.
    github.drop("GET", rf"/repos/acme/widget/pulls/{pull.number}$")
    sent = github.deliver("pull_request", "opened", pull)
    assert byline.finished(sent.guid).state is State.DONE
    refused = github.deliver("pull_request", "edited", pull, secret="another secret")
    assert refused.status_code == 401
    byline.running.stop()
    lines = [json.loads(line) for line in byline.running.log.splitlines()]
    by_event = {line["event"]: line for line in lines}
    assert by_event["webhook refused"]["delivery"] == refused.guid
    begun, ended = lines.index(by_event["webhook received"]), lines.index(by_event["delivery done"])
    between = [line for line in lines[begun : ended + 1] if not line["event"].startswith("chore")]
    assert {line.get("delivery") for line in between} == {sent.guid}
    assert any(line.get("logger") == "urllib3.connectionpool" for line in between)
    assert {line["row"] for line in between} == {1}
    assert github.key.private_pem.splitlines()[1] not in byline.running.log
    assert "ghs_" not in byline.running.log  # no installation's token

"""The server as people start it: the others here are forked from a process that has loaded everything."""

from __future__ import annotations

from pathlib import Path

from tests.webhooks.running import BYLINE_SERVE, server, until

OPENED = {
    "action": "opened",
    "installation": {"id": 3},
    "repository": {"full_name": "acme/widget", "default_branch": "main"},
    "issue": {"number": 1, "title": "x", "body": "See `x.py`.", "user": {"login": "mona"}},
}


def test_a_server_started_from_nothing_judges_and_stops(tmp_path: Path) -> None:
    with server(tmp_path / "home", *BYLINE_SERVE, anew=True) as running:
        assert running.post("a", "issues", OPENED).status_code == 202
        until(lambda: "delivery done" in running.log, "the delivery to be worked on")
        assert running.stop() == 0
        assert "Traceback" not in running.log

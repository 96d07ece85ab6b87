"""The whole path against somebody else's GitHub: signed webhooks out, labels, comment and check run in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.inbox import Inbox, State
from bot.storage import open_database
from tests.e2e.conftest import policy_file
from tests.fakes.emulate import (
    APP_ID,
    CONTRIBUTOR_TOKEN,
    MAINTAINER_TOKEN,
    WEBHOOK_SECRET,
    Emulator,
    free_port,
)
from tests.webhooks.running import server, until

FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
LABEL = "ai: above the limit"


class Person:
    """Somebody who works with the repository through GitHub's REST interface."""

    def __init__(self, emulator: Emulator, token: str) -> None:
        self._url = f"{emulator.base_url}/repos/{emulator.repository}"
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def send(self, verb: str, path: str, **body: Any) -> Any:
        return self._ask(verb, path, json=body)

    def put_file(self, path: str, text: str, branch: str) -> None:
        content = base64.b64encode(text.encode()).decode()
        self.send("PUT", f"/contents/{path}", message=f"Add {path}", content=content, branch=branch)

    def _ask(self, verb: str, path: str, **rest: Any) -> Any:
        answer = requests.request(verb, self._url + path, headers=self._headers, timeout=30, **rest)
        assert answer.ok, (verb, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None


def all_at_rest(home: Path) -> bool:
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    try:
        waiting = Inbox(database).backlog().by_state
        assert waiting[State.PARKED] == waiting[State.FAILED] == 0
        return waiting[State.QUEUED] == waiting[State.RUNNING] == 0
    finally:
        database.close()


@pytest.mark.npm
def test_pull_request_on_the_emulator(start_emulator: Callable[[str], Emulator], tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    emulator = start_emulator(f"http://127.0.0.1:{port}/webhooks/github")
    maintainer = Person(emulator, MAINTAINER_TOKEN)
    branch = maintainer.get("")["default_branch"]
    more = f'respond:\n  use_exceeded: [note, hold, "label:{LABEL}"]'
    maintainer.put_file(".github/byline.yml", policy_file("human-only", more)[".github/byline.yml"], branch)
    settings = {
        "BYLINE_PORT": str(port),
        "BYLINE_APP_ID": str(APP_ID),
        "BYLINE_PRIVATE_KEY_PATH": str(emulator.key.write(tmp_path)),
        "BYLINE_GITHUB_API_URL": emulator.base_url,
        "BYLINE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "BYLINE_WRITE_SPACING_SECONDS": "0",
    }
    with server(home, "-m", "bot", "serve", **settings) as running:
        head = maintainer.get(f"/branches/{branch}")["commit"]["sha"]
        maintainer.send("POST", "/git/refs", ref="refs/heads/feature", sha=head)
        maintainer.put_file("src/new.py", "print('hi')\n", "feature")
        contributor = Person(emulator, CONTRIBUTOR_TOKEN)
        pull = contributor.send("POST", "/pulls", title="Close it", body=FOOTER, head="feature", base=branch)
        number, sha = pull["number"], pull["head"]["sha"]

        def check_runs() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = maintainer.get(f"/commits/{sha}/check-runs")["check_runs"]
            return found

        until(check_runs, "a check run on the emulator")
        until(lambda: all_at_rest(home), "every delivery to come to rest")
        assert [(run["name"], run["conclusion"]) for run in check_runs()] == [("Byline", "action_required")]
        assert [label["name"] for label in maintainer.get(f"/pulls/{number}")["labels"]] == [LABEL]
        (comment,) = maintainer.get(f"/issues/{number}/comments")
        assert comment["user"]["login"].endswith("[bot]")
        assert "Generated with [Claude Code]" in comment["body"]
        assert "Traceback" not in running.log

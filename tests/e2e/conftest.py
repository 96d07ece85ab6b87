"""A whole Byline: the real ``byline serve`` in a process of its own, connected to the fake GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from bot.inbox import DeliverySummary, Inbox, State
from bot.storage import Audit, Audits, open_database
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import Running, server, until

POLICY = """\
version: 1
extends: {preset}
meta:
  mode: report
  policy_url: https://example.org/ai-policy
  contact: the maintainers
{more}
"""


def policy_file(preset: str = "disclose", more: str = "") -> dict[str, str]:
    """The files of a repository whose policy extends a preset."""
    return {".github/byline.yml": POLICY.format(preset=preset, more=more), "README.md": "# Widget\n"}


@dataclass
class Byline:
    """A running Byline; ``home`` is its folder."""

    running: Running
    home: Path

    @property
    def hook(self) -> str:
        return f"{self.running.url}/webhooks/github"

    def delivery(self, guid: str) -> DeliverySummary | None:
        with ExitStack() as stack:
            database = open_database(f"sqlite:///{self.home / 'byline.sqlite3'}")
            stack.callback(database.close)
            return Inbox(database).find(guid)

    def finished(self, guid: str) -> DeliverySummary:
        """Wait until a delivery has come to rest, and return it."""

        def rested() -> DeliverySummary | None:
            found = self.delivery(guid)
            return found if found and found.state in (State.DONE, State.IGNORED, State.PARKED) else None

        found: DeliverySummary = until(rested, f"delivery {guid} to come to rest")
        return found

    def audits(self, guid: str) -> list[Audit]:
        database = open_database(f"sqlite:///{self.home / 'byline.sqlite3'}")
        try:
            found = Inbox(database).find(guid)
            return Audits(database).of_delivery(found.id) if found else []
        finally:
            database.close()

    def page(self, path: str = "/") -> str:
        token = (self.home / "dashboard-token").read_text().strip()
        with requests.Session() as session:
            answer = session.get(f"{self.running.url}{path}", params={"token": token}, timeout=30)
            answer.raise_for_status()
            return answer.text


@pytest.fixture
def start(github: FakeGitHub, tmp_path: Path) -> Iterator[Callable[[], Byline]]:
    """Yield a function that starts Byline, in the same home folder each time."""
    home = tmp_path / "home"
    with ExitStack() as stack:

        def run(**settings: str) -> Byline:
            home.mkdir(exist_ok=True)
            given = {
                "BYLINE_APP_ID": str(github.app.id),
                "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
                "BYLINE_GITHUB_API_URL": github.base_url,
                "BYLINE_WEBHOOK_SECRET": github.app.webhook_secret,
                "BYLINE_WRITE_SPACING_SECONDS": "0",
                **settings,
            }
            running = stack.enter_context(server(home, "-m", "bot", "serve", **given))
            return Byline(running, home)

        yield run

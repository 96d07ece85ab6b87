"""``byline serve`` and two ``byline worker`` with PostgreSQL and a broker. Broker and workers die."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.inbox import Inbox, State
from bot.storage import Database, open_database
from tests.bot.storage.engines import _programs
from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER, LABELED
from tests.fakes.github import FakeGitHub, Issue
from tests.faults.processes import Handle
from tests.faults.servers import Postgres, Rabbit, Redis, Server
from tests.forked import Forked
from tests.webhooks.running import BYLINE_SERVE, Running, server

#: A worker that lost its broker asks for it after growing pauses, of half a minute at last.
PATIENCE = 180.0
BROKERS = {"redis": (Redis, "redis-server"), "rabbitmq": (Rabbit, "/usr/lib/rabbitmq/bin/rabbitmq-server")}


@dataclass
class Installation:
    """All that runs. ``folder`` has the log of each worker."""

    github: FakeGitHub
    broker: Server
    database: Database
    web: Running
    settings: dict[str, str]
    folder: Path
    workers: list[Forked] = field(default_factory=list)

    def start_worker(self) -> None:
        log = self.folder / f"worker-{len(self.workers)}"
        given = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
        self.workers.append(Forked(("-m", "bot", "worker"), given | self.settings, log, log))

    def kill_workers(self) -> None:
        """End those that run, with their children, as the kernel would when memory runs out."""
        for worker in self.workers:
            if worker.returncode is None:
                Handle(worker.pid).kill()
                worker.wait()

    def kill_broker(self) -> None:
        self.broker.handle.kill()
        self.broker._process.wait()  # type: ignore[attr-defined]

    def deliver(self, action: str, pull: Issue) -> str:
        hook, secret = f"{self.web.url}/webhooks/github", self.github.app.webhook_secret
        sent = self.github.deliver("pull_request", action, pull, hook, secret)
        assert sent.status_code == 202
        return sent.guid

    def settle(self, guids: list[str]) -> None:
        """Wait until deliveries are done."""
        inbox = Inbox(self.database)

        def rested() -> bool:
            found = [inbox.find(guid) for guid in guids]
            return all(row is not None and row.state is State.DONE for row in found)

        deadline = time.monotonic() + PATIENCE
        while not rested():
            assert time.monotonic() < deadline, f"the deliveries are not done; see {self.folder}"
            time.sleep(0.1)

    def opened(self, number: int) -> list[Issue]:
        """Open a pull request in each of some repositories."""
        repositories = [
            self.github.add_repository(f"owner{n}/r{number}", files=policy_file("human-only", LABELED))
            for n in range(3)
        ]
        return [self.github.open_pull(r, "Close", FOOTER, files={"a.py": "x\n"}) for r in repositories]


@pytest.fixture(params=BROKERS)
def installation(
    request: pytest.FixtureRequest, github: FakeGitHub, tmp_path: Path
) -> Iterator[Installation]:
    kind, program = BROKERS[request.param]
    if _programs() is None or shutil.which(program) is None:
        pytest.skip(f"PostgreSQL or {program} is not installed")
    with ExitStack() as stack:
        postgres, broker = Postgres(), kind()
        stack.callback(postgres.close)
        stack.callback(broker.close)
        home = tmp_path / "home"
        settings = {
            "BYLINE_HOME": str(home),
            "BYLINE_DATABASE_URL": postgres.url,
            "BYLINE_BROKER_URL": broker.url,
            "BYLINE_APP_ID": str(github.app.id),
            "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
            "BYLINE_GITHUB_API_URL": github.base_url,
            "BYLINE_WEBHOOK_SECRET": github.app.webhook_secret,
            "BYLINE_WRITE_SPACING_SECONDS": "0.05",
            "BYLINE_WORKERS": "2",
            "BYLINE_LEASE_SECONDS": "5",
            "BYLINE_SETTLE_SECONDS": "0",
        }
        web = stack.enter_context(server(home, *BYLINE_SERVE, **settings))
        database = open_database(postgres.url, upgrade=False)
        stack.callback(database.close)
        whole = Installation(github, broker, database, web, settings, tmp_path)
        stack.callback(whole.kill_workers)
        for _ in range(2):
            whole.start_worker()
        yield whole


def written_once(pulls: list[Issue], github: FakeGitHub) -> None:
    for pull in pulls:
        assert [label.name for label in pull.labels] == ["ai: above the limit"]
        assert len(pull.comments) == 1
        assert len(github.check_runs(pull.repository.full_name)) == 1


def test_labels_one_comment_and_one_check_whoever_dies(installation: Installation) -> None:
    first = installation.opened(1)
    installation.settle([installation.deliver("opened", pull) for pull in first])
    written_once(first, installation.github)

    second = installation.opened(2)
    guids = [installation.deliver("opened", pull) for pull in second]
    installation.kill_workers()
    installation.start_worker()
    installation.start_worker()
    installation.settle(guids)
    written_once(second, installation.github)

    third = installation.opened(3)
    installation.kill_broker()
    guids = [installation.deliver("opened", pull) for pull in third]
    installation.broker.revive()
    installation.settle(guids)
    written_once(third, installation.github)
    assert "Traceback" not in installation.web.log

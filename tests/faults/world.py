"""A whole installation under attack: the fake GitHub, Byline's processes, and what they rest on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import requests
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BylineError
from bot.inbox import DeliverySummary, Inbox, State
from bot.storage import open_database
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import AppKey
from tests.faults.disk import Disk
from tests.faults.processes import Handle, Nursery
from tests.faults.servers import Server, free_port
from tests.faults.traffic import Traffic
from tests.faults.webside import CLOCK

#: Once nothing fails any more, some delivery must come to its end every so many seconds, until all have.
CALM_SECONDS = 180.0
#: Seconds in which the web process must answer, on a machine that may be busy with other things.
_START_SECONDS = 180.0
#: Seconds that work may go on, as long as it makes progress, on such a machine.
_LONGEST_CALM_SECONDS = 900.0
_OPEN_STATES = {State.QUEUED, State.RUNNING, State.FAILED}
_DISK = "64m"


class RestlessError(AssertionError):
    """Something did not come to its end although nothing failed any more."""


class MissedError(Exception):
    """The moment for a strike did not come, so it is not counted."""


class World:
    """One installation. ``servers`` is empty in embedded mode, and the database and broker otherwise."""

    def __init__(
        self,
        folder: Path,
        nursery: Nursery,
        key: AppKey,
        chance: random.Random,
        servers: Sequence[Server] = (),
    ) -> None:
        self.folder, self.servers = folder, {server.name: server for server in servers}
        folder.mkdir(parents=True)
        self.log, self.home, self.clock = folder / "log", folder / "home", folder / "clock"
        self.home.mkdir()
        self.log.touch()
        self.disk = Disk(self.home, _DISK)
        self.tally: Counter[str] = Counter()
        self.lives = 0
        self.github = FakeGitHub(key, folder / "github")
        self.traffic = Traffic(self.github, chance)
        self._nursery = nursery
        self._port = free_port()
        self.github.set_webhook(f"http://127.0.0.1:{self._port}/webhooks/github", auto=False)
        self._environment = self._settings(key)
        self.processes: dict[str, Handle] = {}
        for server in servers:
            server.revive()
            server.empty()
        self.revive()

    def _settings(self, key: AppKey) -> dict[str, str]:
        settings = {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            CLOCK: str(self.clock),
            "BYLINE_HOME": str(self.home),
            "BYLINE_PORT": str(self._port),
            "BYLINE_APP_ID": str(self.github.app.id),
            "BYLINE_PRIVATE_KEY_PATH": str(key.write(self.folder)),
            "BYLINE_GITHUB_API_URL": self.github.base_url,
            "BYLINE_WEBHOOK_SECRET": str(self.github.app.webhook_secret),
            "BYLINE_WRITE_SPACING_SECONDS": "0",
            "BYLINE_MAX_WAIT_SECONDS": "2",
            "BYLINE_SETTLE_SECONDS": "2",
            # Hours of faults pass here in seconds, and with them the attempts of a day.
            "BYLINE_MAX_ATTEMPTS": "60",
            "BYLINE_MAX_COMMENTS_PER_HOUR": "100000",
            "BYLINE_WORKERS": "3" if not self.servers else "2",
        }
        if self.servers:
            database, broker = self.servers.values()
            settings |= {"BYLINE_DATABASE_URL": database.url, "BYLINE_BROKER_URL": broker.url}
        return settings

    @property
    def database_url(self) -> str:
        return self._environment.get("BYLINE_DATABASE_URL") or f"sqlite:///{self.home / 'byline.sqlite3'}"

    @property
    def roles(self) -> tuple[str, ...]:
        """What Byline's processes are called."""
        return ("web", "worker 1", "worker 2") if self.servers else ("web",)

    # ---- life and death

    def revive(self) -> None:
        """Start whatever is dead, and wait until the web process answers."""
        for server in self.servers.values():
            server.revive()
        for role in self.roles:
            known = self.processes.get(role)
            if known is None or known.ended():
                command = ["serve"] if role == "web" else ["worker"]
                self.processes[role] = self._nursery.start(command, self._environment, self.log)
                self.lives += 1
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise RestlessError(f"the web process does not answer; see {self.log}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        if self.processes["web"].ended():  # it could not start while its database was away
            self.processes["web"] = self._nursery.start(["serve"], self._environment, self.log)
            self.lives += 1
        try:
            return requests.get(f"http://127.0.0.1:{self._port}/healthz", timeout=5).ok
        except requests.RequestException:
            return False

    def kill(self, role: str) -> None:
        """End a process as the kernel would when memory runs out, with its children."""
        self.processes[role].kill()

    def stop(self, role: str) -> None:
        """Ask a process to end, and let it."""
        self.processes[role].signal(signal.SIGTERM)
        if not self.processes[role].ended(60):
            raise RestlessError(f"the {role} process did not stop when it was asked to")

    def pause(self, role: str, seconds: float) -> None:
        """Let a process and its children stand still for a while."""
        both = [self.processes[role], *self.processes[role].children()]
        for one in both:
            one.signal(signal.SIGSTOP)
        time.sleep(seconds)
        for one in both:
            one.signal(signal.SIGCONT)

    # ---- the machine

    def set_clock(self, wrong_by: float) -> None:
        """Let the clock of Byline's processes be wrong by some seconds."""
        self.clock.write_text(f"{wrong_by}")

    @contextlib.contextmanager
    def database_held(self) -> Iterator[None]:
        """Let nobody write to the inbox during the block.

        Raises:
            MissedError: the database was too busy for that.
        """
        if "postgresql" in self.servers:
            connection: sqlite3.Connection | psycopg.Connection = psycopg.connect(
                self.database_url, autocommit=True
            )
            words = ("SET lock_timeout = '5s'", "BEGIN", "LOCK TABLE deliveries IN EXCLUSIVE MODE")
        else:
            file = self.home / "byline.sqlite3"
            connection = sqlite3.connect(file, timeout=5, isolation_level=None, check_same_thread=False)
            words = ("BEGIN EXCLUSIVE",)
        with contextlib.closing(connection):
            try:
                for word in words:
                    connection.execute(word)
            except (sqlite3.OperationalError, psycopg.OperationalError) as error:
                raise MissedError from error
            yield
            connection.execute("ROLLBACK")

    def note(self, what: str) -> None:
        """Write down when something was done to this world, for whoever looks into a failure."""
        with (self.folder / "strikes").open("a") as strikes:
            strikes.write(f"{datetime.now(UTC):%H:%M:%S.%f} {what}\n")

    # ---- rest

    def calm(self) -> None:
        """End all faults, and wait until everything that was acknowledged has come to its end.

        Raises:
            RestlessError: it did not.
        """
        self.github.clear_faults()
        self.github.rate_limit(5000)
        self.disk.free()
        self.set_clock(0)
        for role in self.roles:
            for one in (self.processes[role], *self.processes[role].children()):
                one.signal(signal.SIGCONT)
        self.revive()
        self.traffic.calm = True
        begun = changed = time.monotonic()
        ended, quiet = -1, 0
        while quiet < 2:
            self.revive()
            self.traffic.settle()
            self.traffic.repeat_missed()
            self.github.settle()
            rows, now = self.rows(), time.monotonic()
            pending = [row for row in rows if row.state in _OPEN_STATES]
            quiet = quiet + 1 if not pending and not self.traffic.missed() else 0
            if len(rows) - len(pending) > ended:
                ended, changed = len(rows) - len(pending), now
            if now > changed + CALM_SECONDS:
                raise RestlessError(
                    f"nothing came to its end for {CALM_SECONDS:.0f} s: {self._open(pending)}"
                )
            if now > begun + _LONGEST_CALM_SECONDS:
                raise RestlessError(f"it goes on and on: {self._open(pending)}")
            time.sleep(0.15)
        self.traffic.calm = False

    def _open(self, pending: list[DeliverySummary]) -> str:
        missed = self.traffic.missed()
        lines = [f"  {_told(row)}" for row in pending[:10]]
        return "\n".join([f"{len(pending)} open, {len(missed)} never acknowledged {missed[:3]}", *lines])

    def rows(self) -> list[DeliverySummary]:
        """Return every row of the inbox."""
        database = open_database(self.database_url, upgrade=False)
        try:
            return Inbox(database).latest(1_000_000)
        finally:
            database.close()

    def keep(self) -> None:
        """Write down what the inbox holds and what GitHub was asked, for whoever looks into a failure."""
        with contextlib.suppress(BylineError, SQLAlchemyError):
            rows = (f"{_told(row)}\n    {row.outcome}\n" for row in reversed(self.rows()))
            (self.folder / "inbox").write_text("".join(rows))
        asked = (f"{one.status} {one.method} {one.path} {one.fault}\n" for one in self.github.requests)
        (self.folder / "requests").write_text("".join(asked))

    def close(self) -> None:
        """End everything."""
        for handle in self.processes.values():
            handle.kill()
        self.traffic.close()
        self.github.close()
        self.disk.close()


def _told(row: DeliverySummary) -> str:
    return (
        f"{row.guid} {row.name} {row.subject} {row.state} attempt {row.attempts}"
        f" received {row.received_at} available {row.available_at} {row.error}"
    )

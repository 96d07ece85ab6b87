"""A whole installation under attack: the fake GitHub, Byline's processes, and what they rest on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import requests

from bot.inbox import DeliverySummary, Inbox, State
from bot.storage import open_database
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import AppKey
from tests.faults.processes import Handle, Nursery
from tests.faults.servers import Server, free_port
from tests.faults.traffic import Traffic
from tests.faults.webside import CLOCK

#: Seconds in which everything must come to rest once nothing fails any more.
CALM_SECONDS = 180.0
#: Seconds in which the web process must answer, on a machine that may be busy with other things.
_START_SECONDS = 180.0
_OPEN_STATES = {State.QUEUED, State.RUNNING, State.FAILED}
_DISK = "64m"
_FULL_BLOCK = 1 << 20


class RestlessError(AssertionError):
    """Something did not come to its end although nothing failed any more."""


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
        self.disk = self._mount()
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

    def _mount(self) -> bool:
        """Give the home folder a small disk of its own, where that is allowed."""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(self.home)]
        return os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0

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

    def fill_disk(self) -> None:
        """Leave no room in the home folder."""
        with contextlib.suppress(OSError), (self.home / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * _FULL_BLOCK)
        with contextlib.suppress(OSError), (self.home / "ballast").open("ab", buffering=0) as ballast:
            while True:
                ballast.write(b"\0" * 512)

    def free_disk(self) -> None:
        """Make room again."""
        (self.home / "ballast").unlink(missing_ok=True)

    # ---- rest

    def calm(self) -> None:
        """End all faults, and wait until everything that was acknowledged has come to its end.

        Raises:
            RestlessError: it did not.
        """
        self.github.clear_faults()
        self.github.rate_limit(5000)
        self.free_disk()
        self.set_clock(0)
        for role in self.roles:
            for one in (self.processes[role], *self.processes[role].children()):
                one.signal(signal.SIGCONT)
        self.revive()
        self.traffic.calm = True
        deadline = time.monotonic() + CALM_SECONDS
        quiet = 0
        while quiet < 2:
            self.revive()
            self.traffic.settle()
            self.traffic.repeat_missed()
            self.github.settle()
            pending = [row for row in self.rows() if row.state in _OPEN_STATES]
            quiet = quiet + 1 if not pending and not self.traffic.missed() else 0
            if time.monotonic() > deadline:
                raise RestlessError(self._open(pending))
            time.sleep(0.15)
        self.traffic.calm = False

    def _open(self, pending: list[DeliverySummary]) -> str:
        lines = [
            f"  {row.guid} {row.name} {row.subject} {row.state} attempt {row.attempts}"
            f" available {row.available_at} {row.error}"
            for row in pending[:10]
        ]
        missed = self.traffic.missed()
        return f"{len(pending)} open, {len(missed)} never acknowledged {missed[:3]}:\n" + "\n".join(lines)

    def rows(self) -> list[DeliverySummary]:
        """Return every row of the inbox."""
        database = open_database(self.database_url, upgrade=False)
        try:
            return Inbox(database).latest(1_000_000)
        finally:
            database.close()

    def close(self) -> None:
        """End everything."""
        for handle in self.processes.values():
            handle.kill()
        self.traffic.close()
        self.github.close()
        if self.disk:
            subprocess.run(["umount", "--lazy", str(self.home)], check=False)

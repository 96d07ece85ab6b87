"""Whether one installation's flood holds up another's delivery, and what it takes of memory.

    python -m benchmarks.flood [--deliveries 50000] [--seconds 60] [--distributed]
    python -m benchmarks.flood --claims
    python -m benchmarks.flood --bursts
    python -m benchmarks.flood --rates

Puts deliveries of one installation into the inbox of a running ``byline serve`` (or, with PostgreSQL and
Redis, also two ``byline worker``) connected to the fake GitHub, and then posts one of another installation
every few seconds. Printed are how long each of those waited until it was begun and until it was done, how
many of the first were worked on a second, and the memory of all processes. Then twenty deliveries about one
pull request, pushes and edits mixed, arrive at once, and twenty more evenly over ``SETTLE`` seconds, which
stand for the minute that Byline waits by default: how often was it judged?

``--bursts`` measures those twenty only. ``--rates`` measures how many pull requests one and two ``byline
worker`` judge in a second, of four installations and with three writes each. ``--claims`` measures what
taking a delivery costs in a database with so many, for one and for 1,000 installations.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.delivery import FOOTER, LABELED
from bot.inbox import Delivery, Inbox, State, StoredDelivery, Task
from bot.storage import open_database
from tests.bot.storage.engines import ENGINES, address
from tests.e2e.conftest import policy_file
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import generate_app_key
from tests.faults.processes import Handle
from tests.faults.servers import Postgres, Redis
from tests.webhooks.running import ROOT, Running, server

BATCH, THREADS, BURST, PULLS = 500, 200, 20, 80
SETTLE = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--distributed", action="store_true", help="PostgreSQL, Redis and two workers")
    parser.add_argument("--claims", action="store_true", help="measure the cost of taking a delivery only")
    parser.add_argument("--bursts", action="store_true", help="count the judgements of many pushes only")
    parser.add_argument("--rates", action="store_true", help="measure one and two workers only")
    given = parser.parse_args()
    Console().print(f"load average: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if given.claims:
            claims(Path(folder), given.deliveries)
            return
        if given.rates:
            rates(Path(folder))
            return
        with world(Path(folder), stack, workers=2 if given.distributed else 0) as flood:
            if given.bursts:
                flood.bursts()
            else:
                flood.run(given.deliveries, given.seconds)


@dataclass
class Flood:
    """The processes, and the inbox that the flood goes into."""

    github: FakeGitHub
    inbox: Inbox
    running: Running
    processes: list[Handle]

    def run(self, deliveries: int, seconds: float) -> None:
        comments = [self._comment(n) for n in track(range(THREADS), "opening issues")]
        bodies = [(number, json.dumps(payload).encode()) for number, payload in comments]
        start = time.perf_counter()
        for first in track(range(0, deliveries, BATCH), "recording"):
            some = range(first, min(first + BATCH, deliveries))
            self.inbox.record_all([noisy(n, *bodies[n % THREADS]) for n in some])
        print(f"{deliveries} recorded in {time.perf_counter() - start:.0f} s")
        quiet = self.github.add_repository("quiet/one", files=policy_file("human-only", LABELED))
        begun, before, waits, peak = time.perf_counter(), self._done(), [], 0
        while time.perf_counter() - begun < seconds:
            name = f"b{len(waits)}"
            pull = self.github.open_pull(quiet, "Close", FOOTER, head=name, files={f"{name}.py": "x\n"})
            waits.append(self._wait(self._post("opened", pull)))
            peak = max(peak, self._memory())
            time.sleep(1)
        rate = (self._done() - before - len(waits)) / (time.perf_counter() - begun)
        show(waits, rate, peak, self.inbox.backlog().by_state[State.QUEUED])
        self.bursts(quiet)

    def bursts(self, repository: Any = None) -> None:
        """Print how often one pull request is judged that many deliveries are about."""
        quiet = repository or self.github.add_repository("a/b", files=policy_file("human-only", LABELED))
        for name, over in (("at once", 0.0), (f"over {SETTLE} s, as over a minute", SETTLE)):
            judged = self._burst(quiet, over)
            print(f"{BURST} pushes and edits of one pull request {name}: judged {judged} times")

    def _comment(self, number: int) -> tuple[int, dict[str, Any]]:
        if number == 0:
            self._noisy = self.github.add_repository("noisy/one", files=policy_file("human-only"))
        issue = self.github.open_issue(self._noisy, "Crash", "It crashes when I start it.")
        comment = self.github.comment(issue, "It still crashes here.", by="contributor")
        return issue.number, self.github.payload("issue_comment", "created", comment)

    def _post(self, action: str, pull: Any) -> str:
        hook, secret = f"{self.running.url}/webhooks/github", self.github.app.webhook_secret
        return self.github.deliver("pull_request", action, pull, hook, secret).guid

    def _wait(self, guid: str) -> StoredDelivery:
        while (found := self.inbox.find(guid)) is None or found.state is not State.DONE:
            time.sleep(0.02)
        return found

    def _done(self) -> int:
        return self.inbox.backlog().by_state[State.DONE]

    def _burst(self, quiet: Any, over: float) -> int:
        """Post many deliveries about one new pull request, and return how often they had it judged."""
        name = f"many{over}"
        pull = self.github.open_pull(quiet, "Close", FOOTER, head=name, files={f"{name}.py": "x\n"})
        self._wait(self._post("opened", pull))
        guids = []
        for number in range(BURST):
            guids.append(self._post(("synchronize", "edited")[number % 2], pull))
            time.sleep(over / BURST)
        rows = [self._wait(guid) for guid in guids]
        return sum(not row.outcome.startswith("superseded") for row in rows)

    def _memory(self) -> int:
        """Return the bytes of memory that the processes have for themselves."""
        return sum(private(one.pid) for root in self.processes for one in family(root))


def noisy(number: int, issue: int, payload: bytes) -> Delivery:
    told = json.loads(payload)
    task, guid, subject = Task.EVALUATE_COMMENT, f"noisy-{number}", f"noisy/one#{issue}"
    return Delivery(
        guid, "issue_comment", "created", task, told["installation"]["id"], "noisy/one", subject, payload
    )


@contextmanager
def world(folder: Path, stack: ExitStack, *, workers: int) -> Iterator[Flood]:
    github = FakeGitHub(generate_app_key(), folder / "github", None)
    stack.callback(github.close)
    home = folder / "home"
    url = f"sqlite:///{home / 'byline.sqlite3'}"
    settings = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(folder)),
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_WEBHOOK_SECRET": github.app.webhook_secret,
        "BYLINE_WRITE_SPACING_SECONDS": "0",
        "BYLINE_MAX_COMMENTS_PER_HOUR": "100000",
        "BYLINE_SETTLE_SECONDS": f"{SETTLE}",
    }
    if workers:
        postgres, broker = Postgres(), Redis()
        stack.callback(postgres.close)
        stack.callback(broker.close)
        url = postgres.url
        settings |= {"BYLINE_DATABASE_URL": url, "BYLINE_BROKER_URL": broker.url, "BYLINE_WORKERS": "2"}
    running = stack.enter_context(server(home, "-m", "bot", "serve", **settings))
    processes = [Handle(running.process.pid)]
    if workers:
        given = os.environ | {"BYLINE_HOME": str(home)} | settings
        for number in range(workers):
            with (folder / f"worker-{number}").open("wb") as log:
                started = subprocess.Popen(
                    [sys.executable, "-m", "bot", "worker"], cwd=ROOT, env=given, stdout=log, stderr=log
                )
            processes.append(Handle(started.pid))
            stack.callback(processes[-1].kill)
    database = open_database(url, upgrade=False)
    stack.callback(database.close)
    yield Flood(github, Inbox(database), running, processes)


def family(root: Handle) -> Iterator[Handle]:
    yield root
    for child in root.children():
        yield from family(child)


def private(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Private_"))


def show(waits: list[StoredDelivery], rate: float, peak: int, queued: int) -> None:
    def seconds(which: str) -> list[float]:
        ends = [getattr(row, which) for row in waits]
        return [(end - row.received_at).total_seconds() for end, row in zip(ends, waits, strict=True) if end]

    table = Table("the other installation's delivery", "median s", "most s")
    for name, which in (("begun after", "started_at"), ("done after", "finished_at")):
        found = seconds(which)
        table.add_row(name, f"{statistics.median(found):.2f}", f"{max(found):.2f}")
    console = Console()
    console.print(table)
    console.print(
        f"{len(waits)} such deliveries; {queued} of the flood still wait; {rate:.1f} of it a second"
    )
    console.print(f"memory of all processes, at most: {peak / 2**20:.0f} MiB")


def rates(folder: Path) -> None:
    """Print how many pull requests a second one worker and two of them judge."""
    for workers in (1, 2):
        place = folder / str(workers)
        place.mkdir()
        with ExitStack() as stack, world(place, stack, workers=workers) as flood:
            repositories = [
                flood.github.add_repository(f"owner{n}/one", files=policy_file("human-only", LABELED))
                for n in range(4)
            ]
            pulls = [
                flood.github.open_pull(repository, "Close", FOOTER, head=f"b{n}", files={f"{n}.py": "x\n"})
                for n in range(PULLS // 4 + 1)
                for repository in repositories
            ]
            for pull in pulls[:4]:  # each repository's first one fetches its clone
                flood._wait(flood._post("opened", pull))
            hook, secret = f"{flood.running.url}/webhooks/github", flood.github.app.webhook_secret
            sent = [flood.github.prepare("pull_request", "opened", p, hook, secret) for p in pulls[4:]]
            start = time.perf_counter()
            for one in sent:
                flood.github.courier.send(one)
            for one in sent:
                flood._wait(one.guid)
            rate = len(pulls[4:]) / (time.perf_counter() - start)
        print(f"{workers} worker(s) of two processes each: {rate:.1f} pull requests a second")


def claims(folder: Path, deliveries: int) -> None:
    """Print what claiming and finishing costs, in a full and in an almost empty database."""
    table = Table("database", "waiting", "installations", "claim, median ms", "claim, 99 % ms")
    for engine in ENGINES:
        for waiting, installations in ((100, 1), (deliveries, 1), (deliveries, 1000)):
            url = address(engine, folder / f"{engine}-{waiting}-{installations}")
            database = open_database(url)
            inbox = Inbox(database, at_once=3)
            for first in range(0, waiting, BATCH):
                some = range(first, min(first + BATCH, waiting))
                inbox.record_all([one_of(n, installations) for n in some])
            times = []
            for _ in range(min(waiting, 400)):
                start = time.perf_counter()
                claimed = inbox.claim("one")
                times.append(1000 * (time.perf_counter() - start))
                assert claimed is not None
                inbox.finish(claimed, "")
            database.close()
            ranked = sorted(times)
            high = ranked[round(len(ranked) * 0.99) - 1]
            table.add_row(
                engine, f"{waiting}", f"{installations}", f"{statistics.median(times):.1f}", f"{high:.1f}"
            )
    Console().print(table)


def one_of(number: int, installations: int) -> Delivery:
    subject = f"o/r#{number}"
    body = b"{}"
    owner = 1 + number % installations
    return Delivery(
        f"g{number}", "issue_comment", "created", Task.EVALUATE_COMMENT, owner, "o/r", subject, body
    )


if __name__ == "__main__":
    main()

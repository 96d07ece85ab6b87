"""What drains the inbox: threads in the server's own process, or Celery workers where a broker is set."""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from celery.signals import (
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutting_down,
)
from filelock import FileLock, Timeout

from bot import home, log, meters
from bot.celery import Messages, make_celery
from bot.chores import Chores
from bot.config import Settings
from bot.errors import UsageError
from bot.inbox import Inbox
from bot.jobs import Handler, process, process_next
from bot.storage import Database, Tallies

_POLL_SECONDS: Final = 1.0
_SWEEP_SECONDS: Final = 5.0
# Between two messages of one web process.
_MESSAGE_PAUSE_SECONDS: Final = 0.005
_log = log.get(__name__)


class Sweeper:
    """A thread that puts back the deliveries of lost workers, and wakes ``workers`` where others wait."""

    def __init__(
        self, inbox: Inbox, wake: Callable[[int], None], workers: int, seconds: float = _SWEEP_SECONDS
    ) -> None:
        self._inbox = inbox
        self._wake = wake
        self._workers = workers
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin; the first sweep is at once."""
        self._thread.start()

    def stop(self) -> None:
        """End, at the latest after the sweep that is going on."""
        self._stopping.set()
        if self._thread.is_alive():  # a worker can be told to stop before it was ready
            self._thread.join(self._seconds)

    def _run(self) -> None:
        while True:
            try:
                self.sweep()
            except Exception:  # noqa: BLE001 - the thread must outlive a database that is away
                _log.exception("the sweep failed; the next one follows")
            if self._stopping.wait(self._seconds):
                return

    def sweep(self) -> None:
        """Do it once."""
        found = self._inbox.requeue_expired()
        if found:
            _log.warning("deliveries put back: their worker did not come back in time", number=found)
        for row in self._inbox.due(self._workers):
            self._wake(row)


class Embedded:
    """Threads in this process that work on deliveries; a lock file admits one process a home folder."""

    def __init__(self, settings: Settings, inbox: Inbox, handle: Handler) -> None:
        self._settings = settings
        self._inbox = inbox
        self._handle = handle
        self._lock = FileLock(settings.home / "serve.lock")
        self._stopping = threading.Event()
        # Each token wakes one thread; more tokens than threads would say nothing new.
        self._tokens: queue.Queue[None] = queue.Queue(maxsize=settings.workers)
        self._threads: list[threading.Thread] = []
        self._sweeper = Sweeper(inbox, self.wake, settings.workers)
        self._owner = ""

    def start(self) -> None:
        """Take over the home folder, with whatever a predecessor that died left behind, and begin.

        Raises:
            UsageError: another server works in this home folder.
        """
        self._settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            where = self._settings.home
            raise UsageError(
                f"another `byline serve` is running in {where}: stop it, or set BYLINE_HOME to another folder"
            ) from error
        self._owner = f"serve:{home.instance(self._settings)}"
        left = self._inbox.release(self._owner)
        if left:
            _log.warning("deliveries put back: the last server stopped in the middle of them", number=left)
        for number in range(self._settings.workers):
            thread = threading.Thread(target=self._run, name=f"worker-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)
        self._sweeper.start()

    def wake(self, delivery_id: int) -> None:  # noqa: ARG002
        """Wake a thread; it takes the delivery whose turn it is, whichever that is."""
        with suppress(queue.Full):
            self._tokens.put_nowait(None)

    def stop(self, patience: float) -> None:
        """Stop after the deliveries that are being worked on, or leave them for the next start."""
        deadline = time.monotonic() + patience
        self._stopping.set()
        for thread in self._threads:
            self.wake(0)
            thread.join(max(0.0, deadline - time.monotonic()))
        self._sweeper.stop()
        late = sum(thread.is_alive() for thread in self._threads)
        if late:
            _log.warning("stopped in the middle of deliveries; the next start takes them up", number=late)
        self._lock.release()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                found = process_next(self._inbox, self._handle, self._owner)
            except Exception:  # noqa: BLE001 - the thread must outlive a database that is away
                _log.exception("the inbox could not be read or written; trying again")
                found = False
            if not found and not self._stopping.is_set():
                self._wait()

    def _wait(self) -> None:
        with suppress(queue.Empty):
            self._tokens.get(timeout=_POLL_SECONDS)


class Publisher:
    """Tells Celery workers that there is something to do, and leaves what is to be done to them.

    Of many that come at once a few are told of: whoever hears of one goes on until nothing is left.
    """

    def __init__(self, settings: Settings) -> None:
        self._celery = make_celery(settings, _not_here)
        # Each message is yet to be sent: whoever hears it sees what was stored before it was put here.
        self._waiting: queue.Queue[int] = queue.Queue(maxsize=settings.workers)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self, delivery_id: int) -> None:
        """Have the workers told. It returns at once; with the broker away, their sweeper makes up for it."""
        with suppress(queue.Full):
            self._waiting.put_nowait(delivery_id)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        messages = Messages(self._celery)
        while True:
            row = self._waiting.get()
            try:
                messages.send(row)
            except Exception as error:  # noqa: BLE001 - the row is on disk, and the sweeper will find it
                _log.error("the delivery is stored, but could not be published", row=row, reason=str(error))
            time.sleep(_MESSAGE_PAUSE_SECONDS)


def _not_here(delivery_id: int) -> None:
    raise RuntimeError(f"delivery {delivery_id} was sent to a process that only publishes")


def run_distributed(
    settings: Settings, database: Database, inbox: Inbox, handle: Handler, chores: Chores
) -> int:
    """Run a Celery worker with a sweeper and ``chores`` until it is told to stop; return its exit status.

    Raises:
        UsageError: no broker is set.
    """
    if not settings.broker_url:
        raise UsageError("`byline worker` needs BYLINE_BROKER_URL; without it, `byline serve` does the work")
    owner = f"worker:{socket.gethostname()[:64]}:{os.getpid()}"
    app = make_celery(settings, lambda delivery_id: process(delivery_id, inbox, handle, owner))
    sweeper = Sweeper(inbox, Messages(app).send, settings.workers)

    tallies = Tallies(database, meters.REGISTRY)  # nothing is counted before the fork

    def forked(**_: Any) -> None:
        database.forget_connections()
        tallies.start()

    def ending(**_: Any) -> None:
        tallies.stop()

    def ready(**_: Any) -> None:
        sweeper.start()
        chores.start()

    def stopping(**_: Any) -> None:
        chores.stop()
        sweeper.stop()

    worker_process_init.connect(forked, weak=False)
    worker_process_shutdown.connect(ending, weak=False)
    worker_ready.connect(ready, weak=False)
    worker_shutting_down.connect(stopping, weak=False)
    worker = app.Worker(
        concurrency=settings.workers,
        pool="prefork",
        loglevel=settings.log_level.upper(),
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    return int(worker.exitcode or 0)

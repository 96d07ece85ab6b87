"""``byline serve`` and ``byline worker``: put the parts together and run them."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime, timedelta
from shutil import which

import click

from bot import home, log, meters
from bot import serve as server
from bot import worker as workers
from bot.chores import Chore, Chores
from bot.cli.web import stores, web_app
from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.inbox import Inbox
from bot.jobs import Handler, Job
from bot.storage import Audits, Database, Tallies, Turns
from bot.storage.checkpoints import Checkpoints
from webhooks.routing import acts_on


@click.command()
@click.option("--host", help="Address to listen on (BYLINE_HOST).  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one (BYLINE_PORT).  [default: 8000]"
)
def serve(host: str | None, port: int | None) -> None:
    """Receive webhooks, judge them and show what happened: web pages and worker in one group of processes.

    Needs nothing set up: SQLite in $BYLINE_HOME, no broker. Without a GitHub App it reads deliveries and
    writes nothing. With BYLINE_BROKER_URL the work is left to `byline worker`.

    \b
    Examples:
      byline serve
      byline serve --port 9000
    """
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(**given)
    log.configure(settings)
    settings = home.ensure_webhook_secret(settings)
    database, inbox, audits = stores(settings, flush=False)
    database.close()  # a fork must not share connections; they are opened again where they are needed
    if settings.broker_url:  # the work, and the chores, are done by `byline worker`
        server.serve(settings, web_app, None)
        return
    _require_git()
    worker = workers.Embedded(settings, inbox, _Handling(settings, audits))
    beside = (
        _chores(settings, database, inbox),
        Tallies(database, meters.REGISTRY),
        Checkpoints(database),
    )
    server.serve(settings, web_app, worker, beside)
    database.close()


@click.command()
def worker() -> None:
    """Work on deliveries that `byline serve` received, in processes of their own (needs BYLINE_BROKER_URL).

    \b
    Example:
      BYLINE_BROKER_URL=redis://localhost:6379/0 byline worker
    """
    settings = load_settings()
    log.configure(settings)
    database, inbox, audits = stores(settings, flush=False)
    _require_git()
    handle, chores = _handler(settings, audits), _chores(settings, database, inbox)
    sys.exit(workers.run_distributed(settings, database, inbox, handle, chores))


def _require_git() -> None:
    """Refuse to start without git, lest deliveries wait in vain."""
    if which("git") is None:
        raise UsageError("git was not found: install git 2.36 or newer")


def _handler(settings: Settings, audits: Audits) -> Handler:
    from bot.service import Service  # loads all that judges: a second, and 40 MB

    return Service(settings, audits).handle


class _Handling:
    """Handles deliveries; what that takes is loaded with the first one. So the server answers sooner, and its
    web processes, which are forked before that, stay small.
    """

    def __init__(self, settings: Settings, audits: Audits) -> None:
        self._settings = settings
        self._audits = audits
        self._lock = threading.Lock()
        self._handle: Handler | None = None

    def __call__(self, job: Job) -> str:
        with self._lock:  # two threads that import the same modules can meet half of one
            if self._handle is None:
                self._handle = _handler(self._settings, self._audits)
        return self._handle(job)


def _chores(settings: Settings, database: Database, inbox: Inbox) -> Chores:
    def delete_old(_last: datetime | None) -> str:
        from bot.gather.copies import copies  # loads git's library and that of the indexes
        from bot.purge import Purge

        purged = Purge(settings, database, copies(settings)).expired()
        deleted = [f"{number} {what}" for what, number in purged.rows.items() if number]
        return f"deleted: {', '.join(deleted)}" if deleted else ""

    daily = Chore("retention", timedelta(days=1), delete_old)
    if not settings.has_app:
        return Chores(Turns(database), [daily])
    from bot import redelivery  # loads GitHub's library
    from bot.github.app import GitHubApp

    app = GitHubApp(settings)  # a key that cannot be used is told at the start

    def redeliver(last: datetime | None) -> str:
        now = datetime.now(UTC)
        window = redelivery.window_since(last, now)
        swept = redelivery.sweep(app, acts_on, inbox.known, now, window=window)
        return f"asked GitHub for {swept.asked} missed deliveries" if swept.asked else ""

    return Chores(Turns(database), [Chore("redeliver", redelivery.EVERY, redeliver), daily])

"""``byline serve`` and ``byline worker``: put the parts together and run them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Final

import click

from bot import home, log, redelivery, service
from bot import serve as server
from bot import worker as workers
from bot.chores import Chore, Chores
from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.github.app import GitHubApp
from bot.inbox import Inbox
from bot.storage import Audits, Database, Turns, open_database
from webhooks.app import create_app
from webhooks.routing import acts_on

_EXTRAS: Final = {"postgres": ("psycopg",), "redis": ("redis", "packaging")}


@click.command()
@click.option("--host", help="Address to listen on (BYLINE_HOST).  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one (BYLINE_PORT).  [default: 8000]"
)
def serve(host: str | None, port: int | None) -> None:
    """Receive webhooks, judge them and show what happened: web pages and worker in one process.

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
    database, inbox, audits = _stores(settings)
    worker = workers.make_worker(settings, inbox, service.Service(settings, audits).handle)
    app = create_app(settings, inbox, audits, worker.wake)
    chores = _chores(settings, database, inbox)
    if not settings.broker_url:  # else they are done where the work is done
        chores.start()
    server.serve(settings, app, worker)
    chores.stop()
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
    database, inbox, audits = _stores(settings)
    handle, chores = service.Service(settings, audits).handle, _chores(settings, database, inbox)
    sys.exit(workers.run_distributed(settings, database, inbox, handle, chores))


def _chores(settings: Settings, database: Database, inbox: Inbox) -> Chores:
    if not settings.has_app:
        return Chores(Turns(database), ())
    app = GitHubApp(settings)

    def redeliver(last: datetime | None) -> str:
        now = datetime.now(UTC)
        window = redelivery.window_since(last, now)
        swept = redelivery.sweep(app, acts_on, inbox.known, now, window=window)
        return f"asked GitHub for {swept.asked} missed deliveries" if swept.asked else ""

    return Chores(Turns(database), [Chore("redeliver", redelivery.EVERY, redeliver)])


def _stores(settings: Settings) -> tuple[Database, Inbox, Audits]:
    _require_extras(settings)
    database = open_database(settings.database)
    inbox = Inbox(database, max_attempts=settings.max_attempts, lease_seconds=settings.lease_seconds)
    return database, inbox, Audits(database)


def _require_extras(settings: Settings) -> None:
    """Refuse to start without the libraries that the settings call for, lest deliveries wait in vain."""
    asked = {
        "postgres": settings.database.startswith("postgres"),
        "redis": settings.broker_url.startswith("redis"),
    }
    for extra, modules in _EXTRAS.items():
        if asked[extra] and any(find_spec(module) is None for module in modules):
            raise UsageError(f"the settings call for {extra}: pip install 'byline[{extra}]'")

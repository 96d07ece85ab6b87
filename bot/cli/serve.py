"""``byline serve`` and ``byline worker``: put the parts together and run them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
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
from bot.setup import token
from bot.setup.pages import PATH
from bot.storage import Audits, Database, Tallies, Turns
from bot.storage.checkpoints import Checkpoints
from webhooks.routing import acts_on

_log = log.get(__name__)


@click.command()
@click.option("--host", help="Address to listen on (BYLINE_HOST).  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one (BYLINE_PORT).  [default: 8000]"
)
def serve(host: str | None, port: int | None) -> None:
    """Receive webhooks, judge contributions, and show the pages.

    Web server and worker run as one group of processes, and nothing has to be set up: SQLite, no broker, no
    GitHub App. Without an App it reads what it is sent and writes nothing on GitHub. With BYLINE_BROKER_URL
    `byline worker` does the work. SIGTERM or Ctrl-C ends it after what is being worked on, within a minute.

    Reads the settings (BYLINE_..., and .env in $BYLINE_HOME). Writes its database, clones and indexes into
    $BYLINE_HOME, and its log to standard error.

    Exit status: 0 told to stop; 2 a setting, the address or the home folder cannot be used; 3 the database
    cannot be reached.

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
        _again(server.serve(settings, web_app, None, welcome=_invitation(settings)))
        return
    _require_git()
    worker = workers.Embedded(settings, inbox, _Handling(settings, audits))
    beside = (
        _chores(settings, database, inbox),
        Tallies(database, meters.REGISTRY),
        Checkpoints(database),
    )
    port = server.serve(settings, web_app, worker, beside, _invitation(settings))
    database.close()
    _again(port)


def _again(port: int | None) -> None:
    if port is not None:
        server.start_again(port)


def _invitation(settings: Settings) -> Callable[[str], None]:
    """Return what says, once the server answers, where its set-up is; the link opens it once."""
    if settings.has_app:
        token.forget(settings.home)
        return lambda _address: None
    try:
        made = token.renew(settings.home)
    except OSError as error:
        raise UsageError(f"cannot write to {settings.home}: {error.strerror}") from error

    def invite(address: str) -> None:
        base = str(settings.public_url).rstrip("/") if settings.public_url else address
        _log.info("no GitHub App is configured; to connect one", open=f"{base}{PATH}?token={made}")

    return invite


@click.command()
def worker() -> None:
    """Work on deliveries that `byline serve` has received.

    For more than one machine, or more than one process: all of them share BYLINE_DATABASE_URL and
    BYLINE_BROKER_URL, which are needed. BYLINE_WORKERS says how many deliveries it works on at once. SIGTERM
    ends it after these.

    Reads the settings. Writes to the database, clones and indexes into $BYLINE_HOME, and its log to standard
    error; on GitHub what a project's policy asks for.

    Exit status: 0 told to stop; 2 a setting cannot be used; 3 the database cannot be reached.

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

"""The web application of one web process. Nothing is imported here that only the worker needs."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Final

from flask import Flask

from bot import meters
from bot.config import Settings
from bot.errors import UsageError
from bot.inbox import Inbox
from bot.setup.pages import Host
from bot.storage import Audits, Database, Tallies, open_database
from bot.storage.checkpoints import LATE_PAGES
from webhooks.app import create_app

_EXTRAS: Final = {"postgres": ("psycopg",), "redis": ("redis", "packaging")}


def web_app(settings: Settings, wake: Callable[[int], None]) -> Flask:
    """Make the application of one web process; its parent has brought the database up to date."""
    _, inbox, audits = stores(settings, upgrade=False)
    tallies = Tallies(audits.database, meters.REGISTRY)
    tallies.start()
    tell = _publisher(settings) if settings.broker_url else wake
    from bot.serve import CAN_START_AGAIN, ask_for_another_start  # with the web server, which is running

    host = Host(finish=lambda _page: ask_for_another_start(), restarts=CAN_START_AGAIN)
    return create_app(settings, inbox, audits, tell, tallies, host)


def _publisher(settings: Settings) -> Callable[[int], None]:
    from bot.worker import Publisher  # Celery takes a second to import

    return Publisher(settings).wake


def stores(settings: Settings, *, upgrade: bool = True, flush: bool = True) -> tuple[Database, Inbox, Audits]:
    """Open the database and what is read from it.

    Without ``flush``, for a worker: deliveries were on disk before they were acknowledged, and work that a
    power cut undoes is done again.

    Raises:
        UsageError: a library that the settings call for is not installed.
        CouldNotLook: the database cannot be opened.
    """
    _require_extras(settings)
    # Without a broker all who write are in the group of `byline serve`, which looks after the log by itself.
    pages = {} if settings.broker_url else {"checkpoint_pages": LATE_PAGES}
    database = open_database(settings.database, upgrade=upgrade, flush=flush, **pages)
    inbox = Inbox(
        database,
        max_attempts=settings.max_attempts,
        lease_seconds=settings.lease_seconds,
        settle_seconds=settings.settle_seconds,
        at_once=max(1, settings.workers - 1),  # one is left for another installation
    )
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

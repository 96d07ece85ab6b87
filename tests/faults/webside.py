"""What is different in every process of a run, also in the web processes, which load this before all else."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.cli import web
from bot.inbox import Inbox
from bot.storage import database

#: Seconds after which work is given to another worker, and for which a process waits for a database.
LEASE_SECONDS = 2
DATABASE_SECONDS = 1
#: Seconds that Byline waits for GitHub.
ANSWER_SECONDS = 2
#: The variable that names the file with the seconds by which the clock is wrong.
CLOCK = "FAULTS_CLOCK"


def shorten() -> None:
    """Shorten what the web processes wait for, and leases."""
    pragmas = (f"PRAGMA busy_timeout = {DATABASE_SECONDS * 1000}", *database._SQLITE_PRAGMAS[1:])
    put(database, _PATIENCE=DATABASE_SECONDS, _SQLITE_PRAGMAS=pragmas)
    put(web, Inbox=_short_lease)


def _short_lease(store: database.Database, **settings: Any) -> Inbox:
    return Inbox(store, **(settings | {"lease_seconds": LEASE_SECONDS}))


def put(module: ModuleType, **values: Any) -> None:
    """Set names of a module that it must have."""
    for name, value in values.items():
        assert hasattr(module, name), f"{module.__name__} has no {name} any more"
        setattr(module, name, value)


def follow_clock(file: Path) -> None:
    """Let everything that Byline reads of the time be wrong by the seconds that a file holds."""
    true_time = time.time

    def wrong() -> float:
        try:
            return float(file.read_text() or 0)
        except (OSError, ValueError):
            return 0.0

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(time.time(), tz)

    time.time = lambda: true_time() + wrong()
    for name, module in list(sys.modules.items()):
        if name.startswith("bot") and getattr(module, "datetime", None) is datetime:
            module.datetime = WrongClock  # type: ignore[attr-defined]


if __name__ == "__mp_main__":
    shorten()
    follow_clock(Path(os.environ[CLOCK]))

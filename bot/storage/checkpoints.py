"""Moves what was written to SQLite from its log into the database file, beside the writers.

SQLite by itself does so in the commit that finds the log too long, and that commit, with all writers that
wait behind it, takes as long as the disk needs for some megabytes: seconds on a busy one. This thread does it
early, while others write; a commit that still finds the log too long has little left to do.
"""

from __future__ import annotations

import threading
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.storage.database import Database

#: The length of the log, in pages of 4 KiB, from which on a commit does it all the same: 16 MiB.
LATE_PAGES: Final = 4096
_EVERY_SECONDS: Final = 0.5
_log = log.get(__name__)


class Checkpoints:
    """Does so every half second, while the process lives; PostgreSQL has a process of its own for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin, in a thread."""
        if self._database.engine.dialect.name == "sqlite":
            threading.Thread(target=self._run, name="checkpoints", daemon=True).start()

    def stop(self) -> None:
        """Leave what is in the log to whoever closes the database."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            try:
                with self._database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            except SQLAlchemyError as error:
                _log.debug("no checkpoint this time", reason=type(error).__name__)

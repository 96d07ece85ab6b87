"""What the processes of one Byline counted, added up in the database: true in each of them, over restarts.

Each process counts in memory and adds what came since to the table from time to time, so that no request and
no delivery waits for a count. A process that is killed loses the counts of the last few seconds.
"""

from __future__ import annotations

import json
import threading
from typing import Final

from prometheus_client import CollectorRegistry
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot import log
from bot.storage.database import Database
from bot.storage.models import TallyRow

_EVERY_SECONDS: Final = 5.0
_log = log.get(__name__)

#: The name of a sample, and its labels as JSON.
Key = tuple[str, str]


class Tallies:
    """Adds up the counters and histograms of ``registry``: those that count from now on in this process."""

    def __init__(
        self, database: Database, registry: CollectorRegistry, seconds: float = _EVERY_SECONDS
    ) -> None:
        self._database = database
        self._registry = registry
        self._seconds = seconds
        self._added = _samples(registry)
        self._adding = threading.Lock()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Add what was counted every few seconds, in a thread, for as long as the process lives."""
        threading.Thread(target=self._run, name="tallies", daemon=True).start()

    def stop(self) -> None:
        """Add what was counted since, and no more."""
        self._stopping.set()
        self._try()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._try()

    def _try(self) -> None:
        try:
            self.add()
        except Exception as error:  # noqa: BLE001 - counts wait for a database that is away
            _log.debug("counts could not be added up; they wait", reason=type(error).__name__)

    def add(self) -> None:
        """Add what this process counted since the last time.

        Raises:
            SQLAlchemyError: the database is away; nothing is lost.
        """
        with self._adding:
            now = _samples(self._registry)
            grown = {key: value - self._added.get(key, 0.0) for key, value in now.items()}
            # In one order, so that no two processes wait for each other.
            rows = [
                {"name": name, "labels": labels, "value": value}
                for (name, labels), value in sorted(grown.items())
                if value
            ]
            if rows:
                with self._database.write() as connection:
                    connection.execute(_ADD[connection.dialect.name], rows)
            self._added = now

    def totals(self) -> dict[Key, float]:
        """Return what all processes counted.

        Raises:
            SQLAlchemyError: the database is away.
        """
        self.add()
        with self._database.read() as connection:
            rows = connection.execute(select(TallyRow.name, TallyRow.labels, TallyRow.value))
            return {(name, labels): value for name, labels, value in rows}


def labels_key(labels: dict[str, str]) -> str:
    """Return labels as they are kept."""
    return json.dumps(labels, sort_keys=True)


def _samples(registry: CollectorRegistry) -> dict[Key, float]:
    return {
        (sample.name, labels_key(sample.labels)): sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if not sample.name.endswith("_created")
    }


def _adding(insert: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    return insert.on_conflict_do_update(
        index_elements=[TallyRow.name, TallyRow.labels],
        set_={"value": TallyRow.value + insert.excluded.value},
    )


_ADD: Final = {
    "sqlite": _adding(sqlite.insert(TallyRow)),
    "postgresql": _adding(postgresql.insert(TallyRow)),
}

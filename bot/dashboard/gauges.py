"""What ``/metrics`` tells: the totals of what was counted, and how things stand at this moment."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.config import Settings
from bot.inbox import Backlog, Inbox
from bot.storage import Database, Tallies
from bot.storage.condition import size_bytes
from bot.storage.tallies import Key, labels_key

#: Endings of the samples of a metric, in the order in which they are shown.
_ENDINGS: Final = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
#: Folders are measured file by file: not for every scrape.
_MEASURED_SECONDS: Final = 60.0


class Totals(Collector):
    """The counters and histograms of ``registry``, added up over all processes."""

    def __init__(self, tallies: Tallies, registry: CollectorRegistry) -> None:
        self._tallies = tallies
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Give the totals; those that never moved are zero."""
        totals = self._tallies.totals()
        for metric in self._registry.collect():
            known = {
                (sample.name, labels_key(sample.labels)): 0.0
                for sample in metric.samples
                if not sample.name.endswith("_created")
            }
            shown = Metric(metric.name, metric.documentation, metric.type)
            names = [f"{metric.name}{ending}" for ending in _ENDINGS[metric.type]]
            kept = {key: value for key, value in totals.items() if key[0] in names}
            for (name, labels), value in sorted((known | kept).items(), key=lambda item: _place(item[0])):
                shown.add_sample(name, json.loads(labels), value)
            yield shown


def _place(key: Key) -> tuple[str, float, str]:
    """Sort the buckets of a histogram by their bounds, as Prometheus asks."""
    labels = json.loads(key[1])
    bound = float(labels.pop("le", 0))
    return json.dumps(labels), bound, key[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """The backlog, and the sizes in bytes of what is kept."""

    backlog: Backlog
    database: float
    clones: float
    indexes: float


class Standing(Collector):
    """The backlog and what is kept, read whenever it is asked for: so it is true in every process."""

    def __init__(self, inbox: Inbox, database: Database, settings: Settings) -> None:
        self._inbox = inbox
        self._database = database
        self._clones = Measured(lambda: _folder_bytes(settings, "clones"))
        self._indexes = Measured(lambda: _folder_bytes(settings, "index"))

    def figures(self) -> Figures:
        """Return the backlog as it is, and the sizes.

        Raises:
            SQLAlchemyError: the database cannot be read.
        """
        backlog, database = self._inbox.backlog(), size_bytes(self._database)
        return Figures(backlog, database, self._clones.value(), self._indexes.value())

    def collect(self) -> Iterator[Metric]:
        """Give the gauges."""
        figures = self.figures()
        backlog = figures.backlog
        states = GaugeMetricFamily("byline_deliveries", "Deliveries in the inbox by state", labels=["state"])
        for state, number in backlog.by_state.items():
            states.add_metric([state.value], number)
        yield states
        gauges = {
            "byline_oldest_due_seconds": (
                "How long the oldest delivery that could be worked on has waited",
                backlog.oldest_due_seconds,
            ),
            "byline_database_size_bytes": ("Size of the database", figures.database),
            "byline_clone_cache_bytes": ("Size of the clones on this machine", figures.clones),
            "byline_index_bytes": ("Size of the indexes on this machine", figures.indexes),
        }
        for name, (told, value) in gauges.items():
            yield GaugeMetricFamily(name, told, value=value)


class Measured:
    """A figure that costs something, remembered for a minute."""

    def __init__(self, measure: Callable[[], float], clock: Callable[[], float] = time.monotonic) -> None:
        self._measure = measure
        self._clock = clock
        self._measuring = threading.Lock()
        self._until = -float("inf")
        self._value = 0.0

    def value(self) -> float:
        """Return the figure as it is, or was at most a minute ago."""
        with self._measuring:
            if self._clock() >= self._until:
                self._value = self._measure()
                self._until = self._clock() + _MEASURED_SECONDS
            return self._value


def _folder_bytes(settings: Settings, name: str) -> float:
    total = 0
    for path in (settings.home / name).rglob("*"):
        try:
            total += path.lstat().st_size
        except OSError:  # it has just been deleted
            continue
    return float(total)

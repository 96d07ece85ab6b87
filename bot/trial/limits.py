"""How much is asked for: buckets that fill up again in time, for each client and for all of them together."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

#: Clients that are remembered; the one that has been away longest is forgotten first.
_CLIENTS: Final = 1_024


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and ``per_second`` more in time."""

    at_once: int
    per_second: float


class Limit:
    """Token buckets in memory, of bounded number. Safe to use from several threads."""

    def __init__(self, client: Rate, overall: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = (client, overall)
        self._clock = clock
        self._lock = Lock()
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._all = (float(overall.at_once), clock())

    def take(self, client: str) -> float:
        """Take one request of ``client`` on: return 0, or the seconds after which it may ask again."""
        with self._lock:
            now, (rate, overall) = self._clock(), self._rates
            own = _filled(self._clients.pop(client, (float(rate.at_once), now)), rate, now)
            every = _filled(self._all, overall, now)
            wait = max((1 - own) / rate.per_second, (1 - every) / overall.per_second, 0.0)
            taken = 0.0 if wait else 1.0
            self._clients[client] = (own - taken, now)
            self._all = (every - taken, now)
            if len(self._clients) > _CLIENTS:
                self._clients.popitem(last=False)
            return wait


def _filled(bucket: tuple[float, float], rate: Rate, now: float) -> float:
    level, since = bucket
    return min(float(rate.at_once), level + (now - since) * rate.per_second)

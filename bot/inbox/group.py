"""Group commit: deliveries that arrive at the same moment share one transaction, and so one flush to disk.

A flush costs the same for one row as for a hundred. Whoever records a delivery waits until the transaction
that holds it has ended: "acknowledged means on disk" stays true for each.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final

import sqlalchemy.exc
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.inbox.model import Delivery, Recorded

#: A transaction holds no more deliveries, and no more bytes of payload once this many are reached.
MAX_DELIVERIES: Final = 128
MAX_BYTES: Final = 32 * 1024 * 1024

#: The database is locked, full or away: that meets every row alike, and each would wait for it in turn.
_AWAY: Final = (OperationalError, InterfaceError, sqlalchemy.exc.TimeoutError)

_Waiting = tuple[Delivery, "Future[Recorded]"]


class GroupCommit:
    """Records deliveries together; safe to use from several threads.

    ``record_all`` writes several deliveries in one transaction and answers for each in their order. The
    thread that calls it begins with the first delivery, so that a process may fork before.
    """

    def __init__(self, record_all: Callable[[Sequence[Delivery]], Sequence[Recorded]]) -> None:
        self._record_all = record_all
        self._waiting: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def record(self, delivery: Delivery) -> Recorded:
        """Keep a delivery; when this returns, it is on disk.

        Raises:
            SQLAlchemyError: it could not be stored.
        """
        future: Future[Recorded] = Future()
        self._waiting.put((delivery, future))
        if self._thread is None:
            self._start()
        return future.result()

    @property
    def waiting(self) -> int:
        """How many deliveries wait for the next transaction."""
        return self._waiting.qsize()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._write(self._together())

    def _together(self) -> list[_Waiting]:
        """Return the deliveries that wait now; waits for the first."""
        group = [self._waiting.get()]
        size = len(group[0][0].payload)
        while len(group) < MAX_DELIVERIES and size < MAX_BYTES:
            try:
                group.append(self._waiting.get_nowait())
            except queue.Empty:
                break
            size += len(group[-1][0].payload)
        return group

    def _write(self, group: list[_Waiting]) -> None:
        try:
            recorded = self._record_all([delivery for delivery, _ in group])
        except Exception as error:  # noqa: BLE001 - it is each caller's to handle
            if len(group) > 1 and not isinstance(error, _AWAY):
                # One row that cannot be stored must not take the others with it.
                for one in group:
                    self._write([one])
                return
            for _, future in group:
                future.set_exception(error)
            return
        for (_, future), answer in zip(group, recorded, strict=True):
            future.set_result(answer)

"""What Byline does from time to time beside its deliveries: a thread in whatever process does the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot import log
from bot.errors import BylineError
from bot.storage import Turns

_LOOK_SECONDS: Final = 15.0
_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do ``every`` so often. ``do`` hears when it came to its end last, and says what it did."""

    name: str
    every: timedelta
    do: Callable[[datetime | None], str]


class Chores:
    """Does chores in a thread; of several processes with one database, one has each turn."""

    def __init__(
        self,
        turns: Turns,
        chores: Sequence[Chore],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._turns = turns
        self._chores = tuple(chores)
        self._clock = clock
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin; the first look is after a moment, when the server listens."""
        if self._chores:
            self._thread.start()

    def stop(self) -> None:
        """Begin nothing more. A chore that is under way ends with the process: each bears being cut off."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self.look()

    def look(self) -> None:
        """Do what is due."""
        for chore in self._chores:
            if self._stopping.is_set():
                return
            try:
                if self._turns.take(chore.name, chore.every):
                    self._do(chore)
            except BylineError as error:
                _log.warning("a chore was not done", chore=chore.name, reason=str(error))
            except Exception:  # noqa: BLE001 - the thread must outlive a database that is away
                _log.exception("a chore failed; it is tried again when its next turn comes", chore=chore.name)

    def _do(self, chore: Chore) -> None:
        begun = self._clock()
        said = chore.do(self._turns.last(chore.name))
        self._turns.done(chore.name, begun)
        if said:
            _log.info("chore done", chore=chore.name, outcome=said)

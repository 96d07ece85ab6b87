"""GitHub asks for one write at a time and a second between two of them, for each installation."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.github.problems import later
from bot.storage.paces import Paces

# Whoever dies in the middle of a write holds the others up for so long; so long may a write take.
_HOLD_SECONDS: Final = 30.0
# One that waits for another process asks again after at most so long: it may be done before its time.
_ASK_SECONDS: Final = 0.1
_log = log.get(__name__)


class Pace:
    """Lets the threads of this process write one after the other, ``spacing`` seconds apart."""

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._writing = threading.Lock()
        self._next = -float("inf")

    @contextmanager
    def turn(self, what: str, patience: float) -> Iterator[None]:  # noqa: ARG002
        """Wait until ``what`` may be written; the block writes it."""
        with self._writing:
            time.sleep(max(0.0, self._next - time.monotonic()))
            try:
                yield
            finally:
                self._next = time.monotonic() + self._spacing

    def limited(self, seconds: float) -> None:
        """Hear that GitHub wants to be left alone; in one process the transport sees to it."""


class SharedPace(Pace):
    """The same for all processes that share a database."""

    def __init__(self, spacing: float, paces: Paces, installation_id: int) -> None:
        super().__init__(spacing)
        self._paces = paces
        self._installation = installation_id
        self._quiet_until = -float("inf")

    @contextmanager
    def turn(self, what: str, patience: float) -> Iterator[None]:
        """Wait until ``what`` may be written; the block writes it.

        Raises:
            RetryLater: others write, or a rate limit holds, for more than ``patience`` seconds.
        """
        with self._writing:
            self._await(what, time.monotonic() + max(patience, _HOLD_SECONDS))
            try:
                yield
            finally:
                self._release(max(self._spacing, self._quiet_until - time.monotonic()))

    def limited(self, seconds: float) -> None:
        """Hear that GitHub wants to be left alone, and let the other processes know."""
        self._quiet_until = time.monotonic() + seconds
        self._release(seconds)

    def _await(self, what: str, deadline: float) -> None:
        while (wait := self._paces.take(self._installation, _HOLD_SECONDS)) > 0:
            if time.monotonic() + wait > deadline:
                raise later(wait, f"{what}: another process writes there, or waits for GitHub's rate limit")
            time.sleep(min(wait, _ASK_SECONDS))

    def _release(self, pause: float) -> None:
        try:
            self._paces.release(self._installation, pause)
        except SQLAlchemyError as error:  # what was written is written; the right ends by itself
            _log.warning("the next write has to wait", seconds=_HOLD_SECONDS, reason=type(error).__name__)

"""Faults on order: refusals, cut connections, slowness."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """A fault that strikes the next requests that match."""

    method: str
    path: re.Pattern[str]
    kind: str
    times: int
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    seconds: float = 0.0
    applied: bool = False
    skip: int = 0
    call: Callable[[], object] = lambda: None
    cause: str = ""


class Faults:
    """The faults that are still to come, and those that ``struck``. ``cause`` is written on each."""

    def __init__(self) -> None:
        self.cause = ""
        self.struck: list[Fault] = []
        self._pending: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Order a fault."""
        fault.cause = fault.cause or self.cause
        with self._lock:
            self._pending.append(fault)

    def withdraw(self, fault: Fault) -> None:
        """Take a fault back, if it is still to come."""
        with self._lock:
            if fault in self._pending:
                self._pending.remove(fault)

    def clear(self) -> None:
        """Take back every fault that has not struck."""
        with self._lock:
            self._pending.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault for a request, and count it."""
        with self._lock:
            for fault in self._pending:
                if fault.method not in {"*", method} or not fault.path.search(path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times == 0:
                    self._pending.remove(fault)
                self.struck.append(fault)
                return fault
        return None

"""A bounded memory of answers, so that GitHub can say "not modified": such an answer costs no rate limit."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_ENTRY_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """A body with its entity tag, and the ``Link`` header that leads to the next page."""

    etag: str
    body: str
    link: str = ""


class EtagCache:
    """The answers used last, at most ``limit`` characters of them. Safe to use from several threads."""

    def __init__(self, limit: int = 32_000_000) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, who: str, url: str) -> Remembered | None:
        """Return what ``who`` was told at ``url`` before; one caller never sees another's answers."""
        with self._lock:
            found = self._kept.get((who, url))
            if found:
                self._kept.move_to_end((who, url))
            return found

    def put(self, who: str, url: str, answer: Remembered) -> None:
        """Remember an answer, and forget the ones used longest ago."""
        if len(answer.body) > _ENTRY_LIMIT:
            return
        with self._lock:
            old = self._kept.pop((who, url), None)
            self._size += len(answer.body) - (len(old.body) if old else 0)
            self._kept[(who, url)] = answer
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1].body)

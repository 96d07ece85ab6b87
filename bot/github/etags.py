"""A bounded memory of answers, so that GitHub can say "not modified", or need not be asked at all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

#: The mark of an answer that holds for good: what git names by its content.
FOR_GOOD: Final = "for good"
_ENTRY_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """A body with its entity tag, and the ``Link`` header that leads to the next page.

    GitHub gives "not found" no tag: it is an answer without one. ``mark`` says until when it need not be
    asked for again: as long as the asker's own mark is the same. ``about`` is the path of the list of which
    it is a further page: GitHub's links name those otherwise.
    """

    etag: str
    body: str
    link: str = ""
    mark: str = ""
    about: str = ""

    @property
    def is_absence(self) -> bool:
        """Whether GitHub said that nothing is there."""
        return not self.etag

    @property
    def is_small(self) -> bool:
        """Whether it is worth remembering."""
        return len(self.body) <= _ENTRY_LIMIT


class Answers(Protocol):
    """What remembers answers. Safe to use from several threads."""

    def get(self, who: str, url: str) -> Remembered | None:
        """Return what ``who`` was told at ``url`` before; one caller never sees another's answers."""

    def put(self, who: str, url: str, answer: Remembered) -> None:
        """Remember an answer."""

    def forget(self, who: str, beginning: str) -> None:
        """Forget what ``who`` was told at URLs with such a beginning."""


class EtagCache:
    """The answers used last, at most ``limit`` characters of them, in memory."""

    def __init__(self, limit: int = 32_000_000) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, who: str, url: str) -> Remembered | None:
        """Return what ``who`` was told at ``url`` before."""
        with self._lock:
            found = self._kept.get((who, url))
            if found:
                self._kept.move_to_end((who, url))
            return found

    def put(self, who: str, url: str, answer: Remembered) -> None:
        """Remember an answer, and forget the ones used longest ago."""
        if not answer.is_small:
            return
        with self._lock:
            old = self._kept.pop((who, url), None)
            self._size += len(answer.body) - (len(old.body) if old else 0)
            self._kept[(who, url)] = answer
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1].body)

    def forget(self, who: str, beginning: str) -> None:
        """Forget what ``who`` was told at URLs with such a beginning."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == who and key[1].startswith(beginning)]:
                self._size -= len(self._kept.pop(key).body)

"""Commits that bring much at once: by one author, in folders of others' code, or imported from elsewhere."""

from __future__ import annotations

import heapq
from typing import Final

from bot.audit import dates
from bot.audit.history import LARGE, MAX_FILES
from bot.audit.model import Drop
from bot.audit.note import Note
from bot.audit.people import kind_of
from detectors.signoff.mailmap import NOBODY, Mailmap

#: So many drops are listed, the largest ones.
MOST: Final = 1_000
#: A commit that only adds files, so many of them, comes from somewhere else.
_IMPORTED_FILES: Final = 200
_UNCOUNTED: Final = 1 << 40


class Drops:
    """Gathers the largest drops, commit by commit. Memory is bounded by ``MOST``."""

    def __init__(self, aliases: Mailmap = NOBODY) -> None:
        self._aliases = aliases
        self._largest: list[tuple[int, str, Drop]] = []
        self.dropped = 0
        self.uncounted = 0

    def add(self, note: Note) -> None:
        """Take a commit, if it is a drop. Merges bring nothing of their own, and bots are no authors."""
        if note.parents > 1:
            return
        many = (note.files or 0) > MAX_FILES
        if note.added is None and not many:
            self.uncounted += 1
        if not (many or (note.added or 0) > LARGE) or kind_of(note.author) == "bot":
            return
        self.dropped += 1
        drop = Drop(
            commit=note.sha,
            date=dates.day(note.at),
            author=self._aliases.canonical(note.author).name,
            subject=note.subject,
            files=note.files or 0,
            added=note.added or 0,
            kind=_kind(note),
        )
        size = note.added if note.added is not None else _UNCOUNTED + (note.files or 0)
        heapq.heappush(self._largest, (size, note.sha, drop))
        if len(self._largest) > MOST:
            heapq.heappop(self._largest)

    def result(self) -> tuple[Drop, ...]:
        """Return the drops, the earliest first."""
        return tuple(sorted((drop for _, _, drop in self._largest), key=lambda it: (it.date, it.commit)))


def _kind(note: Note) -> str:
    """Return vendored (most files lie in folders of others' code), import, or author."""
    files = note.files or 0
    if note.vendored is not None and note.vendored * 2 > files:
        return "vendored"
    whole = note.parents == 0 or (note.new_files == files and files >= _IMPORTED_FILES)
    return "import" if whole or note.imported else "author"

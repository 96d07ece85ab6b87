"""One tree of a repository, and its answers to questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import CouldNotLook
from bot.git.run import GitDir
from bot.index import marks, names, paths, texts
from bot.index.listing import Listing
from bot.index.nearest import Names
from bot.index.reading import Reading
from bot.index.store import opened
from detectors.model import Answer, Query, Seen, Sought

#: Longer names are cut: nothing real is so long.
MAX_NAME: Final = 2_000
_ANSWERS: Final[dict[Sought, Callable[[Query, Reading], Answer]]] = {
    Sought.PATH: paths.answer,
    Sought.SYMBOL: names.answer,
    Sought.TEXT: texts.answer,
    Sought.TAG: marks.version,
    Sought.COMMIT: marks.commit,
}


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of a commit, indexed. Answers need the clone it was read from to be there still."""

    repository_key: str
    commit: str
    listing: Listing
    clone: GitDir
    index: Path
    generation: str
    names: Names

    def answer(self, queries: Sequence[Query]) -> tuple[Answer, ...]:
        """Return one answer for each query, in order; ``unknown`` where it could not be looked for."""
        try:
            with ExitStack() as stack:
                store = stack.enter_context(opened(self.index, read_only=True))
                if store.generation() != self.generation:  # made anew since: our numbers mean nothing in it
                    return tuple(Answer(query, Seen.UNKNOWN) for query in queries)
                reading = Reading(stack, store, self.listing, self.clone, self.names, self.repository_key)
                return tuple(_answer(query, reading) for query in queries)
        except (sqlite3.Error, OSError):
            return tuple(Answer(query, Seen.UNKNOWN) for query in queries)


def _answer(query: Query, reading: Reading) -> Answer:
    if not query.name.strip() or max(map(len, (query.name, query.path, query.owner))) > MAX_NAME:
        return Answer(query, Seen.UNKNOWN)
    try:
        return _ANSWERS[query.sought](query, reading)
    except (CouldNotLook, UnicodeEncodeError):  # half a surrogate pair is in no file's name and in no text
        return Answer(query, Seen.UNKNOWN)

"""Real names that resemble one that is not there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from bot.index.store import Store
from bot.index.words import key

MOST: Final = 3
#: Names are compared in spans of similar length: others cannot be similar enough.
_CUTOFF: Final = 72.0
_PATH_CUTOFF: Final = 60.0
_SPAN: Final = 0.35
_CANDIDATES: Final = 12
#: What being of the same file or class is worth, in points of similarity of 100.
_OWN: Final = 10.0


class Names:
    """The defined names of a repository in all indexed trees, kept in memory by their length."""

    def __init__(self) -> None:
        self._last = 0
        self._by_length: dict[int, tuple[list[str], list[str]]] = {}
        self._guard = threading.Lock()

    def similar(
        self, store: Store, name: str, is_there: Callable[[str], bool], own: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Return the real names most similar to ``name`` for which ``is_there`` holds.

        ``own`` are the names of the file or class that it is said to be in: they go before others as similar.
        """
        self._load(store)
        folded = key(name)
        low, high = int(len(folded) * (1 - _SPAN)), int(len(folded) * (1 + _SPAN)) + 1
        found: list[tuple[float, str]] = []
        for length in range(max(3, low), high + 1):
            keys, texts = self._by_length.get(length, ([], []))
            best = process.extract(
                folded,
                keys,
                scorer=fuzz.ratio,
                processor=None,
                limit=_CANDIDATES,
                score_cutoff=_CUTOFF,
            )
            found += [(score, texts[at]) for _, score, at in best]
        close = process.extract(folded, [key(text) for text in own], scorer=fuzz.ratio, score_cutoff=_CUTOFF)
        found += [(score + _OWN, own[at]) for _, score, at in close]
        found = sorted(dict.fromkeys(found), key=lambda row: (-row[0], row[1]))
        best_first = dict.fromkeys(text for _, text in found[: 4 * _CANDIDATES])
        there = (text for text in best_first if is_there(text))
        return tuple(islice(there, MOST))

    def _load(self, store: Store) -> None:
        with self._guard:
            for number, text in store.names_after(self._last):
                folded = key(text)
                keys, texts = self._by_length.setdefault(len(folded), ([], []))
                keys.append(folded)
                texts.append(text)
                self._last = number


def similar_paths(
    path: str, known: Sequence[str], ends: Sequence[str], same: Iterable[str]
) -> tuple[str, ...]:
    """Return the paths most similar to ``path``; the file name counts most, then the whole path.

    ``ends`` are the file names of the ``known`` paths, case folded; ``same`` are those with just that name.
    """
    base = path.rpartition("/")[2].casefold()
    close = process.extract(base, ends, scorer=fuzz.ratio, limit=4 * _CANDIDATES, score_cutoff=_PATH_CUTOFF)
    scored = {known[at]: (score, fuzz.ratio(path, known[at])) for _, score, at in close}
    scored |= {real: (100.0, fuzz.ratio(path, real)) for real in same}
    return tuple(sorted(scored, key=lambda item: (-2 * scored[item][0] - scored[item][1], item))[:MOST])

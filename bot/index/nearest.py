"""Real names that resemble one that is not there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from bot.index.store import Store
from bot.index.words import key, parts

MOST: Final = 3
#: Names are compared in spans of similar length: others cannot be similar enough.
_CUTOFF: Final = 72.0
_PATH_CUTOFF: Final = 60.0
_SPAN: Final = 0.25
_CANDIDATES: Final = 12
#: What being of the same file or class is worth, in points of similarity of 100.
_OWN: Final = 10.0
#: What sharing all words is worth, in the same points.
_SHARED: Final = 40.0


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a name that is not there shares with real ones.

    ``weights`` are its words, with how much each says; ``names`` begin with the same words. ``dashed``: it is
    an option or the like, whose parts are joined by hyphens.
    """

    weights: Mapping[str, float]
    names: tuple[str, ...]
    dashed: bool

    def of(self, text: str) -> float:
        """Return which share of the words another name has, from 0 to 1, rare words counting more."""
        total = sum(self.weights.values())
        return sum(self.weights.get(word, 0.0) for word in set(parts(text))) / total if total else 0.0


class Names:
    """The defined names of a repository in all indexed trees, kept in memory by their length."""

    def __init__(self) -> None:
        self._last = 0
        self._by_length: dict[int, tuple[list[str], list[str]]] = {}
        self._guard = threading.Lock()

    def similar(
        self,
        store: Store,
        name: str,
        is_there: Callable[[str], bool],
        own: Sequence[str],
        sharing: Sharing,
    ) -> tuple[str, ...]:
        """Return the real names most similar to ``name`` for which ``is_there`` holds.

        ``own`` are the names of the file or class that it is said to be in: they go before others as similar.
        What shares rare words goes before what only looks alike; an option is compared with options, if any.
        """
        folded = key(name)
        found = {text: fuzz.ratio(folded, key(text)) for text in sharing.names}
        if not (sharing.dashed and found):
            found |= {text: score for score, text in self._alike(store, folded)}
        close = process.extract(folded, [key(text) for text in own], scorer=fuzz.ratio, score_cutoff=_CUTOFF)
        found |= {own[at]: score + _OWN for _, score, at in close}
        scored = {text: score + _SHARED * sharing.of(text) for text, score in found.items()}
        best_first = sorted(scored, key=lambda text: (-scored[text], text))[: 4 * _CANDIDATES]
        enough = (text for text in best_first if scored[text] >= _CUTOFF)
        return tuple(islice(filter(is_there, enough), MOST))

    def _alike(self, store: Store, folded: str) -> Iterator[tuple[float, str]]:
        self._load(store)
        low, high = int(len(folded) * (1 - _SPAN)), int(len(folded) * (1 + _SPAN)) + 1
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
            yield from ((score, texts[at]) for _, score, at in best)

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

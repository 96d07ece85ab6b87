"""From a raw score to ``human_tail``: how often human writing of a kind looks at least this machine-like.

Scores are made fair across lengths and shapes first: a long text gives a classifier more to be sure about,
and a list looks like a machine's work. So the raw score is compared with human texts of its length and
shape.
Then a split-conformal table of held-out human texts, one a kind, gives a p-value (Vovk, Gammerman and Shafer,
*Algorithmic Learning in a Random World*, 2005): ``(1 + number of human scores >= this one) / (n + 1)``.
Projects differ, so the texts of a new project are not exchangeable with the table's: tails are multiplied by
``factor``, the smallest one that kept false alarms within 3 % in every calibration project with 100 texts or
more, each judged by a table without it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: ``machine_like`` means a tail of at most this.
THRESHOLD: Final = 0.01
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Length:
    """Center and spread of the raw score of human texts, at some numbers of words; in between, linear in
    the logarithm.
    """

    words: tuple[int, ...]
    center: tuple[float, ...]
    spread: tuple[float, ...]

    def fair(self, raw: float, words: int) -> float:
        """Return the raw score in units of human texts of that length: 0 is the middle, 1 the 98th
        percentile.
        """
        at = min(max(math.log(max(words, 1)), math.log(self.words[0])), math.log(self.words[-1]))
        return (raw - self._at(self.center, at)) / self._at(self.spread, at)

    def _at(self, values: Sequence[float], at: float) -> float:
        for index in range(1, len(self.words)):
            low, high = math.log(self.words[index - 1]), math.log(self.words[index])
            if at <= high:
                share = (at - low) / (high - low)
                return values[index - 1] * (1 - share) + values[index] * share
        return values[-1]


@dataclass(frozen=True, slots=True)
class Shapes:
    """A curve for each shape of text: prose, prose with lists, lists.

    People who write lists look more machine-like than people who write prose, and many of them follow their
    project's house style: a list is compared with human lists. ``bounds`` are shares of list lines.
    """

    bounds: tuple[float, ...]
    curves: tuple[Length, ...]

    def fair(self, raw: float, words: int, list_share: float) -> float:
        """Return the raw score in units of human texts of that length and shape."""
        return self.curves[bisect_right(self.bounds, list_share)].fair(raw, words)


def squash(fair: float) -> float:
    """Return the published score, 0 to 1, rounded as it is ranked. It is no probability."""
    return round(1 / (1 + math.exp(-1.4 * max(min(fair - 1.0, 12.0), -12.0))), DIGITS)


#: No project has more than this share of a table's weight.
PROJECT_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Ranked:
    """Human scores, ascending; ``above[i]`` is the weight of all from the i-th on. The mean weight is one."""

    scores: tuple[float, ...]
    above: tuple[float, ...]

    @classmethod
    def of(cls, projects: Mapping[str, Sequence[float]]) -> Ranked:
        """Rank the scores of projects; a project's texts share at most ``PROJECT_SHARE`` of the weight."""
        cap = _cap([len(scores) for scores in projects.values()])
        pairs = sorted((s, min(1.0, cap / len(scores))) for scores in projects.values() for s in scores)
        mean = sum(weight for _, weight in pairs) / max(len(pairs), 1)
        above = [0.0]
        for _, weight in reversed(pairs):
            above.append(above[-1] + weight / mean)
        return cls(tuple(score for score, _ in pairs), tuple(reversed(above)))

    def tail(self, score: float, factor: float = 1.0) -> float:
        """Return ``factor`` times ``(1 + weight of the human scores >= score) / (n + 1)``, at most 1.

        Scores are compared as they are published, rounded; ties count in the author's favor.
        """
        above = self.above[bisect_left(self.scores, round(score, DIGITS))]
        return min(1.0, max(factor, 1.0) * (1 + above) / (len(self.scores) + 1))


def _cap(sizes: Sequence[int]) -> int:
    """Return the most texts that a project may count for; 1 where projects are too few for the share."""
    cap = max(sizes, default=1)
    while cap > 1 and cap > PROJECT_SHARE * sum(min(size, cap) for size in sizes):
        cap -= 1
    return cap


@dataclass(frozen=True, slots=True)
class Table:
    """Ranked human scores of one kind, and what was measured on projects that were not in the table."""

    ranked: Ranked
    factor: float
    worst_project: float
    worst_project_n: int
    median_project: float

    @property
    def n(self) -> int:
        """How many human texts the table holds."""
        return len(self.ranked.scores)

    def tail(self, score: float) -> float:
        """Return the conservative tail of a score."""
        return self.ranked.tail(score, self.factor)


def tail(ascending: Sequence[float], score: float) -> float:
    """Return the plain conformal p-value of a score among equally weighted ones."""
    above = len(ascending) - bisect_left(ascending, round(score, DIGITS))
    return min(1.0, (1 + above) / (len(ascending) + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A project's own human scores by kind. It can only protect: a tail never gets smaller by it.

    Two are equal only where they are the same object, so that one can be part of a memo's key.
    """

    scores: Mapping[str, tuple[float, ...]]

    def protect(self, kind: str, score: float, shipped: float) -> float:
        """Return ``max(shipped, local)``; the shipped tail where the project has no texts of that kind.

        The local tail is the plain p-value: with few texts it is coarse (at best 1/(n+1)), which protects
        more.
        """
        own = self.scores.get(kind, ())
        return max(shipped, tail(own, score)) if len(own) >= LOCAL_MINIMUM else shipped


#: Fewer texts than this say nothing about one in a hundred: 1/(99+1) is the finest tail that 99 texts can
#: give.
LOCAL_MINIMUM: Final = 99

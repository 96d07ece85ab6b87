"""From raw scores of held-out human texts to tables: lengths made fair, projects capped, tails widened for
the worst project.

Only human texts set thresholds here. Machine texts of the ``hold`` part choose two things that no rate is
claimed from: how the two models are weighed, and below which length scoring is of no use.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from detectors.authorship.calibration import THRESHOLD, Length, Ranked, Shapes, squash
from detectors.train.corpora import Record

PREFER_RECENT: Final = 100
WORST: Final = 0.03
LARGE: Final = 100
KINDS: Final = ("issue", "pull_request", "commit")
#: Shares of list lines at which a text counts as one with lists, and as a list.
SHAPES: Final = (0.2, 0.7)
#: Fewer human texts of a shape than this have no curve of their own.
_FEWEST: Final = 400
_KNOTS: Final = (12, 20, 30, 45, 70, 110, 180, 320)


@dataclass(frozen=True, slots=True)
class Judged:
    """A held-out text with its score."""

    record: Record
    score: float


def lengths(words: Sequence[int], raw: npt.NDArray[np.float64]) -> Length:
    """Measure center and spread of human raw scores around each knot: the third nearest in log length, at
    least.
    """
    logs = np.log(np.maximum(np.array(words), 1))
    center, spread = [], []
    for knot in _KNOTS:
        near = np.argsort(np.abs(logs - np.log(knot)))[: max(400, len(logs) // 6)]
        low, high = np.quantile(raw[near], [0.5, 0.98])
        center.append(round(float(low), 4))
        spread.append(round(float(max(high - low, 0.05)), 4))
    return Length(_KNOTS, tuple(center), tuple(spread))


def shapes(records: Sequence[Record], raw: npt.NDArray[np.float64]) -> Shapes:
    """Measure a curve for each shape on human texts (one raw score a record)."""
    shape = np.array([bisect_right(SHAPES, record.list_share) for record in records])
    words = np.array([record.words for record in records])
    every = range(len(SHAPES) + 1)
    own = [shape == at if (shape == at).sum() >= _FEWEST else np.full(len(shape), True) for at in every]
    return Shapes(SHAPES, tuple(lengths(list(words[mask]), raw[mask]) for mask in own))


def table(judged: Sequence[Judged]) -> list[Judged]:
    """Choose the texts of a table: where a project has enough recent ones, only those."""
    groups = _grouped(judged)
    out: list[Judged] = []
    for items in groups.values():
        recent = [item for item in items if item.record.recent]
        out += recent if len(recent) >= PREFER_RECENT else items
    return out


def _grouped(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for item in judged:
        groups[item.record.repo].append(item)
    return groups


def ranked(chosen: Sequence[Judged], without: str = "") -> Ranked:
    """Rank a table, without one project if wanted."""
    groups = _grouped([item for item in chosen if item.record.repo != without])
    return Ranked.of({repo: [item.score for item in items] for repo, items in groups.items()})


def tails(judged: Sequence[Judged], chosen: Sequence[Judged]) -> dict[str, list[float]]:
    """Return the tails (before any factor) of every project's texts by the table without it, ascending."""
    out: dict[str, list[float]] = {}
    for repo, items in _grouped(judged).items():
        without = ranked(chosen, repo)
        out[repo] = sorted(without.tail(item.score) for item in items)
    return out


def factor_for(found: Mapping[str, Sequence[float]]) -> float:
    """Return the smallest factor (to two decimals) that keeps large projects' false alarms in ``WORST``.

    A project of n texts may have k = ``WORST`` * n flagged, so its (k + 1)-th smallest tail, multiplied, must
    stay above the threshold.
    """
    factor = max(
        (THRESHOLD / own[int(WORST * len(own))] for own in found.values() if len(own) >= LARGE), default=1.0
    )
    return math.floor(factor * 100 + 1) / 100 if factor > 1 else 1.0


def told(found: Mapping[str, Sequence[float]], chosen: Sequence[Judged], factor: float) -> dict[str, Any]:
    """Return what ``config.json`` says of one table: sizes, and rates of projects that it did not hold."""
    rates = [
        (sum(tail * factor <= THRESHOLD for tail in own) / len(own), len(own))
        for own in found.values()
        if len(own) >= LARGE
    ]
    worst = max(rates, default=(0.0, 0))
    return {
        "factor": factor,
        "median_project": round(float(np.median([rate for rate, _ in rates])), 4) if rates else 0.0,
        "n": len(chosen),
        "projects": len({item.record.repo for item in chosen}),
        "projects_measured": len(rates),
        "recent": sum(item.record.recent for item in chosen),
        "worst_project": round(worst[0], 4),
        "worst_project_n": worst[1],
    }


def scores_of(fairly: Shapes, raw: npt.NDArray[np.float64], records: Sequence[Record]) -> list[Judged]:
    """Turn raw scores into published ones."""
    return [
        Judged(record, squash(fairly.fair(float(z), record.words, record.list_share)))
        for record, z in zip(records, raw, strict=True)
    ]


def tables(
    judged: Sequence[Judged], kinds: Sequence[str] = KINDS
) -> tuple[Mapping[str, list[Judged]], dict[str, Any]]:
    """Return the chosen texts of every kind, and what the configuration says of them."""
    chosen: dict[str, list[Judged]] = {}
    said: dict[str, Any] = {}
    for kind in kinds:
        own = [item for item in judged if item.record.kind == kind]
        chosen[kind] = table(own)
        found = tails(own, chosen[kind])
        said[kind] = told(found, chosen[kind], factor_for(found))
    return chosen, said

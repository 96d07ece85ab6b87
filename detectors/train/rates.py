"""Error rates of the classifier by human project and by agent family, and how a further one's may be.

Groups differ by more than chance. The rates to expect of a further group come from a hierarchical model: the
logit of a project's false-alarm rate is normal; the logit of the rate at which a family's texts are found in
a project is normal around the family's own, which is normal around that of all families. So many projects of
one family tell how projects differ, and count as one family. The mean and the spreads are not known either,
and are summed over, with flat priors but for the spreads, whose are the positive half of a normal one with
standard deviation 1 (Gelman, Bayesian Analysis 1, 2006: spreads of few groups need a prior that rules out
absurd ones; *Bayesian Data Analysis*, 3rd edition, section 5.7). Few groups widen what is expected.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
#: Equally likely rates that stand for a distribution.
NODES: Final = 50
#: Beside them: so many that are never flagged (of the human rates) or always (of the machine rates). One
#: project or family in eighteen may be unlike all that were measured; without them, a count that none of
#: those explains would leave an interval of no width at all.
UNLIKE: Final = 3
LARGE: Final = 100
DIGITS: Final = 5
#: Logits of rates, from one in 20,000 to one less one in 3,000: twelve a unit.
_LOGITS: Final = np.linspace(-10.0, 8.0, 217)
_SPREADS: Final = np.linspace(0.1, 3.0, 30)
_PRIOR_SPREAD: Final = 1.0
_SMALLEST: Final = 1e-300
#: Spreads whose likelihood is smaller by this, in logarithms, than the largest add nothing that shows.
_NEGLIGIBLE: Final = 14.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts of one project's human texts (``family`` is empty), or of a family's texts in one project.

    The project is named by ``evaluate.project_key``, as in the table of the classifier.
    """

    family: str
    project: str
    flagged: int
    judged: int


def cells(rows: Iterable[tuple[str, str, bool]]) -> list[Cell]:
    """Count judged texts, each given as family, project, and whether it was flagged."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for family, project, flagged in rows:
        found[family, project].append(flagged)
    return [Cell(*key, sum(own), len(own)) for key, own in sorted(found.items())]


def further(groups: Sequence[Sequence[Cell]]) -> Array:
    """Return equally likely rates of one project of a further group, ascending, given the cells of some.

    This is plain summing over a grid: nothing is drawn, and the same counts give the same rates.
    """
    within = _SPREADS if any(len(group) > 1 for group in groups) else np.zeros(1)
    fits: dict[tuple[float, float], Array] = {}
    for inner in within:
        owns = [_of_group(group, float(inner)) for group in groups]
        for outer in _SPREADS:
            fit = np.sum([_blurred(own, _normal(float(outer))) for own in owns], axis=0)
            fits[inner, outer] = fit - (inner**2 + outer**2) / (2 * _PRIOR_SPREAD**2)
    best = max(fit.max() for fit in fits.values())
    density = np.zeros(len(_LOGITS))
    for spreads, fit in fits.items():
        if fit.max() > best - _NEGLIGIBLE:
            density += np.exp(fit - best) @ _normal(float(np.hypot(*spreads)))
    middles = (np.arange(NODES) + 0.5) / NODES
    logits = np.interp(middles, np.cumsum(density) / density.sum(), _LOGITS)
    return np.asarray(1 / (1 + np.exp(-logits)))


def _of_group(group: Sequence[Cell], spread: float) -> Array:
    """Return the logarithm of a group's likelihood for each logit of the group's own rate."""
    normal = _normal(spread)
    total = np.zeros(len(_LOGITS))
    for cell in group:
        missed = cell.judged - cell.flagged
        fit = -cell.flagged * np.logaddexp(0, -_LOGITS) - missed * np.logaddexp(0, _LOGITS)
        total += _blurred(fit, normal)
    return total


def _blurred(fit: Array, normal: Array) -> Array:
    """Return the logarithm of a likelihood that is averaged around each logit."""
    top = fit.max()
    return np.asarray(np.log(np.maximum(normal @ np.exp(fit - top), _SMALLEST)) + top, dtype=np.float64)


@cache
def _normal(spread: float) -> Array:
    """Return a row for each logit: a normal distribution around it, on the grid."""
    if not spread:
        return np.eye(len(_LOGITS))
    away = (_LOGITS[None, :] - _LOGITS[:, None]) / spread
    rows = np.exp(-(away**2) / 2)
    return np.asarray(rows / rows.sum(1, keepdims=True), dtype=np.float64)


def fitted(found: Sequence[Cell], calibration: str) -> dict[str, Any]:
    """Return what ``detectors/prevalence/data/rates.json`` holds: numbers, and no name of a project.

    Raises:
        ValueError: there is no human project of ``LARGE`` texts, or no machine text.
    """
    human = [cell for cell in found if not cell.family]
    machine = [cell for cell in found if cell.family]
    large = [(cell.flagged / cell.judged, cell.judged) for cell in human if cell.judged >= LARGE]
    if not large or not machine:
        raise ValueError(f"no human project of {LARGE} texts, or no machine text")
    worst, worst_of = max(large)
    families = {name: [cell for cell in machine if cell.family == name] for name in _names(machine)}
    told = {
        "schema": "byline/prevalence/1",
        "calibration": calibration,
        "human": {
            "worst": round(worst, DIGITS),
            "worst_of": worst_of,
            "rates": [0.0] * UNLIKE + _rounded(further([[cell] for cell in human])),
            "projects": _counts(human),
        },
        "machine": {
            "rates": _rounded(further(list(families.values()))) + [1.0] * UNLIKE,
            "families": {name: _counts(own) for name, own in families.items()},
        },
    }
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    return {"id": name, **told}


def _names(machine: Sequence[Cell]) -> list[str]:
    return sorted({cell.family for cell in machine})


def _counts(found: Sequence[Cell]) -> Mapping[str, list[int]]:
    return {cell.project: [cell.flagged, cell.judged] for cell in found}


def _rounded(rates: Array) -> list[float]:
    return [round(float(rate), DIGITS) for rate in rates]

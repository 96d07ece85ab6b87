"""From a tally to an interval for the share of machine-written texts.

Counting flagged texts and correcting the count by known error rates is old (Gart and Buck, American Journal
of Epidemiology 83, 1966; Rogan and Gladen, ibid. 107, 1978; as "adjusted count": Forman, Data Mining and
Knowledge Discovery 17, 2008). Its intervals usually take the error rates for constants, or for measured with
sampling error alone (Lang and Reiczigel, Preventive Veterinary Medicine 113, 2014). Here they differ from
project to project and from agent to agent, and nobody knows them for the project that is looked at. So the
count of flagged texts has this distribution: rates h and m are drawn as for a further project and a further
agent family, and of n texts, x are flagged with a chance of (1 - share) h + share m each. The interval holds
every share under which neither x or fewer nor x or more has a probability of 2.5 % or less (the construction
of Neyman, Philosophical Transactions A 236, 1937, and of Clopper and Pearson, Biometrika 26, 1934, with a
mixed binomial in place of the binomial). So it covers the truth in 95 % of projects and families that are
like those measured, whatever the share. The point is the share under which x is the median. A few of the
rates drawn are 0 and 1, so that a project unlike all those measured does not end in an interval of no width.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from detectors.authorship.intervals import at_most
from detectors.prevalence.rates import Array, Rates, load
from detectors.prevalence.tally import Tally

Verdict = Literal["share", "not_distinguishable", "no_estimate"]
LEVEL: Final = 0.95
#: With fewer texts, none flagged would not even rule out that one in ten is machine-written. The interval
#: holds for fewer as well, but says next to nothing.
FEWEST: Final = 61
_STEPS: Final = 24  # halvings: finer than anything that is printed
_POINTS: Final = 80
#: Standard deviations from the middle at which the binomial distribution's tail no longer counts.
_FAR: Final = 6.0
_SMALLEST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Result:
    """The share of machine-written texts among those judged, with a nominal 95 % interval.

    ``verdict``: ``share``; ``not_distinguishable``: the lower end would be under the rate at which human
    writing of the least favorable project looks so, and is 0 for that reason; ``no_estimate``: too few texts,
    and the numbers are ``None``.
    ``reason`` says why in words; it is empty for ``share``.
    """

    verdict: Verdict
    reason: str
    judged: int
    flagged: int
    point: float | None
    low: float | None
    high: float | None


@lru_cache(maxsize=4096)
def estimate(tally: Tally, rates: Rates | None = None) -> Result:
    """Estimate the share from a tally of commits; ``rates`` are the shipped ones where none are given."""
    rates = rates or load()
    judged, flagged = tally.judged, tally.flagged
    if judged < FEWEST:
        reason = f"{judged} commits could be judged, and an estimate needs {FEWEST}"
        return Result("no_estimate", reason, judged, flagged, None, None, None)
    fewer, most = _chance(flagged - 1, judged), _chance(flagged, judged)
    tail = (1 - LEVEL) / 2
    low = _share(fewer, 1 - tail, rates)
    high = _share(most, tail, rates)
    point = _share(lambda q: (fewer(q) + most(q)) / 2, 0.5, rates)
    if low >= rates.worst:
        return Result("share", "", judged, flagged, point, low, high)
    reason = (
        f"the lower end would be under {100 * rates.worst:.1f} %, the share of human commits that look "
        "machine-like in the least favorable project measured"
    )
    return Result("not_distinguishable", reason, judged, flagged, point, 0.0, high)


def _chance(most: int, n: int) -> Callable[[Array], Array]:
    """Return the probability of ``most`` or fewer of ``n`` as a function of the chance of each.

    It is worked out at some chances, from where it is all but certain to where it is all but impossible
    (by Wilson's interval, Journal of the American Statistical Association 22, 1927), and is a straight line
    between them.
    """
    if most < 0:
        return np.zeros_like
    if most >= n:
        return np.ones_like
    middle = (most + _FAR**2 / 2) / (n + _FAR**2)
    half = _FAR / (n + _FAR**2) * math.sqrt(most * (n - most) / n + _FAR**2 / 4)
    at = np.clip(np.linspace(middle - half, middle + half, _POINTS), _SMALLEST, 1 - _SMALLEST)
    values = np.array([at_most(most, n, float(share)) for share in at])
    return lambda chances: np.interp(chances, at, values, 1.0, 0.0)


def _share(curve: Callable[[Array], Array], probability: float, rates: Rates) -> float:
    """Return the share at which ``curve``, which falls as the share rises, has that probability: 0 or 1
    where it is below from the start, or above to the end.
    """
    if curve(rates.apparent(0.0)).mean() <= probability:
        return 0.0
    if curve(rates.apparent(1.0)).mean() >= probability:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        is_above = curve(rates.apparent(middle)).mean() > probability
        low, high = (middle, high) if is_above else (low, middle)
    return (low + high) / 2

"""Exact confidence intervals of a share, without a library of statistics."""

from __future__ import annotations

import math
from typing import Final

_STEPS: Final = 60  # halvings: more than the digits of a float
_NOTHING: Final = 1e-18


def clopper_pearson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share of ``hits`` in ``n`` (Clopper and Pearson, Biometrika 26, 1934).

    Each bound is the share at which so extreme a count has a probability of ``(1 - level) / 2``; it is found
    by halving, since the binomial tail falls steadily in the share. Of nothing, all is possible: (0, 1).

    Raises:
        ValueError: ``hits`` is negative or more than ``n``.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    alpha = (1.0 - level) / 2
    low = _share(hits - 1, n, 1.0 - alpha) if hits else 0.0
    high = _share(hits, n, alpha) if hits < n else 1.0
    return low, high


def _share(most: int, n: int, probability: float) -> float:
    """Return the share at which ``most`` hits or fewer of ``n`` have that probability."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(most, n, middle) > probability else (low, middle)
    return (low + high) / 2


def at_most(most: int, n: int, share: float) -> float:
    """Return the probability of ``most`` hits or fewer of ``n``: the binomial distribution's lower tail.

    ``most`` is from 0 to ``n - 1``, and ``share`` is neither 0 nor 1. The sum begins at its largest term and
    goes both ways until the terms no longer count: they are about as many as the square root of ``n``.
    """
    start = min(most, int((n + 1) * share))
    ways = math.lgamma(n + 1) - math.lgamma(start + 1) - math.lgamma(n - start + 1)
    largest = math.exp(ways + start * math.log(share) + (n - start) * math.log1p(-share))
    odds, total = share / (1 - share), largest
    term, k = largest, start
    while k > 0 and term > total * _NOTHING:
        term *= k / (n - k + 1) / odds
        total, k = total + term, k - 1
    term, k = largest, start
    while k < most and term > total * _NOTHING:
        term *= (n - k) / (k + 1) * odds
        total, k = total + term, k + 1
    return total

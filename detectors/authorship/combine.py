"""Several texts of one contribution, one ``human_tail``.

The parts of a contribution (description, commits, replies; never code) come from one hand and are dependent.
The smallest of k
dependent p-values times k is a valid p-value whatever the dependence (Bonferroni; see Vovk and Wang,
"Combining
p-values via averaging", Biometrika 107, 2020, which also shows that no average does better without knowing
it).
"""

from __future__ import annotations

from collections.abc import Iterable


def combined(tails: Iterable[float | None]) -> float | None:
    """Return ``min(1, k * smallest)`` of the parts that were judged; ``None`` where none was."""
    judged = [tail for tail in tails if tail is not None]
    if not judged:
        return None
    return min(1.0, len(judged) * min(judged))

"""What is kept of many scored texts: how many were judged, and how many of them look machine-like.

The two counts are all that the estimate needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detectors.authorship.calibration import THRESHOLD


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of judged texts. Tallies of different texts can be added; none counts a text that was not
    judged.
    """

    judged: int = 0
    flagged: int = 0

    def __post_init__(self) -> None:
        """Refuse counts that no texts can have.

        Raises:
            ValueError: more are flagged than judged, or a count is negative.
        """
        if not 0 <= self.flagged <= self.judged:
            raise ValueError(f"{self.flagged} of {self.judged}")

    @classmethod
    def of(cls, tails: Iterable[float | None]) -> Tally:
        """Count the ``human_tail`` of each text; ``None`` (the classifier abstained) is not judged."""
        judged = [tail for tail in tails if tail is not None]
        return cls(len(judged), sum(tail <= THRESHOLD for tail in judged))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.judged + other.judged, self.flagged + other.flagged)

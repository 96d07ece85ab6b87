"""What the findings about repeated texts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from detectors.model import Contribution, Kind, Twin
from detectors.repetition import overlap
from detectors.repetition.words import Words

DETECTOR: Final = "repetition"
NOUNS: Final = {Kind.ISSUE: "issue", Kind.PULL_REQUEST: "pull request"}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A twin, the pairs that count as repeated, and their share (0 to 1) of the longer of the two texts."""

    twin: Twin
    shared: frozenset[int]
    share: float

    @property
    def told(self) -> str:
        """The share in words: what is counted is said with it."""
        return f"{self.share:.0%} of the word pairs of this text"

    def quote(self, own: Words) -> str:
        """Return a run of words that both texts have."""
        return overlap.quote(own, self.shared)


def is_by_author(it: Contribution, twin: Twin) -> bool:
    """Whether the twin is by the author of the contribution."""
    return it.author.login.casefold() == twin.author.casefold()

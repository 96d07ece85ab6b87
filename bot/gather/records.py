"""What Byline's own records say about earlier contributions, as gathering asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from detectors.model import Contribution, Unknown

NO_RECORDS: Final = Unknown("only a server keeps records of earlier contributions")


class Records(Protocol):
    """The records of one Byline; ``bot.storage.Past`` is the one that lasts."""

    def ai_use(self, repository: str, numbers: Iterable[int]) -> Mapping[int, bool]:
        """Return whether AI had a part in pull requests, as far as that was recorded and known."""

    def violations(self, it: Contribution) -> int:
        """Return how many contributions of the same author before ``it`` last had a violation."""

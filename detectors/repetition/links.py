"""Whether a text names another issue or pull request: ``#12``, ``GH-12``, ``owner/repo#12``, or a link."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from detectors.model import Contribution

MAX_CHARS: Final = 65_536
_SHORT: Final = re.compile(
    r"(?:(?<![\w./-])(?P<repo>[\w.-]{1,100}/[\w.-]{1,100})#|(?<!\w)(?:#|GH-))(?P<number>[0-9]{1,10})(?![0-9])",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100})/(?:issues|pull)/(?P<number>[0-9]{1,10})(?![0-9])"
)


def names(it: Contribution, repository: str, number: int) -> bool:
    """Whether the title or the text of ``it`` names that issue or pull request, in whatever place."""
    wanted = (repository.casefold(), number)
    own = it.repository.casefold()
    return any((repo or own, found) == wanted for repo, found in _named(f"{it.title}\n{it.body}"[:MAX_CHARS]))


@lru_cache(maxsize=16)
def _named(text: str) -> frozenset[tuple[str, int]]:
    found = (match for pattern in (_SHORT, _ADDRESS) for match in pattern.finditer(text))
    return frozenset(((match["repo"] or "").casefold(), int(match["number"])) for match in found)

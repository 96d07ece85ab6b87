"""What Byline keeps of a text in order to find it again, and asks for: numbers, never the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.model import Account, Contribution, Kind, TextFile, Unknown, known
from detectors.repetition import words

#: Comments and reviews answer somebody, and repeat for good reasons; security reports are private.
KINDS: Final = frozenset({Kind.ISSUE, Kind.PULL_REQUEST})
_PROGRAM: Final = re.compile(
    r"(?:^|[-_])(?:ro)?bot\d{0,3}(?:$|[-_])|bot$|(?:^|[-_])ci(?:$|[-_])", re.IGNORECASE
)
_MAX_LOGIN: Final = 100


@dataclass(frozen=True, slots=True)
class Sketch:
    """``keys`` find texts that are alike within the repository; ``pairs`` tell how much is the same."""

    keys: tuple[int, ...]
    pairs: tuple[int, ...]


def queries(it: Contribution, templates: tuple[TextFile, ...] | Unknown) -> Sketch | None:
    """Return what to look for among earlier contributions; ``None`` where there is too little to go by.

    Programs repeat themselves by design, so nothing is asked about what they write.
    """
    if it.kind not in KINDS or is_program(it.author):
        return None
    own = words.of(it, known(templates, ()))
    if own.written < words.MIN_WORDS:
        return None
    return Sketch(own.keys(it.repository), tuple(dict.fromkeys(own.pairs)))


def is_program(account: Account) -> bool:
    """Whether GitHub, or its name, says that a program acts through this account."""
    return account.is_bot or bool(_PROGRAM.search(account.login[:_MAX_LOGIN]))

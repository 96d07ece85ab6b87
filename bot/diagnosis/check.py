"""What one check of ``byline doctor`` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How one check came out; ``unseen`` means that it could not be looked at."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was seen, and what to do (empty where nothing is)."""

    name: str
    health: Health
    said: str
    advice: str = ""


def size(number: int) -> str:
    """Return a number of bytes for people: ``1.5 GB``."""
    amount = float(number)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"

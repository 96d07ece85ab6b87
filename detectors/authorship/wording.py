"""What a tail is told as: two rates, in words that a maintainer can weigh and that accuse nobody."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_NOUNS: Final = MappingProxyType(
    {
        "pull_request": "pull-request descriptions",
        "commit": "commit messages",
        "issue": "issues",
        "comment": "comments",
        "review": "reviews",
        "security_report": "security reports",
    }
)


def noun(kind: str) -> str:
    """Return the plural word for texts of ``kind``."""
    return _NOUNS.get(kind, "texts")


def per_thousand(rate: float) -> str:
    """Return a rate as a number of texts in 1,000, with as many digits as it bears."""
    value = 1000 * rate
    return f"{value:.0f}" if value >= 2 else f"{value:.1g}"

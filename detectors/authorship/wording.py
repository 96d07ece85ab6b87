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


def rates(kind: str, tail: float, n: int, worst_project: float) -> str:
    """Return both rates: that of ``n`` human texts of ``kind``, and that of the least favorable project."""
    return (
        f"About {per_thousand(tail)} in 1,000 human-written {noun(kind)} look at least this "
        f"machine-like (measured on {n}); in the least favorable project measured, "
        f"{per_thousand(worst_project)} in 1,000 were flagged at 1 in 100."
    )


def noun(kind: str) -> str:
    """Return the plural word for texts of ``kind``."""
    return _NOUNS.get(kind, "texts")


def per_thousand(rate: float) -> str:
    """Return a rate as a number of texts in 1,000, with as many digits as it bears."""
    value = 1000 * rate
    return f"{value:.0f}" if value >= 2 else f"{value:.1g}"

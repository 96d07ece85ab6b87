"""What a tail is told as: two rates, in words that a maintainer can weigh and that accuse nobody."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the classifier's libraries take long to load, and pages say rates without them
    from detectors.authorship.score import Score

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
_WHY: Final = MappingProxyType(
    {
        "too_short": "too little prose to judge",
        "unsupported_language": "not in English, the only language that it was calibrated on",
        "mostly_code": "mostly code or logs",
        "template_only": "nothing but a filled form",
        "out_of_range": "unlike anything it was calibrated on",
    }
)


def in_words(answer: Score, kind: str) -> str:
    """Return the answer as a maintainer reads it: both rates, and what it is not."""
    if answer.human_tail is None:
        return f"No score: {_WHY[answer.reason or 'too_short']} ({answer.words} words of prose)."
    flagged = rates(kind, answer.human_tail, answer.n, answer.worst_project)
    verdict = answer.verdict.replace("_", "-")
    lines = [
        flagged,
        f"Score {answer.score} on {answer.words} words: {verdict}. This is no probability of authorship.",
    ]
    lines += [f"  {weight:+.1%}  {feature}" for feature, weight in answer.top]
    return "\n".join(lines)


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

"""Days, months and quarters (UTC) of seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from bot.errors import UsageError

_DAY_SECONDS = 86_400


def day(seconds: int) -> str:
    """Return ``YYYY-MM-DD``."""
    return _day(seconds // _DAY_SECONDS)


def month(seconds: int) -> str:
    """Return ``YYYY-MM``."""
    return day(seconds)[:7]


def quarter(seconds: int) -> str:
    """Return ``YYYY-Qn``."""
    it = day(seconds)
    return f"{it[:4]}-Q{(int(it[5:7]) + 2) // 3}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * _DAY_SECONDS, UTC).date().isoformat()


def begins(text: str) -> int:
    """Return when a day (``YYYY-MM-DD``) begins.

    Raises:
        UsageError: it is no day.
    """
    return int(_midnight(text).timestamp())


def ends(text: str) -> int:
    """Return when the day after a day begins.

    Raises:
        UsageError: it is no day.
    """
    return begins(text) + _DAY_SECONDS


def _midnight(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"not a day of the form 2026-01-31: {text[:40]!a}") from None

"""Moments as facts hold them (ISO 8601), read without raising: facts may come from anybody's file."""

from __future__ import annotations

from datetime import UTC, datetime


def read(text: str) -> datetime | None:
    """Return the moment that ``text`` names, in UTC where it names no time zone; ``None``: it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

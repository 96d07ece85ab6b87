"""How many deliveries came in lately, and from where: counted by the database, over an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, extract, func, select

from bot.storage.database import Database
from bot.storage.models import DeliveryRow, State

_HOUR: Final = 3600
_TROUBLED: Final = (State.FAILED, State.PARKED)


@dataclass(frozen=True, slots=True)
class Hour:
    """Deliveries of one hour, which begins at ``start``; ``troubled`` of them are failed or parked now."""

    start: datetime
    received: int
    troubled: int


@dataclass(frozen=True, slots=True)
class Heard:
    """When a delivery of an installation came in last; ``repository`` is what that was about, if anything."""

    installation: int
    at: datetime
    repository: str


def hours(database: Database, now: datetime, count: int) -> tuple[Hour, ...]:
    """Return the hour of ``now`` and those before it, ``count`` in all, oldest first."""
    last = int(now.timestamp()) // _HOUR
    since = datetime.fromtimestamp((last - count + 1) * _HOUR, UTC)
    row = DeliveryRow
    recent = row.received_at >= since
    with database.read() as connection:
        received = _by_hour(connection, recent)
        troubled = _by_hour(connection, recent & row.state.in_(_TROUBLED))
    starts = (since + timedelta(hours=at) for at in range(count))
    keys = range(last - count + 1, last + 1)
    return tuple(
        Hour(start, received.get(key, 0), troubled.get(key, 0))
        for start, key in zip(starts, keys, strict=True)
    )


def _by_hour(connection: Connection, which: ColumnElement[bool]) -> dict[int, int]:
    # Both engines hold whole seconds then: half a second more or less is nothing to a plot.
    hour: Any = cast(extract("epoch", DeliveryRow.received_at), BigInteger) // _HOUR
    found = connection.execute(select(hour, func.count()).where(which).group_by(hour))
    return {int(key): number for key, number in found}


def last_heard(database: Database, most: int) -> tuple[Heard, ...]:
    """Return when the installations were heard of last, the latest first; at most so many of them."""
    row = DeliveryRow
    last = func.max(row.received_at).label("last")
    asked = select(row.installation_id, last).where(row.installation_id.is_not(None))
    asked = asked.group_by(row.installation_id).order_by(last.desc()).limit(most)
    with database.read() as connection:
        return tuple(
            Heard(id_, at, _about(connection, id_, at)) for id_, at in connection.execute(asked).all() if id_
        )


def _about(connection: Connection, installation: int, at: datetime) -> str:
    row = DeliveryRow
    which = (row.received_at == at) & (row.installation_id == installation)
    return connection.scalar(select(row.repository).where(which).order_by(row.id.desc()).limit(1)) or ""

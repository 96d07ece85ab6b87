"""Deliveries that ask for the same work: which those are, and which of them wait a little for more.

A push or an edit of what was judged a moment ago waits, and what comes meanwhile waits with it: all of them
are done with one judgement. Nothing is written down for that but the time of the next attempt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from bot.storage.models import DeliveryRow, State, Task

#: What authors do many times in a row. Whatever else happens is judged at once.
_REPEATED: Final = frozenset(
    {("pull_request", "synchronize"), ("pull_request", "edited"), ("issues", "edited")}
)


def same_work(wanted: Any) -> ColumnElement[bool]:
    """Return which deliveries ask for the same judgement as a row, seen with the same rights on GitHub."""
    row = DeliveryRow
    return and_(
        row.subject == wanted.subject,
        row.event == wanted.event,
        row.task == Task.EVALUATE,
        row.installation_id.is_not_distinct_from(wanted.installation_id),
    )


def alike(wanted: Any) -> ColumnElement[bool]:
    """Return which waiting deliveries ask for the same work as a row."""
    return same_work(wanted) & DeliveryRow.available_at.is_not(None)


def ready(now: datetime) -> ColumnElement[bool]:
    """Return which waiting deliveries one judgement may be the answer to.

    One that failed keeps to its time, which GitHub may have named; one that only waits for more need not.
    """
    return or_(DeliveryRow.available_at <= now, DeliveryRow.state == State.QUEUED)


class Settling:
    """Lets repeated deliveries about one contribution wait for ``seconds`` from its last judgement on."""

    def __init__(self, seconds: float) -> None:
        self.pause = timedelta(seconds=seconds)

    def put_off(self, connection: Connection, turn: Any, now: datetime) -> bool:
        """Let a delivery whose turn it is wait, if it should; return whether it does.

        The time counts from when the evidence for the last judgement was begun to be gathered.
        """
        repeated = (turn.event, turn.action) in _REPEATED and turn.task is Task.EVALUATE
        if not self.pause or not repeated or turn.subject is None:
            return False
        row = DeliveryRow
        last = select(row.started_at).where(same_work(turn), row.state == State.DONE)
        judged: datetime | None = connection.scalar(last.order_by(row.id.desc()).limit(1))
        if judged is None or not judged <= now < judged + self.pause:  # later than now: a clock was wrong
            return False
        # This row only, which is locked already: two workers that lock several wait for each other for ever.
        connection.execute(update(row).where(row.id == turn.id).values(available_at=judged + self.pause))
        return True

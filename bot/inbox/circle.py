"""Whose turn it is. Installations with something to do take turns, so that none waits for another's flood.

Nothing is written down for it: each claim steps through the index from the installation that was served last
to the next one with something due. What a claim costs does not depend on how many deliveries wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from bot.storage.models import DeliveryRow, State

# Of one installation so many of the oldest are looked at: the first of them whose subject is at rest is
# taken. Where all are about subjects that are being worked on, the installation waits.
_WINDOW: Final = 64
_ANY_NUMBER: Final = 2**31 - 1
_BEFORE_ALL: Final = -1
# In the place of an installation: deliveries of webhooks that belong to none. They come last in the round.
_NOBODY: Final = 2**63 - 1

_BUSY: Final = aliased(DeliveryRow)
_AT_REST: Final = ~exists().where(_BUSY.subject == DeliveryRow.subject, _BUSY.state == State.RUNNING)


def _next_waiting(after: Any) -> ScalarSelect[Any]:
    """Return the next installation with a delivery that waits, be it for its time; one step in the index."""
    row = aliased(DeliveryRow)
    smallest = func.min(row.installation_id)
    return (
        select(smallest).where(row.available_at.is_not(None), row.installation_id > after).scalar_subquery()
    )


def _next_due() -> Select[Any]:
    """Return the next installation with something due, of which the asker has not too much at hand."""
    turns = select(_next_waiting(bindparam("after")).label("id")).cte("turns", recursive=True)
    turns = turns.union_all(select(_next_waiting(turns.c.id)).where(turns.c.id.is_not(None)))
    due, mine = aliased(DeliveryRow), aliased(DeliveryRow)
    at_hand = (
        select(func.count())
        .where(
            mine.state == State.RUNNING,
            mine.installation_id == turns.c.id,
            mine.lease_owner.startswith(bindparam("owner"), autoescape=False),
        )
        .scalar_subquery()
    )
    return (
        select(turns.c.id)
        .where(
            turns.c.id.is_not(None),
            exists().where(due.installation_id == turns.c.id, due.available_at <= bindparam("now")),
            at_hand < bindparam("at_once"),
        )
        .limit(1)
    )


def _oldest(whose: ColumnElement[bool]) -> Executable:
    """Return the oldest delivery that may run: its time has come, and its subject is at rest."""
    row, due = DeliveryRow, DeliveryRow.available_at <= bindparam("now")
    # As in the index: of what is ordered otherwise, PostgreSQL may read another index from end to end.
    in_order = (row.installation_id, row.available_at, row.id)
    first = select(row.id, row.available_at).where(whose, due).order_by(*in_order).limit(_WINDOW).subquery()
    return (
        select(row.id, row.event, row.action, row.task, row.subject, row.installation_id)
        .join(first, row.id == first.c.id)
        .where(_AT_REST)
        .order_by(first.c.available_at, first.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=row)
    )


_NEXT_DUE: Final = _next_due()
_INSTALLATION: Final[BindParameter[int]] = bindparam("installation")
# Told that there is one installation only, PostgreSQL might go through all that waits to find its rows.
_OF_INSTALLATION: Final = _oldest(DeliveryRow.installation_id.between(_INSTALLATION, _INSTALLATION))
_OF_NOBODY: Final = _oldest(DeliveryRow.installation_id.is_(None))


class Circle:
    """Goes round. Of one installation, an owner is given no more than ``at_once`` deliveries at a time.

    So a process that can work on one more leaves it to others, whom slow work for one would hold up.
    """

    def __init__(self, at_once: int | None) -> None:
        self._at_once = _ANY_NUMBER if at_once is None else at_once
        self._last = _BEFORE_ALL

    def next(self, connection: Connection, owner: str, now: datetime) -> Row[Any] | None:
        """Return the delivery whose turn it is for ``owner``, if any may run."""
        for installation in self._in_turn(connection, owner, now):
            which = _OF_NOBODY if installation == _NOBODY else _OF_INSTALLATION
            given = {} if installation == _NOBODY else {"installation": installation}
            row = connection.execute(which, {"now": now, **given}).first()
            if row is not None:
                self._last = installation
                return row
        return None

    def _in_turn(self, connection: Connection, owner: str, now: datetime) -> Iterator[int]:
        def following(after: int) -> int | None:
            given = {"now": now, "at_once": self._at_once, "owner": f"{owner}/", "after": after}
            found: int | None = connection.scalar(_NEXT_DUE, given)
            return found

        start = after = _BEFORE_ALL if self._last == _NOBODY else self._last
        while (found := following(after)) is not None:
            yield (after := found)
        yield _NOBODY
        after = _BEFORE_ALL
        while after < start and (found := following(after)) is not None:
            yield (after := found)

"""Looking for deliveries: which rows of the inbox somebody wants to see."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, or_

from bot.inbox.model import Wanted
from bot.storage.models import DeliveryRow


def searching(wanted: Wanted | None) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that rows must meet."""
    row = DeliveryRow
    if wanted is None:
        return
    if wanted.repositories is not None:
        yield func.lower(row.repository).in_(sorted(wanted.repositories))
    if wanted.states:
        yield row.state.in_(wanted.states)
    if wanted.event:
        yield row.event == wanted.event
    if wanted.text:
        columns = (row.repository, row.subject, row.guid, row.note, row.outcome, row.error)
        yield or_(*(column.icontains(wanted.text, autoescape=True) for column in columns))

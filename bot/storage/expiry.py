"""What is deleted because its time is over: payloads, judgements, rows of finished deliveries, sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update

from bot.storage import batches, standings
from bot.storage.database import Database
from bot.storage.models import (
    AuditRow,
    DeliveryRow,
    NoticeRow,
    OpinionRow,
    ReadRow,
    SessionRow,
    State,
    TicketRow,
)
from bot.storage.thin import COLUMNS, is_whole, thin

#: Judgements are large: fewer of them in one transaction.
_AUDITS: Final = 100


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept: payloads (and answers of GitHub and the reviewer), judgements, deliveries."""

    payloads: timedelta
    judgements: timedelta
    deliveries: timedelta


class Expiry:
    """Deletes what is too old. ``clock`` gives the present in UTC."""

    def __init__(
        self, database: Database, keep: Keep, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._keep = keep
        self._clock = clock

    def run(self, *, dry: bool = False) -> dict[str, int]:
        """Delete what is too old and return how many rows of each sort; with ``dry`` only count them.

        It can be cut off at any point: the next run goes on.
        """
        return {
            "parked deliveries given up": self._parked(dry),
            "payloads": self._payloads(dry),
            "deliveries": self._deliveries(dry),
            "judgements": self._judgements(dry),
            "notices": self._notices(dry),
            "opinions": self._opinions(dry),
            "remembered answers of GitHub": self._reads(dry),
            "sessions": self._over(SessionRow, dry),
            "sign-ins that were begun": self._over(TicketRow, dry),
        }

    def _parked(self, dry: bool) -> int:
        """Nobody took up a parked delivery, and without its payload nobody can."""
        row = DeliveryRow
        which = (row.state == State.PARKED) & (row.received_at < self._clock() - self._keep.payloads)
        values = {"state": State.IGNORED, "payload": b"", "outcome": "parked until its payload was deleted"}
        return batches.update_all(self._database, row, which, values, dry=dry)

    def _payloads(self, dry: bool) -> int:
        row = DeliveryRow
        old = row.received_at < self._clock() - self._keep.payloads
        which = old & (row.state == State.DONE) & (func.length(row.payload) > 0)
        return batches.update_all(self._database, row, which, {"payload": b""}, dry=dry)

    def _deliveries(self, dry: bool) -> int:
        row = DeliveryRow
        old = row.received_at < self._clock() - self._keep.deliveries
        which = old & row.state.in_((State.DONE, State.IGNORED))
        return batches.delete_all(self._database, row, which, dry=dry)

    def _judgements(self, dry: bool) -> int:
        which = (AuditRow.created_at < self._clock() - self._keep.judgements) & is_whole()
        if dry:
            with self._database.read() as connection:
                return batches.count(connection, AuditRow, which)
        done = 0
        while True:
            with self._database.write() as connection:
                rows = connection.execute(select(*COLUMNS).where(which).limit(_AUDITS)).all()
                for id_, actions in rows:
                    left = thin(actions, scores=True)
                    connection.execute(update(AuditRow).where(AuditRow.id == id_).values(left))
                standings.forget(connection, (id_ for id_, _ in rows))
            done += len(rows)
            if len(rows) < _AUDITS:
                return done

    def _notices(self, dry: bool) -> int:
        """The digest stays, so that nobody is told the same again."""
        old = NoticeRow.created_at < self._clock() - self._keep.judgements
        which = old & (NoticeRow.text != "")
        return batches.update_all(self._database, NoticeRow, which, {"text": "", "seen": True}, dry=dry)

    def _opinions(self, dry: bool) -> int:
        which = OpinionRow.at < self._clock() - self._keep.payloads
        return batches.delete_all(self._database, OpinionRow, which, dry=dry)

    def _reads(self, dry: bool) -> int:
        which = ReadRow.at < self._clock() - self._keep.payloads
        return batches.delete_all(self._database, ReadRow, which, dry=dry)

    def _over(self, table: type[SessionRow | TicketRow], dry: bool) -> int:
        return batches.delete_all(self._database, table, table.expires_at <= self._clock(), dry=dry)

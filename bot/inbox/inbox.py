"""The durable inbox over the ``deliveries`` table. Every change is one transaction."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Row,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bot.inbox.circle import Circle
from bot.inbox.coalescing import Settling, alike, ready
from bot.inbox.model import Backlog, Claimed, Delivery, DeliverySummary, Recorded, StoredDelivery, Wanted
from bot.inbox.searching import searching
from bot.storage.database import Database
from bot.storage.models import DeliveryRow, State, Task
from bot.storage.types import storable

_TEXT_LIMIT: Final = 1000
_SUBJECT_LIMIT: Final = 300
_IDS_A_QUERY: Final = 500
#: So many superseded deliveries are marked in one transaction: a delivery that comes in waits for no more.
_ROWS_A_CHANGE: Final = 100
_FIRST_RETRY_SECONDS: Final = 10
_LAST_RETRY_SECONDS: Final = 3600
# For how long after a delivery came in GitHub, or whatever else a job needs, may be away.
_OUTAGE: Final = timedelta(days=1)
# A lost race for a subject is tried again; each round means that another worker made progress.
_CLAIM_ROUNDS: Final = 8
# How long the queue gets to deliver a row that was published before the sweeper publishes it again.
_PUBLISH_GRACE: Final = timedelta(seconds=15)
_PUBLISH_AGAIN: Final = timedelta(seconds=30)
# GitHub names no time for another attempt that is further away, and neither does the pause after a failure.
_FURTHEST: Final = timedelta(hours=2)

_SUMMARY: Final = tuple(getattr(DeliveryRow, item.name) for item in fields(DeliverySummary))
_STORED: Final = tuple(getattr(DeliveryRow, item.name) for item in fields(StoredDelivery))
_chance: Final = random.SystemRandom().random
_FREE: Final[dict[str, Any]] = {"lease_owner": None, "lease_until": None}

# Statements that are built once.
_TABLE: Final = cast("Table", DeliveryRow.__table__)
_TAKE: Final = (
    update(_TABLE)
    .where(DeliveryRow.id == bindparam("which"), DeliveryRow.available_at.is_not(None))
    .values(
        state=State.RUNNING,
        attempts=DeliveryRow.attempts + 1,
        lease_owner=bindparam("lease"),
        lease_until=bindparam("until"),
        started_at=bindparam("now"),
        available_at=None,
    )
    .returning(*_STORED)
)
# A row that is there already is left as it is, and not returned.
_ADD: Final = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing().returning(DeliveryRow.id, DeliveryRow.guid),
    "postgresql": postgresql.insert(_TABLE)
    .on_conflict_do_nothing()
    .returning(DeliveryRow.id, DeliveryRow.guid),
}


class Inbox:
    """Record, claim and finish deliveries.

    A row whose lease of ``lease_seconds`` has run out is given to another worker, so whoever works on one
    extends it in time. ``at_once`` is how many deliveries of one installation an owner may have at a time.
    A push or edit of what was judged less than ``settle_seconds`` ago waits until that time has passed.
    ``clock`` gives the present in UTC; ``chance`` a number in [0, 1) for jitter.
    """

    def __init__(
        self,
        database: Database,
        *,
        max_attempts: int = 8,
        lease_seconds: int = 600,
        at_once: int | None = None,
        settle_seconds: float = 0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = _chance,
    ) -> None:
        self._database = database
        self._max_attempts = max_attempts
        self.lease_seconds = lease_seconds
        self._circle = Circle(at_once)
        self._settling = Settling(settle_seconds)
        self._clock = clock
        self._chance = chance

    # Intake

    def record(self, delivery: Delivery) -> Recorded:
        """Keep a delivery; when this returns, it is on disk. See ``record_all``."""
        return self.record_all([delivery])[0]

    def record_all(self, deliveries: Sequence[Delivery]) -> list[Recorded]:
        """Keep deliveries in one transaction; when this returns, they are on disk. Answers in their order.

        A delivery that is known already is not run again, unless it failed or was parked: then it is queued
        again. The unique key decides, so two copies that arrive at once cannot both be new.
        """
        first = {delivery.guid: delivery for delivery in reversed(deliveries)}
        rows = [self._new_row(delivery) for delivery in first.values()]
        with self._database.write() as connection:
            add = _ADD[connection.dialect.name]
            added = {guid: id_ for id_, guid in connection.execute(add, rows)}
            return [
                self._new(added.pop(delivery.guid), delivery)
                if delivery.guid in added
                else self._record_again(connection, delivery.guid)
                for delivery in deliveries
            ]

    @staticmethod
    def _new(id_: int, delivery: Delivery) -> Recorded:
        state = _first_state(delivery)
        return Recorded(id_, state, True, state is State.QUEUED, delivery.note)

    def _new_row(self, delivery: Delivery) -> dict[str, Any]:
        now, state = self._clock(), _first_state(delivery)
        return {
            "guid": delivery.guid,
            "event": delivery.event,
            "action": storable(delivery.action, 64),  # that of repository_dispatch is free text
            "task": delivery.task,
            "installation_id": delivery.installation_id,
            "repository": delivery.repository,
            "subject": delivery.subject,
            # What nobody will work on need not be kept: the less of other people's text, the better.
            "payload": b"" if state is State.IGNORED else delivery.payload,
            "state": state,
            "attempts": 0,
            "available_at": None if state is State.IGNORED else now,
            "note": storable(delivery.note, _TEXT_LIMIT),
            "outcome": "",
            "error": "",
            "received_at": now,
        }

    def _record_again(self, connection: Connection, guid: str) -> Recorded:
        row = DeliveryRow
        found = connection.execute(
            select(row.id, row.state, row.attempts, row.note).where(row.guid == guid).with_for_update()
        ).one()
        if found.state not in (State.FAILED, State.PARKED):
            return Recorded(found.id, found.state, False, False, found.note)
        self._requeue(connection, row.id == found.id, found.attempts if found.state is State.FAILED else 0)
        return Recorded(found.id, State.QUEUED, False, True, found.note)

    def retry(self, id_: int) -> bool:
        """Queue a failed or parked delivery again, at a person's wish. Returns whether there was one."""
        row = DeliveryRow
        with self._database.write() as connection:
            which = (row.id == id_) & row.state.in_((State.FAILED, State.PARKED))
            return self._requeue(connection, which, 0) > 0

    def _requeue(self, connection: Connection, which: ColumnElement[bool], attempts: int) -> int:
        fresh = {
            "state": State.QUEUED,
            "attempts": attempts,
            "available_at": self._clock(),
            "published_at": None,
        }
        return _count(
            connection.execute(update(DeliveryRow).where(which).values(**fresh, error="", finished_at=None))
        )

    # Work

    def claim(self, owner: str) -> Claimed | None:
        """Take the oldest delivery of the installation whose turn it is, if any may run now.

        A delivery whose subject is being worked on waits. The attempt is counted here, so that a payload
        that kills its worker uses up its attempts too. Where several deliveries ask to judge one pull
        request or issue as it is now, the newest is taken; the older ones are done once it is.
        """
        rounds = 0
        while rounds < _CLAIM_ROUNDS:
            try:
                with self._database.write() as connection:
                    now = self._clock()
                    turn = self._circle.next(connection, owner, now)
                    if turn is None:
                        return None
                    if self._settling.put_off(connection, turn, now):
                        continue
                    claimed = self._take(connection, turn, f"{owner}/{uuid4().hex[:16]}", now)
            except IntegrityError:  # another worker has just started on the same subject
                claimed = None
            if claimed is not None:  # else another worker has just taken the newest of them
                return claimed
            rounds += 1
        return None

    def _take(self, connection: Connection, turn: Row[Any], lease: str, now: datetime) -> Claimed | None:
        id_ = turn.id
        if turn.task is Task.EVALUATE and turn.subject is not None:
            newest = select(func.max(DeliveryRow.id)).where(alike(turn), ready(now))
            id_ = connection.scalar(newest) or id_
        values = {"which": id_, "lease": lease, "until": self._lease_end(), "now": now}
        taken = connection.execute(_TAKE, values).first()
        return Claimed(StoredDelivery(**taken._asdict()), lease) if taken else None

    def _lease_end(self) -> datetime:
        return self._clock() + timedelta(seconds=self.lease_seconds)

    def extend(self, claimed: Claimed) -> bool:
        """Begin the lease anew. Returns False where it was lost: then the caller must stop working on it."""
        with self._database.write() as connection:
            return _change(connection, claimed, lease_until=self._lease_end())

    def enter(self, claimed: Claimed, subject: str) -> bool:
        """Say that a claimed delivery is about ``subject``, which was not known when it came in.

        Returns False where the caller must stop: its lease is lost, or that subject is being worked on. In
        the second case the delivery is queued again and waits for the subject; it costs no attempt.
        """
        name = storable(subject, _SUBJECT_LIMIT)
        try:
            with self._database.write() as connection:
                return _change(connection, claimed, subject=name)
        except IntegrityError:  # the unique index: a running delivery has this subject
            waiting = {"state": State.QUEUED, "available_at": self._clock(), "published_at": None}
            attempts = claimed.delivery.attempts - 1
            with self._database.write() as connection:
                _change(connection, claimed, **waiting, **_FREE, subject=name, attempts=attempts)
            return False

    def finish(self, claimed: Claimed, outcome: str) -> bool:
        """Mark a claimed delivery as done, and with it the older ones that asked for the same.

        Returns False where the lease was lost to another worker.
        """
        delivery = claimed.delivery
        done = {"state": State.DONE, "error": "", "finished_at": self._clock()}
        stands_for_all = delivery.task is Task.EVALUATE and delivery.subject is not None
        superseded = {**done, "outcome": f"superseded by delivery {delivery.id}", "available_at": None}
        older: list[int] = []
        with self._database.write() as connection:
            if stands_for_all:
                # Before the other row, as a claim does: else the two can wait for each other for ever.
                older = _lock_older(connection, delivery)
            ours = _change(connection, claimed, **_FREE, **done, outcome=storable(outcome, _TEXT_LIMIT))
            if ours and older:
                connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(older)).values(**superseded))
        while ours and len(older) == _ROWS_A_CHANGE:  # others may write between two parts of a flood
            with self._database.write() as connection:
                older = _lock_older(connection, delivery)
                connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(older)).values(**superseded))
        return ours

    def fail(
        self, claimed: Claimed, error: str, retry_at: datetime | None = None, *, passing: bool = False
    ) -> State:
        """Put a claimed delivery back for a later attempt, or park it after the last; return its state.

        ``retry_at`` is the earliest time that the other side named; without it the pause grows with each
        attempt. After what is ``passing``, such as an outage, the attempts are not over before a day is.
        """
        delivery, now = claimed.delivery, self._clock()
        later = now + self._pause(delivery.attempts)
        at = retry_at or later
        if delivery.attempts >= self._max_attempts:
            if not passing or now - delivery.received_at > _OUTAGE:
                self.park(claimed, error)
                return State.PARKED
            at = max(at, later)
        text = storable(error, _TEXT_LIMIT)
        self._leave(claimed, state=State.FAILED, error=text, available_at=at, published_at=None)
        return State.FAILED

    def park(self, claimed: Claimed, error: str) -> bool:
        """Set a claimed delivery aside for a person to look at. Returns False where the lease was lost."""
        text = storable(error, _TEXT_LIMIT)
        return self._leave(claimed, state=State.PARKED, error=text, finished_at=self._clock())

    def _leave(self, claimed: Claimed, **values: Any) -> bool:
        with self._database.write() as connection:
            return _change(connection, claimed, **_FREE, **values)

    def _pause(self, attempts: int) -> timedelta:
        longest = min(_LAST_RETRY_SECONDS, _FIRST_RETRY_SECONDS * 3 ** (attempts - 1))
        return timedelta(seconds=longest * (0.5 + self._chance() / 2))

    # Sweeping

    def requeue_expired(self) -> int:
        """Put back the deliveries whose worker did not come back in time; return how many."""
        self._bring_near()
        return self._put_back(DeliveryRow.lease_until < self._clock())

    def _bring_near(self) -> None:
        """Correct the times that lie further ahead than any that is written here: a clock was wrong then."""
        row, now = DeliveryRow, self._clock()
        queued = (row.state == State.QUEUED) & (row.available_at > now + self._settling.pause)
        failed = (row.state == State.FAILED) & (row.available_at > now + _FURTHEST)
        taken = (row.state == State.RUNNING) & (row.lease_until > self._lease_end())
        # Looked for without a lock: in a full inbox that takes longer than an incoming delivery should wait.
        with self._database.read() as connection:
            if connection.execute(select(row.id).where(queued | failed | taken).limit(1)).first() is None:
                return
        with self._database.write() as connection:
            connection.execute(update(row).where(queued | failed).values(available_at=now))
            connection.execute(update(row).where(taken).values(lease_until=self._lease_end()))

    def release(self, owner: str) -> int:
        """Put back what an owner that is known to be dead was working on; return how many."""
        return self._put_back(DeliveryRow.lease_owner.startswith(f"{owner}/", autoescape=True))

    def _put_back(self, which: ColumnElement[bool]) -> int:
        row, now = DeliveryRow, self._clock()
        lost = which & (row.state == State.RUNNING)
        spent = {
            "state": State.PARKED,
            "error": f"the worker stopped in the middle of this delivery {self._max_attempts} times",
            "finished_at": now,
        }
        again = {"state": State.QUEUED, "available_at": now, "published_at": None}
        with self._database.write() as connection:
            connection.execute(
                update(row).where(lost, row.attempts >= self._max_attempts).values(**_FREE, **spent)
            )
            return _count(connection.execute(update(row).where(lost).values(**_FREE, **again)))

    def due(self, limit: int) -> Sequence[int]:
        """Return the ids of deliveries that wait for longer than they should, oldest first.

        They are marked as published now, so that they are not returned again at once.
        """
        row, now = DeliveryRow, self._clock()
        silent = or_(
            row.published_at.is_(None),
            row.published_at < now - _PUBLISH_AGAIN,
            row.published_at > now,  # by a clock that was wrong
        )
        # The queue was told when a delivery came in, and of one that was put off nobody was told since.
        untold = row.available_at > row.received_at
        grace = and_(row.available_at <= now, or_(untold, row.available_at <= now - _PUBLISH_GRACE))
        which = select(row.id).where(grace, silent).order_by(row.available_at, row.id)
        with self._database.read() as connection:  # without a lock, as above
            found = connection.scalars(which.limit(limit)).all()
        if not found:
            return []
        with self._database.write() as connection:
            still = which.where(row.id.in_(found)).with_for_update(skip_locked=True)
            ids = connection.scalars(still).all()
            connection.execute(update(row).where(row.id.in_(ids)).values(published_at=now))
            return ids

    # Looking

    def backlog(self) -> Backlog:
        """Count deliveries by state, and say how long the oldest one that could run has waited."""
        row, now = DeliveryRow, self._clock()
        with self._database.read() as connection:
            counted = connection.execute(select(row.state, func.count()).group_by(row.state)).all()
            oldest = connection.scalar(select(func.min(row.available_at)).where(row.available_at <= now))
        by_state = dict.fromkeys(State, 0) | {state: int(number) for state, number in counted}
        return Backlog(by_state, (now - oldest).total_seconds() if oldest else 0.0)

    def latest(
        self, limit: int, before: int | None = None, wanted: Wanted | None = None
    ) -> list[DeliverySummary]:
        """Return deliveries, newest first; ``before`` is the id after which the page starts."""
        found = select(*_SUMMARY).where(*searching(wanted)).order_by(DeliveryRow.id.desc()).limit(limit)
        if before is not None:
            found = found.where(DeliveryRow.id < before)
        with self._database.read() as connection:
            return [DeliverySummary(**row._asdict()) for row in connection.execute(found)]

    def get(self, id_: int) -> StoredDelivery | None:
        """Return one delivery with its payload."""
        return self._one(DeliveryRow.id == id_)

    def find(self, guid: str) -> StoredDelivery | None:
        """Return one delivery by GitHub's id for it."""
        return self._one(DeliveryRow.guid == guid)

    def known(self, guids: Collection[str]) -> set[str]:
        """Return which of GitHub's ids are in the inbox."""
        wanted, found = sorted(guids), set[str]()
        with self._database.read() as connection:
            for start in range(0, len(wanted), _IDS_A_QUERY):
                part = DeliveryRow.guid.in_(wanted[start : start + _IDS_A_QUERY])
                found.update(connection.scalars(select(DeliveryRow.guid).where(part)))
        return found

    def _one(self, which: ColumnElement[bool]) -> StoredDelivery | None:
        with self._database.read() as connection:
            row = connection.execute(select(*_STORED).where(which)).first()
            return StoredDelivery(**row._asdict()) if row else None


def _lock_older(connection: Connection, delivery: StoredDelivery) -> list[int]:
    """Lock deliveries from before this one that ask for the same work, the oldest first; return their ids."""
    older = alike(delivery) & (DeliveryRow.id < delivery.id)
    first = select(DeliveryRow.id).where(older).order_by(DeliveryRow.id).limit(_ROWS_A_CHANGE)
    return list(connection.scalars(first.with_for_update()))


def _first_state(delivery: Delivery) -> State:
    return State.IGNORED if delivery.task is None else State.QUEUED


def _change(connection: Connection, claimed: Claimed, **values: Any) -> bool:
    """Change a row that is still the claimer's; return whether it is."""
    row = DeliveryRow
    mine = (row.id == claimed.delivery.id) & (row.state == State.RUNNING) & (row.lease_owner == claimed.lease)
    return _count(connection.execute(update(row).where(mine).values(**values))) == 1


def _count(result: object) -> int:
    return cast("CursorResult[Any]", result).rowcount

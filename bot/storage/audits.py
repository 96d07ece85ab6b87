"""The audits table: every judgement, with the facts it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from bot.storage import standings
from bot.storage.database import Database
from bot.storage.models import AuditRow
from bot.storage.past import Past
from bot.storage.types import storable
from bot.storage.verdict import outcome_of, tiers_of


@dataclass(frozen=True, slots=True)
class Audit:
    """One judgement, in values that JSON can hold.

    ``actions`` are the planned actions in order: each an object with its ``action`` and fields, and
    ``withheld`` with the reason where it was not carried out (empty otherwise). ``applied`` says that the
    actions were carried out, ``error`` why not, or that it is not known. ``id`` and ``created_at`` are set by
    the database layer.
    """

    repository: str
    subject: str
    kind: str
    head_sha: str
    facts: dict[str, Any]
    findings: list[dict[str, Any]]
    decision: dict[str, Any]
    actions: list[dict[str, Any]]
    applied: bool
    error: str = ""
    delivery_id: int | None = None
    contribution_id: str = ""
    scores: list[dict[str, Any]] = field(default_factory=list)
    human_tail: float | None = None
    id: int = 0
    created_at: datetime = field(default=datetime.fromtimestamp(0, UTC))


_ERROR_LIMIT: Final = 2000
_COLUMNS: Final = tuple(getattr(AuditRow, item.name) for item in fields(Audit))


class Audits:
    """Write and read audits. ``clock`` gives the present in UTC, ``past`` the last of each contribution.

    ``database`` holds the other tables as well.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.database = database
        self._clock = clock
        self.past = Past(database)

    def record(self, audit: Audit) -> int:
        """Keep an audit, which is now its contribution's newest, and return its id."""
        row = {
            "delivery_id": audit.delivery_id,
            "repository": storable(audit.repository, 255),
            "subject": storable(audit.subject, 300),
            "kind": storable(audit.kind, 32),
            "head_sha": storable(audit.head_sha, 64),
            "facts": audit.facts,
            "findings": audit.findings,
            "decision": audit.decision,
            "actions": audit.actions,
            "applied": audit.applied,
            "error": storable(audit.error, _ERROR_LIMIT),
            "contribution_id": storable(audit.contribution_id, 100),
            "scores": audit.scores,
            "human_tail": audit.human_tail,
            "outcome": storable(outcome_of(audit.decision), 16),
            "tiers": tiers_of(audit.facts, audit.findings),
            "created_at": self._clock(),
        }
        with self.database.write() as connection:
            id_ = connection.execute(insert(AuditRow).values(row).returning(AuditRow.id)).scalar_one()
            standings.keep(connection, id_, row)
            return id_

    def finish(self, id_: int, error: str = "") -> None:
        """Say that the actions of an audit were carried out, or why not all of them were."""
        came = {"applied": not error, "error": storable(error, _ERROR_LIMIT)}
        with self.database.write() as connection:
            connection.execute(update(AuditRow).where(AuditRow.id == id_).values(came))

    def of_delivery(self, delivery_id: int) -> list[Audit]:
        """Return the audits that a delivery led to, oldest first."""
        found = select(*_COLUMNS).where(AuditRow.delivery_id == delivery_id).order_by(AuditRow.id)
        with self.database.read() as connection:
            return [Audit(**row._asdict()) for row in connection.execute(found)]

    def latest(self, subject: str) -> Audit | None:
        """Return the newest audit of a subject (``owner/repo#12``), if there is one."""
        found = select(*_COLUMNS).where(AuditRow.subject == subject).order_by(AuditRow.id.desc()).limit(1)
        with self.database.read() as connection:
            row = connection.execute(found).first()
            return Audit(**row._asdict()) if row else None

    def labels_put(self, subject: str) -> tuple[str, ...]:
        """Return the labels that Byline put on a subject and did not take off again itself, in order.

        An audit whose actions failed half-way counts as well: the label may be there, and where somebody
        took it off since, that decision stands. What it was to take off may be there still.
        """
        found = select(AuditRow.actions, AuditRow.applied).where(AuditRow.subject == subject)
        put: dict[str, None] = {}
        with self.database.read() as connection:
            for actions, applied in connection.execute(found.order_by(AuditRow.id)):
                for action in actions:
                    if action.get("withheld"):
                        continue
                    if action.get("action") == "add_label":
                        put[action["name"]] = None
                    elif action.get("action") == "remove_label" and applied:
                        put.pop(action["name"], None)
        return tuple(put)

    def commented(self, subject: str) -> bool:
        """Return whether Byline has commented on a subject: where its comment is gone, somebody deleted it.

        Only audits whose actions were all carried out count: after a failure the comment may never have been.
        """
        on_thread = AuditRow.kind.in_(("pull_request", "issue"))  # a comment on a comment is another one
        which = (AuditRow.subject == subject) & AuditRow.applied & on_thread
        with self.database.read() as connection:
            return any(
                action.get("action") == "create_comment" and not action.get("withheld")
                for actions in connection.scalars(select(AuditRow.actions).where(which))
                for action in actions
            )

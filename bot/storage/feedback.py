"""What people say about who wrote a contribution, and the error rates that follow from it.

Overrides and appeals are about contributions that drew attention, so they say nothing about the rest; a
sample is drawn by chance from everything that was recorded, and only it may enter a calibration.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Executable, Row, case, func, insert, select, tuple_, update

from bot.errors import UsageError
from bot.storage.database import Database
from bot.storage.models import AuditRow, FeedbackRow, Says, Source
from bot.storage.types import storable
from detectors.authorship.calibration import THRESHOLD

_REASON_LIMIT: Final = 2000
_KEY: Final = (AuditRow.subject, AuditRow.kind, AuditRow.contribution_id)
_DRAWN_KEY: Final = (FeedbackRow.subject, FeedbackRow.kind, FeedbackRow.contribution_id)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Somebody's word on a contribution.

    ``subject`` is its key (``owner/repo#12``), ``kind`` a word of ``detectors.model.Kind`` and
    ``contribution_id`` the contribution's own ``id`` there; ``by`` is an account, or who else it was.
    """

    repository: str
    subject: str
    kind: str
    contribution_id: str
    says: Says
    source: Source
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A contribution of the sample. ``facts`` is empty where its text is no longer kept."""

    id: int
    subject: str
    kind: str
    says: Says | None
    human_tail: float | None
    judged_at: datetime | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts of contributions, of one repository or of all.

    ``flagged`` looked machine-like at least once; ``overridden`` and ``appealed`` are those of them that a
    maintainer or the author called human. ``sampled_human`` were drawn by chance, scored and labelled human,
    ``sampled_flagged`` of these looked machine-like.
    """

    repository: str
    scored: int = 0
    flagged: int = 0
    overridden: int = 0
    appealed: int = 0
    sampled_human: int = 0
    sampled_flagged: int = 0


class Feedback:
    """Write and read opinions. ``clock`` gives the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def record(self, opinion: Opinion) -> int:
        """Keep an opinion with the contribution's score as it is now, and return its number.

        The same person's earlier word on it from the same source is replaced.
        """
        key = {
            "subject": storable(opinion.subject, 300),
            "kind": storable(opinion.kind, 32),
            "contribution_id": storable(opinion.contribution_id, 100),
            "source": opinion.source,
            "by": storable(opinion.by, 100),
        }
        said = {"says": opinion.says, "reason": storable(opinion.reason, _REASON_LIMIT), "at": self._clock()}
        which = [getattr(FeedbackRow, name) == value for name, value in key.items()]
        with self._database.write() as connection:
            said |= _score_of(_latest(connection, key["subject"], key["kind"], key["contribution_id"]))
            changed = update(FeedbackRow).where(*which).values(said).returning(FeedbackRow.id)
            id_ = connection.execute(changed).scalar()
            if id_ is not None:
                return id_
            row = {**key, **said, "repository": storable(opinion.repository.casefold(), 255)}
            return connection.execute(insert(FeedbackRow).values(row).returning(FeedbackRow.id)).scalar_one()

    def draw_sample(self, repository: str, n: int) -> list[Drawn]:
        """Return ``n`` contributions to label (or as many as there are), each drawn with the same chance.

        Those that were drawn before and wait for a label come first, so that asking again picks no others.
        """
        name = repository.casefold()
        with self._database.write() as connection:
            waiting = self._drawn(connection, name, FeedbackRow.says.is_(None))[:n]
            fresh = _not_drawn(connection, name)
            chosen = random.SystemRandom().sample(fresh, min(n - len(waiting), len(fresh)))
            for audit in _audits(connection, chosen):
                connection.execute(insert(FeedbackRow).values(_pending(audit, name, self._clock())))
            return self._drawn(connection, name, FeedbackRow.says.is_(None))[:n]

    def label(self, repository: str, labels: Iterable[tuple[int, Says]], by: str) -> int:
        """Take the labels of drawn contributions (by their numbers); return how many there were.

        Raises:
            UsageError: a number was not drawn for this repository. Then none is taken: texts that somebody
                picked, instead of chance, would bias every rate.
        """
        taken = 0
        with self._database.write() as connection:
            for id_, says in labels:
                drawn = (FeedbackRow.id == id_) & _sampled(repository.casefold())
                said = {"says": says, "by": storable(by, 100), "at": self._clock()}
                if not connection.execute(update(FeedbackRow).where(drawn).values(said)).rowcount:
                    raise UsageError(f"{id_} is not in the sample of {repository}: nothing was taken")
                taken += 1
        return taken

    def labelled(self, repository: str) -> list[Drawn]:
        """Return the labelled contributions of the sample."""
        with self._database.read() as connection:
            return self._drawn(connection, repository.casefold(), FeedbackRow.says.is_not(None))

    def _drawn(self, connection: Connection, name: str, which: ColumnElement[bool]) -> list[Drawn]:
        found = (
            select(FeedbackRow, AuditRow.created_at, AuditRow.facts)
            .outerjoin(AuditRow, AuditRow.id == FeedbackRow.audit_id)
            .where(_sampled(name), which)
            .order_by(FeedbackRow.id)
        )
        return [_drawn_from(row) for row in connection.execute(found)]

    def rates(self, repositories: Collection[str] | None = None) -> list[Rates]:
        """Return the counts of every repository that has any, by name; together first.

        Only those of ``repositories`` (in lower case), where they are given.
        """
        counts: dict[str, dict[str, int]] = {}
        with self._database.read() as connection:
            for statement in (_scored(), _called_human(), _sample()):
                for row in connection.execute(statement):
                    named = row._asdict()
                    counts.setdefault(named.pop("name"), {}).update(named)
        wanted = counts if repositories is None else counts.keys() & repositories
        found = [Rates(name, **counts[name]) for name in sorted(wanted)]
        return [_sum(found), *found]


def _latest(connection: Connection, subject: str, kind: str, id_: str) -> Row[Any] | None:
    """Return the newest audit of a contribution."""
    which = (AuditRow.subject == subject, AuditRow.kind == kind, AuditRow.contribution_id == id_)
    columns = (AuditRow.id, AuditRow.human_tail, AuditRow.scores)
    return connection.execute(select(*columns).where(*which).order_by(AuditRow.id.desc()).limit(1)).first()


def _score_of(audit: Row[Any] | None) -> dict[str, Any]:
    """Return what outlives an audit: the score of the part that looked most machine-like, tail and hash."""
    if audit is None:
        return {"audit_id": None, "score": None, "human_tail": None, "sha256": ""}
    judged = [part for part in audit.scores if part["human_tail"] is not None]
    first = min(judged, key=lambda part: part["human_tail"], default={"score": None})
    texts = "".join(part["sha256"] for part in audit.scores)
    return {
        "audit_id": audit.id,
        "score": first["score"],
        "human_tail": audit.human_tail,
        "sha256": hashlib.sha256(texts.encode()).hexdigest() if texts else "",
    }


def _sampled(name: str) -> ColumnElement[bool]:
    return (FeedbackRow.repository == name) & (FeedbackRow.source == Source.SAMPLE)


def _not_drawn(connection: Connection, name: str) -> list[int]:
    """Return the newest audit of each contribution that the sample does not have yet."""
    drawn = select(*_DRAWN_KEY).where(_sampled(name))
    found = (
        select(func.max(AuditRow.id))
        .where(func.lower(AuditRow.repository) == name, tuple_(*_KEY).not_in(drawn))
        .group_by(*_KEY)
    )
    return list(connection.scalars(found))


def _audits(connection: Connection, ids: list[int]) -> list[Row[Any]]:
    columns = (AuditRow.id, *_KEY, AuditRow.human_tail, AuditRow.scores)
    return [connection.execute(select(*columns).where(AuditRow.id == id_)).one() for id_ in ids]


def _pending(audit: Row[Any], name: str, at: datetime) -> dict[str, Any]:
    return {
        "repository": name,
        "subject": audit.subject,
        "kind": audit.kind,
        "contribution_id": audit.contribution_id,
        "says": None,
        "source": Source.SAMPLE,
        "by": "",
        "reason": "",
        "at": at,
        **_score_of(audit),
    }


def _drawn_from(row: Row[Any]) -> Drawn:
    return Drawn(row.id, row.subject, row.kind, row.says, row.human_tail, row.created_at, row.facts or {})


def _scored() -> Executable:
    name = func.lower(AuditRow.repository).label("name")
    each = (
        select(name, func.min(AuditRow.human_tail).label("tail"))
        .where(AuditRow.human_tail.is_not(None))
        .group_by(name, *_KEY)
        .subquery()
    )
    flagged = func.sum(case((each.c.tail <= THRESHOLD, 1), else_=0)).label("flagged")
    return select(each.c.name, func.count().label("scored"), flagged).group_by(each.c.name)


def _called_human() -> Executable:
    """Count flagged contributions, however many people called one human."""
    each = (
        select(FeedbackRow.repository.label("name"), FeedbackRow.source, *_DRAWN_KEY)
        .where(FeedbackRow.says == Says.HUMAN, FeedbackRow.human_tail <= THRESHOLD)
        .distinct()
        .subquery()
    )

    def of(source: Source) -> ColumnElement[int]:
        return func.sum(case((each.c.source == source, 1), else_=0))

    counts = (of(Source.OVERRIDE).label("overridden"), of(Source.APPEAL).label("appealed"))
    return select(each.c.name, *counts).group_by(each.c.name)


def _sample() -> Executable:
    flagged = func.sum(case((FeedbackRow.human_tail <= THRESHOLD, 1), else_=0))
    labelled = (FeedbackRow.source == Source.SAMPLE) & (FeedbackRow.says == Says.HUMAN)
    name = FeedbackRow.repository.label("name")
    counts = (func.count().label("sampled_human"), flagged.label("sampled_flagged"))
    scored = FeedbackRow.human_tail.is_not(None)
    return select(name, *counts).where(labelled, scored).group_by(FeedbackRow.repository)


def _sum(found: list[Rates]) -> Rates:
    return Rates(
        "",
        scored=sum(rates.scored for rates in found),
        flagged=sum(rates.flagged for rates in found),
        overridden=sum(rates.overridden for rates in found),
        appealed=sum(rates.appealed for rates in found),
        sampled_human=sum(rates.sampled_human for rates in found),
        sampled_flagged=sum(rates.sampled_flagged for rates in found),
    )

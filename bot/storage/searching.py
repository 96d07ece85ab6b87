"""What the pages ask about contributions: a list that can be searched, and the judgements of one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from bot.storage.audits import Audit
from bot.storage.conversation import Given
from bot.storage.database import Database
from bot.storage.models import AuditRow, CommandOutcome, CommandRow, StandingRow

#: What a command is about that speaks of a thread's own contribution, and not of a comment there.
THREADS: Final = ("pull_request", "issue")
#: What a maintainer says that answers the appeals before it; ``decline`` is said on Byline's pages only.
ANSWERS: Final = ("human", "ai", "decline")
_OVERRIDES: Final = ("human", "ai")


class Said(StrEnum):
    """What people said about a contribution, to look for it."""

    OPEN = "open"  # an appeal that nobody has answered yet
    APPEALED = "appealed"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Looking:
    """Which contributions a person looks for; what is empty narrows nothing down.

    ``repositories`` are those that they may see, in lower case (``None``: all). ``tier`` is a tier of
    evidence, or ``violations`` for those that meet not every rule.
    """

    text: str = ""
    repository: str = ""
    outcome: str = ""
    kind: str = ""
    tier: str = ""
    said: Said | None = None
    repositories: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A contribution with what its newest judgement, of the number ``id``, came to."""

    id: int
    repository: str
    subject: str
    kind: str
    contribution_id: str
    author: str
    title: str
    outcome: str
    tiers: str
    violations: int
    claims: str
    judged_at: datetime

    @property
    def is_reply(self) -> bool:
        """Whether it is something said in a thread, or has none: what people say of threads is not of it."""
        return self.kind not in THREADS


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement without the facts that it rests on: for a history of many."""

    id: int
    head_sha: str
    findings: list[dict[str, Any]]
    decision: dict[str, Any]
    actions: list[dict[str, Any]]
    applied: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A contribution by name: the key of its subject (in lower case), its kind, and its id there.

    Without ``kind`` it is the pull request or issue that has the subject's number.
    """

    subject: str
    kind: str = ""
    contribution_id: str = ""


_STANDING: Final = tuple(getattr(StandingRow, item.name) for item in fields(Standing))
_AUDIT: Final = tuple(getattr(AuditRow, item.name) for item in fields(Audit))
_JUDGED: Final = tuple(getattr(AuditRow, item.name) for item in fields(Judged))
_GIVEN: Final = tuple(getattr(CommandRow, item.name) for item in fields(Given))


class Searching:
    """Reads what the pages show of contributions. Nothing here asks who may see it but ``Looking``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def contributions(self, looking: Looking, most: int, before: int | None = None) -> list[Standing]:
        """Return contributions, those that were judged last first; ``before`` is the id to go on from."""
        found = select(*_STANDING).where(*_conditions(looking)).order_by(StandingRow.id.desc())
        if before is not None:
            found = found.where(StandingRow.id < before)
        with self._database.read() as connection:
            return [Standing(**row._asdict()) for row in connection.execute(found.limit(most))]

    def replies(self, subject: str, most: int) -> list[Standing]:
        """Return the comments and reviews of a thread, those that were judged last first."""
        which = (StandingRow.subject == subject) & StandingRow.kind.not_in(THREADS)
        found = select(*_STANDING).where(which).order_by(StandingRow.id.desc()).limit(most)
        with self._database.read() as connection:
            return [Standing(**row._asdict()) for row in connection.execute(found)]

    def newest(self, key: Key) -> Audit | None:
        """Return the newest judgement of a contribution."""
        return self._audit(_of(key))

    def judgement(self, key: Key, id_: int) -> Audit | None:
        """Return one judgement of a contribution by its number."""
        return self._audit(_of(key) & (AuditRow.id == id_))

    def _audit(self, which: ColumnElement[bool]) -> Audit | None:
        with self._database.read() as connection:
            row = connection.execute(
                select(*_AUDIT).where(which).order_by(AuditRow.id.desc()).limit(1)
            ).first()
            return Audit(**row._asdict()) if row else None

    def history(self, key: Key, most: int, before: int | None = None) -> list[Judged]:
        """Return the judgements of a contribution, newest first; ``before`` is the id to go on from."""
        found = select(*_JUDGED).where(_of(key)).order_by(AuditRow.id.desc()).limit(most)
        if before is not None:
            found = found.where(AuditRow.id < before)
        with self._database.read() as connection:
            return [Judged(**row._asdict()) for row in connection.execute(found)]

    def said(self, subjects: Iterable[str], most: int = 500) -> list[Given]:
        """Return the commands about some threads, the oldest first, at most so many of the latest."""
        which = CommandRow.subject.in_(list(subjects)) & (CommandRow.outcome == CommandOutcome.DONE)
        latest = select(*_GIVEN).where(which).order_by(CommandRow.at.desc(), CommandRow.id.desc()).limit(most)
        with self._database.read() as connection:
            return [Given(**row._asdict()) for row in connection.execute(latest)][::-1]

    def marks(self, subjects: Collection[str]) -> dict[str, list[str]]:
        """Return of some threads what was said about who wrote them: commands, the oldest first."""
        which = CommandRow.subject.in_(sorted(subjects)) & CommandRow.command.in_(("appeal", *ANSWERS))
        found = select(CommandRow.subject, CommandRow.command).where(
            which, CommandRow.outcome == CommandOutcome.DONE
        )
        told: dict[str, list[str]] = {}
        with self._database.read() as connection:
            for subject, command in connection.execute(found.order_by(CommandRow.at, CommandRow.id)):
                told.setdefault(subject, []).append(command)
        return told

    def at(self, subject: str) -> Key | None:
        """Return the key of what has no number: a commit, or a security report."""
        row = AuditRow
        which = (row.subject == subject) & row.kind.not_in(THREADS)
        found = select(row.subject, row.kind, row.contribution_id).where(which)
        with self._database.read() as connection:
            known = connection.execute(found.order_by(row.id.desc()).limit(1)).first()
            return Key(*known) if known else None

    def repositories(self, visible: Collection[str] | None, most: int | None = None) -> list[str]:
        """Return the repositories (of ``visible``, where given) that contributions are known of, by name."""
        named = StandingRow.repository != ""
        found = select(StandingRow.repository).distinct().where(named).order_by(StandingRow.repository)
        found = found.limit(most)
        if visible is not None:
            found = found.where(StandingRow.repository.in_(sorted(visible)))
        with self._database.read() as connection:
            return list(connection.scalars(found))


def open_appeals(said: Iterable[Given]) -> list[Given]:
    """Return the appeals that no maintainer has answered since; ``said`` is what was said, oldest first."""
    waiting: list[Given] = []
    for given in said:
        if given.command in ANSWERS:
            waiting = []
        elif given.command == "appeal":
            waiting.append(given)
    return waiting


def _of(key: Key) -> ColumnElement[bool]:
    subject = AuditRow.subject == key.subject
    if not key.kind:
        return subject & AuditRow.kind.in_(THREADS)
    return subject & (AuditRow.kind == key.kind) & (AuditRow.contribution_id == key.contribution_id)


def _conditions(looking: Looking) -> Iterator[ColumnElement[bool]]:
    row = StandingRow
    if looking.repositories is not None:
        yield row.repository.in_(sorted(looking.repositories))
    if looking.repository:
        yield row.repository == looking.repository.casefold()
    if looking.outcome:
        yield row.outcome == looking.outcome
    if looking.kind:
        yield row.kind == looking.kind
    if looking.tier == "violations":
        yield row.violations > 0
    elif looking.tier:
        yield row.tiers.contains(looking.tier, autoescape=True)
    if looking.text:
        columns = (row.subject, row.author, row.title, row.claims)
        yield or_(*(column.icontains(looking.text, autoescape=True) for column in columns))
    if looking.said is not None:
        yield row.kind.in_(THREADS)
        yield row.subject.in_(talked_of(looking.said))


def talked_of(said: Said) -> Any:
    """Return the query for the threads of which that was said."""
    done = CommandRow.outcome == CommandOutcome.DONE
    about = select(CommandRow.subject).where(done)
    if said is Said.OVERRIDDEN:
        return about.where(CommandRow.command.in_(_OVERRIDES))
    appeals = about.where(CommandRow.command == "appeal")
    if said is Said.APPEALED:
        return appeals
    answer = aliased(CommandRow)
    later = or_(answer.at > CommandRow.at, and_(answer.at == CommandRow.at, answer.id > CommandRow.id))
    answered = select(answer.id).where(
        answer.subject == CommandRow.subject,
        answer.command.in_(ANSWERS),
        answer.outcome == CommandOutcome.DONE,
        later,
    )
    return appeals.where(~answered.exists())

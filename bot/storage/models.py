"""The tables. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Double,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.types import UtcDateTime

# SQLite numbers rows by itself only in a column declared as exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
_ONE_RUNNING = text("state = 'running'")
_WAITS = text("available_at IS NOT NULL")


class State(StrEnum):
    """Where a delivery stands. ``failed`` waits for its next attempt; ``parked`` waits for a person."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"
    PARKED = "parked"


class Task(StrEnum):
    """What a delivery asks for; the table in ``webhooks.routing`` says which one an event means."""

    EVALUATE = "evaluate"  # judge a pull request or an issue as it is now
    EVALUATE_COMMENT = "evaluate_comment"  # judge one comment, review or review comment
    LABELS = "labels"  # a label was put on or taken off
    RECHECK = "recheck"  # somebody asked for the check again, or used its button
    MERGE_GROUP = "merge_group"  # report on the head of a merge queue's group
    DEFAULT_BRANCH = "default_branch"  # the default branch moved, and with it perhaps the policy
    INSTALLATION = "installation"  # where the App may act changed
    ADVISORY = "advisory"  # a private security report came in
    PING = "ping"  # GitHub tries the webhook


def _words(name: str, of: type[StrEnum], length: int) -> Enum:
    return Enum(
        of, name=name, native_enum=False, length=length, values_callable=lambda e: [m.value for m in e]
    )


class Base(DeclarativeBase):
    """Base of the tables. Names of constraints are fixed, so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DeliveryRow(Base):
    """One webhook delivery and how far it got: the only truth about what is done and what is not.

    ``subject`` names what the delivery is about (``owner/repo#12``). The partial unique index lets at most
    one delivery of a subject run at a time, whatever the number of workers. ``available_at`` is the earliest
    time for an attempt, and empty while none is due: so the index over it holds just the work to do. ``note``
    is what intake has to say, ``outcome`` what the work came to.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "uq_deliveries_running_subject",
            "subject",
            unique=True,
            sqlite_where=_ONE_RUNNING,
            postgresql_where=_ONE_RUNNING,
        ),
        Index(None, "available_at", "id"),
        Index(
            "ix_deliveries_waiting",
            "installation_id",
            "available_at",
            "id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index(None, "subject", "state"),
        Index(None, "state"),
        Index(None, "received_at", "installation_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    guid: Mapped[str] = mapped_column(String(128), unique=True)
    event: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    task: Mapped[Task | None] = mapped_column(_words("task", Task, 32))
    installation_id: Mapped[int | None] = mapped_column(BigInteger)
    repository: Mapped[str | None] = mapped_column(String(255))
    subject: Mapped[str | None] = mapped_column(String(300))
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[State] = mapped_column(_words("state", State, 16))
    attempts: Mapped[int] = mapped_column(Integer)
    lease_owner: Mapped[str | None] = mapped_column(String(128))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    error: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Says(StrEnum):
    """Who a maintainer or an author says wrote a contribution."""

    HUMAN = "human"
    AI = "ai"


class Source(StrEnum):
    """How such a word came: only ``sample`` was asked for at random, and speaks for more than itself."""

    OVERRIDE = "override"  # a maintainer decided about this contribution
    APPEAL = "appeal"  # its author disagreed
    SAMPLE = "sample"  # a maintainer labelled a contribution that chance had picked


class AuditRow(Base):
    """One judgement with everything it rests on: the trail for an appeal.

    ``contribution_id`` tells the comments of one subject apart. ``scores`` says of each part its score and
    the hash of its text, ``human_tail`` what they come to together (empty where the classifier abstained or
    was not asked). ``actions`` holds planned actions, each with the reason why it was withheld; ``applied``
    says whether the others were carried out, ``error`` why not. ``outcome`` and ``tiers`` say in short what
    ``decision`` and ``findings`` do (``storage.verdict``); with the index they are counted unread.
    """

    __tablename__ = "audits"
    __table_args__ = (
        Index(
            "ix_audits_volumes",
            "repository",
            "created_at",
            "subject",
            "kind",
            "contribution_id",
            "outcome",
            "tiers",
            "human_tail",
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    delivery_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("deliveries.id", ondelete="SET NULL"), index=True
    )
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    head_sha: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    decision: Mapped[dict[str, Any]] = mapped_column(JSON)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    applied: Mapped[bool]
    error: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    contribution_id: Mapped[str] = mapped_column(String(100), server_default="")
    scores: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default=text("'[]'"))
    human_tail: Mapped[float | None] = mapped_column(Float)
    outcome: Mapped[str] = mapped_column(String(16), server_default="")
    tiers: Mapped[str] = mapped_column(String(64), server_default="")


class StandingRow(Base):
    """Where a contribution stands: its newest judgement in brief (see ``storage.standings``).

    ``id`` is the audit's, ``repository`` is in lower case. ``tiers`` are words with spaces between them,
    ``claims`` lines, and ``violations`` a number; what only auditors may see is in none of them.
    """

    __tablename__ = "standings"
    __table_args__ = (UniqueConstraint("subject", "kind", "contribution_id"), Index(None, "repository", "id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(32))
    contribution_id: Mapped[str] = mapped_column(String(100))
    author: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(String(16))
    tiers: Mapped[str] = mapped_column(String(64))
    violations: Mapped[int] = mapped_column(Integer)
    claims: Mapped[str] = mapped_column(Text)
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackRow(Base):
    """What somebody said about who wrote a contribution, with its score as it was then, where it was known.

    ``says`` is empty as long as a contribution that was drawn for the sample waits for its label.
    ``audit_id`` is the judgement that was meant; ``score``, ``human_tail`` and ``sha256`` (over the hashes of
    its parts' texts) outlive it. One person has one word on a contribution from one source: the latest.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("subject", "kind", "contribution_id", "source", "by"),
        Index(None, "repository", "source"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(32))
    contribution_id: Mapped[str] = mapped_column(String(100))
    says: Mapped[Says | None] = mapped_column(_words("says", Says, 16))
    source: Mapped[Source] = mapped_column(_words("source", Source, 16))
    by: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    audit_id: Mapped[int | None] = mapped_column(
        RowId, ForeignKey("audits.id", ondelete="SET NULL"), index=True
    )
    score: Mapped[float | None] = mapped_column(Float)
    human_tail: Mapped[float | None] = mapped_column(Float)
    sha256: Mapped[str] = mapped_column(String(64))


class ActRow(Base):
    """Something that Byline did in public about a subject, at most once each: see ``storage.acts``."""

    __tablename__ = "acts"
    __table_args__ = (
        UniqueConstraint("subject", "action"),
        Index(None, "repository", "at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300))
    action: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeRow(Base):
    """Something that maintainers are told in private; ``sent_by`` lists the channels that have sent it on."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("subject", "digest"),
        Index(None, "seen", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300))
    team: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    seen: Mapped[bool]
    sent_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PastRow(Base):
    """What was made of a contribution last. Rows are numbered in the order in which each was first judged.

    ``repository`` and ``author`` are in lower case; ``contribution`` is the number or id that its ``kind``
    has. ``ai_use`` is empty where nobody could say.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        UniqueConstraint("repository", "kind", "contribution"),
        Index(None, "repository", "author"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    contribution: Mapped[str] = mapped_column(String(255))
    author: Mapped[str] = mapped_column(String(255))
    ai_use: Mapped[bool | None]
    violations: Mapped[int] = mapped_column(Integer)


class CommandOutcome(StrEnum):
    """What came of a command."""

    DONE = "done"
    REFUSED = "refused"  # it is not theirs to give
    MISREAD = "misread"


class CommandRow(Base):
    """A command in a comment: see ``storage.conversation``. Each comment is kept once, in order of its lines.

    ``comment_id`` is the contribution's id: that of comments on a line begins with ``comment-``.
    """

    __tablename__ = "commands"
    __table_args__ = (UniqueConstraint("comment_id", "position"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(300), index=True)
    comment_id: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer)
    command: Mapped[str] = mapped_column(String(16))
    argument: Mapped[str] = mapped_column(Text)
    tool: Mapped[str] = mapped_column(String(100))
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[CommandOutcome] = mapped_column(_words("outcome", CommandOutcome, 16))


class OpinionRow(Base):
    """A question to the reviewer (see ``storage.opinions``): ``answer`` is none until it came, or for good.

    ``tokens`` is an estimate until the reviewer has said how many there were.
    """

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tokens: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str | None] = mapped_column(Text)


class TextRow(Base):
    """What a text of an issue or pull request is compared by: see ``storage.texts``. The text is not kept.

    ``repository`` and ``author`` are in lower case. ``keys`` and ``pairs`` are numbers of 64 and 32 bits.
    ``written_at`` is since when the text is known to stand there as it is.
    """

    __tablename__ = "texts"
    __table_args__ = (UniqueConstraint("repository", "number"), Index(None, "author", "repository"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    repository: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(255))
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    pairs: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TextKeyRow(Base):
    """One of the keys of a text; in SQLite the index is the table."""

    __tablename__ = "text_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)


class ChoreRow(Base):
    """Something that is done from time to time, by one process of all: see ``storage.chores``.

    ``done_at`` is when the last one that came to its end had begun.
    """

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaceRow(Base):
    """When an installation may write to GitHub next: see ``storage.paces``. Seconds since 1970."""

    __tablename__ = "paces"

    installation_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    next_write_at: Mapped[float] = mapped_column(Double)


class ReadRow(Base):
    """What GitHub answered to a read: see ``storage.reads``. Rows are numbered in the order of their writing.

    ``key`` is the digest of who asked and of the URL, ``repository`` in lower case the one it is about,
    ``body`` compressed.
    """

    __tablename__ = "reads"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    who: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(Text)
    repository: Mapped[str] = mapped_column(String(255), index=True)
    etag: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TallyRow(Base):
    """How often something happened, in all processes together: see ``storage.tallies``.

    ``name`` and ``labels`` (JSON) are those of a sample of Prometheus.
    """

    __tablename__ = "tallies"

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    labels: Mapped[str] = mapped_column(String(255), primary_key=True)
    value: Mapped[float] = mapped_column(Float)


class SessionRow(Base):
    """Somebody who signed in through GitHub: see ``storage.sessions``. GitHub's token is not kept.

    ``digest`` is that of the browser's cookie; ``repositories`` are those that the account helps to maintain,
    in lower case, as GitHub said at ``signed_in_at``.
    """

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    login: Mapped[str] = mapped_column(String(100))
    repositories: Mapped[list[str]] = mapped_column(JSON)
    signed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TicketRow(Base):
    """A ``state`` that Byline gave to a browser and takes back once: see ``storage.tickets``."""

    __tablename__ = "tickets"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

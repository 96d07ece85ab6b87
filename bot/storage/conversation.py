"""The commands that people gave in comments, what came of each, and what they add up to for a thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.models import ActRow, CommandOutcome, CommandRow, PastRow
from bot.storage.types import storable
from detectors.model import Declared, Override, State

_ARGUMENT_LIMIT: Final = 2_000
_ORDER: Final = (CommandRow.at, CommandRow.id)


@dataclass(frozen=True, slots=True)
class Given:
    """One command. ``subject`` is the thread's key (``owner/repo#12``), ``at`` when the comment was written.

    ``tool`` is what ``disclose`` names; ``argument`` is then the extent.
    """

    repository: str
    subject: str
    comment_id: str
    command: str
    argument: str
    tool: str
    by: str
    at: datetime
    outcome: CommandOutcome


_COLUMNS: Final = tuple(getattr(CommandRow, item.name) for item in fields(Given))


class Conversation:
    """Write and read commands. Repositories and subjects ignore case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_comment(self, comment_id: str) -> tuple[Given, ...]:
        """Return the commands of a comment in order; none where it was not kept yet."""
        found = select(*_COLUMNS).where(CommandRow.comment_id == comment_id).order_by(CommandRow.position)
        with self._database.read() as connection:
            return tuple(Given(**row._asdict()) for row in connection.execute(found))

    def keep(self, commands: Sequence[Given]) -> bool:
        """Keep the commands of one comment, all or none; ``False`` where they were kept before."""
        rows = [{**_row(given), "position": at} for at, given in enumerate(commands)]
        try:
            with self._database.write() as connection:
                connection.execute(insert(CommandRow), rows)
        except IntegrityError:
            return False
        return True

    def recall(self, state: State, subject: str) -> State:
        """Return a state that also knows what the commands about a thread come to; the latest ones count."""
        which = (CommandRow.subject == _folded(subject)) & (CommandRow.outcome == CommandOutcome.DONE)
        with self._database.read() as connection:
            rows = connection.execute(select(*_COLUMNS).where(which).order_by(*_ORDER))
            return add_up(state, [Given(**row._asdict()) for row in rows])

    def appeals(self, subject: str) -> list[Given]:
        """Return the appeals about a thread, oldest first."""
        which = (CommandRow.subject == _folded(subject)) & (CommandRow.command == "appeal")
        done = which & (CommandRow.outcome == CommandOutcome.DONE)
        with self._database.read() as connection:
            rows = connection.execute(select(*_COLUMNS).where(done).order_by(*_ORDER))
            return [Given(**row._asdict()) for row in rows]

    def hid_something_of(self, repository: str, subject: str, login: str) -> bool:
        """Return whether Byline hid a comment of somebody in a thread."""
        prefix = f"{_folded(subject)}/"
        hidden = select(ActRow.subject).where(
            ActRow.subject.startswith(prefix, autoescape=True), ActRow.action == "hide"
        )
        theirs = select(PastRow.contribution).where(
            PastRow.repository == storable(repository.casefold(), 255),
            PastRow.author == storable(login.casefold(), 255),
        )
        with self._database.read() as connection:
            comments = [name.removeprefix(prefix) for name in connection.scalars(hidden)]
            if not comments:
                return False
            return connection.execute(theirs.where(PastRow.contribution.in_(comments))).first() is not None


def add_up(state: State, done: Sequence[Given]) -> State:
    """Return a state that also knows what commands come to: those that were done, oldest first."""
    return replace(
        state,
        override=_override(done),
        declared=_declared(done),
        ignored=tuple(sorted({given.argument for given in done if given.command == "ignore"})),
        explain=any(given.command == "explain" for given in done),
    )


def _folded(subject: str) -> str:
    return storable(subject.casefold(), 300)


def _row(given: Given) -> dict[str, object]:
    return {
        "repository": storable(given.repository.casefold(), 255),
        "subject": _folded(given.subject),
        "comment_id": storable(given.comment_id, 64),
        "command": storable(given.command, 16),
        "argument": storable(given.argument, _ARGUMENT_LIMIT),
        "tool": storable(given.tool, 100),
        "by": storable(given.by, 100),
        "at": given.at,
        "outcome": given.outcome,
    }


def _last(done: Iterable[Given], *commands: str) -> Given | None:
    return next((given for given in reversed(list(done)) if given.command in commands), None)


def _override(done: Iterable[Given]) -> Override | None:
    found = _last(done, "human", "ai")
    if found is None:
        return None
    says: Literal["human", "ai"] = "human" if found.command == "human" else "ai"
    return Override(says, found.by, _moment(found.at), found.argument)


def _declared(done: Iterable[Given]) -> Declared | None:
    found = _last(done, "disclose")
    return Declared(found.tool, found.argument, found.by, _moment(found.at)) if found else None


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

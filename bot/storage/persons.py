"""Forgetting a person: every row that names their account, in whatever place.

What others decided stays decided: of judgements a thin row is left, which names nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update

from bot.storage import batches, standings
from bot.storage.database import Database
from bot.storage.forgetting import forget_answers
from bot.storage.models import (
    AuditRow,
    CommandRow,
    DeliveryRow,
    FeedbackRow,
    NoticeRow,
    PastRow,
    ReadRow,
    State,
    TextRow,
)
from bot.storage.sessions import Sessions
from bot.storage.texts import Texts
from bot.storage.thin import COLUMNS, is_whole, thin

#: Under these keys payloads and facts hold an account's name, alone or in a list.
_KEYS: Final = frozenset(
    {"login", "username", "author", "author_login", "committer_login", "by", "assignees", "review_bots"}
)
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"
#: In notices a character without width stands between @ and the name.
_UNPINGED: Final = "\N{ZERO WIDTH SPACE}"
_SAID: Final = (DeliveryRow.note, DeliveryRow.outcome, DeliveryRow.error)
_WAITING: Final = (State.QUEUED, State.RUNNING, State.FAILED)


class Persons:
    """Deletes what the database holds about somebody, or with ``dry`` counts it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, login: str, *, dry: bool = False) -> dict[str, int]:
        """Delete what names an account; return how many rows of each table.

        Deliveries that still have to be worked on stay until they are done: see ``waiting``.
        """
        name = login.casefold()
        done = {
            "deliveries": self._deliveries(name, dry),
            "audits": self._audits(name, dry),
            # Before the table that says which contributions are theirs.
            "feedback": self._feedback(name, dry),
            "notices": self._notices(name, dry),
            "contributions": self._all(PastRow, PastRow.author == name, dry),
            "texts": self._count_texts(name) if dry else Texts(self._database).forget_author(name),
            "commands": self._commands(name, dry),
            "sessions": Sessions(self._database).end_of_login(name, dry=dry),
            # Whom GitHub's answers name is not looked for: what is gone is asked for again.
            "reads": self._all(ReadRow, ReadRow.id > 0, dry),
        }
        return done | forget_answers(self._database, dry=dry)

    def waiting(self, login: str) -> int:
        """Return how many deliveries that are still to be worked on name an account."""
        return sum(1 for _ in self._naming(login.casefold(), DeliveryRow.state.in_(_WAITING)))

    def _deliveries(self, name: str, dry: bool) -> int:
        """A payload is emptied and its row deleted; rows without payload are found by what they say."""
        done = 0
        for id_ in self._naming(name, DeliveryRow.state.not_in(_WAITING)):
            done += 1
            if not dry:
                with self._database.write() as connection:
                    connection.execute(delete(DeliveryRow).where(DeliveryRow.id == id_))
        return done

    def _naming(self, name: str, which: ColumnElement[bool]) -> Iterator[int]:
        row, named, word, last = DeliveryRow, names(name), _word(name), 0
        payload = _as_text(self._database, row.payload)
        worth_reading = or_(*(func.lower(text).contains(name, autoescape=True) for text in (payload, *_SAID)))
        while True:
            with self._database.read() as connection:
                page = select(row.id).where(which, worth_reading, row.id > last).order_by(row.id)
                ids = connection.scalars(page.limit(batches.ROWS)).all()
            for id_ in ids:
                with self._database.read() as connection:  # one at a time: a payload may be large
                    found = connection.execute(select(row.payload, *_SAID).where(row.id == id_)).first()
                if found and (named(_parsed(found.payload)) or any(map(word.search, found[1:]))):
                    yield id_
            if len(ids) < batches.ROWS:
                return
            last = ids[-1]

    def _audits(self, name: str, dry: bool) -> int:
        """Thin the judgements that name somebody; of their own contributions the scores go as well."""
        named, last, done = names(name), 0, 0
        row = AuditRow
        parts = (row.facts, row.findings, row.decision, row.actions)
        worth_reading = or_(*(func.lower(cast(part, Text)).contains(name, autoescape=True) for part in parts))
        asked = select(*COLUMNS, row.facts, row.findings, row.decision).where(worth_reading)
        while True:
            with self._database.read() as connection:
                rows = connection.execute(asked.where(row.id > last).order_by(row.id).limit(20)).all()
            for found in rows:
                last = found.id
                if not named([found.facts, found.findings, found.decision, found.actions]):
                    continue
                done += 1
                left = thin(found.actions, scores=_author(found.facts) != name)
                if not dry:
                    with self._database.write() as connection:
                        connection.execute(update(row).where(row.id == found.id).values(left))
                        standings.forget(connection, [found.id])
            if not rows:
                return done + self._own_scores(name, dry)

    def _own_scores(self, name: str, dry: bool) -> int:
        """Take the scores of somebody's own contributions out of judgements that are thin already."""
        own = select(PastRow.id).where(
            PastRow.author == name,
            PastRow.repository == func.lower(AuditRow.repository),
            PastRow.kind == AuditRow.kind,
            PastRow.contribution == AuditRow.contribution_id,
        )
        which = own.exists() & ~is_whole() & AuditRow.human_tail.is_not(None)
        return batches.update_all(
            self._database, AuditRow, which, {"scores": [], "human_tail": None}, dry=dry
        )

    def _feedback(self, name: str, dry: bool) -> int:
        """Delete what somebody said, and what was said about what they wrote."""
        own = select(PastRow.id).where(
            PastRow.author == name,
            PastRow.repository == FeedbackRow.repository,
            PastRow.kind == FeedbackRow.kind,
            PastRow.contribution == FeedbackRow.contribution_id,
        )
        which = (func.lower(FeedbackRow.by) == name) | own.exists()
        emptied = self._empty(FeedbackRow, FeedbackRow.reason, name, ~which, dry)
        return self._all(FeedbackRow, which, dry) + emptied

    def _commands(self, name: str, dry: bool) -> int:
        """Delete the commands that somebody gave, and their name from those of others."""
        which = func.lower(CommandRow.by) == name
        emptied = self._empty(CommandRow, CommandRow.argument, name, ~which, dry)
        return self._all(CommandRow, which, dry) + emptied

    def _notices(self, name: str, dry: bool) -> int:
        """Delete the notices about what somebody wrote, and empty those that name them."""
        ends = (PastRow.repository + sign + PastRow.contribution for sign in ("#", "@"))
        of_comment = PastRow.repository + "#%/" + PastRow.contribution
        about = [*(NoticeRow.subject == end for end in ends), NoticeRow.subject.like(of_comment)]
        own = select(PastRow.id).where(
            PastRow.author == name, PastRow.repository == NoticeRow.repository, or_(*about)
        )
        emptied = self._empty(NoticeRow, NoticeRow.text, name, ~own.exists(), dry, seen=True)
        return self._all(NoticeRow, own.exists(), dry) + emptied

    def _all(self, table: Any, which: ColumnElement[bool], dry: bool) -> int:
        return batches.delete_all(self._database, table, which, dry=dry)

    def _empty(
        self, table: Any, column: Any, name: str, which: ColumnElement[bool], dry: bool, **values: Any
    ) -> int:
        """Empty a column where it names somebody."""
        word = _word(name)
        worth_reading = func.lower(column).contains(name, autoescape=True)
        with self._database.read() as connection:
            rows = connection.execute(select(table.id, column).where(worth_reading, which)).all()
        ids = [id_ for id_, text in rows if word.search(text)]
        for start in range(0, 0 if dry else len(ids), batches.ROWS):
            with self._database.write() as connection:
                some = table.id.in_(ids[start : start + batches.ROWS])
                connection.execute(update(table).where(some).values({column.key: "", **values}))
        return len(ids)

    def _count_texts(self, name: str) -> int:
        with self._database.read() as connection:
            return batches.count(connection, TextRow, TextRow.author == name)


def names(login: str) -> Callable[[Any], bool]:
    """Return what says whether JSON names an account: where a login stands, or as ``@login`` in a text."""
    login = login.casefold()
    mention = re.compile(rf"@{_UNPINGED}?{re.escape(login)}{_AFTER}", re.IGNORECASE)

    def says(value: Any) -> bool:
        level: list[tuple[str, Any]] = [("", value)]
        while level:
            below: list[tuple[str, Any]] = []
            for key, item in level:
                if isinstance(item, dict):
                    below += item.items()
                elif isinstance(item, list):
                    below += [(key, part) for part in item]
                elif isinstance(item, str) and (
                    (key in _KEYS and item.casefold() == login) or mention.search(item)
                ):
                    return True
            level = below
        return False

    return says


def _word(login: str) -> re.Pattern[str]:
    """Return the pattern of an account's name as a word of a text that Byline or a maintainer wrote."""
    return re.compile(f"{_BEFORE}{re.escape(login)}{_AFTER}", re.IGNORECASE)


def _as_text(database: Database, column: Any) -> ColumnElement[str]:
    """Return bytes as a text in which ASCII is itself, whatever else they are."""
    if database.engine.dialect.name == "postgresql":
        return func.encode(column, "escape")
    return cast(column, Text)


def _parsed(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return {"": payload.decode("utf-8", "replace")}


def _author(facts: dict[str, Any]) -> str:
    try:
        login = facts["contribution"]["author"]["login"]
    except (KeyError, TypeError):
        return ""
    return login.casefold() if isinstance(login, str) else ""

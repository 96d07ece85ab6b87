"""Who signed in to the pages through GitHub: their browser holds a secret, of which a digest is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Text, cast, delete, false, func, insert, or_, select

from bot.storage import batches
from bot.storage.database import Database
from bot.storage.models import SessionRow

_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in; ``repositories`` (in lower case) are those that they help to maintain."""

    login: str
    repositories: frozenset[str]


class Sessions:
    """Begin, find and end sessions. ``clock`` gives the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def begin(self, login: str, repositories: Collection[str], lasts: timedelta) -> str:
        """Begin a session that lasts so long; return the secret for the browser's cookie."""
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._clock()
        row = {
            "digest": _digest(secret),
            "login": login,
            "repositories": sorted({name.casefold() for name in repositories}),
            "signed_in_at": now,
            "expires_at": now + lasts,
        }
        with self._database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            connection.execute(insert(SessionRow).values(row))
        return secret

    def find(self, secret: str) -> Session | None:
        """Return the session of a browser; ``None`` where there is none, or its time is over."""
        asked = select(SessionRow.login, SessionRow.repositories).where(
            SessionRow.digest == _digest(secret), SessionRow.expires_at > self._clock()
        )
        with self._database.read() as connection:
            found = connection.execute(asked).first()
        return Session(found.login, frozenset(found.repositories)) if found else None

    def end(self, secret: str) -> None:
        """End the session of a browser, if there is one."""
        with self._database.write() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.digest == _digest(secret)))

    def end_of_login(self, login: str, *, dry: bool = False) -> int:
        """End the sessions of an account; return how many there were. With ``dry`` they are only counted."""
        which = func.lower(SessionRow.login) == login.casefold()
        return batches.delete_all(self._database, SessionRow, which, dry=dry)

    def end_of(self, repositories: Collection[str], *, dry: bool = False) -> int:
        """End the sessions that show one of some repositories: who may see what is then asked anew."""
        return batches.delete_all(self._database, SessionRow, _lists(repositories), dry=dry)

    def of_owner(self, owner: str) -> frozenset[str]:
        """Return the repositories of an account that some session shows, in lower case."""
        beginning = f"{owner.casefold()}/"
        with self._database.read() as connection:
            found = connection.scalars(select(SessionRow.repositories).where(_holds(f'"{beginning}'))).all()
        return frozenset(name for names in found for name in names if name.startswith(beginning))


def _lists(repositories: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(_holds(json.dumps(name.casefold())) for name in repositories))


def _holds(text: str) -> ColumnElement[bool]:
    """Both engines keep JSON as the text that it was written as."""
    return cast(SessionRow.repositories, Text).contains(text, autoescape=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

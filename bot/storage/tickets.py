"""Single-use states: given to a browser before it goes to GitHub, and taken back once when it returns.

A state is signed with the server's own key and bound to its purpose and to the browser that got it; that it
is single-use is remembered in the database, so it holds over several web processes and machines.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, insert, select

from bot.storage.database import Database
from bot.storage.models import TicketRow

_NONCE_BYTES: Final = 24
#: More people than this do not sign in at once; of what a flood leaves behind the oldest goes first.
MOST: Final = 10_000


class Tickets:
    """Give out states and take them back. ``clock`` gives the present in UTC."""

    def __init__(
        self, database: Database, key: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._key = key
        self._clock = clock

    def give(self, purpose: str, browser: str, lasts: timedelta) -> str:
        """Return a new state for a browser (a secret of its cookie); it holds for so long.

        At most ``MOST`` are open at a time: the one that would end first gives way.
        """
        state = self._signer(purpose).dumps([secrets.token_urlsafe(_NONCE_BYTES), _digest(browser)])
        now = self._clock()
        with self._database.write() as connection:
            connection.execute(delete(TicketRow).where(TicketRow.expires_at <= now))
            connection.execute(insert(TicketRow).values(digest=_digest(state), expires_at=now + lasts))
            newest = select(TicketRow.digest).order_by(TicketRow.expires_at.desc())
            too_many = connection.scalars(newest.offset(MOST).limit(MOST)).all()
            if too_many:
                connection.execute(delete(TicketRow).where(TicketRow.digest.in_(too_many)))
        return str(state)

    def take(self, purpose: str, browser: str, state: str) -> bool:
        """Say whether a state was given to this browser for this purpose, in time, and not taken before."""
        try:
            _nonce, bound = self._signer(purpose).loads(state)
        except (BadData, ValueError, TypeError):
            return False
        if not secrets.compare_digest(str(bound).encode(), _digest(browser).encode()):
            return False
        which = (TicketRow.digest == _digest(state)) & (TicketRow.expires_at > self._clock())
        with self._database.write() as connection:
            return connection.execute(delete(TicketRow).where(which)).rowcount == 1

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt=f"byline {purpose}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

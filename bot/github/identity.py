"""Whose comments, check runs and label events are Byline's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from bot.github.records import AppRef, User


class Identity:
    """The account and App that Byline acts as; asked for when first needed, then kept.

    ``ask`` returns (login, App id or None), or None for a caller without a token, to whom nothing belongs.
    """

    def __init__(self, ask: Callable[[], tuple[str, int | None] | None]) -> None:
        self._ask = ask

    @cached_property
    def _known(self) -> tuple[str, int | None] | None:
        return self._ask()

    @property
    def known(self) -> bool:
        """Whether Byline has an identity at all."""
        return self._known is not None

    @property
    def login(self) -> str:
        """The account's login; empty for anonymous callers."""
        return self._known[0] if self._known else ""

    @property
    def app_id(self) -> int | None:
        """The App's id, where Byline is one."""
        return self._known[1] if self._known else None

    def did(self, actor: User | None, app: AppRef | None) -> bool:
        """Whether something done by ``actor`` through ``app`` was done by Byline."""
        if self._known is None:
            return False
        by_app = app is not None and app.id == self.app_id
        return by_app or (actor is not None and actor.login.casefold() == self.login.casefold())

    def decided(self, actor: User | None, app: AppRef | None) -> bool:
        """Whether a label was surely put on or taken off by Byline itself.

        Only an App can tell: a token acts under the account of a person, or of every workflow.
        """
        return self.app_id is not None and self.did(actor, app)

    def owns_check(self, app: AppRef | None) -> bool:
        """Whether a check run that ``app`` made is Byline's; only Apps make check runs.

        An App asks for its own runs only, so one without a maker is its own (some servers leave it out).
        """
        if app is None or self._known is None:
            return self.app_id is not None
        return app.id == self.app_id if self.app_id is not None else f"{app.slug}[bot]" == self.login

"""Who may give which command: the author of the thread, people with triage, or both."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

from bot.errors import CouldNotLook
from policies.words import PERMISSION_RANK

_BY_ANYBODY_CONCERNED: Final = frozenset({"recheck", "appeal", "explain"})
_BY_AUTHOR: Final = frozenset({"disclose"})


class Giver:
    """Somebody who gives commands. ``role`` is asked only where it matters, and once.

    ``is_author``: of the thread; ``is_concerned``: Byline hid a comment of theirs there, so they may appeal.
    """

    def __init__(self, login: str, *, is_author: bool, is_concerned: bool, role: Callable[[], str]) -> None:
        self.login = login
        self.is_author = is_author
        self._is_concerned = is_concerned
        self._role = role

    def may(self, command: str) -> bool:
        """Return whether the command is theirs to give.

        Raises:
            CouldNotLook: GitHub did not say which role they have; then nothing is done.
        """
        if command in _BY_AUTHOR:
            return self.is_author
        if command in _BY_ANYBODY_CONCERNED and self.is_author:
            return True
        if command == "appeal" and self._is_concerned:
            return True
        return self._can_triage

    @cached_property
    def _can_triage(self) -> bool:
        role = self._role()
        if role not in PERMISSION_RANK:
            raise CouldNotLook(f"{self.login} has the role {role!a}, which is none of GitHub's own")
        return PERMISSION_RANK[role] >= PERMISSION_RANK["triage"]

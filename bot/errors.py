"""One tree of errors. Each says in one line what happened, where, and what to do next."""

from __future__ import annotations

from datetime import datetime


class BylineError(Exception):
    """Base of every error that Byline raises on purpose; ``exit_code`` is the command line's answer."""

    exit_code = 2


class UsageError(BylineError):
    """The input or a setting is wrong; trying again without changing it will not help."""


class CouldNotLook(BylineError):  # noqa: N818 - the word that the whole design uses
    """Something needed could not be reached or seen: network, permission, missing object."""

    exit_code = 3


class NotFound(CouldNotLook):
    """GitHub or git was asked and said that the thing is not there (or may not be seen)."""


class RetryLater(CouldNotLook):
    """A passing fault. ``at`` is the earliest time to try again (UTC), where the other side named one."""

    def __init__(self, message: str, at: datetime | None = None) -> None:
        super().__init__(message)
        self.at = at

"""Refusals that GitHub gives no reason for: they are doubted for a while before they are believed.

What GitHub means to refuse it explains, with the address of its documentation: a permission that was not
granted, a rule of an organization. A bare 403, and the one of git, may as well come from a proxy,
an overloaded server or a token that ran out a moment ago. Believed at once, it would leave a contribution
judged without a fact that can be had a minute later, and nobody would look again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from bot.errors import CouldNotLook, RetryLater

#: So many attempts are never believed, and a later one only where the one before met such a refusal, too.
DOUBTED: Final = 2
_MARK: Final = "refused without a reason, asking again"
_doubting: ContextVar[bool] = ContextVar("doubting", default=False)


@contextmanager
def doubting(attempt: int, error: str) -> Iterator[None]:
    """Doubt refusals in this block, which is one ``attempt`` (the first is 1) at something.

    ``error`` is what the attempt before ended in. An outage of another kind uses up attempts as well; the
    first refusal after it is doubted all the same.
    """
    token = _doubting.set(attempt <= DOUBTED or not error.startswith(_MARK))
    try:
        yield
    finally:
        _doubting.reset(token)


def doubted(refusal: CouldNotLook) -> CouldNotLook:
    """Return the error to raise for a refusal without a reason; where it is doubted, for another attempt."""
    return RetryLater(f"{_MARK}: {refusal}") if _doubting.get() else refusal

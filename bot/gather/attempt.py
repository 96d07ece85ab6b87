"""A question to GitHub whose answer may be refused: the one place where a refusal becomes ``Unknown``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.errors import CouldNotLook, RetryLater
from detectors.model import Unknown

T = TypeVar("T")


def attempt(ask: Callable[[], T]) -> T | Unknown:
    """Return the answer, or why there is none.

    Raises:
        RetryLater: a passing fault: the whole is then tried again.
    """
    try:
        return ask()
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(str(error))

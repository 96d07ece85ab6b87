"""Patterns that a project writes, matched against text that a stranger writes.

Both sides are hostile input, so matching must take linear time. RE2 gives that by construction; in return it
knows no look-around and no back references (https://github.com/google/re2/wiki/Syntax).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]

MAX_LENGTH: Final = 200
_MEMORY: Final = 1 << 20  # bytes that one compiled pattern may use


class PatternError(ValueError):
    """The pattern cannot be used; the message says why."""


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def check(pattern: str) -> None:
    """Make sure that ``pattern`` can be used.

    Raises:
        PatternError: it is longer than ``MAX_LENGTH`` characters, or RE2 does not accept it.
    """
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"longer than {MAX_LENGTH} characters")
    try:
        _compiled(pattern)
    except UnicodeEncodeError as error:
        raise PatternError("it holds half a character") from error
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        raise PatternError(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        ) from error


def matches(pattern: str, text: str) -> bool:
    """Return whether all of ``text`` matches ``pattern``, in time linear in both."""
    return _compiled(pattern).fullmatch(text.encode("utf-8", "replace")) is not None

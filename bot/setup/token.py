"""The one-time token that opens the set-up pages: printed on the server's console, good for one visit.

It lies in ``$BYLINE_HOME`` for all web processes of a machine, who take it under a lock.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Final

from filelock import FileLock

from bot.setup.dotenv import write_privately

_NAME: Final = "setup-token"
_BYTES: Final = 24
_LOCK_SECONDS: Final = 10


def renew(home: Path) -> str:
    """Return a new token; the one before is worth nothing any more.

    Raises:
        OSError: it cannot be kept.
    """
    token = secrets.token_urlsafe(_BYTES)
    write_privately(home / _NAME, f"{token}\n")
    return token


def present(home: Path) -> str:
    """Return the token that is valid now; empty where there is none."""
    try:
        return (home / _NAME).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def take(home: Path, given: str) -> str | None:
    """Return the next token where ``given`` is the present one, which ends with that; else ``None``.

    Raises:
        OSError: the next one cannot be kept.
    """
    with FileLock(home / f".{_NAME}.lock", timeout=_LOCK_SECONDS):
        kept = present(home)
        if not kept or not hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode()):
            return None
        return renew(home)


def forget(home: Path) -> None:
    """Take the token away: nobody needs it once an App is configured."""
    (home / _NAME).unlink(missing_ok=True)

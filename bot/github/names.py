"""Names that end up in a URL or a path, checked before they get there."""

from __future__ import annotations

import re
from typing import Final

from bot.errors import UsageError

# An owner is letters, digits, hyphens and (for managed users) underscores; a name may have dots as well.
_REPOSITORY: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}", re.ASCII
)
_OWNER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)
_LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\[bot\])?", re.ASCII)
_SHA: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)


def repository_name(text: str) -> str:
    """Return ``text`` if it can be the full name of a repository (``owner/name``).

    Raises:
        UsageError: it cannot.
    """
    if not _REPOSITORY.fullmatch(text) or text.endswith(".git"):
        raise UsageError(f"not a repository name (owner/name): {text[:200]!a}")
    return text


def owner_name(text: str) -> str:
    """Return ``text`` if it can be an account that owns repositories.

    Raises:
        UsageError: it cannot.
    """
    if not _OWNER.fullmatch(text):
        raise UsageError(f"not an account's name: {text[:200]!a}")
    return text


def login_name(text: str) -> str:
    """Return ``text`` if it can be the login of an account, also of an App (``name[bot]``).

    Raises:
        UsageError: it cannot.
    """
    if not _LOGIN.fullmatch(text):
        raise UsageError(f"not a login: {text[:200]!a}")
    return text


def is_git_id(text: str) -> bool:
    """Whether ``text`` is a whole id that git makes of what it names: 40 or 64 lower-case hex digits."""
    return _SHA.fullmatch(text) is not None


def commit_id(text: str) -> str:
    """Return ``text`` if it can be a whole commit id (40 or 64 lower-case hex digits).

    Raises:
        UsageError: it cannot.
    """
    if not is_git_id(text):
        raise UsageError(f"not a whole commit id: {text[:200]!a}")
    return text

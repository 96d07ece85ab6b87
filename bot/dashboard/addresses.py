"""Where a contribution's page is: from its subject to the address, and back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from bot.errors import UsageError
from bot.github.names import repository_name
from bot.storage.searching import Key

ROOT: Final = "/contributions"
#: Comments and reviews of a thread; their ids are GitHub's, or Byline's for comments on a line.
REPLIES: Final = ("comment", "review")
_SUBJECT: Final = re.compile(
    r"(?P<repository>[^#@\s]{1,200})(?:#(?P<number>[1-9][0-9]{0,17})(?:/[^/\s]*)?|@(?P<id>[^/\s]{1,100}))",
    re.ASCII,
)
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,100}", re.ASCII)


def address_of(subject: str | None, kind: str = "", contribution_id: str = "") -> str | None:
    """Return the address of the page of a contribution; ``None`` where the subject names none.

    ``subject`` is its key (``owner/repo#12``, ``owner/repo@id``) or a notice's (``owner/repo#12/345``).
    Without ``kind`` it is that of the thread.
    """
    found = _SUBJECT.fullmatch(subject or "")
    if found is None:
        return None
    try:
        name = repository_name(found["repository"])
    except UsageError:
        return None
    if found["id"] is not None:
        return f"{ROOT}/{name}/at/{found['id']}" if _ID.fullmatch(found["id"]) else None
    thread = f"{ROOT}/{name}/{found['number']}"
    if kind not in REPLIES or not _ID.fullmatch(contribution_id):
        return thread
    return f"{thread}/{kind}/{quote(contribution_id)}"


def repository_in(owner: str, name: str) -> str | None:
    """Return the repository that an address names, if GitHub could have one of that name."""
    try:
        return repository_name(f"{owner}/{name}")
    except UsageError:
        return None


def thread_key(repository: str, number: int) -> Key:
    """Return the key of a pull request or issue."""
    return Key(f"{repository.casefold()}#{number}")


def reply_key(repository: str, number: int, kind: str, contribution_id: str) -> Key | None:
    """Return the key of a comment or review there, if it can be one."""
    if kind not in REPLIES or not _ID.fullmatch(contribution_id):
        return None
    return Key(f"{repository.casefold()}#{number}", kind, contribution_id)


def subject_at(repository: str, id_: str) -> str | None:
    """Return the subject of what has no number there (a commit, a security report), if it can be one."""
    return f"{repository.casefold()}@{id_}" if _ID.fullmatch(id_) else None

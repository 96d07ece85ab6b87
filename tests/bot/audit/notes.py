"""Notes to count, made as the audit makes them: from the words of a commit."""

from __future__ import annotations

import hashlib

from bot.audit.commits import parse
from bot.audit.judge import Counted, note
from bot.audit.note import Note

ADA = "Ada Byron <ada@example.com>"
#: 2025-01-06, 09:00 UTC.
START = 1_736_154_000
DAY = 86_400


def made(
    message: str,
    *,
    author: str = ADA,
    committer: str = "",
    at: int = START,
    parents: int = 1,
    headers: str = "",
    counted: Counted | None = None,
) -> Note:
    """Return the note on a commit with these words; its id comes from them."""
    lines = [f"parent {n:040x}" for n in range(1, parents + 1)]
    lines += [f"author {author} {at} +0000", f"committer {committer or author} {at} +0000"]
    data = "\n".join([*lines, headers] if headers else lines) + f"\n\n{message}\n"
    sha = hashlib.sha1(data.encode(), usedforsecurity=False).hexdigest()
    return note(sha, parse(data.encode()), counted or Counted(1, 0, 0, 10))

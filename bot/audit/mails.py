"""Mail addresses in a report: digests, unless the auditor asks for the addresses themselves."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final

from detectors.traces.agents import by_mail

_DIGITS: Final = 16
#: What stands around an ``@``; no part can hold another one, so a text is read once.
_ADDRESS: Final = re.compile(r"[^\s<>@(),;:\"]{1,200}@[^\s<>@()\[\],;:\"]{1,200}")


class Mails:
    """Shows addresses, or their digests. Agents' addresses are no person's, and are always shown."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown

    def of(self, mail: str) -> str:
        """Return what stands for an address; nothing for none."""
        return mail if self._shown or not mail else digest(mail)

    def in_text(self, text: str) -> str:
        """Return a quote with the addresses in it replaced."""
        return text if self._shown or "@" not in text else _ADDRESS.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    return match[0] if by_mail(match[0]) else digest(match[0])


@lru_cache(maxsize=65_536)
def digest(mail: str) -> str:
    """Return the digest of an address: the same for all spellings of it, and in all reports."""
    return hashlib.sha256(mail.strip().casefold().encode("utf-8", "replace")).hexdigest()[:_DIGITS]

"""What an audit is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Told what is being done, and how much of how much of it is done (0 of 0 where that cannot be said).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """``home`` is where notes and caches are kept; ``since`` and ``until`` are the first and last day (UTC).

    ``policy`` names the policy that was given, ``accepted`` are the keys (folded) of the trailers that it
    takes for a disclosure, ``dialect`` is the form of words that it asks for. ``mails``: addresses are shown
    in the place of their digests. ``jobs`` changes nothing in the report.
    """

    home: Path
    since: str = ""
    until: str = ""
    policy: str = ""
    accepted: frozenset[str] | None = None
    dialect: str = ""
    mails: bool = False
    jobs: int = 1

"""The commits of a history that bear a trace of an AI agent: what the project's claims are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Tier = Literal["declared", "exact"]


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace in one commit.

    ``date`` is the day of the commit (UTC, committer's). ``agent`` is a key of the agent list and ``name``
    how it is called; both are empty where AI is named and no tool. ``tier`` is declared (the author says so)
    or exact (any other). ``kind`` is the last part of the finding's id: trailer, account, footer,
    session-link or disclosure; ``trailer`` is the trailer's key, where it is one. ``line`` is the line of the
    message, from 1, and ``quote`` its text as it stands there: an attacker's.
    """

    commit: str
    date: str
    agent: str
    name: str
    tier: Tier
    kind: str
    trailer: str
    quote: str
    line: int | None


class Traces:
    """All traces of the audited history, the oldest commit first; each loop reads them anew.

    They are read out of the store as they are taken, so memory does not grow with the history. A commit comes
    as often as it has traces, one after the other.
    """

    def __init__(self, read: Callable[[], Iterator[Trace]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[Trace]:
        return self._read()

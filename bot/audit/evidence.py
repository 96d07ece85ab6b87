"""AI evidence of a history in three classes that are never mixed: declared, exact, and estimated as a share.

A commit counts in the firmest class that it has evidence of. The share is estimated among the rest: commits
of people, without merges, in which nobody and nothing says that an agent had a part.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.audit import dates
from bot.audit.judge import DISCLOSING
from bot.audit.mails import Mails
from bot.audit.model import Agent, Estimate, Quarter, Quote
from bot.audit.note import Note, Seen
from bot.audit.share import estimated
from bot.audit.store import Store
from bot.audit.traces import Tier, Trace, Traces
from detectors.prevalence import Tally
from detectors.signoff import people
from detectors.traces import agents

_EXAMPLES: Final = 5
_UNNAMED: Final = "AI, no tool named"


def tier(seen: Seen, accepted: frozenset[str]) -> Tier:
    """Return declared where the author says it: in words, or by a trailer made for that or accepted for it.

    ``accepted`` are the keys (folded) of the trailers that the project's policy takes for a disclosure. Any
    other trace is exact: it can be checked as well, but a program may have left it unasked.
    """
    key = seen.trailer.casefold()
    return "declared" if seen.declared or key in DISCLOSING or key in accepted else "exact"


def name_of(agent: str) -> str:
    """Return what an agent is called in a table."""
    return agents.BY_KEY[agent].name if agent in agents.BY_KEY else _UNNAMED


def traces(store: Store, span: tuple[int, int], accepted: frozenset[str], mails: Mails) -> Traces:
    """Return the traces in the commits of a span of time (seconds since 1970)."""
    return Traces(lambda: _traces(store, span, accepted, mails))


def _traces(store: Store, span: tuple[int, int], accepted: frozenset[str], mails: Mails) -> Iterator[Trace]:
    for note in store.notes(*span, traced=True):
        for seen in note.seen:
            yield Trace(
                commit=note.sha,
                date=dates.day(note.at),
                agent=seen.agent,
                name=name_of(seen.agent) if seen.agent else "",
                tier=tier(seen, accepted),
                kind=seen.kind,
                trailer=seen.trailer,
                quote=mails.in_text(seen.quote),
                line=seen.line,
            )


@dataclass
class _Agent:
    commits: int = 0
    first: int = 0
    last: int = 0
    examples: deque[Quote] = field(default_factory=lambda: deque(maxlen=_EXAMPLES))


@dataclass
class _Quarter:
    classes: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)


class Evidence:
    """Counts commit by commit, in the order of the history."""

    def __init__(self, accepted: frozenset[str], mails: Mails) -> None:
        self._accepted = accepted
        self._mails = mails
        self._agents: dict[tuple[str, Tier], _Agent] = {}
        self._quarters: dict[str, _Quarter] = {}
        #: Merges whose own message has a trace: pull requests are merged with their descriptions.
        self.merges = 0

    def add(self, note: Note) -> None:
        """Count a commit."""
        firsts: dict[tuple[str, Tier], Seen] = {}
        for seen in note.seen:
            firsts.setdefault((seen.agent, tier(seen, self._accepted)), seen)
        tiers = {tier_ for _, tier_ in firsts}
        self._count_agents(note, firsts)
        self.merges += bool(tiers) and note.parents > 1
        if note.parents > 1 or (not tiers and people.is_program(note.author)):
            return
        found = self._quarters.setdefault(dates.quarter(note.at), _Quarter())
        if tiers:
            found.classes["declared" if "declared" in tiers else "exact"] += 1
        elif note.tail is None:
            found.classes["not_judged"] += 1
        else:
            found.tally += Tally.of([note.tail])

    def _count_agents(self, note: Note, firsts: dict[tuple[str, Tier], Seen]) -> None:
        for key, seen in firsts.items():
            agent = self._agents.setdefault(key, _Agent(first=note.at))
            agent.commits += 1
            agent.last = note.at
            agent.examples.append(Quote(note.sha, "", seen.line, self._mails.in_text(seen.quote)))

    def agents(self) -> tuple[Agent, ...]:
        """Return the agents by name; one that left traces of both classes comes twice."""
        return tuple(
            Agent(
                key,
                name_of(key),
                tier_,
                it.commits,
                dates.day(it.first),
                dates.day(it.last),
                tuple(it.examples),
            )
            for (key, tier_), it in sorted(
                self._agents.items(), key=lambda item: (name_of(item[0][0]).casefold(), item[0])
            )
        )

    def quarters(self) -> tuple[Quarter, ...]:
        """Return the quarters that have commits, in order."""
        return tuple(_quarter(name, self._quarters[name]) for name in sorted(self._quarters))

    def whole(self) -> Estimate:
        """Return the estimate over all commits that were judged."""
        return estimated(sum((it.tally for it in self._quarters.values()), Tally()))


def _quarter(name: str, it: _Quarter) -> Quarter:
    judged = it.tally.judged
    return Quarter(
        quarter=name,
        commits=it.classes.total() + judged,
        declared=it.classes["declared"],
        exact=it.classes["exact"],
        judged=judged,
        not_judged=it.classes["not_judged"],
        estimate=estimated(it.tally),
    )

"""Counting what a policy would have done. Memory grows with the people, not with the contributions."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bot.simulation.judged import Judged
from policies.decision import Outcome

SCHEMA: Final = "byline/simulation/1"
#: So many contributions are listed, the latest first; all are counted.
MAX_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Person:
    """One author: how many contributions there are, and how many of them would have been touched."""

    name: str
    contributions: int
    touched: int
    outcomes: dict[str, int]


@dataclass(slots=True)
class Tally:
    """What a simulation has counted so far."""

    source: str
    policy: str
    notes: list[str] = field(default_factory=list)
    total: int = 0
    with_ai: int = 0
    exempt: int = 0
    touched: int = 0
    first: str = ""
    last: str = ""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    listed: list[Judged] = field(default_factory=list)
    unlisted: int = 0
    unseen: list[str] = field(default_factory=list)
    _authors: Counter[str] = field(default_factory=Counter)
    _touched: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, one: Judged) -> None:
        """Count one contribution; list it where anything is to be told of it."""
        self.total += 1
        self.with_ai += one.with_ai
        self.exempt += one.exempt
        self.touched += one.touched
        if one.date:
            self.first = min(self.first or one.date, one.date)
            self.last = max(self.last, one.date)
        self.outcomes[one.outcome] += 1
        self.violations.update(dict.fromkeys(breach.kind for breach in one.breaches).keys())
        asked = (response for breach in one.breaches for response in breach.responses)
        self.actions.update(dict.fromkeys(asked).keys())
        for clause, reason in dict(one.unknown).items():
            self.unknown[clause] += 1
            self.examples.setdefault(clause, reason)
        self._authors[one.author] += 1
        if one.touched:
            self._touched.setdefault(one.author, Counter())[str(one.outcome)] += 1
        if one.outcome is Outcome.PASS:
            return
        if len(self.listed) < MAX_LISTED:
            self.listed.append(one)
        else:
            self.unlisted += 1

    def people(self) -> list[Person]:
        """Return the authors that would have heard of it, those with the most such contributions first."""
        found = (
            Person(name, self._authors[name], counts.total(), dict(counts))
            for name, counts in self._touched.items()
        )
        return sorted(found, key=lambda person: (-person.touched, person.name.casefold()))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``byline/simulation/1``."""
        return {
            "schema": SCHEMA,
            "source": self.source,
            "policy": self.policy,
            "contributions": self.total,
            "from": self.first or None,
            "to": self.last or None,
            "with_ai": self.with_ai,
            "exempt": self.exempt,
            "touched": self.touched,
            "outcomes": {str(outcome): self.outcomes[outcome] for outcome in Outcome},
            "violations": dict(self.violations.most_common()),
            "actions": dict(self.actions.most_common()),
            "unknown": [
                {"clause": clause, "contributions": number, "for_example": self.examples[clause]}
                for clause, number in self.unknown.most_common()
            ],
            "people": [asdict(person) for person in self.people()],
            "listed": [{**asdict(one), "outcome": str(one.outcome)} for one in self.listed],
            "not_listed": self.unlisted,
            "could_not_look": list(self.unseen),
            "notes": list(self.notes),
        }

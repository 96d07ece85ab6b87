"""What a policy would have made of the contributions that this server has judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, select

from bot.errors import UsageError
from bot.storage import Database
from bot.storage.models import AuditRow, StandingRow
from bot.trial.bench import Bench, Chosen

#: The most contributions of one simulation, and the seconds that it may take.
MOST: Final = 200
_SECONDS: Final = 10.0
#: The outcomes, from the mildest to the gravest.
OUTCOMES: Final = ("pass", "note", "unknown", "hold", "close")


@dataclass(frozen=True, slots=True)
class Compared:
    """One contribution: the outcome that it had, and what would have become of it.

    ``now`` has the fields of ``bot.simulation.judged.Judged``.
    """

    audit: int
    subject: str
    then: str
    now: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation over kept judgements: ``tally`` is ``byline/simulation/1``.

    ``skipped`` could not be judged again, for ``left`` there was no time.
    """

    tally: Mapping[str, Any]
    compared: tuple[Compared, ...]
    skipped: int
    left: int

    @property
    def changed(self) -> list[Compared]:
        """Those with another outcome than they had, the gravest first."""
        other = [one for one in self.compared if one.then != one.now["outcome"]]
        return sorted(other, key=lambda one: -OUTCOMES.index(one.now["outcome"]))

    def before(self) -> dict[str, int]:
        """Return how many contributions had each outcome."""
        return {outcome: sum(one.then == outcome for one in self.compared) for outcome in OUTCOMES}

    def shown(self, most: int) -> list[Compared]:
        """Return those worth a look: whose outcome changes, then those with a violation."""
        rest = [one for one in self.compared if one.then == one.now["outcome"] and one.now["breaches"]]
        return [*self.changed, *rest][:most]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        changed = [
            {"subject": one.subject, "then": one.then or None, "now": one.now["outcome"]}
            for one in self.changed
        ]
        more = {
            "before": self.before(),
            "changed": changed,
            "skipped": self.skipped,
            "not_reached": self.left,
        }
        return {**self.tally, **more}


@dataclass(frozen=True, slots=True)
class _Kept:
    id: int
    subject: str
    outcome: str


def simulate(
    bench: Bench,
    database: Database,
    repository: str,
    policy: Chosen,
    most: int = MOST,
    clock: Callable[[], float] = time.monotonic,
) -> Simulation:
    """Judge the latest contributions to ``repository`` again, by ``policy``. Nothing is written.

    Raises:
        bot.trial.helper.BusyError, bot.trial.helper.GaveUpError: they could not be judged just now.
    """
    kept = _kept(database, repository, min(most, MOST))
    compared: list[Compared] = []
    until, looked = clock() + _SECONDS, 0
    for one in kept:
        if clock() > until:
            break
        looked += 1
        judged = _judged(bench, _facts(database, one.id), policy)
        if judged is not None:
            compared.append(Compared(one.id, one.subject, one.outcome, judged))
    name = policy.preset or "the policy in the editor"
    tally = bench.tally(repository, name, [one.now for one in compared])
    return Simulation(tally, tuple(compared), looked - len(compared), len(kept) - looked)


def in_force(database: Database, repository: str) -> Chosen | None:
    """Return the policy file of a repository as it was at the newest judgement; ``None``: there was none."""
    newest = (
        select(AuditRow.facts)
        .join(StandingRow, StandingRow.id == AuditRow.id)
        .where(StandingRow.repository == repository.casefold())
        .order_by(StandingRow.id.desc())
        .limit(1)
    )
    with database.read() as connection:
        facts = connection.scalars(newest).first()
    known = facts.get("repository") if facts else None
    if not known or not _is_file(known.get("policy")):
        return None
    extended = {
        item["name"]: item["file"] for item in known.get("extended", ()) if _is_file(item.get("file"))
    }
    return Chosen(text=known["policy"]["text"], repository=known["full_name"], extended=extended)


def _is_file(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("text"), str) and "path" in value


def _kept(database: Database, repository: str, most: int) -> list[_Kept]:
    """Return the newest judgement of each contribution, the latest first."""
    asked = (
        select(StandingRow.id, StandingRow.subject, StandingRow.outcome)
        .where(StandingRow.repository == repository.casefold())
        .order_by(StandingRow.id.desc())
        .limit(most)
    )
    with database.read() as connection:
        return [_Kept(*row) for row in connection.execute(asked)]


def _facts(database: Database, id_: int) -> str:
    """Return the facts of a judgement as text, which need not be read here; empty where they are gone."""
    found = select(cast(AuditRow.facts, Text)).where(AuditRow.id == id_)
    with database.read() as connection:
        text = connection.scalars(found).first()
    return text if text and text != "{}" else ""


def _judged(bench: Bench, facts: str, policy: Chosen) -> dict[str, Any] | None:
    """Return what would have become of it; ``None`` where the facts are gone, or of another version."""
    try:
        answer = bench.try_out(facts, policy) if facts else {}
    except UsageError:
        return None
    return answer if "outcome" in answer else None

"""Everything that is counted commit by commit, in one pass over the notes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audit.dialects import Dialects
from bot.audit.drops import Drops
from bot.audit.evidence import Evidence
from bot.audit.mails import Mails
from bot.audit.model import AIEvidence, Exclusion, Reviews
from bot.audit.model import People as PeopleFound
from bot.audit.note import Note
from bot.audit.people import People
from bot.audit.scope import Counts
from detectors.model import Unknown
from detectors.signoff.mailmap import Mailmap


@dataclass
class Tallies:
    """The counts. Memory grows with the number of people and of months, not of commits."""

    counts: Counts
    evidence: Evidence
    dialects: Dialects
    people: People
    drops: Drops

    @classmethod
    def of(cls, accepted: frozenset[str], aliases: Mailmap, mails: Mails) -> Tallies:
        """Return counts of nothing yet. ``accepted`` are the trailers that are taken for disclosures."""
        return cls(
            Counts(), Evidence(accepted, mails), Dialects(mails), People(aliases, mails), Drops(aliases)
        )

    def add(self, note: Note) -> None:
        """Count a commit; they come in the order of the history."""
        self.counts.add(note)
        self.evidence.add(note)
        self.dialects.add(note)
        self.people.add(note)
        self.drops.add(note)

    def ai(self, dialect: str) -> AIEvidence:
        """Return the evidence; ``dialect`` is the one that the project asks for, if any."""
        return AIEvidence(
            agents=self.evidence.agents(),
            quarters=self.evidence.quarters(),
            whole=self.evidence.whole(),
            dialects=self.dialects.result(),
            chosen=dialect,
        )

    def people_found(self, reviews: Reviews | Unknown) -> PeopleFound:
        """Return who wrote and signed, with the ``reviews`` that the hosting site tells of."""
        table = self.people.table()
        kinds = [person.kind for person in table.persons if person.commits]
        return PeopleFound(
            persons=table.persons,
            authors=kinds.count("person") + kinds.count("imported"),
            bots=kinds.count("bot"),
            agents=kinds.count("agent"),
            unknown_mail=table.unknown_mail,
            changed_mail=table.changed_mail,
            imported=self.people.imported,
            months=self.people.months(),
            agent_sign_offs=self.people.agent_sign_offs(),
            drops=self.drops.result(),
            reviews=reviews,
        )

    def exclusions(self) -> tuple[Exclusion, ...]:
        """Return what could not be counted, and what is not listed."""
        unlisted = self.drops.dropped - len(self.drops.result())
        found = (
            Exclusion(
                "commits",
                self.evidence.merges,
                "merges with a declared or exact trace: they are listed under the agents, "
                "and left out of quarters",
            ),
            Exclusion("commits", self.drops.uncounted, "lines not counted: contents are not there"),
            Exclusion("large commits", unlisted, "only the largest ones are listed"),
        )
        return tuple(one for one in found if one.count)

"""Rows in every table about one repository and one person, written by the parts that write them for real."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter
from sqlalchemy import select

from bot.gather.facts_file import to_json
from bot.github.etags import Remembered
from bot.inbox import Delivery, Inbox, Task
from bot.storage import (
    Acts,
    Audit,
    Audits,
    Conversation,
    Database,
    Feedback,
    Given,
    Notices,
    Opinion,
    Opinions,
    Paces,
    Reads,
    Says,
    Sessions,
    Source,
    Tallies,
    Tickets,
    Turns,
)
from bot.storage.models import Base, CommandOutcome
from bot.storage.texts import Texts
from detectors.model import Account, Contribution, Facts, Kind, Repository
from detectors.repetition import queries
from tests.detectors.repetition.build import REPORT, issue
from tests.factories import state


@dataclass(frozen=True)
class Place:
    """Where a row is about: a repository, a person who contributes there, and the installation."""

    repository: str
    login: str
    number: int
    installation: int

    @property
    def subject(self) -> str:
        return f"{self.repository.casefold()}#{self.number}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.login.encode()).hexdigest()

    def contribution(self) -> Contribution:
        return issue(
            REPORT,
            kind=Kind.ISSUE,
            number=self.number,
            id=str(self.number),
            author=Account(self.login),
            repository=self.repository,
            url=f"https://github.com/{self.repository}/issues/{self.number}",
        )

    def payload(self) -> bytes:
        told = {
            "action": "opened",
            "issue": {"number": self.number, "user": {"login": self.login}, "body": REPORT},
            "repository": {"full_name": self.repository},
            "sender": {"login": self.login},
        }
        return json.dumps(told).encode()

    def facts(self) -> Facts:
        repository = Repository(self.repository, "main", False, policy=None, templates=())
        return Facts(self.contribution(), repository, "2026-11-22T12:00:00Z", state())


def fill(database: Database, place: Place, clock: Callable[[], datetime]) -> int:
    """Write rows into every table; return the number of a delivery that is done."""
    inbox, name = Inbox(database, clock=clock), place.repository
    guid, digest = f"guid-{place.number}", place.digest
    inbox.record(_delivery(place, f"{guid}-done", Task.EVALUATE))
    claimed = inbox.claim("test")
    assert claimed is not None
    assert claimed.delivery.guid == f"{guid}-done"
    inbox.finish(claimed, "pass, 1 finding")
    inbox.record(_delivery(place, f"{guid}-parked", Task.LABELS))
    parked = inbox.claim("test")
    assert parked is not None
    inbox.park(parked, f"{name} is not to be had")
    inbox.record(_delivery(place, f"{guid}-ignored", None))
    _judge(database, place, claimed.delivery.id, clock)
    Acts(database, clock).take(name, place.subject, "create_comment", 20)
    Notices(database, clock).add(name, place.subject, "moderators", f"{place.login} wrote this", digest)
    said = Given(
        name,
        place.subject,
        f"comment-{place.number}",
        "human",
        f"I know {place.login}",
        "",
        place.login,
        clock(),
        CommandOutcome.DONE,
    )
    Conversation(database).keep([said])
    Texts(database).keep(place.contribution(), queries(place.contribution(), ()), "2026-11-22T12:00:00Z")
    opinions = Opinions(database, clock)
    asked = opinions.take(digest, 10, calls_an_hour=99, tokens_a_day=9999)
    assert isinstance(asked, int)
    opinions.keep(asked, f"{place.login} wrote this in {name}", 12)
    Turns(database, clock).take("retention", timedelta(days=1))
    Paces(database).take(place.installation, 1.0)
    reads = Reads(database, clock)
    about = f"/repos/{name}/issues/{place.number}"
    reads.put(f"installation {place.installation}", about, Remembered('"tag"', place.login))
    reads.flush()
    registry = CollectorRegistry()
    counter, tallies = _counted(database, registry)
    counter.inc()
    tallies.add()
    # Longer than people get, so that the tests of what expires see them among the rest.
    Sessions(database, clock).begin(place.login, [name], timedelta(days=30))
    Tickets(database, "key", clock).give("sign-in", "browser", timedelta(days=30))
    return claimed.delivery.id


def _counted(database: Database, registry: CollectorRegistry) -> tuple[Counter, Tallies]:
    return Counter("asked", "x", registry=registry), Tallies(database, registry)


def _delivery(place: Place, guid: str, task: Task | None) -> Delivery:
    payload = place.payload()
    return Delivery(
        guid, "issues", "opened", task, place.installation, place.repository, place.subject, payload
    )


def _judge(database: Database, place: Place, delivery: int, clock: Callable[[], datetime]) -> None:
    audits = Audits(database, clock)
    audits.past.keep(place.contribution(), ai_use=True, violations=1)
    audits.record(
        Audit(
            repository=place.repository,
            subject=place.subject,
            kind="issue",
            head_sha="",
            facts=json.loads(to_json(place.facts())),
            findings=[{"id": "x", "claim": f"@{place.login} says so", "evidence": [{"quote": REPORT[:40]}]}],
            decision={"outcome": "note", "explanation": [{"looked_at": place.login}]},
            actions=[
                {"action": "add_label", "name": "ai: declared", "withheld": ""},
                {"action": "add_label", "name": "never put", "withheld": "observe"},
                {"action": "create_comment", "body": f"Hello @{place.login}", "withheld": ""},
            ],
            applied=True,
            delivery_id=delivery,
            contribution_id=str(place.number),
            scores=[{"part": "body", "score": 0.5, "human_tail": 0.004, "sha256": "ab" * 32}],
            human_tail=0.004,
        )
    )
    word = (place.repository, place.subject, "issue", str(place.number), Says.HUMAN)
    feedback = Feedback(database, clock)
    feedback.record(Opinion(*word, Source.OVERRIDE, f"maintainer-of-{place.number}", "I know them"))
    feedback.record(Opinion(*word, Source.APPEAL, place.login, f"I am {place.login}"))


def dump(database: Database) -> dict[str, list[str]]:
    """Return every row of every table as text, in lower case."""
    with database.read() as connection:
        return {
            name: sorted(_shown(row) for row in connection.execute(select(table)).all())
            for name, table in Base.metadata.tables.items()
        }


def _shown(row: object) -> str:
    values = (value.decode("latin-1") if isinstance(value, bytes) else repr(value) for value in row)  # type: ignore[attr-defined]
    return " | ".join(values).casefold()

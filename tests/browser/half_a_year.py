"""Half a year of invented judgements in a few repositories, written by the parts that write them for real.

``python -m tests.browser.half_a_year HOME`` fills the database of a home folder, to look at the pages with.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.config import load_settings
from bot.gather.facts_file import to_json
from bot.storage import (
    Audit,
    Audits,
    Conversation,
    Database,
    Feedback,
    Given,
    Opinion,
    Says,
    Source,
    open_database,
)
from bot.storage.models import CommandOutcome
from detectors.model import Extended, Facts, Repository, TextFile, Unknown
from tests.factories import facts

_POLICY = """\
version: 1
extends: acme/.github:byline.yml@1f2e3d4c5b6a79880f1e2d3c4b5a69788f9e0d1c
meta:
  mode: report
  policy_url: https://example.org/contributing#machines
  contact: the maintainers' chat
disclosure:
  where: [body, checkbox]
respond:
  undisclosed: [note]
cases:
  - when: {kind: [issue]}
    respond: {undisclosed: [record]}
"""
_SHARED = "version: 1\nextends: disclose\nuse: {media: none, default: any}\nexempt: {permission: write}\n"
_SHARED_NAME = "acme/.github:byline.yml@1f2e3d4c5b6a79880f1e2d3c4b5a69788f9e0d1c"
_WEEKS = 26
_KINDS = (("pull_request", 10), ("issue", 8), ("comment", 14), ("review", 3), ("security_report", 1))
_OUTCOMES = (("pass", 70), ("note", 20), ("hold", 6), ("unknown", 3), ("close", 1))


@dataclass(frozen=True)
class Place:
    """A repository: contributions a week at first and at last, its policy, and what AI leaves there."""

    name: str
    begins: int
    ends: int
    policy: TextFile | Unknown | None
    traced: float


PLACES = (
    Place("acme/widget", 18, 44, TextFile(".github/byline.yml", _POLICY, "main"), 0.3),
    Place(
        "acme/handbook",
        6,
        3,
        TextFile(".github/byline.yml", "version: 1\nmeta: {mode: enforc}\n", "main"),
        0.1,
    ),
    Place("octo-labs/a-repository-with-quite-a-long-name-as-some-have-it", 2, 9, None, 0.15),
    Place("octo-labs/quiet", 0, 1, Unknown("GitHub did not answer"), 0.0),
)


def fill(database: Database, now: datetime, seed: int = 7) -> int:
    """Write half a year up to ``now``; return how many judgements that were."""
    chance, written = random.Random(seed), 0
    for place in PLACES:
        base = json.loads(to_json(_facts(place)))
        for number, at in enumerate(_moments(place, now, chance), 1):
            written += _contribution(database, place, base, number, at, chance, now)
    return written


def _facts(place: Place) -> Facts:
    shared = Extended(_SHARED_NAME, TextFile("acme/.github:byline.yml", _SHARED, "1f2e3d4"))
    return facts(
        repository=Repository(place.name, "main", False, place.policy, (), extended=(shared,)),
    )


def _moments(place: Place, now: datetime, chance: random.Random) -> Iterator[datetime]:
    for week in range(_WEEKS):
        mean = place.begins + (place.ends - place.begins) * week / (_WEEKS - 1)
        for _ in range(round(chance.gauss(mean, mean**0.5))):
            at = now - timedelta(weeks=_WEEKS - 1 - week, seconds=chance.randrange(6 * 86400))
            yield at


def _contribution(
    database: Database,
    place: Place,
    base: dict,
    number: int,
    at: datetime,
    chance: random.Random,
    now: datetime,
) -> int:
    kind = _one_of(_KINDS, chance)
    subject = f"{place.name.casefold()}#{number}"
    id_ = f"c{number}" if kind in ("comment", "review") else str(number)
    findings = list(_findings(place, chance))
    flagged = chance.random() < 0.01 + 0.12 * bool(findings)
    tail = chance.uniform(0.0005, 0.01) if flagged else chance.uniform(0.011, 1)
    audit = Audit(
        repository=place.name,
        subject=subject,
        kind=kind,
        head_sha="",
        facts=base,
        findings=findings,
        decision={
            "policy": ".github/byline.yml",
            "mode": "report" if place.policy else "observe",
            "outcome": _one_of(_OUTCOMES, chance),
        },
        actions=[],
        applied=True,
        contribution_id=id_,
        human_tail=tail if chance.random() < 0.7 else None,
    )
    again = 1 + (chance.random() < 0.3)
    for later in range(again):
        Audits(database, partial(min, at + timedelta(hours=30 * later), now)).record(audit)
    _people(database, audit, at, now, flagged=flagged, chance=chance)
    return again


def _people(
    database: Database, audit: Audit, at: datetime, now: datetime, *, flagged: bool, chance: random.Random
) -> None:
    """Let the author appeal, and a maintainer decide, of some contributions."""
    if flagged and chance.random() < 0.12:
        _says(database, audit, "appeal", min(at + timedelta(days=2), now))
        if chance.random() < 0.5:
            _says(database, audit, "decline", min(at + timedelta(days=3), now))
    if chance.random() < 0.02 + 0.3 * flagged:
        _says(database, audit, "human" if chance.random() < 0.7 else "ai", min(at + timedelta(days=3), now))


def _says(database: Database, audit: Audit, command: str, at: datetime) -> None:
    by = "author" if command == "appeal" else "maintainer"
    comment = f"{audit.subject} {command}"[-64:]
    given = (audit.repository, audit.subject, comment, command, "", "", by, at, CommandOutcome.DONE)
    Conversation(database).keep([Given(*given)])
    if command != "decline":
        says = Says.AI if command == "ai" else Says.HUMAN
        source = Source.APPEAL if command == "appeal" else Source.OVERRIDE
        key = (audit.repository, audit.subject, audit.kind, audit.contribution_id)
        Feedback(database, lambda: at).record(Opinion(*key, says, source, by))


def _findings(place: Place, chance: random.Random) -> Iterator[dict]:
    if chance.random() < place.traced:
        yield _finding("traces/disclosure", "declared", "assisted")
    if chance.random() < place.traced / 2:
        yield _finding("traces/trailer", "exact", "generated")
    if chance.random() < 0.12:
        yield _finding("references/missing", "checkable", None)


def _finding(name: str, tier: str, involvement: str | None) -> dict:
    said = {
        "id": name,
        "detector": name.partition("/")[0],
        "tier": tier,
        "severity": "info",
        "audience": "public",
    }
    return said | {"claim": f"{name} was seen", "evidence": [], "remedy": "", "involvement": involvement}


def _one_of(weighted: tuple[tuple[str, int], ...], chance: random.Random) -> str:
    return chance.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]


if __name__ == "__main__":
    settings = load_settings(home=Path(sys.argv[1]))
    opened = open_database(settings.database)
    sys.stdout.write(f"{fill(opened, datetime.now(UTC))} judgements\n")
    opened.close()

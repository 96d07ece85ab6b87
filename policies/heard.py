"""What people said by commands in the thread, as findings and steps: overrides, disclosures and the like.

Whoever writes down a command checks first who gave it; here it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from detectors.model import (
    Artifact,
    Audience,
    Declared,
    Evidence,
    Facts,
    Finding,
    Involvement,
    Severity,
    Tier,
    known,
)
from detectors.traces import denial, kinds
from detectors.traces.agents import find_agent
from detectors.traces.details import involvement_of
from policies import evidence
from policies.decision import Result, Step
from policies.problems import quote

#: As the finding for what an author says in a description: the parts that it may be about are alternatives.
_DISCLOSURE: Final = "traces/disclosure"
_OVERRIDE: Final = "commands/ai"
_MAX_QUOTE: Final = 300
#: What comes first in a disclosure: what follows may say what else was done without AI.
_FIRST: Final = re.compile(r"[^,;.]{0,200}")


@dataclass(frozen=True, slots=True)
class Heard:
    """The findings that count after all commands, and what there is to tell about it.

    ``no_ai``: a maintainer said that no AI was used, so nothing that rests on AI use is held against anybody.
    """

    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    no_ai: bool = False


def read(facts: Facts, findings: Iterable[Finding]) -> Heard:
    """Return what remains of ``findings``, and what was added to them."""
    ignored, override = set(facts.state.ignored), facts.state.override
    given = tuple(findings)
    kept = [found for found in given if not {found.id, found.detector} & ignored]
    # What only maintainers may see is not counted either: the number would tell of it.
    aside = [
        found
        for found in evidence.looked_at(given)
        if found not in kept and found.audience is Audience.PUBLIC
    ]
    steps = list(_ignored(facts, set_aside=len(aside)))
    no_ai = override is not None and override.says == "human"
    if said := declared(facts):
        kept.append(_declared(said, facts))
        looked_at = f"{said.by} disclosed by a command: {quote(words_of(said))}."
        steps.append(Step("/byline disclose", Result.SILENT, looked_at))
    if override is not None:
        what = "no AI was used; whatever rests on AI use is set aside" if no_ai else "AI was used"
        reason = f" Reason: {quote(override.reason)}." if override.reason else ""
        looked_at = f"{override.by} said for the project on {override.at[:10]} that {what}.{reason}"
        steps.append(Step(f"/byline {override.says}", Result.SILENT, looked_at))
    if no_ai:
        kept = [found for found in kept if found.involvement is None]
    elif override is not None:
        kept.append(_confirmed(override.by, override.reason, facts))
    return Heard(tuple(kept), tuple(steps), no_ai)


def declared(facts: Facts) -> Declared | None:
    """Return what the author disclosed by a command; nobody can do that for somebody else."""
    said = facts.state.declared
    if said is None or said.by.casefold() != facts.contribution.author.login.casefold():
        return None
    return None if takes_back(words_of(said)) else said


def takes_back(words: str) -> bool:
    """Whether words after ``/byline disclose`` say that no AI was used: "none", "Claude was not used"."""
    first = _FIRST.match(words)
    return denial.denies_all(words) or bool(first and denial.doubted(first[0]))


def words_of(said: Declared) -> str:
    """Return a disclosure as it was written: the tool, and how much it did."""
    return f"{said.tool} {said.extent}".strip()[:_MAX_QUOTE]


def evidence_of(said: Declared) -> Evidence:
    """Return the command as evidence."""
    return Evidence(f"comment by {said.by}", f"/byline disclose {words_of(said)}")


def _ignored(facts: Facts, *, set_aside: int) -> Iterator[Step]:
    if facts.state.ignored:
        names = ", ".join(sorted(facts.state.ignored))
        told = f"A maintainer set the findings of {names} aside here: {set_aside} of them."
        yield Step("/byline ignore", Result.SILENT, told)


def _declared(said: Declared, facts: Facts) -> Finding:
    agent = find_agent(said.tool)
    return _finding(
        _DISCLOSURE,
        Tier.DECLARED,
        f"The author disclosed AI use: {quote(words_of(said))}",
        evidence_of(said),
        involvement=involvement_of(said.extent) if said.extent else Involvement.ASSISTED,
        artifacts=_parts(facts),
        agent=agent.key if agent else None,
    )


def _confirmed(by: str, reason: str, facts: Facts) -> Finding:
    # Said in a comment or on Byline's own pages, where there is no comment to look for.
    item = Evidence(f"word of {by}", f"/byline ai {reason}".strip()[:_MAX_QUOTE])
    claim = f"A maintainer ({by}) confirmed AI use"
    return _finding(
        _OVERRIDE,
        Tier.EXACT,
        claim,
        item,
        involvement=Involvement.GENERATED,
        artifacts=_parts(facts),
        agent=None,
    )


def _finding(
    name: str,
    tier: Tier,
    claim: str,
    item: Evidence,
    *,
    involvement: Involvement,
    artifacts: tuple[Artifact, ...],
    agent: str | None,
) -> Finding:
    return Finding(
        id=name,
        detector=name.partition("/")[0],
        tier=tier,
        severity=Severity.INFO,
        audience=Audience.PUBLIC,
        claim=claim,
        evidence=(item,),
        remedy="",
        agent=agent,
        involvement=involvement,
        artifacts=artifacts,
    )


def _parts(facts: Facts) -> tuple[Artifact, ...]:
    """What a word about the whole contribution is about: the change, or the text where that is all."""
    if evidence.has_commits(facts):
        return kinds.changed(known(facts.contribution.files, ()))
    return evidence.PARTS[facts.contribution.kind]

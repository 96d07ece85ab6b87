"""A recorded judgement as maintainers may see it: nothing that is for auditors, and each thing in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.audience import decision_for
from bot.messages.wording import OUTCOME_TITLES
from bot.storage import Audit
from bot.storage.verdict import set_aside
from detectors.model import Audience, Evidence, Repository, TextFile, Tier
from policies import PolicyError, origins
from policies.decision import Decision, Mode, Outcome, Result, Step, Violation

_WORDS: Final = {"public": Audience.PUBLIC, "maintainer": Audience.MAINTAINER, "auditor": Audience.AUDITOR}
_REPOSITORY: Final = TypeAdapter(Repository)
_MEANS: Final = {
    Outcome.PASS: "Nothing is asked of the author.",
    Outcome.NOTE: "The author is told of something, and nothing waits for it.",
    Outcome.UNKNOWN: "Something could not be looked at, so nothing is held against the author.",
    Outcome.HOLD: "It waits until the author has settled what is asked, or a maintainer decides.",
    Outcome.CLOSE: "The policy asks for it to be closed. A maintainer can open it again.",
}
_COMMENTS: Final = frozenset({"create_comment", "update_comment"})


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One clause, how it came out, and where the policy has it from."""

    clause: str
    result: str
    looked_at: str
    would_satisfy: str
    origin: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment of Byline's: its Markdown, and what became of it."""

    body: str
    what: str


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows of a judgement. ``title`` and ``means`` say its outcome in words."""

    outcome: str
    title: str
    means: str
    findings: tuple[Mapping[str, Any], ...]
    violations: tuple[Violation, ...]
    steps: tuple[ReadStep, ...]
    comment: Posted | None


def view(audit: Audit) -> View | None:
    """Return what maintainers may see of a judgement; ``None`` where it is no longer kept."""
    if not audit.decision:
        return None
    decision = decision_for(_decision(audit.decision), Audience.MAINTAINER)
    where = _where(audit.facts)
    return View(
        outcome=str(decision.outcome),
        title=_title(decision),
        means=_means(decision),
        findings=tuple(_findings(audit)),
        violations=decision.violations,
        steps=tuple(_read(step, where) for step in decision.explanation),
        comment=_comment(audit),
    )


def outcome_in(decision: Mapping[str, Any]) -> Outcome | None:
    """Return the outcome of a recorded decision for maintainers; ``None`` where it is no longer kept."""
    return decision_for(_decision(decision), Audience.MAINTAINER).outcome if decision else None


def for_maintainers(findings: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the findings that maintainers may see."""
    for finding in findings:
        if isinstance(finding, dict) and _audience(finding) <= Audience.MAINTAINER:
            yield finding


def _findings(audit: Audit) -> list[Mapping[str, Any]]:
    """Return the findings that maintainers may see, those that count first; the others are ``set_aside``."""
    is_aside = set_aside(audit.facts)
    found = [{**one, "set_aside": is_aside(one)} for one in for_maintainers(audit.findings)]
    return sorted(found, key=lambda one: bool(one["set_aside"]))


def _read(step: Step, where: Mapping[str, str]) -> ReadStep:
    origin = _origin(step.clause, where)
    return ReadStep(step.clause, step.result.value, step.looked_at, step.would_satisfy, origin)


def _title(decision: Decision) -> str:
    return "The policy file has an error" if decision.problem else OUTCOME_TITLES[decision.outcome]


def _means(decision: Decision) -> str:
    if decision.problem:
        return "Byline cannot read the policy file, so it judged nothing."
    said = _MEANS[decision.outcome]
    if decision.mode is Mode.OBSERVE:
        return f"{said} Byline only observes here: on GitHub nobody sees anything of it."
    if decision.outcome is Outcome.CLOSE and decision.mode is not Mode.ENFORCE:
        return f"{said} Byline only reports here, and closes nothing."
    return said


def _comment(audit: Audit) -> Posted | None:
    """Return the comment that a judgement writes, or else the one that stood there when it was made."""
    for action in audit.actions:
        if action.get("action") in _COMMENTS and isinstance(action.get("body"), str):
            withheld = str(action.get("withheld") or "")
            written = "As this judgement wrote it on GitHub." if audit.applied else "As it was to be written."
            return Posted(action["body"], f"Not written on GitHub: {withheld}." if withheld else written)
    state = audit.facts.get("state")
    standing = state.get("comment") if isinstance(state, dict) else None
    if isinstance(standing, dict) and isinstance(standing.get("body"), str):
        return Posted(standing["body"], "It stood there before, and this judgement left it as it was.")
    return None


def _decision(told: Mapping[str, Any]) -> Decision:
    """Read a decision as it was recorded, by whatever version."""
    outcome = str(told.get("outcome", "")).upper()
    return Decision(
        policy=str(told.get("policy", "")),
        mode=Mode(told["mode"]) if told.get("mode") in set(Mode) else Mode.OBSERVE,
        outcome=Outcome[outcome] if outcome in Outcome.__members__ else Outcome.UNKNOWN,
        violations=tuple(_violation(item) for item in told.get("violations") or () if isinstance(item, dict)),
        explanation=tuple(_step(item) for item in told.get("explanation") or () if isinstance(item, dict)),
        policy_url=str(told.get("policy_url", "")),
        contact=str(told.get("contact", "")),
        problem=str(told.get("problem", "")),
    )


def _violation(told: Mapping[str, Any]) -> Violation:
    tier = str(told.get("tier", "")).upper()
    return Violation(
        kind=str(told.get("kind", "")),
        tier=Tier[tier] if tier in Tier.__members__ else Tier.CHECKABLE,
        clause=str(told.get("clause", "")),
        message=str(told.get("message", "")),
        evidence=tuple(
            Evidence(str(item.get("place", "")), str(item.get("quote", "")))
            for item in told.get("evidence") or ()
            if isinstance(item, dict)
        ),
        remedy=str(told.get("remedy", "")),
        responses=tuple(str(item) for item in told.get("responses") or ()),
        audience=_audience(told),
    )


def _step(told: Mapping[str, Any]) -> Step:
    result = told.get("result")
    return Step(
        clause=str(told.get("clause", "")),
        result=Result(result) if result in set(Result) else Result.UNKNOWN,
        looked_at=str(told.get("looked_at", "")),
        would_satisfy=str(told.get("would_satisfy", "")),
        audience=_audience(told),
    )


def _audience(told: Mapping[str, Any]) -> Audience:
    """What says no word for it is public; a word that nobody knows is for the smallest circle."""
    return _WORDS.get(str(told.get("audience", "public")), Audience.AUDITOR)


def _where(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return where each key of the policy that was in force comes from; empty where that cannot be told."""
    try:
        repository = _REPOSITORY.validate_python(facts.get("repository"))
        file = repository.policy
        if not isinstance(file, TextFile):
            return {}
        extended = {item.name: item.file for item in repository.extended}
        found = origins(file.text, file.path, extended, repository=repository.full_name)
    except (ValidationError, PolicyError):
        return {}
    return {one.key: f"{one.source}, line {one.line}" if one.line else one.source for one in found}


def _origin(clause: str, where: Mapping[str, str]) -> str:
    """Return where a clause (``use.code: none``) comes from: its key, or what the key belongs to."""
    key = clause.partition(":")[0].strip()
    while key:
        if key in where:
            return where[key]
        below = {origin for name, origin in where.items() if name.startswith(f"{key}.")}
        if len(below) == 1:
            return below.pop()
        key = key.rpartition(".")[0]
    return ""

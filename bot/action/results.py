"""What later steps of a workflow can use: the outputs, and the whole judgement in a file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.action.work import Done, Outcome
from bot.messages import report
from bot.storage import Given
from detectors.model import Audience, Finding, Kind
from policies.decision import Violation

REPORT_NAME: Final = "byline-report.json"
#: All outputs of a job together end at 1 MB ("Defining outputs for jobs"); lists are cut below that.
MAX_LIST: Final = 200_000
_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


def main_of(outcome: Outcome) -> Done | None:
    """Return what the outputs are about: the strongest outcome, and of equal ones the thread's own."""

    def rank(done: Done) -> tuple[int, bool]:
        judgement = done.judgement
        return judgement.decision.outcome, judgement.facts.contribution.kind in _THREADS

    return max(outcome.done, key=rank, default=None)


def write_report(outcome: Outcome, folder: Path) -> Path | None:
    """Write the judgement (``byline/check/1``, its public part) that the outputs are about; return where."""
    main = main_of(outcome)
    if main is None:
        return None
    path = folder / REPORT_NAME
    path.write_text(report.as_json(main.judgement, Audience.PUBLIC) + "\n", encoding="utf-8")
    return path


def outputs(outcome: Outcome, report_path: Path | None) -> dict[str, str]:
    """Return the outputs by name; lists are JSON in one line of ASCII."""
    main = main_of(outcome)
    found = {"judged": "false", "outcome": "", "mode": "", "kind": "", "number": "", "comment-url": ""}
    findings: Iterator[dict[str, Any]] = iter(())
    violations, actions = findings, findings
    if main is not None:
        judgement = main.judgement
        it, decision = judgement.facts.contribution, judgement.decision
        number = "" if it.number is None else str(it.number)
        found |= {"judged": "true", "outcome": str(decision.outcome), "mode": decision.mode.value}
        found |= {"kind": it.kind.value, "number": number, "comment-url": main.comment_url}
        findings = map(_finding, judgement.findings)
        violations = map(_violation, decision.violations)
        actions = _actions(main)
    found |= {"findings": _listed(findings), "violations": _listed(violations), "actions": _listed(actions)}
    return found | {"commands": _listed(map(_command, outcome.given)), "report": str(report_path or "")}


def write_outputs(path: Path, values: Mapping[str, str]) -> None:
    """Append outputs in GitHub's form for several lines, between delimiters that nobody can know before."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for name, value in values.items():
            end = _delimiter(value)
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def _delimiter(value: str) -> str:
    while (end := f"byline_{secrets.token_hex(16)}") in value:
        continue
    return end


def _listed(items: Iterator[Mapping[str, Any]]) -> str:
    """Return a JSON list; what does not fit is left away at its end: the report has it."""
    parts: list[str] = []
    room = MAX_LIST
    for item in items:
        text = json.dumps(item)
        room -= len(text) + 2
        if room < 0:
            break
        parts.append(text)
    return f"[{', '.join(parts)}]"


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "id": found.id,
        "tier": str(found.tier),
        "severity": str(found.severity),
        "claim": found.claim,
        "evidence": [{"place": e.place, "path": e.path, "line": e.line} for e in found.evidence],
    }


def _violation(violation: Violation) -> dict[str, Any]:
    return {
        "kind": violation.kind,
        "tier": str(violation.tier),
        "clause": violation.clause,
        "message": violation.message,
        "remedy": violation.remedy,
        "responses": list(violation.responses),
    }


def _actions(done: Done) -> Iterator[dict[str, Any]]:
    """Yield each planned action with what became of it: written, withheld or refused."""
    written = done.written
    refused: Sequence[Any] = [item.action for item in written.refused]
    for step in done.judgement.plan.steps:
        state, reason = "written", ""
        if step.withheld:
            state, reason = "withheld", step.withheld
        elif step.do in refused:
            state, reason = "refused", written.refused[refused.index(step.do)].reason
        yield {
            "action": step.do.action,
            "told": report.describe(step.do),
            "state": state,
            "reason": reason,
        }


def _command(given: Given) -> dict[str, Any]:
    return {
        "command": given.command or None,
        "by": given.by,
        "outcome": given.outcome.value,
        "argument": given.argument,
        "tool": given.tool,
    }

"""Annotations of a run: at places in files, and about the run itself.

A place in a file is annotated by the check run; only where that could not be written does the run say it
instead. Where the policy observes, and in a dry run, nobody is told anything in that way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.action.work import DRY_RUN, Done, Outcome
from bot.actions import Annotation, WriteCheck
from bot.messages import report
from bot.messages.neutral import clip, visible
from policies.decision import Decision, Mode

#: GitHub shows so many of each level for a step ("Workflow commands": ten warnings and ten errors).
MAX_PER_LEVEL: Final = 10
MAX_TITLE: Final = 120
MAX_MESSAGE: Final = 1_000
#: How ``policies.problems`` writes where a mistake stands: line, column, and what is wrong.
_PROBLEM: Final = re.compile(r"([0-9]{1,9}):([0-9]{1,9}): (.*)", re.ASCII)
_LEVELS: Final = {"notice": "notice", "warning": "warning", "failure": "error"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One annotation. ``level`` is notice, warning or error; ``path`` is empty for one about the run."""

    level: str
    title: str
    message: str
    path: str = ""
    line: int = 0
    end_line: int = 0
    column: int | None = None


def of(outcome: Outcome, read_only: str) -> tuple[Remark, ...]:
    """Return the annotations of a run, at most ``MAX_PER_LEVEL`` of each level, the run's own first."""
    found = [*_of_run(outcome, read_only), *(each for done in outcome.done for each in _of_files(done))]
    count: Counter[str] = Counter()
    kept: list[Remark] = []
    for remark in found:
        count[remark.level] += 1
        if count[remark.level] <= MAX_PER_LEVEL:
            kept.append(remark)
    return tuple(kept)


def _of_run(outcome: Outcome, read_only: str) -> Iterator[Remark]:
    for done in outcome.done:
        refused = done.written.refused
        if not refused:
            continue
        told = "; ".join(report.describe(item.action) for item in refused)
        reason = read_only or refused[0].reason
        yield Remark(
            "notice" if read_only else "warning",
            "Byline could not write everything",
            clip(visible(f"Not done: {told}. {reason}"), MAX_MESSAGE),
        )
    for note in outcome.notes:
        yield Remark("notice", "Byline", clip(visible(note), MAX_MESSAGE))


def _of_files(done: Done) -> Iterator[Remark]:
    decision = done.judgement.decision
    if decision.mode is Mode.OBSERVE:
        return
    yield from _of_policy(decision)
    refused = [item.action for item in done.written.refused]
    for step in done.judgement.plan.steps:
        left_out = step.withheld or step.do in refused
        if isinstance(step.do, WriteCheck) and left_out and step.withheld != DRY_RUN:
            yield from map(_remark, step.do.annotations)


def _of_policy(decision: Decision) -> Iterator[Remark]:
    """Yield the mistakes in the policy file of the default branch, each at its place."""
    for line in decision.problem.splitlines():
        found = _PROBLEM.fullmatch(line.removeprefix(f"{decision.policy}:"))
        if found and line.startswith(decision.policy):
            at, column = int(found[1]), int(found[2])
            message = clip(visible(found[3]), MAX_MESSAGE)
            yield Remark("error", "Policy file", message, decision.policy, at, at, column)


def _remark(it: Annotation) -> Remark:
    return Remark(
        _LEVELS.get(it.level, "notice"),
        clip(visible(it.title), MAX_TITLE),
        clip(visible(it.message), MAX_MESSAGE),
        it.path,
        it.start_line,
        it.end_line,
        it.column,
    )

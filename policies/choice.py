"""``cases``: which policies a contribution may have to be judged by, as far as the facts tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detectors.model import Facts, Finding
from policies import cases, conditions
from policies.case import Case
from policies.decision import Result, Step
from policies.schema import Policy, When


@dataclass(frozen=True, slots=True)
class Choice:
    """The policies that may hold, the surest one last: one, unless it cannot be told whether a case applies.

    ``steps`` has one for each case that was looked at.
    """

    policies: tuple[Policy, ...]
    steps: tuple[Step, ...]


def choose(policy: Policy, facts: Facts, findings: Iterable[Finding]) -> Choice:
    """Look at the cases in order, up to the first one that applies."""
    if not policy.cases:
        return Choice((policy,), ())
    judged = Case.of(policy, facts, findings)
    possible: list[Policy] = []
    steps: list[Step] = []
    for number, case in enumerate(policy.cases, 1):
        answer = conditions.check(case.when, judged)
        steps.append(_step(number, case.when, answer))
        if answer.holds is not False:
            possible.append(cases.merged(policy, case))
        if answer.holds:
            return Choice(tuple(possible), tuple(steps))
    return Choice((*possible, policy), tuple(steps))


def _step(number: int, when: When, answer: conditions.Answer) -> Step:
    clause = f"case {number}: {_words(when)}"
    if answer.holds is None:
        return Step(clause, Result.UNKNOWN, f"It cannot be told whether this applies: {answer.looked_at}.")
    if answer.holds:
        return Step(clause, Result.SATISFIED, f"This applies: {answer.looked_at}.")
    return Step(clause, Result.SILENT, f"This does not apply: {answer.looked_at}.")


def _words(when: When) -> str:
    """Return the conditions as a person would write them: ``kind issue, author new or bot``."""
    said = when.model_dump(exclude_none=True)
    return ", ".join(
        f"{key} {' or '.join(value) if isinstance(value, tuple) else value}" for key, value in said.items()
    )

"""Carrying out a plan with a token that may do less: what GitHub refuses is left out, and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.actions import Action, Close, ConvertToDraft, Hide, Lock, Notify, Plan, Planned, RequestChanges
from bot.apply import Writer, apply
from bot.errors import BylineError, RetryLater
from detectors.model import Contribution

#: What takes something away is done only where everything before it was done: the comment says why.
_MEASURES: Final = (RequestChanges, ConvertToDraft, Hide, Lock, Close)


@dataclass(frozen=True, slots=True)
class Refused:
    """An action that did not take place, and why."""

    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a plan. ``unfinished`` says that a passing fault stopped it: running again finishes it."""

    done: tuple[Action, ...] = ()
    refused: tuple[Refused, ...] = ()
    unfinished: bool = False


class _NoRecords:
    """A run keeps no records: GitHub's own state is all that the next one has."""

    def notify(self, action: Notify, contribution: Contribution) -> None:
        """Tell nobody: a workflow has no channel that is for maintainers only."""

    def begin(self, action: Action, contribution: Contribution) -> None:
        """Write nothing down."""

    def failed(self, action: Action, contribution: Contribution, error: Exception) -> None:
        """Write nothing down."""


def carry_out(
    plan: Plan, contribution: Contribution, client: Writer, done: Callable[[Action], None]
) -> Written:
    """Carry out the plan, action by action; ``done`` is told of each that GitHub has accepted.

    A permission that is missing costs what needs it and the measures that rest on it, and nothing else. A
    passing fault ends the work.
    """
    finished: list[Action] = []
    refused: list[Refused] = []
    stopped = ""
    for action in plan.actions:
        if stopped or (refused and isinstance(action, _MEASURES)):
            refused.append(Refused(action, stopped or "only together with what could not be written"))
            continue
        try:
            apply(Plan((Planned(action),)), contribution, client, _NoRecords(), done)
            finished.append(action)
        except RetryLater as error:
            stopped = "not tried after the fault above"
            refused.append(Refused(action, str(error)))
        except BylineError as error:
            refused.append(Refused(action, str(error)))
    return Written(tuple(finished), tuple(refused), bool(stopped))

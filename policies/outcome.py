"""The strongest thing that a decision asks for, told from its violations and its explanation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policies.decision import Outcome, Result, Step, Violation
from policies.words import NOTIFY_ACTION

#: Responses that nobody outside the project sees.
_SILENT: Final = frozenset({"record"})


def strongest(violations: Iterable[Violation], steps: Iterable[Step]) -> Outcome:
    """Return the strongest outcome; a clause that could not be judged makes it ``unknown`` at least."""
    outcomes = [Outcome.PASS, *(_of(violation) for violation in violations)]
    if any(step.result is Result.UNKNOWN for step in steps):
        outcomes.append(Outcome.UNKNOWN)
    return max(outcomes)


def _of(violation: Violation) -> Outcome:
    if "close" in violation.responses:
        return Outcome.CLOSE
    if "hold" in violation.responses:
        return Outcome.HOLD
    spoken = any(
        response not in _SILENT and not response.startswith(NOTIFY_ACTION) for response in violation.responses
    )
    return Outcome.NOTE if spoken else Outcome.PASS

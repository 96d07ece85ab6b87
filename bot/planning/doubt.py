"""Whether a decision settles anything: what could not be judged leaves what stands as it is."""

from __future__ import annotations

from policies.decision import Decision, Result


def in_doubt(decision: Decision) -> bool:
    """Whether some clause could not be judged: what it may have asked for before is then not settled."""
    return bool(decision.problem) or any(step.result is Result.UNKNOWN for step in decision.explanation)

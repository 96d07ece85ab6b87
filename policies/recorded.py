"""What goes on record of a contribution, for judging the next ones of the project and of its author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Facts, Finding, Kind
from policies import evidence, heard
from policies.decision import Decision, Mode

#: What waits for the project's people, or for a share of everybody's work, is nobody's fault.
_NO_FAULT: Final = frozenset({"approval_missing", "label_missing", "share_exceeded"})
_RECORD: Final = ("record",)


def held_against(decision: Decision, kind: Kind) -> int:
    """Return how many violations count for ``nth_violation`` later on.

    What was only observed, or only recorded, nobody was told of, so it is held against nobody; of private
    reports nobody is ever told in public.
    """
    if decision.mode is Mode.OBSERVE:
        return 0
    private = kind is Kind.SECURITY_REPORT
    return sum(
        item.kind not in _NO_FAULT and (private or item.responses not in (_RECORD, ()))
        for item in decision.violations
    )


def ai_use(facts: Facts, findings: Iterable[Finding]) -> bool | None:
    """Return whether AI had a part in it, by what people said and by declared or exact traces.

    ``None`` where there is no trace and not everything could be looked at.
    """
    said = heard.read(facts, findings)
    if any(found.involvement is not None and evidence.is_firm(found) for found in said.findings):
        return True
    return None if evidence.unseen(facts) and not said.no_ai else False

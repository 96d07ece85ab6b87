"""What the columns ``outcome`` and ``tiers`` of an audit say, in short, of its findings and its decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

#: From the firmest on.
TIERS: Final = ("declared", "exact", "checkable", "statistical")
_FIRM: Final = ("declared", "exact")


def outcome_of(decision: Mapping[str, Any]) -> str:
    """Return the outcome of a decision (``pass`` …); empty where it has none."""
    found = decision.get("outcome")
    return found if isinstance(found, str) else ""


def tiers_of(facts: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> str:
    """Return the tiers of the findings that count, the firmest first, with spaces between them.

    What maintainers set aside does not count, nor, where they said that no AI was used, what rests on AI use;
    nor what is for auditors. A declared or exact finding that does not say that AI had a part (a branch's
    name, a file for agents) can be looked up and shows no more than that: it counts as ``checkable``.
    """
    state = facts.get("state")
    state = state if isinstance(state, Mapping) else {}
    ignored = state.get("ignored") or ()
    override = state.get("override")
    no_ai = isinstance(override, Mapping) and override.get("says") == "human"
    found: set[str] = set()
    for finding in findings:
        says_ai = finding.get("involvement") is not None
        set_aside = finding.get("id") in ignored or finding.get("detector") in ignored
        if set_aside or (no_ai and says_ai) or finding.get("audience") == "auditor":
            continue
        tier = str(finding.get("tier"))
        found.add("checkable" if tier in _FIRM and not says_ai else tier)
    return " ".join(tier for tier in TIERS if tier in found)

"""What a judgement comes to in short: the columns ``outcome`` and ``tiers`` of an audit, and what counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

#: From the firmest on.
TIERS: Final = ("declared", "exact", "checkable", "statistical")
_FIRM: Final = ("declared", "exact")


def outcome_of(decision: Mapping[str, Any]) -> str:
    """Return the outcome of a decision (``pass`` …); empty where it has none."""
    found = decision.get("outcome")
    return found if isinstance(found, str) else ""


def set_aside(facts: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], bool]:
    """Return what says whether a finding is set aside: by a maintainer's word, for a judgement of ``facts``.

    That is what they had ignored and, where they said that no AI was used, what speaks of it: estimates from
    style as well.
    """
    state = facts.get("state")
    state = state if isinstance(state, Mapping) else {}
    ignored = state.get("ignored") or ()
    override = state.get("override")
    no_ai = isinstance(override, Mapping) and override.get("says") == "human"

    def is_aside(finding: Mapping[str, Any]) -> bool:
        says_ai = finding.get("involvement") is not None or finding.get("tier") == "statistical"
        return finding.get("id") in ignored or finding.get("detector") in ignored or (no_ai and says_ai)

    return is_aside


def tiers_of(facts: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> str:
    """Return the tiers of the findings that count, the firmest first, with spaces between them.

    What is set aside does not count, nor what is for auditors. A declared or exact finding that does not say
    that AI had a part (a branch's name, a file for agents) can be looked up and shows no more than that: it
    counts as ``checkable``.
    """
    is_aside = set_aside(facts)
    found: set[str] = set()
    for finding in findings:
        if is_aside(finding) or finding.get("audience") == "auditor":
            continue
        says_ai, tier = finding.get("involvement") is not None, str(finding.get("tier"))
        found.add("checkable" if tier in _FIRM and not says_ai else tier)
    return " ".join(tier for tier in TIERS if tier in found)

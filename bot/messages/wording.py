"""The words for each violation, outcome and action: what happened, in a phrase that accuses nobody."""

from __future__ import annotations

from typing import Final

from policies.decision import Outcome

#: Headline of each kind of violation, in the policy language's order.
VIOLATION_TITLES: Final = {
    "use_exceeded": "More AI use than this project accepts here",
    "undisclosed": "A disclosure is missing",
    "disclosure_incomplete": "The disclosure leaves something out",
    "forbidden_trailer": "A commit trailer that this project does not take",
    "missing_trailer": "A commit trailer is missing",
}

OUTCOME_TITLES: Final = {
    Outcome.PASS: "Nothing to do",
    Outcome.NOTE: "A note on this project's AI policy",
    Outcome.UNKNOWN: "Byline could not tell",
    Outcome.HOLD: "On hold: something to settle first",
}

#: What GitHub's check run concludes for each outcome. Only ``action_required`` holds a merge back.
CONCLUSIONS: Final = {
    Outcome.PASS: "success",
    Outcome.NOTE: "neutral",
    Outcome.UNKNOWN: "neutral",
    Outcome.HOLD: "action_required",
}


def title_of(violation: str) -> str:
    """Return the headline for a kind of violation."""
    return VIOLATION_TITLES.get(violation, violation.replace("_", " ").capitalize())

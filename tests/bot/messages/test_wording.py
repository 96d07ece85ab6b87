"""Every word of the policy language that a reader may meet has its phrase."""

from __future__ import annotations

from bot.messages.wording import CONCLUSIONS, DONE, OUTCOME_TITLES, VIOLATION_TITLES
from policies.decision import Outcome
from policies.words import ENFORCED_ACTIONS, VIOLATIONS


def test_every_violation_outcome_and_measure_has_its_words() -> None:
    assert tuple(VIOLATION_TITLES) == VIOLATIONS
    assert set(OUTCOME_TITLES) == set(CONCLUSIONS) == set(Outcome)
    assert set(DONE) == ENFORCED_ACTIONS


def test_only_hold_and_close_hold_a_merge_back() -> None:
    assert {outcome for outcome, said in CONCLUSIONS.items() if said == "action_required"} == {
        Outcome.HOLD,
        Outcome.CLOSE,
    }

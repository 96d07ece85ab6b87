"""Labels that speak of AI need evidence, a person's word goes first, and a score earns one neutral label."""

from __future__ import annotations

import dataclasses

import pytest

from bot.plan import plan
from detectors.model import Account, Facts, Tier
from policies.decision import Result, Step
from tests.factories import decision, facts, label_event, state, violation

SUSPECTED, CONFIRMED = "ai: suspected", "ai: confirmed"


def added(verdict: object, given: Facts) -> set[str]:
    made = plan(verdict, given)  # type: ignore[arg-type]
    return {action.name for action in made.actions if action.action == "add_label"}


def removed(verdict: object, given: Facts) -> set[str]:
    made = plan(verdict, given)  # type: ignore[arg-type]
    return {action.name for action in made.actions if action.action == "remove_label"}


@pytest.mark.parametrize("tier", [Tier.DECLARED, Tier.EXACT, Tier.CHECKABLE])
def test_a_label_that_speaks_of_ai_rests_on_evidence(tier: Tier) -> None:
    assert added(decision(violation(f"label:{SUSPECTED}", tier=tier)), facts()) == {SUSPECTED}


@pytest.mark.parametrize(
    "changes",
    [{"evidence": ()}, {"kind": "template_missing"}, {"kind": "unsigned"}],
)
@pytest.mark.parametrize("label", [SUSPECTED, "llm-assisted", "slop", "AI generated"])
def test_without_evidence_of_ai_no_label_speaks_of_it(changes: dict[str, object], label: str) -> None:
    verdict = decision(violation(f"label:{label}", "label:needs work", **changes))
    assert added(verdict, facts()) == {"needs work"}
    assert any("nothing that can be checked" in step.withheld for step in plan(verdict, facts()).steps)


def test_a_label_about_the_answer_says_nothing_of_the_work() -> None:
    assert added(decision(violation("label:ai disclosure missing", evidence=())), facts()) == {
        "ai disclosure missing"
    }


def test_suspected_gives_way_to_a_maintainers_confirmed() -> None:
    events = (label_event(SUSPECTED, added=True, ours=True), label_event(CONFIRMED, added=True))
    both = facts(labels=(SUSPECTED, CONFIRMED), state=state(label_events=events, applied_labels=(SUSPECTED,)))
    verdict = decision(violation(f"label:{SUSPECTED}"))
    assert removed(verdict, both) == {SUSPECTED}
    doubtful = dataclasses.replace(verdict, explanation=(Step("use", Result.UNKNOWN, "unknown"),))
    assert removed(doubtful, both) == {SUSPECTED}
    alone = facts(labels=(CONFIRMED,), state=state(label_events=events))
    assert (added(verdict, alone), removed(verdict, alone)) == (set(), set())


def test_a_maintainers_suspected_is_not_taken_off() -> None:
    events = (label_event(SUSPECTED, added=True), label_event(CONFIRMED, added=True))
    both = facts(labels=(SUSPECTED, CONFIRMED), state=state(label_events=events))
    assert removed(decision(violation(f"label:{SUSPECTED}")), both) == set()


def test_confirmed_by_a_program_is_no_persons_word() -> None:
    bot = label_event(CONFIRMED, added=True, by="x[bot]", actor=Account("x[bot]", "Bot"))
    given = facts(labels=(CONFIRMED,), state=state(label_events=(bot,)))
    assert added(decision(violation(f"label:{SUSPECTED}")), given) == {SUSPECTED}


def test_a_score_puts_on_its_neutral_label_and_takes_it_off_again() -> None:
    verdict = decision(score_label="triage: second look")
    assert added(verdict, facts()) == {"triage: second look"}
    events = (label_event("triage: second look", added=True, ours=True),)
    labeled = facts(
        labels=("triage: second look",),
        state=state(label_events=events, applied_labels=("triage: second look",)),
    )
    assert (added(verdict, labeled), removed(verdict, labeled)) == (set(), set())
    assert removed(decision(), labeled) == {"triage: second look"}


def test_a_scores_label_never_speaks_of_ai() -> None:
    assert added(decision(score_label=SUSPECTED), facts()) == set()

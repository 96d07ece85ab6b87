"""What only ``mode: enforce`` does to a thread: request changes, make it a draft, lock it, close it.

Each is taken at most once, and where a person undid it, it stays undone. None is taken on a score, without
the comment that names rule, evidence and the way to appeal, or below the audience of its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.actions import Action, Close, ConvertToDraft, Lock, Planned, RequestChanges
from bot.messages import github as messages
from bot.planning import brake
from detectors.model import Facts, Kind
from policies.decision import Decision, Mode, Outcome, Result, Step, Violation

#: In the order in which they are carried out: a closed thread is left alone, so closing comes last.
_WORDS: Final = ("request_changes", "draft", "lock", "close")
#: What takes something away needs a rule that can be read, and somebody to ask.
_NEEDS_CONTACT: Final = frozenset({"lock", "close", "hide"})
NO_DRAFT: Final = (
    "Byline may not make it a draft here (the installation does not grant Contents: write); "
    "the check holds it back instead"
)


def steps(decision: Decision, facts: Facts) -> tuple[tuple[str, Planned], ...]:
    """Return the measures that the public part of a decision asks for, with the policy's word for each."""
    return tuple(_steps(decision, facts))


def _steps(decision: Decision, facts: Facts) -> Iterator[tuple[str, Planned]]:
    for word in _WORDS:
        movers = [item for item in decision.violations if word in item.responses]
        if not movers or _stands(word, facts):
            continue
        action = _action(word, decision, movers, facts)
        yield word, Planned(action, refusal(word, decision, facts))


def _action(word: str, decision: Decision, movers: Sequence[Violation], facts: Facts) -> Action:
    match word:
        case "request_changes":
            return RequestChanges(messages.review(decision, movers))
        case "draft":
            return ConvertToDraft(facts.contribution.node_id)
        case "lock":
            return Lock()
        case _:
            return Close()


def _stands(word: str, facts: Facts) -> bool:
    """Whether things are as the measure would make them."""
    contribution = facts.contribution
    match word:
        case "request_changes":
            return "request_changes" in facts.state.acted
        case "draft":
            return contribution.draft
        case "lock":
            return contribution.locked
        case _:
            return not contribution.open


def said(decision: Decision, facts: Facts, planned: Sequence[tuple[str, Planned]]) -> tuple[str, ...]:
    """Return the measures that the comment tells of: those of this plan, and older ones that still stand."""
    taken = {word for word, step in planned if not step.withheld}
    asked = {response for item in decision.violations for response in item.responses}
    stand = {
        word
        for word in _WORDS
        if word in asked and _acted(word) in facts.state.acted and _stands(word, facts)
    }
    return tuple(word for word in _WORDS if word in taken | stand)


def refusal(word: str, decision: Decision, facts: Facts) -> str:
    """Say why a measure is not taken; empty where it may be."""
    if decision.mode is not Mode.ENFORCE:
        return f"the policy's mode is {decision.mode.value}: only enforce does this"
    if word in _NEEDS_CONTACT and not (decision.policy_url and decision.contact):
        return "the policy names no policy_url and contact"
    if _acted(word) in facts.state.acted:
        return "Byline did so before, and somebody has undone it"
    if word in {"draft", "request_changes"} and facts.contribution.kind is not Kind.PULL_REQUEST:
        return "only a pull request can have that"
    if word == "draft" and not facts.state.may_draft:
        return NO_DRAFT
    return brake.on_closes(facts) if word == "close" else ""


def _acted(word: str) -> str:
    return "convert_to_draft" if word == "draft" else word


def with_fallback(decision: Decision, facts: Facts) -> Decision:
    """Return the decision with a hold in place of a draft that cannot be made, and the reason for it."""
    cannot = [
        item
        for item in decision.violations
        if "draft" in item.responses and refusal("draft", decision, facts) == NO_DRAFT
    ]
    if not cannot or _stands("draft", facts):
        return decision
    held = tuple(
        replace(item, responses=(*item.responses, "hold")) if item in cannot else item
        for item in decision.violations
    )
    step = Step("respond: draft", Result.SILENT, f"{NO_DRAFT}.")
    return replace(
        decision,
        violations=held,
        outcome=max(decision.outcome, Outcome.HOLD),
        explanation=(*decision.explanation, step),
    )


def bound(
    planned: Sequence[tuple[str, Planned]], commented: str, comments: int, facts: Facts
) -> Iterator[Planned]:
    """Yield the measures, held back where the comment is (``commented`` says why) or the brake takes hold.

    ``comments`` is how many public comments the plan writes besides; a review that requests changes is one.
    """
    for word, step in planned:
        reason = step.withheld or (f"only together with the comment, and {commented}" if commented else "")
        if word == "request_changes":
            reason = reason or brake.on_comments(facts, comments)
        yield replace(step, withheld=reason)

"""Labels: what the policy names is put on, what Byline put on comes off, and people's decisions stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.actions import AddLabel, CreateLabel, Planned, RemoveLabel
from bot.labels import CONFIRMED, SUSPECTED, speaks_of_ai, style_of
from bot.planning.doubt import in_doubt
from detectors.model import Facts, LabelEvent, Tier, Unknown, known
from policies.decision import Decision, Violation
from policies.words import LABEL_ACTION

#: The roles that may decide about labels (GitHub's own table: triage and above).
_MAY_LABEL: Final = frozenset({"triage", "write", "maintain", "admin"})
#: Two programs that disagree about a label must not go on for ever.
MAX_TIMES_ADDED: Final = 2
#: Violations that rest on plain facts: none of them is a sign of AI, whatever its evidence.
_NO_SIGN_OF_AI: Final = frozenset(
    {
        *("unsigned", "template_missing", "not_attested", "issue_missing", "work_evidence_missing"),
        *("approval_missing", "denounced", "license_changed", "license_incompatible", "header_missing"),
        *("vendored_undeclared", "claim_differs", "lineage_differs", "hidden_text", "duplicate"),
        "identity_mismatch",
    }
)


def steps(decision: Decision, facts: Facts) -> Iterator[Planned]:
    """Yield what changes about labels, for a decision of which only the public part is left."""
    state = facts.state
    present = known(facts.contribution.labels, ())
    last = _last_events(known(state.label_events, ()))
    confirmed = _is_confirmed(present, last)
    earned, unearned = _wanted(decision)
    wanted = tuple(name for name in earned if not (confirmed and _same(name, SUSPECTED)))
    for name in unearned:
        yield Planned(AddLabel(name), "it speaks of AI, and nothing that can be checked shows any")
    for name in wanted:
        if _holds(present, name):
            continue
        refusal = _refusal_to_add(name, facts, last.get(name.casefold()))
        if not _holds(known(state.repository_labels, ()), name):
            color, description = style_of(name)
            reason = refusal
            if isinstance(state.repository_labels, Unknown):
                reason = reason or f"the repository's labels are not known: {state.repository_labels.reason}"
            yield Planned(CreateLabel(name, color, description), reason)
        yield Planned(AddLabel(name), refusal)
    for name in present:
        event = last.get(name.casefold())
        ours = event is not None and event.ours and event.added and _holds(state.applied_labels, name)
        settled = not in_doubt(decision) or (confirmed and _same(name, SUSPECTED))
        if ours and settled and not _holds(wanted, name):
            yield Planned(RemoveLabel(name))


def _wanted(decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels that are asked for and may be put on, and those that need more evidence."""
    asked = [
        (response.removeprefix(LABEL_ACTION), _shows_ai(violation))
        for violation in decision.violations
        for response in violation.responses
        if response.startswith(LABEL_ACTION)
    ]
    if decision.score_label:
        asked.append((decision.score_label, False))
    earned = _unique(name for name, shown in asked if shown or not speaks_of_ai(name))
    return earned, tuple(name for name in _unique(name for name, _ in asked) if not _holds(earned, name))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]


def _shows_ai(violation: Violation) -> bool:
    """Whether evidence that can be checked shows AI use; a score and a blank answer do not."""
    firm = violation.tier >= Tier.CHECKABLE and bool(violation.evidence)
    return firm and violation.kind not in _NO_SIGN_OF_AI


def _is_confirmed(present: tuple[str, ...], last: dict[str, LabelEvent]) -> bool:
    """Whether a person has said ``ai: confirmed``, before which ``ai: suspected`` gives way."""
    event = last.get(CONFIRMED)
    by_program = event is not None and event.added and (event.ours or event.actor.is_bot)
    return _holds(present, CONFIRMED) and not by_program


def _refusal_to_add(name: str, facts: Facts, event: LabelEvent | None) -> str:
    """Say why a wanted label is not put on: a person's decision about a label is never undone."""
    labels, history = facts.contribution.labels, facts.state.label_events
    if isinstance(labels, Unknown):
        return f"its labels are not known: {labels.reason}"
    if isinstance(history, Unknown):
        if _holds(facts.state.applied_labels, name):
            return "Byline put it on before and it is gone: somebody may have decided so"
        return ""
    if sum(past.ours and past.added and _same(past.label, name) for past in history) >= MAX_TIMES_ADDED:
        return "Byline has put it on before, and it was taken off each time"
    if event is None or event.added or event.ours or event.actor.is_bot:
        return ""
    return _override(event)


def _override(event: LabelEvent) -> str:
    """Say that somebody who may decide about labels took one off; empty where they may not."""
    if isinstance(event.permission, Unknown):
        return f"{event.actor.login} took it off, and their role is not known: {event.permission.reason}"
    if event.permission in _MAY_LABEL:
        return f"{event.actor.login} ({event.permission}) took it off"
    return ""


def _last_events(events: tuple[LabelEvent, ...]) -> dict[str, LabelEvent]:
    return {event.label.casefold(): event for event in events}


def _holds(names: tuple[str, ...], name: str) -> bool:
    """Whether a label is among ``names``; GitHub's label names are case-insensitive."""
    return any(_same(name, other) for other in names)


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()

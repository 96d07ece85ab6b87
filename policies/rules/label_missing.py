"""``require.label``: a maintainer has put the label on that the project asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Facts, Kind, LabelEvent, Tier, Unknown, known
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks
from policies.words import PERMISSION_RANK

KIND: Final = "label_missing"

#: Replies carry the labels of their thread, which say nothing about the reply.
_LABELED: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
_ENOUGH: Final = PERMISSION_RANK["triage"]


def check(case: Case) -> Iterator[Step | Violation]:
    """Look for the label and, where that is known, at who put it on."""
    wanted, contribution = case.policy.require.label, case.facts.contribution
    if wanted is None or contribution.kind not in _LABELED:
        return
    clause, held = f"require.label: {wanted}", contribution.labels
    if isinstance(held, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The labels are not known ({held.reason}).")
        return
    has = any(label.casefold() == wanted.casefold() for label in held)
    event = _last(case.facts, wanted)
    if has and (event is None or _counts(event)):
        yield Step(clause, Result.SATISFIED, f"It has the label {quote(wanted)}.")
    else:
        yield _missing(clause, wanted, event if has else None)


def _last(facts: Facts, label: str) -> LabelEvent | None:
    """Return the event that put the label on, where the events are known."""
    events = known(facts.state.label_events, ())
    added = [event for event in events if event.added and event.label.casefold() == label.casefold()]
    return added[-1] if added else None


def _counts(event: LabelEvent) -> bool:
    """Whether it may be a maintainer's: issue forms put labels on in the author's name, Byline in its own."""
    rank = None if isinstance(event.permission, Unknown) else PERMISSION_RANK.get(event.permission)
    return not event.ours and (rank is None or rank >= _ENOUGH)


def _missing(clause: str, wanted: str, by: LabelEvent | None) -> Violation:
    found = "and it is not there yet"
    if by is not None:
        found = f"and {by.actor.login} put it on, who is none of them"
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This waits for the label {quote(wanted)}, which a maintainer puts on, {found}.",
        evidence=(),
        remedy=f"Ask a maintainer whether they agree; they put the label on if so. {asks.WRONG}",
        responses=(),
    )

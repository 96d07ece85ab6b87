"""From a decision to the fewest writes: the difference between what is asked for and what is there.

Pure: the same decision and facts always give the same plan. A second plan, made after the first was carried
out, is empty.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from bot.actions import (
    AddLabel,
    CreateComment,
    CreateLabel,
    DeleteComment,
    Plan,
    Planned,
    RemoveLabel,
    UpdateComment,
    WriteCheck,
)
from bot.audience import public_part
from bot.labels import style_of
from bot.messages import github as messages
from detectors.model import Facts, Kind, LabelEvent, PostedCheck, Unknown, known
from policies.decision import Decision, Mode, Result, Violation

#: The roles that may decide about labels (GitHub's own table: triage and above).
_MAY_LABEL = frozenset({"triage", "write", "maintain", "admin"})
#: Two programs that disagree about a label must not go on for ever.
MAX_TIMES_ADDED = 2
_THREADS = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


def plan(decision: Decision, facts: Facts) -> Plan:
    """Return what is to be written on GitHub, each step with the reason why it is withheld, if it is.

    Comments, reviews, commits and security reports are judged for the record: nothing is written on them.
    """
    if facts.contribution.kind not in _THREADS:
        return Plan()
    withheld = _quiet(decision, facts)
    shown = public_part(decision)
    steps = [
        *_labels(shown, shown.violations, facts),
        *_comment(shown, shown.violations, facts),
        *_check(shown, shown.violations, facts),
    ]
    return Plan(tuple(Planned(step.do, withheld or step.withheld) for step in steps))


def _quiet(decision: Decision, facts: Facts) -> str:
    """Say why nothing at all is written; empty where something may be."""
    if decision.mode is Mode.OBSERVE:
        return "the policy's mode is observe: Byline writes nothing"
    if not facts.contribution.open:
        return "it is closed: Byline leaves closed threads alone"
    return ""


def wanted_labels(violations: tuple[Violation, ...]) -> tuple[str, ...]:
    """Return the labels that the violations' responses name, each once, in order."""
    names = (r.removeprefix("label:") for v in violations for r in v.responses if r.startswith("label:"))
    return tuple(dict.fromkeys(names))


def _labels(decision: Decision, violations: tuple[Violation, ...], facts: Facts) -> Iterator[Planned]:
    state = facts.state
    present = known(facts.contribution.labels, ())
    wanted = wanted_labels(violations)
    last = _last_events(known(state.label_events, ()))
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
    if _in_doubt(decision):
        return
    for name in present:
        event = last.get(name.casefold())
        ours = event is not None and event.ours and event.added and _holds(state.applied_labels, name)
        if ours and not _holds(wanted, name):
            yield Planned(RemoveLabel(name))


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


def _comment(decision: Decision, violations: tuple[Violation, ...], facts: Facts) -> Iterator[Planned]:
    posted = facts.state.comment
    spoken = tuple(v for v in violations if _asks_for_comment(v, facts.contribution.kind))
    if isinstance(posted, Unknown):
        if spoken:
            reason = f"it is not known whether Byline has commented already: {posted.reason}"
            yield Planned(CreateComment(messages.comment(decision, spoken)), reason)
        return
    if posted is None:
        if spoken:
            gone = (
                "Byline's comment was deleted: somebody may have decided so" if facts.state.commented else ""
            )
            yield Planned(CreateComment(messages.comment(decision, spoken)), gone)
        return
    # What only holds the check still stands, so a comment that is there goes on saying so.
    shown = spoken or tuple(v for v in violations if "hold" in v.responses)
    if not shown and _in_doubt(decision):
        return
    body = messages.comment(decision, shown) if shown else messages.resolved_comment(decision)
    if body.strip() != posted.body.replace("\r\n", "\n").strip():
        yield Planned(UpdateComment(posted.id, body))
    for duplicate in posted.duplicates:
        yield Planned(DeleteComment(duplicate))


def _in_doubt(decision: Decision) -> bool:
    """Whether some clause could not be judged: what it may have asked for before is then not settled."""
    return bool(decision.problem) or any(step.result is Result.UNKNOWN for step in decision.explanation)


def _asks_for_comment(violation: Violation, kind: Kind) -> bool:
    """A note is a comment; an issue has no check run, so a hold has to be said there as well."""
    return "note" in violation.responses or (kind is Kind.ISSUE and "hold" in violation.responses)


def _check(decision: Decision, violations: tuple[Violation, ...], facts: Facts) -> Iterator[Planned]:
    head, posted = facts.contribution.head, facts.state.check
    if facts.contribution.kind is not Kind.PULL_REQUEST or head is None:
        return
    sha = facts.state.check_sha or head.sha
    if isinstance(posted, Unknown):
        reason = f"it is not known whether Byline has reported on this commit: {posted.reason}"
        yield Planned(messages.check(decision, violations, head_sha=sha), reason)
        return
    write = messages.check(decision, violations, head_sha=sha)
    if posted is None or posted.head_sha != sha:
        yield Planned(write)
    elif not _says_the_same(posted, write):
        # GitHub adds new annotations to the old ones, so a run that has any is replaced by a new one.
        fresh = posted.annotations > 0 or bool(write.annotations)
        yield Planned(write if fresh else dataclasses.replace(write, id=posted.id))


def _says_the_same(posted: PostedCheck, write: WriteCheck) -> bool:
    """Whether the run stands as it would be written; a re-requested one has lost its status."""
    stands = (posted.status, posted.conclusion, posted.digest)
    return stands == ("completed", write.conclusion, write.digest)

"""The one sticky comment: posted once, rewritten when its words change, left away where it was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.actions import CreateComment, DeleteComment, Planned, UpdateComment
from bot.messages import github as messages
from bot.planning import brake
from bot.planning.doubt import in_doubt
from detectors.model import Facts, Kind, TextFile, Unknown
from policies.decision import Decision, Violation


def steps(decision: Decision, facts: Facts, done: Sequence[str]) -> Iterator[Planned]:
    """Yield what changes about the comment. ``done`` names the measures that it tells of.

    ``decision`` is the public part of one.
    """
    posted = facts.state.comment
    spoken = tuple(item for item in decision.violations if _asks(item, facts, done))
    asked = facts.state.explain
    if isinstance(posted, Unknown):
        if spoken or asked:
            reason = f"it is not known whether Byline has commented already: {posted.reason}"
            yield Planned(CreateComment(_body(decision, spoken, facts, done)), reason)
        return
    if posted is None:
        if spoken or asked:
            gone = (
                "Byline's comment was deleted: somebody may have decided so" if facts.state.commented else ""
            )
            body = _body(decision, spoken, facts, done)
            yield Planned(CreateComment(body), gone or brake.on_comments(facts))
        return
    # What only holds the check still stands, so a comment that is there goes on saying so.
    shown = spoken or tuple(v for v in decision.violations if {"hold", "close"} & set(v.responses))
    if not (shown or asked) and in_doubt(decision):
        return
    body = _body(decision, shown, facts, done) if shown or asked else messages.resolved_comment(decision)
    if body.strip() != posted.body.replace("\r\n", "\n").strip():
        yield Planned(UpdateComment(posted.id, body))
    for duplicate in posted.duplicates:
        yield Planned(DeleteComment(duplicate))


def missing(planned: Sequence[Planned]) -> str:
    """Say why the comment does not stand once the plan is carried out; empty where it does."""
    return next((step.withheld for step in planned if isinstance(step.do, CreateComment)), "")


def written(planned: Sequence[Planned]) -> int:
    """Return how many comments are posted."""
    return sum(isinstance(step.do, CreateComment) and not step.withheld for step in planned)


def _body(decision: Decision, violations: Sequence[Violation], facts: Facts, done: Sequence[str]) -> str:
    if not violations:
        return messages.explained_comment(decision)
    message = facts.repository.message
    form = message.text if isinstance(message, TextFile) else ""
    thanked = facts.state.declared is not None
    body = messages.comment(decision, violations, done=done, thanked=thanked, form=form)
    return messages.with_explanation(body, decision) if facts.state.explain else body


def _asks(violation: Violation, facts: Facts, done: Sequence[str]) -> bool:
    """A note is a comment. So is a hold on an issue, which has no check run, and every measure is told of."""
    if "note" in violation.responses or set(done) & set(violation.responses):
        return True
    return facts.contribution.kind is Kind.ISSUE and "hold" in violation.responses

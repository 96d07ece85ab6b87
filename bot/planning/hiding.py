"""Hiding a comment in a thread: with a comment of Byline's that says why, and only in ``mode: enforce``."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import CreateComment, Hide, Planned
from bot.messages import github as messages
from bot.planning import brake, measures
from detectors.model import Facts, Kind, PostedComment, Unknown
from policies.decision import Decision


def steps(decision: Decision, facts: Facts) -> Iterator[Planned]:
    """Yield what is done about a comment whose public violations ask for ``hide``.

    Other responses to comments are for the record: notes about them would be a thread about a thread.
    """
    contribution, acted = facts.contribution, facts.state.acted
    movers = [item for item in decision.violations if "hide" in item.responses]
    if contribution.kind is not Kind.COMMENT or not movers or "hide" in acted:
        return
    reason = measures.refusal("hide", decision, facts)
    if not contribution.node_id:
        reason = reason or "GitHub did not name the comment"
    if not isinstance(facts.state.comment, PostedComment):
        if "create_comment" in acted and isinstance(facts.state.comment, Unknown):
            reason = reason or f"it is not known whether Byline has said why: {facts.state.comment.reason}"
        reason = reason or brake.on_comments(facts)
        body = messages.hidden_comment(decision, movers, contribution.id, contribution.author.login)
        yield Planned(CreateComment(body), reason)
    yield Planned(Hide(contribution.node_id, "OFF_TOPIC"), reason)

"""Which labels are Byline's own, where nobody wrote down who put them on.

Every workflow of a repository acts as the same account. A label that this account put on and that the policy
names is taken to be Byline's; of other labels, and of those that people put on, none is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.github.identity import Identity
from detectors.model import Facts, LabelEvent, Unknown
from policies import PolicyError, cases, load_for
from policies.schema import Policy
from policies.words import LABEL_ACTION

_BOT: Final = "[bot]"


def with_own(facts: Facts, policy: Policy | None, identity: Identity) -> Facts:
    """Return facts that tell which labels Byline put on; ``policy`` is the one given, else the project's own.

    A person's token acts as that person, whose labels are their own.
    """
    events = facts.state.label_events
    if isinstance(events, Unknown) or not events or not identity.login.endswith(_BOT):
        return facts
    named = _named(facts, policy)
    login = identity.login.casefold()

    def told(event: LabelEvent) -> LabelEvent:
        mine = event.actor.login.casefold() == login and event.label.casefold() in named
        return replace(event, ours=True) if mine else event

    marked = tuple(map(told, events))
    applied = tuple(dict.fromkeys(event.label for event in marked if event.ours and event.added))
    return replace(facts, state=replace(facts.state, label_events=marked, applied_labels=applied))


def _named(facts: Facts, policy: Policy | None) -> frozenset[str]:
    """Return the names of all labels that the policy may put on, folded."""
    try:
        policy = policy or load_for(facts.repository)
    except PolicyError:
        return frozenset()
    if policy is None:
        return frozenset()
    return frozenset(
        action.removeprefix(LABEL_ACTION).casefold()
        for one in cases.all_of(policy)
        for actions in one.respond.model_dump().values()
        for action in actions or ()
        if action.startswith(LABEL_ACTION)
    )

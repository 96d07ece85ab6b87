"""What whoever writes a policy should know about it though it is no mistake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from policies import cases, idle, raises
from policies.decision import Mode
from policies.problems import listed
from policies.schema import Policy
from policies.words import ENFORCED_ACTIONS, NOTIFY_ACTION

_PRIVATE: Final = frozenset({"record"})


def remarks(policy: Policy, today: date | None = None) -> list[str]:
    """Return the notices for ``policy``, each one line; ``today`` tells whether ``review_by`` is over."""
    return [
        *_mode(policy),
        *_unheard(policy),
        *idle.undetected(policy),
        *idle.misplaced(policy),
        *_no_contact(policy),
        *_review(policy, today),
    ]


def _mode(policy: Policy) -> Iterator[str]:
    mode = policy.meta.mode
    if mode is Mode.OBSERVE:
        yield "`mode: observe` means that Byline will write nothing on GitHub: it records, and you can look"
    actions = {action for one in cases.all_of(policy) for _, action in _written(one)}
    withheld = sorted(actions & ENFORCED_ACTIONS)
    if mode is not Mode.ENFORCE and withheld:
        yield f"{listed(withheld)} will not be carried out: that takes `mode: enforce`"


def _unheard(policy: Policy) -> Iterator[str]:
    """A response to what no clause asks about is most likely a clause that was forgotten."""
    every = cases.all_of(policy)
    raised = frozenset[str]().union(*(raises.raised_by(one) for one in every))
    named = dict.fromkeys(kind for one in every for kind, _ in _written(one) if kind != "default")
    for kind in named:
        if kind not in raised:
            yield f"`respond.{kind}` is never used: no clause of this policy can raise it"


def _no_contact(policy: Policy) -> Iterator[str]:
    if policy.meta.mode is Mode.OBSERVE:
        return
    spoken = any(
        action not in _PRIVATE and not action.startswith(NOTIFY_ACTION)
        for one in cases.all_of(policy)
        for kind in raises.raised_by(one)
        for action in one.respond.to(kind)
    )
    for key in ("policy_url", "contact"):
        if spoken and getattr(policy.meta, key) is None:
            yield f"without `meta.{key}`, people cannot tell where the rule stands or whom to ask"


def _review(policy: Policy, today: date | None) -> Iterator[str]:
    due = policy.meta.review_by
    if due is not None and today is not None and today > due:
        yield f"`meta.review_by` is over: the project meant to look at this policy again by {due}"


def _written(policy: Policy) -> Iterator[tuple[str, str]]:
    for kind in sorted(policy.respond.model_fields_set):
        for action in getattr(policy.respond, kind) or ():
            yield kind, action

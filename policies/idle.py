"""What a policy says and nothing follows from: facts that no detector finds, answers out of place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from detectors import registry
from policies import cases
from policies.problems import listed
from policies.rules import phantom_reference, provenance
from policies.schema import Policy, Respond
from policies.words import LABEL_ACTION, NOTIFY_ACTION

#: Where an action is carried out. What is not here, ``record`` and ``notify:<team>``, is for everywhere.
_THREADS: Final = frozenset({"pull_request", "issue"})
_PLACES: Final = MappingProxyType(
    {
        **dict.fromkeys(("note", "hold", "close", "lock", LABEL_ACTION), _THREADS),
        **dict.fromkeys(("draft", "request_changes"), frozenset({"pull_request"})),
        "hide": frozenset({"comment"}),
    }
)
#: The parts of a contribution that stand in comments and reviews alone.
_REPLIES: Final = frozenset({"comment", "review"})
_ARTICLES: Final = MappingProxyType({"issue": "an issue"})


def undetected(policy: Policy) -> Iterator[str]:
    """Yield the keys that are set for facts which no detector of this version looks for, in one line."""
    every = cases.all_of(policy)
    keys = []
    if _is_unsought(phantom_reference.DETECTOR) and any(one.detect.references for one in every):
        keys.append("`detect.references`")
    keys += [
        f"`provenance.{rule.key}`"
        for rule in provenance.RULES
        if _is_unsought(rule.detector) and any(getattr(one.provenance, rule.key) != "off" for one in every)
    ]
    if keys:
        yield f"nothing follows from {listed(keys)} yet: this version of Byline has no detector for it"


def _is_unsought(detector: str) -> bool:
    """Whether no family of this version has the detector ("signoff/identities")."""
    return detector.partition("/")[0] not in registry.names()


def misplaced(policy: Policy) -> Iterator[str]:
    """Yield the answers to contributions of a kind on which they are not carried out, a line for each key."""
    limited = {part for one in cases.all_of(policy) for part, level in one.use if level not in (None, "any")}
    if limited and limited <= _REPLIES:
        yield from _misplaced("use_exceeded", policy.respond, limited)
    for case in policy.cases:
        if case.respond and case.when.kind:
            for key in sorted(case.respond.model_fields_set):
                yield from _misplaced(key, case.respond, case.when.kind)


def _misplaced(key: str, respond: Respond, kinds: Iterable[str]) -> Iterator[str]:
    where, actions = frozenset(kinds), getattr(respond, key) or ()
    idle = [action for action in actions if not where & _PLACES.get(_name(action), where)]
    if idle:
        told = listed(_ARTICLES.get(kind, f"a {kind.replace('_', ' ')}") for kind in sorted(where))
        yield f"`respond.{key}`: {listed(idle)} does nothing on {told}"


def _name(action: str) -> str:
    """Return an action without the label or team that it names."""
    for prefix in (LABEL_ACTION, NOTIFY_ACTION):
        if action.startswith(prefix):
            return prefix
    return action

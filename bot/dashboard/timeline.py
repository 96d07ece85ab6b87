"""What happened to a contribution, newest first: judgements with what changed, and what people said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.commands.page import WRITTEN_DOWN
from bot.dashboard.judged import for_maintainers, outcome_in
from bot.messages.wording import OUTCOME_TITLES
from bot.storage import Given
from bot.storage.searching import Judged

_MOST_CLAIMS: Final = 5
_SAID: Final = {
    "human": "said that a person wrote it",
    "ai": "said that AI was used",
    "appeal": "appealed",
    "decline": "declined the appeal",
    "disclose": "disclosed a tool",
    "ignore": "set a detector aside",
    "recheck": "asked for another look",
    "explain": "asked how the policy was read",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, who, what, and why or with what.

    ``judgement`` is the number of a judgement, ``outcome`` what it came to; ``labels`` are those that it put
    on or took off; ``id`` is that of what was said.
    """

    at: datetime
    who: str
    what: str
    why: str = ""
    changes: tuple[str, ...] = ()
    judgement: int = 0
    outcome: str = ""
    id: str = ""


def entries(
    judged: Sequence[Judged], said: Sequence[Given], most: int, since: datetime | None
) -> list[Entry]:
    """Return what a page of the history shows.

    ``judged`` are judgements, newest first, at most ``most`` of which are shown; one more says what the last
    one shown came after. ``since`` is when the page above ends: what people said after that is shown there.
    """
    shown = judged[:most]
    found = [_judgement(one, before) for one, before in zip(shown, [*judged[1:], None], strict=False)]
    until = shown[-1].created_at if len(judged) > most else None
    found += [
        one
        for one in _words(said)
        if (since is None or one.at < since) and (until is None or one.at >= until)
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.judgement), reverse=True)


def _words(said: Sequence[Given]) -> Iterator[Entry]:
    recorded = {given.comment_id: given.by for given in said if given.command == WRITTEN_DOWN}
    for given in said:
        if given.command == WRITTEN_DOWN:
            continue
        what = _SAID.get(given.command, given.command)
        if given.comment_id in recorded:
            what = f"{what} (written down by {recorded[given.comment_id]})"
        why = f"{given.tool} {given.argument}".strip()
        yield Entry(given.at, given.by, what, why, id=given.comment_id)


def _judgement(judged: Judged, before: Judged | None) -> Entry:
    outcome, changes = outcome_in(judged.decision), tuple[str, ...]()
    if outcome is None:
        what = "judged it; what that rested on is no longer kept"
    else:
        what = f"judged it: {OUTCOME_TITLES[outcome]}"
        changes = tuple(changed(before, judged)) if before else ("the first judgement that is kept",)
        changes = changes or ("nothing changed",)
    changes += tuple(_labels(judged))
    return Entry(judged.created_at, "Byline", what, "", changes, judged.id, str(outcome) if outcome else "")


def changed(before: Judged, now: Judged) -> Iterator[str]:
    """Yield what is different between a judgement and the one before it."""
    if not before.decision:
        return
    was, is_ = outcome_in(before.decision), outcome_in(now.decision)
    if was is not None and is_ is not None and was is not is_:
        yield f"outcome: {was} → {is_}"
    for name in ("policy", "mode"):
        old, new = (str(one.decision.get(name, "")) for one in (before, now))
        if old != new:
            yield f"{name}: {old or 'none'} → {new or 'none'}"
    if before.head_sha != now.head_sha and now.head_sha:
        yield f"new commits: {before.head_sha[:7] or 'none'} → {now.head_sha[:7]}"
    old_claims, new_claims = _claims(before.findings), _claims(now.findings)
    yield from _listed("found now", new_claims - old_claims)
    yield from _listed("no longer found", old_claims - new_claims)


def _claims(findings: Iterable[Any]) -> Counter[str]:
    return Counter(str(one.get("claim", "")) for one in for_maintainers(findings))


def _listed(what: str, claims: Counter[str]) -> Iterator[str]:
    found = list(claims)
    for claim in found[:_MOST_CLAIMS]:
        yield f"{what}: {claim}"
    if len(found) > _MOST_CLAIMS:
        yield f"{what}: {len(found) - _MOST_CLAIMS} more"


def _labels(judged: Judged) -> Iterator[str]:
    for action in judged.actions:
        word = {"add_label": "put on", "remove_label": "took off"}.get(str(action.get("action")))
        if word and not action.get("withheld") and judged.applied:
            yield f"{word} the label {action.get('name', '')}"


def labels_by_people(facts: Mapping[str, Any]) -> list[str]:
    """Return who put labels on and took them off, in order, as GitHub told when the judgement was made."""
    state = facts.get("state")
    events = state.get("label_events") if isinstance(state, dict) else None
    return [
        _label(event)
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict) and not event.get("ours")
    ]


def _label(event: Mapping[str, Any]) -> str:
    actor = event.get("actor")
    who = actor.get("login", "") if isinstance(actor, dict) else ""
    role = event.get("permission")
    told = f" ({role})" if isinstance(role, str) and role else ""
    return f"{who}{told} {'put on' if event.get('added') else 'took off'} {event.get('label', '')}"

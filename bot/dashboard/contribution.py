"""One contribution: what was decided and why, the comment as GitHub shows it, and all that happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import abort, render_template, request

from bot.dashboard import addresses, judged, preview, scores, timeline
from bot.dashboard.site import Site, before
from bot.inbox import State, StoredDelivery
from bot.inbox.model import FROM_PAGE
from bot.storage import Audit, Given
from bot.storage.searching import THREADS, Key, Searching, open_appeals
from bot.storage.types import storable

_HISTORY: Final = 20
_REPLIES: Final = 50
_LARGEST_ID: Final = 2**62


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent in a form that was refused, and why: it is shown again as they filled it in."""

    said: str = ""
    reason: str = ""
    by: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def show(site: Site, key: Key, form: Form | None = None) -> str:
    """Return the page of a contribution, with its newest judgement or the one that the address asks for."""
    searching = Searching(site.database)
    newest = searching.newest(key) or abort(404)
    asked = request.args.get("judgement", type=int)
    audit = newest if asked is None else _older(searching, key, asked)
    is_thread = audit.kind in THREADS
    said = searching.said([key.subject]) if is_thread else []
    contribution = _mapping(audit.facts.get("contribution"))
    shown = judged.view(audit)
    return render_template(
        "contribution.html",
        audit=audit,
        is_newest=audit.id == newest.id,
        view=shown,
        is_thread=is_thread,
        title=_text(contribution.get("title")),
        author=author_of(audit),
        scores=scores.told(audit.scores),
        not_a_probability=scores.NOT_A_PROBABILITY,
        comment=preview.rendered(shown.comment.body) if shown and shown.comment else None,
        labels=timeline.labels_by_people(audit.facts),
        override=next((one for one in reversed(said) if one.command in ("human", "ai")), None),
        appeals=open_appeals(said),
        replies=searching.replies(key.subject, _REPLIES) if is_thread else [],
        form=form or Form(),
        nonce=secrets.token_hex(16),
        recorded=_recorded(site, key, said) if is_thread else "",
        page=addresses.address_of(audit.subject, audit.kind, audit.contribution_id),
        **_history(searching, key, said),
    )


def author_of(audit: Audit) -> str:
    """Return the account that wrote a contribution, where it is still kept."""
    return _text(_mapping(_mapping(audit.facts.get("contribution")).get("author")).get("login"))


def _older(searching: Searching, key: Key, id_: int) -> Audit:
    return (searching.judgement(key, id_) if 0 < id_ < _LARGEST_ID else None) or abort(404)


def _history(searching: Searching, key: Key, said: list[Given]) -> dict[str, Any]:
    """Return a page of what happened, and where the one after it begins."""
    start = before()
    above = searching.judgement(key, start) if start else None
    found = searching.history(key, _HISTORY + 1, start)
    return {
        "entries": timeline.entries(found, said, _HISTORY, above.created_at if above else None),
        "older": found[_HISTORY - 1].id if len(found) > _HISTORY else None,
        "is_first": start is None,
    }


def _recorded(site: Site, key: Key, said: list[Given]) -> str:
    """Say what became of the word that was just said, which the address names; empty where there is none."""
    name = request.args.get("said", "")
    word = site.inbox.find(storable(name, 128)) if name else None
    if word is None or (word.event, word.subject) != (FROM_PAGE, key.subject):
        return ""
    given = next((one for one in said if one.comment_id == name), None)
    if given is None:
        return "Taken in: it is written down in a moment."
    if given.command == "appeal":
        return f"Recorded: the appeal of {given.by}. It waits in the queue for an answer."
    if given.command == "decline":
        return f"Recorded: {given.by} declined the appeal."
    what = "a person wrote this" if given.command == "human" else "AI was used"
    return f"Recorded: {given.by} said that {what}. {_anew(site, word)}"


def _anew(site: Site, word: StoredDelivery) -> str:
    if not site.settings.has_app:
        return "Byline has no access to GitHub, so nothing was judged anew."
    if word.state is State.DONE:
        judged_anew = site.audits.of_delivery(word.id)
        return "It was judged anew." if judged_anew else f"It was not judged anew: {word.outcome}."
    if word.state is State.PARKED:
        return "Judging it anew did not work: the deliveries say why."
    return "It is being judged anew; load this page again to see what came of it."


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

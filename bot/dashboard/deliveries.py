"""The inbox: what came in, what became of it, and another try for what failed."""

from __future__ import annotations

from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.dashboard.rights import require_maintainer
from bot.dashboard.site import PAGE_ROWS, Site, before, known_id
from bot.dashboard.viewer import viewer
from bot.inbox import State, StoredDelivery, Wanted
from bot.storage.types import storable

_log = log.get(__name__)
_TEXT_LIMIT: Final = 200


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/``, ``/deliveries/N`` and the way to try one again."""

    @pages.get("/")
    def deliveries() -> str:
        wanted = _wanted()
        found = site.inbox.latest(PAGE_ROWS + 1, before(), wanted)
        older = found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None
        return render_template(
            "deliveries.html",
            deliveries=found[:PAGE_ROWS],
            older=_address(wanted, before=older) if older else None,
            newest=_address(wanted),
            first_page=before() is None,
            backlog=site.inbox.backlog() if viewer().is_operator else None,
            wanted=wanted,
            states=list(State),
            has_secret=bool(site.settings.secrets()),
        )

    @pages.get("/deliveries/<int:id_>")
    def delivery(id_: int) -> str:
        from bot.dashboard.judged import view  # loads what only judging needs

        found = _mine(site, id_)
        audits = [(audit, view(audit)) for audit in site.audits.of_delivery(found.id)]
        return render_template("delivery.html", delivery=found, audits=audits)

    @pages.post("/deliveries/<int:id_>/retry")
    def retry(id_: int) -> BaseResponse:
        found = _mine(site, id_)
        if found.repository is not None:
            require_maintainer(site, found.repository)
        if not site.inbox.retry(found.id):
            abort(409, "only failed and parked deliveries are tried again")
        _log.info("a delivery is tried again", row=found.id, by=viewer().name)
        with suppress(Exception):  # the row is on disk, and the sweeper finds it
            site.enqueue(found.id)
        return redirect(f"/deliveries/{found.id}", code=303)


def _mine(site: Site, id_: int) -> StoredDelivery:
    """Return a delivery that the viewer may see; who may not learns nothing of it."""
    found = site.inbox.get(known_id(id_))
    if found is None or not viewer().sees(found.repository):
        abort(404)
    return found


def _wanted() -> Wanted:
    """Read the search from the address; what it does not know narrows nothing down."""
    states = tuple(State(name) for name in request.args.getlist("state") if name in set(State))
    text = storable(request.args.get("q", "").strip(), _TEXT_LIMIT)
    event = storable(request.args.get("event", "").strip(), 64)
    return Wanted(states, event, text, viewer().repositories)


def _address(wanted: Wanted, **more: int | None) -> str:
    """Return the address of a page of the same search."""
    asked = [
        ("q", wanted.text),
        ("event", wanted.event),
        *(("state", state.value) for state in wanted.states),
    ]
    given = [(name, value) for name, value in asked if value]
    given += [(name, str(value)) for name, value in more.items() if value is not None]
    return f"/?{urlencode(given)}" if given else "/"

"""Contributions: a list that can be searched, and for each one a page with everything that is known."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from bot.dashboard import addresses
from bot.dashboard.site import PAGE_ROWS, Site, before
from bot.dashboard.viewer import viewer
from bot.storage.searching import Key, Looking, Said, Searching, Standing
from bot.storage.types import storable

_TEXT_LIMIT: Final = 200
_REPOSITORIES: Final = 200
OUTCOMES: Final = ("pass", "note", "unknown", "hold", "close")
KINDS: Final = ("pull_request", "issue", "comment", "review", "commit", "security_report")
FOUND: Final = {
    "declared": "declared AI use",
    "exact": "exact traces",
    "checkable": "checkable facts",
    "statistical": "estimates from style",
    "violations": "rules not met",
}
SAID: Final = {
    Said.OPEN: "appeal to answer",
    Said.APPEALED: "appealed",
    Said.OVERRIDDEN: "overridden",
}


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/contributions`` and the page of each one. What only judging needs is loaded then."""
    searching = Searching(site.database)
    pages.add_app_template_global(addresses.address_of, "contribution_page")

    @pages.get("/contributions")
    def contributions() -> str:
        looking = _looking()
        found = searching.contributions(looking, PAGE_ROWS + 1, before())
        older = found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None
        shown = found[:PAGE_ROWS]
        return render_template(
            "contributions.html",
            contributions=shown,
            marks=_marks(searching, shown),
            older=_address(looking, before=older) if older else None,
            newest=_address(looking),
            first_page=before() is None,
            looking=looking,
            searched=_address(looking) != addresses.ROOT,
            repositories=searching.repositories(viewer().repositories, _REPOSITORIES),
            outcomes=OUTCOMES,
            kinds=KINDS,
            found=FOUND,
            said=SAID,
        )

    @pages.get("/contributions/<owner>/<name>/<int:number>")
    def contribution(owner: str, name: str, number: int) -> str:
        return _show(site, addresses.thread_key(_mine(owner, name), number))

    @pages.get("/contributions/<owner>/<name>/<int:number>/<kind>/<id_>")
    def reply(owner: str, name: str, number: int, kind: str, id_: str) -> str:
        key = addresses.reply_key(_mine(owner, name), number, kind, id_)
        return _show(site, key or abort(404))

    @pages.get("/contributions/<owner>/<name>/at/<id_>")
    def at(owner: str, name: str, id_: str) -> str:
        subject = addresses.subject_at(_mine(owner, name), id_) or abort(404)
        return _show(site, searching.at(subject) or abort(404))

    @pages.post("/contributions/<owner>/<name>/<int:number>/said")
    def said(owner: str, name: str, number: int) -> BaseResponse | tuple[str, int]:
        from bot.dashboard import decide

        return decide.take(site, _mine(owner, name), number)


def _show(site: Site, key: Key) -> str:
    from bot.dashboard import contribution

    return contribution.show(site, key)


def _mine(owner: str, name: str) -> str:
    """Return the repository that an address names; who may not see it learns nothing of it."""
    repository = addresses.repository_in(owner, name)
    if repository is None or not viewer().sees(repository):
        abort(404)
    return repository


def _looking() -> Looking:
    """Read the search from the address; what it does not know narrows nothing down."""
    asked = request.args
    said = asked.get("said", "")
    return Looking(
        text=storable(asked.get("q", "").strip(), _TEXT_LIMIT),
        repository=storable(asked.get("repository", "").strip(), 255).casefold(),
        outcome=_one_of(OUTCOMES, "outcome"),
        kind=_one_of(KINDS, "kind"),
        tier=_one_of(tuple(FOUND), "found"),
        said=Said(said) if said in set(Said) else None,
        repositories=viewer().repositories,
    )


def _one_of(words: tuple[str, ...], name: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in words else ""


def _address(looking: Looking, **more: int | None) -> str:
    """Return the address of a page of the same search."""
    asked: list[tuple[str, Any]] = [
        ("q", looking.text),
        ("repository", looking.repository),
        ("outcome", looking.outcome),
        ("kind", looking.kind),
        ("found", looking.tier),
        ("said", looking.said),
        *more.items(),
    ]
    given = [(name, str(value)) for name, value in asked if value]
    return f"{addresses.ROOT}?{urlencode(given)}" if given else addresses.ROOT


def _marks(searching: Searching, shown: list[Standing]) -> dict[int, list[str]]:
    """Return for each contribution what people said about it, in a word."""
    told = searching.marks(sorted({one.subject for one in shown if not one.is_reply}))
    return {one.id: told.get(one.subject, []) for one in shown if not one.is_reply}

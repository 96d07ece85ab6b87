"""The policy playground: write a policy, see at once what is wrong with it, and what it would have done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.dashboard.asking import client, policy_for, presets, refusal
from bot.dashboard.forms import read_form
from bot.dashboard.site import Site, allow_scripts
from bot.dashboard.viewer import viewer
from bot.errors import BylineError
from bot.storage.searching import Searching
from bot.storage.types import storable
from bot.trial import past
from bot.trial.bench import Bench
from bot.trial.past import OUTCOMES, Simulation

#: The form: a policy may have 64 KiB, and a form written as an address three times as much.
_MOST: Final = 256 * 1024
_ROWS: Final = 40
_MEANINGS: Final = {
    "pass": "nothing to say",
    "note": "a note",
    "unknown": "could not be judged, held against nobody",
    "hold": "on hold until it is settled",
    "close": "closed",
}
_EMPTY: Final = """\
version: 1
meta:
  mode: observe
extends: disclose
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One outcome in the plot: how many contributions had it, and how many would have. Widths in percent."""

    outcome: str
    meaning: str
    before: int
    now: int
    width_before: float
    width_now: float


@dataclass(frozen=True, slots=True)
class _Edited:
    """What stands in the editor, and for which repository."""

    text: str
    repository: str = ""
    came_from: str = ""


def add(pages: Blueprint, site: Site, bench: Bench) -> None:
    """Add ``/playground``."""

    @pages.get("/playground")
    def playground() -> Response:
        return _shown(site, bench, _start(site, bench), simulates=False)

    @pages.post("/playground")
    def look() -> Response:
        try:
            fields = read_form(_MOST)
        except RequestEntityTooLarge as error:
            return _page(
                site, bench, _Edited(_EMPTY), error=str(error.description), status=HTTPStatus(error.code)
            )
        edited = _Edited(fields.get("policy", ""), _mine(fields.get("repository", "")))
        return _shown(site, bench, edited, simulates=fields.get("do") == "simulate")


def _start(site: Site, bench: Bench) -> _Edited:
    """Return what the editor begins with: a preset, the policy of a repository, or a short one."""
    repository, preset = _mine(request.args.get("repository", "")), request.args.get("preset", "")
    if preset:
        found = next((one for one in presets(bench) if one["name"] == preset), None)
        if found:
            return _Edited(found["text"], repository, f"the preset {preset}")
    known = past.in_force(site.database, repository) if repository else None
    if known:
        return _Edited(
            known.text, repository, f"the policy of {repository}, as it was at its newest judgement"
        )
    return _Edited(_EMPTY, repository)


def _mine(name: str) -> str:
    """Return the name of a repository; one that the viewer may not see is 404."""
    name = storable(name.strip(), 255)
    return name if not name or viewer().sees(name) else abort(HTTPStatus.NOT_FOUND)


def _shown(site: Site, bench: Bench, edited: _Edited, *, simulates: bool) -> Response:
    simulation = None
    try:
        policy = policy_for(site, edited.repository, edited.text)
        checked = bench.check(client(), policy)
        valid = not checked["problems"] and not checked["could_not_look"]
        if simulates and valid and edited.repository:
            bench.begin_simulation(client())
            simulation = past.simulate(bench, site.database, edited.repository, policy)
    except BylineError as error:
        status, headers = refusal(error)
        answer = _page(site, bench, edited, error=str(error), status=status)
        answer.headers.update(headers)
        return answer
    return _page(site, bench, edited, checked=checked, simulation=simulation)


def _page(
    site: Site,
    bench: Bench,
    edited: _Edited,
    *,
    checked: Mapping[str, Any] | None = None,
    simulation: Simulation | None = None,
    error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    allow_scripts()
    return make_response(
        render_template(
            "playground.html",
            edited=edited,
            presets=presets(bench),
            repositories=Searching(site.database).repositories(viewer().repositories),
            checked=checked,
            simulation=simulation,
            bars=bars(simulation) if simulation else [],
            rows=simulation.shown(_ROWS) if simulation else [],
            error=error,
            most=past.MOST,
        ),
        status,
    )


def bars(simulation: Simulation) -> list[Bar]:
    """Return the plot's bars, one for each outcome that there was or would have been."""
    before, now = simulation.before(), simulation.tally["outcomes"]
    most = max([1, *before.values(), *now.values()])
    return [
        Bar(name, _MEANINGS[name], before[name], now[name], 100 * before[name] / most, 100 * now[name] / most)
        for name in OUTCOMES
        if before[name] or now[name]
    ]

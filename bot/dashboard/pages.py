"""The pages put together. Everything that came from outside is shown as escaped text."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as AnyResponse
from werkzeug.wrappers import Response

from bot.dashboard import contributions, deliveries, health, queue, rates, repositories, trials
from bot.dashboard.signin import create_signin
from bot.dashboard.site import Site, moment, require_own_page
from bot.dashboard.viewer import Viewer
from bot.messages.neutral import shown, unbroken

#: Each adds its pages to the blueprint.
_PARTS: Final = (
    deliveries.add,
    contributions.add,
    queue.add,
    rates.add,
    repositories.add,
    health.add,
    trials.add,
)
#: The pages that the head of every page leads to.
_NAVIGATION: Final = (
    ("/", "Deliveries"),
    ("/contributions", "Contributions"),
    ("/queue", "Queue"),
    ("/repositories", "Repositories"),
    ("/rates", "Error rates"),
    ("/playground", "Playground"),
    ("/try", "Try it"),
    ("/health", "Health"),
)
#: Of these, what only whoever runs the server sees.
_FOR_OPERATORS: Final = frozenset({"/health"})
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def create_pages(site: Site) -> Blueprint:
    """Return the pages for maintainers: who may not see them is asked to sign in."""
    pages = Blueprint("dashboard", __name__, template_folder="templates")
    style = Blueprint("dashboard_files", __name__, static_folder="static", static_url_path="/static")
    pages.before_request(site.access.check)
    pages.before_request(_refuse_other_sites)
    pages.add_app_template_filter(moment)
    pages.add_app_template_filter(unbroken)
    pages.record_once(lambda state: state.app.register_blueprint(style))
    pages.record_once(lambda state: state.app.register_blueprint(create_signin(site)))
    pages.record_once(lambda state: setattr(state.app.jinja_env, "finalize", shown))
    for status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        pages.app_errorhandler(status)(_not_there)
    pages.errorhandler(HTTPException)(_refused)
    pages.app_context_processor(lambda: _common(site))
    for add in _PARTS:
        add(pages, site)
    return pages


def _refuse_other_sites() -> None:
    if request.method not in _READING:
        require_own_page()


def _common(site: Site) -> dict[str, Any]:
    who: Viewer | None = g.get("viewer")
    return {
        "has_app": site.settings.has_app,
        "link": site.link,
        "link_to": site.link_to,
        "navigation": [
            (address, name)
            for address, name in _NAVIGATION
            if who is not None and (who.is_operator or address not in _FOR_OPERATORS)
        ],
        "viewer": who,
        "can_sign_in": site.settings.has_sign_in,
        "can_sign_out": g.get("can_sign_out", False),
    }


def _not_there(error: HTTPException) -> AnyResponse:
    """Answer where nothing is, or nothing of that method: programs in JSON, people in a page."""
    answer = error.get_response()
    if not isinstance(answer, Response):
        return answer
    if request.path.startswith("/api/"):
        answer.set_data(json.dumps({"reason": f"{error.name}: see docs/openapi.yaml"}))
        answer.mimetype = "application/json"
    elif error.code == HTTPStatus.NOT_FOUND:
        answer.set_data(render_template("missing.html"))
    return answer


def _refused(error: HTTPException) -> AnyResponse:
    """Say in a page of ours why a request was refused."""
    answer = error.get_response()
    if error.response is None and isinstance(answer, Response):
        answer.set_data(render_template("refused.html", name=error.name, reason=error.description))
    return answer

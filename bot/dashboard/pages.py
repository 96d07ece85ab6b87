"""The pages put together. Everything that came from outside is shown as escaped text."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, g, render_template, request

from bot.dashboard import deliveries, queue, rates
from bot.dashboard.site import Site, moment, require_own_page
from bot.messages.neutral import shown, unbroken

#: Each adds its pages to the blueprint.
_PARTS: Final = (deliveries.add, queue.add, rates.add)
#: The pages that the head of every page leads to.
_NAVIGATION: Final = (("/", "Deliveries"), ("/queue", "Queue"), ("/rates", "Error rates"))
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
    pages.record_once(lambda state: setattr(state.app.jinja_env, "finalize", shown))
    pages.app_errorhandler(404)(_not_found)
    pages.app_context_processor(lambda: _common(site))
    for add in _PARTS:
        add(pages, site)
    return pages


def _refuse_other_sites() -> None:
    if request.method not in _READING:
        require_own_page()


def _common(site: Site) -> dict[str, Any]:
    return {
        "has_app": site.settings.has_app,
        "link": site.link,
        "link_to": site.link_to,
        "navigation": _NAVIGATION,
        "viewer": g.get("viewer"),
        "can_sign_in": site.settings.has_sign_in,
    }


def _not_found(_error: Exception) -> tuple[str, int]:
    return render_template("missing.html"), 404

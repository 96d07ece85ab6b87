"""The pages. Everything that came from outside is shown as escaped text, and links go to plain names only."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from bot.config import PUBLIC_API, Settings
from bot.dashboard.access import Access, is_encrypted
from bot.dashboard.rates import lines
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.inbox import DeliverySummary, Inbox
from bot.messages.neutral import shown, unbroken
from bot.storage import Audits, Feedback, Notices

_PAGE_ROWS: Final = 50
_NUMBER: Final = re.compile(r"#([1-9][0-9]{0,17})$", re.ASCII)
_ENTERPRISE: Final = re.compile(r"(https://[^/?#]+)/api/v3", re.ASCII)
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_pages(settings: Settings, inbox: Inbox, audits: Audits, access: Access) -> Blueprint:
    """Return the deliveries at ``/``, the maintainers' ``/queue`` and the error ``/rates``."""
    feedback = Feedback(audits.database)
    pages = Blueprint("dashboard", __name__, template_folder="templates")
    style = Blueprint("dashboard_files", __name__, static_folder="static", static_url_path="/static")
    pages.before_request(access.check)
    pages.add_app_template_filter(_moment, "moment")
    pages.add_app_template_filter(unbroken)
    pages.record_once(lambda state: state.app.register_blueprint(style))
    pages.record_once(lambda state: setattr(state.app.jinja_env, "finalize", shown))
    web, notices = _web_address(settings), Notices(audits.database)

    @pages.context_processor
    def common() -> dict[str, Any]:
        return {"has_app": settings.has_app, "link": lambda delivery: _link(web, delivery)}

    @pages.get("/")
    def deliveries() -> str:
        before = request.args.get("before", type=int)
        found = inbox.latest(_PAGE_ROWS + 1, before if before and 0 < before < 2**62 else None)
        older = found[_PAGE_ROWS - 1].id if len(found) > _PAGE_ROWS else None
        return render_template(
            "deliveries.html",
            deliveries=found[:_PAGE_ROWS],
            older=older,
            first_page=before is None,
            backlog=inbox.backlog(),
            has_secret=bool(settings.secrets()),
        )

    @pages.get("/deliveries/<int:id_>")
    def delivery(id_: int) -> str:
        found = inbox.get(id_) if id_ < 2**62 else None
        if found is None:
            abort(404)
        return render_template("delivery.html", delivery=found, audits=audits.of_delivery(id_))

    @pages.get("/queue")
    def queue() -> str:
        before = request.args.get("before", type=int)
        found = notices.queue(_PAGE_ROWS + 1, before if before and 0 < before < 2**62 else None)
        older = found[_PAGE_ROWS - 1].id if len(found) > _PAGE_ROWS else None
        return render_template(
            "queue.html", notices=found[:_PAGE_ROWS], older=older, first_page=before is None
        )

    @pages.post("/queue/<int:id_>/seen")
    def seen(id_: int) -> BaseResponse:
        if not _is_own_page():
            abort(403)
        if not (id_ < 2**62 and notices.mark_seen(id_)):
            abort(404)
        return redirect("/queue", code=303)

    @pages.get("/rates")
    def rates() -> str:
        found = feedback.rates()
        return render_template("rates.html", rates=lines(found) if len(found) > 1 else [])

    @pages.app_errorhandler(404)
    def not_found(_error: Exception) -> tuple[str, int]:
        return render_template("missing.html"), 404

    return pages


def harden(answer: Response) -> BaseResponse:
    """Tell browsers to run and load nothing but our style sheet, and to keep the page to themselves."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _is_own_page() -> bool:
    """Whether a form of ours was sent: browsers name the page that sent one, and other sites have others."""
    origin = request.headers.get("Origin")
    scheme = "https" if is_encrypted(request) else "http"
    return origin is None or origin == f"{scheme}://{request.host}"


def _web_address(settings: Settings) -> str | None:
    """Return the address of GitHub's pages that goes with the API's, where it is known."""
    if settings.api_url == PUBLIC_API:
        return "https://github.com"
    enterprise = _ENTERPRISE.fullmatch(settings.api_url)
    return enterprise[1] if enterprise else None


def _link(web: str | None, delivery: DeliverySummary) -> str | None:
    """Return the page of what a delivery is about; ``None`` where its name is not one that GitHub gives."""
    if web is None:
        return None
    try:
        name = repository_name(delivery.repository or "")
    except UsageError:
        return None
    number = _NUMBER.search(delivery.subject or "")
    if number is None:
        return f"{web}/{name}"
    return f"{web}/{name}/{'pull' if delivery.event.startswith('pull_request') else 'issues'}/{number[1]}"


def _moment(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""

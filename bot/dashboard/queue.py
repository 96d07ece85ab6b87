"""The maintainers' queue: what they were told in private, until somebody has seen it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from bot.dashboard.rights import require_maintainer
from bot.dashboard.site import PAGE_ROWS, Site, before, known_id
from bot.dashboard.viewer import viewer
from bot.storage import Notices


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/queue``."""
    notices = Notices(site.database)

    @pages.get("/queue")
    def queue() -> str:
        found = notices.queue(PAGE_ROWS + 1, before(), viewer().repositories)
        older = found[PAGE_ROWS - 1].id if len(found) > PAGE_ROWS else None
        return render_template(
            "queue.html", notices=found[:PAGE_ROWS], older=older, first_page=before() is None
        )

    @pages.post("/queue/<int:id_>/seen")
    def seen(id_: int) -> BaseResponse:
        about = notices.repository_of(known_id(id_))
        if about is None:
            abort(404)
        require_maintainer(site, about)
        notices.mark_seen(id_)
        return redirect("/queue", code=303)

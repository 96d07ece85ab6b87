"""What all pages share: what they read, how they link to GitHub, and what browsers are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, abort, g, request
from werkzeug.wrappers import Response as BaseResponse

from bot.config import Settings
from bot.dashboard.access import Access
from bot.dashboard.cookies import is_encrypted
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.inbox import DeliverySummary, Inbox
from bot.storage import Audits, Database

PAGE_ROWS: Final = 50
_LARGEST_ID: Final = 2**62
_NUMBER: Final = re.compile(r"#([1-9][0-9]{0,17})$", re.ASCII)
_POLICY: Final = (
    "default-src 'none'; {scripts}style-src 'self'; img-src 'self'; form-action 'self'{forms}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SCRIPTS: Final = "script-src 'self'; connect-src 'self'; "
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer" browsers do not say either that a form was sent by our own page.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages read and may do. ``enqueue`` gets the row id of a delivery that is to be worked on."""

    settings: Settings
    inbox: Inbox
    audits: Audits
    access: Access
    enqueue: Callable[[int], None]

    @property
    def database(self) -> Database:
        """The database with all tables."""
        return self.audits.database

    @property
    def forge(self) -> str | None:
        """The address of GitHub's pages that goes with the API's, where it is known to be one."""
        web = self.settings.web_url
        return None if web == self.settings.api_url else web

    def link(self, delivery: DeliverySummary) -> str | None:
        """Return the page of what a delivery is about; ``None`` where GitHub gives no such name."""
        kind = "pull" if delivery.event.startswith("pull_request") else "issues"
        return self.link_to(delivery.repository, delivery.subject, kind)

    def link_to(self, repository: str | None, subject: str | None, kind: str = "issues") -> str | None:
        """Return the page on GitHub of a subject (``owner/repo#12``), or of its repository.

        ``kind`` is ``pull`` or ``issues``; GitHub leads from the second to the first by itself.
        """
        if self.forge is None:
            return None
        try:
            name = repository_name(repository or "")
        except UsageError:
            return None
        number = _NUMBER.search(subject or "")
        return f"{self.forge}/{name}/{kind}/{number[1]}" if number else f"{self.forge}/{name}"


def before() -> int | None:
    """Return the row after which the page that is asked for begins; ``None`` for the first page."""
    asked = request.args.get("before", type=int)
    return asked if asked and 0 < asked < _LARGEST_ID else None


def known_id(id_: int) -> int:
    """Return a row's number, or answer 404 where no database can hold it."""
    return id_ if id_ < _LARGEST_ID else abort(404)


def own_origin() -> str:
    """Return scheme and host by which the present browser knows this server."""
    return f"{'https' if is_encrypted(request) else 'http'}://{request.host}"


def require_own_page() -> None:
    """Refuse a form that another site sent: browsers name the page that sent one."""
    if request.headers.get("Origin", own_origin()) != own_origin():
        abort(403)


def allow_scripts() -> None:
    """Let the present page run our own scripts. No page that shows a contribution's text asks for it
    without need.
    """
    g.scripts = True


def allow_form_to(address: str) -> None:
    """Let a form of the present page be sent to ``address`` (scheme and host) as well."""
    g.form_address = address


def harden(answer: Response) -> BaseResponse:
    """Tell browsers to run and load nothing but what is ours, and to keep the page to themselves."""
    address = g.get("form_address", "")
    policy = _POLICY.format(
        scripts=_SCRIPTS if g.get("scripts") else "", forms=f" {address}" if address else ""
    )
    for name, value in {"Content-Security-Policy": policy, **_HEADERS}.items():
        answer.headers.setdefault(name, value)
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def moment(at: datetime | None) -> str:
    """Return a moment as the pages show it, in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""

"""What the live demo, the playground and the API share: who asks, and why there is no answer."""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, request

from bot.dashboard.site import Site
from bot.dashboard.viewer import viewer
from bot.errors import BylineError
from bot.github.names import repository_name
from bot.trial import past
from bot.trial.bench import Bench, Chosen, TooOftenError
from bot.trial.given import TooLarge
from bot.trial.helper import BusyError, GaveUpError

_BUSY_SECONDS = 2


def client() -> str:
    """Return whose requests are counted together: an account's, else an address's."""
    return viewer().login or request.remote_addr or ""


def refusal(error: BylineError) -> tuple[HTTPStatus, dict[str, str]]:
    """Return the status and the headers that go with the reason why there is no answer."""
    if isinstance(error, TooOftenError):
        return HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    if isinstance(error, BusyError):
        return HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(_BUSY_SECONDS)}
    if isinstance(error, GaveUpError):
        return HTTPStatus.SERVICE_UNAVAILABLE, {}
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if isinstance(error, TooLarge) else HTTPStatus.BAD_REQUEST, {}


def presets(bench: Bench) -> list[dict[str, str]]:
    """Return the presets; none while the process that reads them cannot be asked."""
    try:
        return bench.presets()
    except BylineError:
        return []


def policy_for(site: Site, repository: str, text: str) -> Chosen:
    """Return ``text`` as a policy of ``repository`` (or of none), with what is known of what it extends.

    What somebody may not see is not found: 404.

    Raises:
        UsageError: ``repository`` cannot be the name of one.
    """
    if not repository:
        return Chosen(text=text)
    if not viewer().sees(repository_name(repository)):
        abort(HTTPStatus.NOT_FOUND)
    known = past.in_force(site.database, repository)
    return Chosen(text=text, repository=repository, extended=known.extended if known else {})

"""The web application: webhook intake, health, metrics and the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, Flask, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from bot import dashboard, log, meters
from bot.config import Settings
from bot.dashboard.forms import read_body
from bot.inbox import Delivery, GroupCommit, Inbox, Recorded, State
from bot.setup.pages import Host, create_setup
from bot.storage import Audits, Sessions, Tallies
from webhooks.delivery import MAX_BODY_BYTES, RefusedError, check_type, read

_log = log.get(__name__)


def create_app(
    settings: Settings,
    inbox: Inbox,
    audits: Audits,
    enqueue: Callable[[int], None],
    tallies: Tallies | None = None,
    host: Host | None = None,
) -> Flask:
    """Put the web application together. ``enqueue`` gets the row id of each delivery to be worked on.

    ``tallies`` are those of this process, where it has some already; ``host`` is what a set-up does in it.
    """
    tallies = tallies or Tallies(audits.database, meters.REGISTRY)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_blueprint(create_blueprint(settings.secrets, inbox, enqueue))
    access = dashboard.Access(settings, Sessions(audits.database))
    app.register_blueprint(dashboard.create_operations(settings, inbox, audits.database, access, tallies))
    site = dashboard.Site(settings, inbox, audits, access, enqueue)
    app.register_blueprint(dashboard.create_pages(site))
    app.register_blueprint(create_setup(site, host or Host()))
    app.after_request(dashboard.harden)
    return app


def create_blueprint(
    secrets: Callable[[], Sequence[bytes]],
    inbox: Inbox,
    enqueue: Callable[[int], None],
) -> Blueprint:
    """Return ``POST /webhooks/github``. All ``secrets`` are valid at once: one can replace another."""
    intake = Blueprint("webhooks", __name__)
    record = GroupCommit(inbox.record_all).record

    @intake.post("/webhooks/github")
    def receive() -> tuple[Response, int]:
        guid = request.headers.get("X-GitHub-Delivery", "")
        try:
            recorded = _take_in(secrets(), record)
        except RefusedError as refusal:
            meters.WEBHOOKS.labels(f"refused_{refusal.label}").inc()
            _log.warning(
                "webhook refused", delivery=guid[:128], status=refusal.status.value, reason=refusal.reason
            )
            refused = jsonify(delivery=guid, state="refused", reason=refusal.reason)
            refused.headers["Connection"] = "close"  # what is left of the body is not read
            return refused, refusal.status
        result = "accepted" if recorded.new else "requeued" if recorded.queued else "repeated"
        meters.WEBHOOKS.labels(result).inc()
        _log.info(
            "webhook received", delivery=guid, row=recorded.id, state=recorded.state, note=recorded.note
        )
        if recorded.queued:
            _tell(enqueue, recorded.id, guid)
        status = HTTPStatus.ACCEPTED if recorded.new or recorded.queued else HTTPStatus.OK
        return jsonify(delivery=guid, state=recorded.state, reason=_reason(recorded)), status

    return intake


def _take_in(secrets: Sequence[bytes], record: Callable[[Delivery], Recorded]) -> Recorded:
    if not any(secrets):
        reason = "no webhook secret is configured: set BYLINE_WEBHOOK_SECRET"
        raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "no_secret", reason)
    check_type(request.mimetype)
    delivery = read(request.headers, _body(), secrets)
    try:
        return record(delivery)
    except SQLAlchemyError as error:
        # GitHub notes a failed delivery, which can be asked for again; a 2xx would lose it.
        _log.error("the delivery could not be stored", delivery=delivery.guid, error=str(error)[:500])
        reason = "the delivery could not be stored; please deliver it again later"
        raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "database", reason) from error


def _body() -> bytes:
    try:
        return read_body(MAX_BODY_BYTES)
    except RequestEntityTooLarge as error:
        reason = f"the body is larger than {MAX_BODY_BYTES} bytes"
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", reason) from error


def _tell(enqueue: Callable[[int], None], row: int, guid: str) -> None:
    try:
        enqueue(row)
    except Exception:  # noqa: BLE001 - the row is on disk, and the sweeper will find it
        _log.exception("the delivery is stored, but could not be published", delivery=guid, row=row)


def _reason(recorded: Recorded) -> str:
    if recorded.new or recorded.state is State.IGNORED:
        return recorded.note
    if recorded.queued:
        return "an earlier attempt had failed; queued again"
    return "this delivery is known already"

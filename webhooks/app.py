"""The web application: webhook intake, health, metrics and the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, Flask, Response, jsonify, request
from prometheus_client import CollectorRegistry, Counter
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from bot import dashboard, log
from bot.config import Settings
from bot.inbox import Delivery, GroupCommit, Inbox, Recorded, State
from bot.storage import Audits
from webhooks.delivery import MAX_BODY_BYTES, RefusedError, check_type, read

_log = log.get(__name__)


def create_app(settings: Settings, inbox: Inbox, audits: Audits, enqueue: Callable[[int], None]) -> Flask:
    """Put the web application together. ``enqueue`` gets the row id of each delivery to be worked on."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    registry = CollectorRegistry()
    app.register_blueprint(create_blueprint(settings.secrets, inbox, enqueue, registry))
    access = dashboard.Access(settings)
    app.register_blueprint(dashboard.create_operations(inbox, access, registry))
    app.register_blueprint(dashboard.create_pages(settings, inbox, audits, access))
    app.after_request(dashboard.harden)
    return app


def create_blueprint(
    secrets: Callable[[], Sequence[bytes]],
    inbox: Inbox,
    enqueue: Callable[[int], None],
    registry: CollectorRegistry,
) -> Blueprint:
    """Return ``POST /webhooks/github``. All ``secrets`` are valid at once: one can replace another."""
    intake = Blueprint("webhooks", __name__)
    record = GroupCommit(inbox.record_all).record
    counter = Counter(
        "byline_webhook_requests", "Webhook requests by what became of them", ["result"], registry=registry
    )

    @intake.post("/webhooks/github")
    def receive() -> tuple[Response, int]:
        guid = request.headers.get("X-GitHub-Delivery", "")
        try:
            recorded = _take_in(secrets(), record)
        except RefusedError as refusal:
            counter.labels(f"refused_{refusal.label}").inc()
            _log.warning(
                "webhook refused", status=refusal.status.value, reason=refusal.reason, delivery=guid[:128]
            )
            return jsonify(delivery=guid, state="refused", reason=refusal.reason), refusal.status
        counter.labels("accepted" if recorded.new else "requeued" if recorded.queued else "repeated").inc()
        _log.info(
            "webhook received", delivery=guid, row=recorded.id, state=recorded.state, note=recorded.note
        )
        if recorded.queued:
            _tell(enqueue, recorded.id)
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
    request.max_content_length = MAX_BODY_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        reason = f"the body is larger than {MAX_BODY_BYTES} bytes"
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", reason) from error


def _tell(enqueue: Callable[[int], None], row: int) -> None:
    try:
        enqueue(row)
    except Exception:  # noqa: BLE001 - the row is on disk, and the sweeper will find it
        _log.exception("the delivery is stored, but could not be published", row=row)


def _reason(recorded: Recorded) -> str:
    if recorded.new or recorded.state is State.IGNORED:
        return recorded.note
    if recorded.queued:
        return "an earlier attempt had failed; queued again"
    return "this delivery is known already"

"""For those who run Byline: is it alive, can it work, and how much is waiting."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from bot import log, meters
from bot.config import Settings
from bot.dashboard.access import Access
from bot.dashboard.gauges import Standing, Totals
from bot.dashboard.viewer import require_operator
from bot.inbox import Inbox
from bot.storage import Database, Tallies

_log = log.get(__name__)


def create_operations(
    settings: Settings, inbox: Inbox, database: Database, access: Access, tallies: Tallies
) -> Blueprint:
    """Return ``/healthz``, ``/readyz`` (both open) and ``/metrics`` (for whoever runs it)."""
    operations = Blueprint("operations", __name__)
    shown = CollectorRegistry(auto_describe=False)
    for collector in (Totals(tallies, meters.REGISTRY), Standing(inbox, database, settings)):
        shown.register(collector)

    @operations.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="alive")

    @operations.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            backlog = inbox.backlog()
        except SQLAlchemyError as error:
            _log.error("not ready: the database cannot be read", error=str(error)[:500])
            return jsonify(status="not ready", reason="the database cannot be read"), 503
        states = {state.value: number for state, number in backlog.by_state.items()}
        return jsonify(status="ready", deliveries=states, oldest_due_seconds=backlog.oldest_due_seconds), 200

    @operations.get("/metrics")
    def metrics() -> BaseResponse:
        refused = access.check()
        if refused:
            return refused
        require_operator()
        try:
            return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)
        except SQLAlchemyError as error:
            _log.error("no metrics: the database cannot be read", error=str(error)[:500])
            return Response("the database cannot be read\n", 503, content_type="text/plain")

    return operations

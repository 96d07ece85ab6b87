"""For those who run Byline: is it alive, can it work, and how much is waiting."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.dashboard.access import Access
from bot.inbox import Inbox

_log = log.get(__name__)


class BacklogCollector(Collector):
    """Reads the numbers from the inbox whenever they are asked for, so they are true in every process."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges of the inbox."""
        backlog = self._inbox.backlog()
        states = GaugeMetricFamily("byline_deliveries", "Deliveries in the inbox by state", labels=["state"])
        for state, number in backlog.by_state.items():
            states.add_metric([state.value], number)
        yield states
        yield GaugeMetricFamily(
            "byline_oldest_due_seconds",
            "How long the oldest delivery that could be worked on has waited",
            value=backlog.oldest_due_seconds,
        )


def create_operations(inbox: Inbox, access: Access, registry: CollectorRegistry) -> Blueprint:
    """Return ``/healthz``, ``/readyz`` (both open) and ``/metrics`` (as the dashboard)."""
    operations = Blueprint("operations", __name__)
    registry.register(BacklogCollector(inbox))

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
        return refused or Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return operations

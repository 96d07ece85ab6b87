"""The App's webhook deliveries."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github.auth import require_app
from tests.fakes.github.context import identity, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.model import HookDelivery, Json
from tests.fakes.github.paging import page_size, set_links

routes = Blueprint("hooks", __name__)


@routes.get("/app/hook/config")
def get_config() -> ResponseReturnValue:
    app = require_app(identity())
    secret = "********" if app.webhook_secret else None
    return jsonify(content_type="json", insecure_ssl="0", secret=secret, url=app.webhook_url or "")


@routes.get("/app/hook/deliveries")
def list_deliveries() -> ResponseReturnValue:
    require_app(identity())
    size, cursor, wanted = page_size(), request.args.get("cursor"), request.args.get("status")
    found = [item for item in reversed(state().deliveries) if _has_status(item, wanted)]
    if cursor:
        try:
            before = int(cursor.removeprefix("v1_"))
        except ValueError:
            raise ApiError(400, "Invalid cursor") from None
        found = [item for item in found if item.id < before]
    shown, rest = found[:size], found[size:]
    if rest:
        set_links({"next": {"cursor": f"v1_{shown[-1].id}", "per_page": size}})
    return jsonify([delivery_item(item) for item in shown])


def _has_status(item: HookDelivery, wanted: str | None) -> bool:
    if wanted is None:
        return True
    failed = 400 <= item.status_code <= 599
    return failed if wanted == "failure" else not failed


@routes.get("/app/hook/deliveries/<int:delivery_id>")
def get_delivery(delivery_id: int) -> ResponseReturnValue:
    item = _delivery(delivery_id)
    return jsonify(
        delivery_item(item)
        | {
            "url": item.url,
            "request": {"headers": item.request_headers, "payload": item.payload},
            "response": {"headers": item.response_headers, "payload": item.response_body},
        }
    )


@routes.post("/app/hook/deliveries/<int:delivery_id>/attempts")
def redeliver(delivery_id: int) -> ResponseReturnValue:
    state().redeliver(_delivery(delivery_id))
    return jsonify({}), 202


def _delivery(delivery_id: int) -> HookDelivery:
    require_app(identity())
    found = next((item for item in state().deliveries if item.id == delivery_id), None)
    if found is None:
        raise not_found()
    return found


def delivery_item(item: HookDelivery) -> Json:
    """Show a delivery as the list does."""
    return {
        "id": item.id,
        "guid": item.guid,
        "delivered_at": item.delivered_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "redelivery": item.redelivery,
        "duration": round(item.duration, 2),
        "status": item.status,
        "status_code": item.status_code,
        "event": item.event,
        "action": item.action,
        "installation_id": item.installation_id,
        "repository_id": item.repository_id,
        "throttled_at": None,
    }

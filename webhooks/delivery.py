"""From an HTTP request to a ``Delivery``, or to the reason why it is none. The signature is checked first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final, NoReturn

from pydantic_core import from_json
from werkzeug.datastructures import Headers

from bot.inbox import Delivery
from bot.inbox.model import FROM_PAGE, PAGE_GUID
from webhooks.routing import route
from webhooks.signature import verify

# GitHub sends no payload above 25 MB ("Webhook events and payloads").
MAX_BODY_BYTES: Final = 25 * 1024 * 1024
# GitHub's payloads nest about ten levels. The bound keeps every later walk over one safe.
_MAX_DEPTH: Final = 100
_CONTAINERS: Final = frozenset((dict, list))
#: Byline's own bound; the longest that GitHub sends are 100 (`repository_dispatch`, named by its sender).
_MAX_ACTION: Final = 1000
_EVENT: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
#: One like those of Byline's own deliveries could stand in the way of what a maintainer says on a page.
_GUID: Final = re.compile(rf"(?!{PAGE_GUID})[A-Za-z0-9][A-Za-z0-9._:-]{{0,127}}", re.ASCII)


class RefusedError(Exception):
    """A request that is not taken in. ``label`` is for the metrics, ``reason`` for the sender."""

    def __init__(self, status: HTTPStatus, label: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.label = label
        self.reason = reason


def check_type(content_type: str) -> None:
    """Refuse what is not JSON. GitHub's form type wraps the payload in another layer that nobody needs.

    Raises:
        RefusedError: the content type is not ``application/json``.
    """
    if content_type != "application/json":
        reason = "the content type must be application/json: choose it in the settings of the webhook"
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type", reason)


def read(headers: Headers, body: bytes, secrets: Iterable[bytes]) -> Delivery:
    """Check the signature of a request over its raw body, then understand it.

    Raises:
        RefusedError: the signature is wrong or missing (401), or the request is no GitHub webhook (400).
    """
    if not verify(body, headers.get("X-Hub-Signature-256"), secrets):
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "signature", "X-Hub-Signature-256 is missing or wrong")
    event = _header(headers, "X-GitHub-Event", _EVENT)
    if event == FROM_PAGE:
        _bad("headers", f"{event} is no event of GitHub's")
    guid = _header(headers, "X-GitHub-Delivery", _GUID)
    payload = _parse(body)
    action = payload.get("action", "")
    if not isinstance(action, str) or len(action) > _MAX_ACTION:
        _bad("payload", "the action of the payload is not a short text")
    found = route(event, action, payload)
    return Delivery(
        guid=guid,
        event=event,
        action=action,
        task=found.task,
        installation_id=found.installation_id,
        repository=found.repository,
        subject=found.subject,
        payload=body,
        note=found.note,
    )


def _header(headers: Headers, name: str, shape: re.Pattern[str]) -> str:
    value = headers.get(name, "")
    if not shape.fullmatch(value):
        _bad("headers", f"the header {name} is malformed" if value else f"the header {name} is missing")
    return value


def _parse(body: bytes) -> dict[str, Any]:
    try:
        payload = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        payload = _parse_slowly(body)
    if not isinstance(payload, dict):
        _bad("payload", "the body is JSON, but not an object")
    if not _is_shallow(payload):
        _bad("payload", f"the body nests deeper than {_MAX_DEPTH} levels")
    return payload


def _parse_slowly(body: bytes) -> Any:
    """Understand what the fast parser refuses: halves of surrogate pairs are JSON, and say what is wrong."""
    try:
        # GitHub signs and sends UTF-8; json.loads would guess other encodings from bytes.
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        _bad("payload", f"the body nests deeper than {_MAX_DEPTH} levels")
    except ValueError:
        _bad("payload", "the body is not JSON")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _is_shallow(payload: dict[str, Any]) -> bool:
    level: list[Any] = [payload]
    for _ in range(_MAX_DEPTH):
        inner = (part.values() if type(part) is dict else part for part in level)
        level = [value for values in inner for value in values if type(value) in _CONTAINERS]
        if not level:
            return True
    return False


def _bad(label: str, reason: str) -> NoReturn:
    raise RefusedError(HTTPStatus.BAD_REQUEST, label, reason)

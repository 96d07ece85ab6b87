"""``/api/v1``: what the live demo and the playground do, for programs. JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.dashboard.asking import client, policy_for, refusal
from bot.dashboard.forms import read_body
from bot.dashboard.site import Site, require_own_page
from bot.errors import BylineError, UsageError
from bot.trial import past
from bot.trial.bench import Bench, Chosen
from bot.trial.given import MAX_PAYLOAD, Given, given_from

#: A document of JSON may take six bytes for one (``\u0041``).
_MOST: Final = 2 * MAX_PAYLOAD
#: What the pages answer with one of their own comes here as JSON, too.
_OWN_PAGES: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_GIVEN: Final = {name: str for name in Given.__slots__ if name not in {"payload", "sample"}}
_POLICY: Final = {"policy": str, "preset": str}
_CHECK: Final = {**_GIVEN, **_POLICY, "payload": dict}
_POLICY_CHECK: Final = {"policy": str, "repository": str}
_SIMULATE: Final = {**_POLICY, "repository": str, "limit": int}


def create_api(site: Site, bench: Bench) -> Blueprint:
    """Return the API. Who may use it and what they see is as on the pages."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")

    api.before_request(lambda: _let_in(site))
    api.register_error_handler(BylineError, _refused)
    for error in (HTTPException, *_OWN_PAGES):
        api.register_error_handler(error, _failed)

    @api.post("/check")
    def check() -> Response:
        asked = _asked(_CHECK)
        if ("text" in asked) == ("payload" in asked):
            raise UsageError('give either a "text" or a "payload"')
        payload = json.dumps(asked.pop("payload")) if "payload" in asked else ""
        return jsonify(bench.judge(client(), given_from({**asked, "payload": payload}), _policy(site, asked)))

    @api.post("/policy/check")
    def check_policy() -> Response:
        asked = _asked(_POLICY_CHECK)
        if "policy" not in asked:
            raise UsageError('give the text of a "policy"')
        found = bench.check(client(), policy_for(site, asked.get("repository", ""), asked["policy"]))
        return jsonify(found)

    @api.post("/policy/simulate")
    def simulate() -> Response:
        asked = _asked(_SIMULATE)
        if not asked.get("repository"):
            raise UsageError('name the "repository"')
        policy, most = _policy(site, asked), asked.get("limit", past.MOST)
        if not 1 <= most <= past.MOST:
            raise UsageError(f'"limit" is a number from 1 to {past.MOST}')
        wrong = bench.check(client(), policy)
        if wrong["problems"] or wrong["could_not_look"]:
            return _told(HTTPStatus.UNPROCESSABLE_ENTITY, "this is not a valid policy", wrong)
        bench.begin_simulation(client())
        return jsonify(past.simulate(bench, site.database, asked["repository"], policy, most).as_dict())

    return api


def _let_in(site: Site) -> Response | None:
    if not site.access.recognize():
        return _told(HTTPStatus.UNAUTHORIZED, "sign in, or send the token: Authorization: Bearer TOKEN")
    require_own_page()
    return None


def _refused(error: BylineError) -> Response:
    status, headers = refusal(error)
    answer = _told(status, str(error))
    answer.headers.update(headers)
    return answer


def _failed(error: HTTPException) -> Response:
    return _told(HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR), error.description or error.name)


def _told(status: HTTPStatus, reason: str, more: Mapping[str, Any] | None = None) -> Response:
    answer = jsonify({"reason": reason, **(more or {})})
    answer.status_code = status
    return answer


def _policy(site: Site, asked: Mapping[str, Any]) -> Chosen:
    if ("policy" in asked) == ("preset" in asked):
        raise UsageError('give either the name of a "preset" or the text of a "policy"')
    chosen = policy_for(site, asked.get("repository", ""), asked.get("policy", ""))
    return Chosen(preset=asked["preset"]) if "preset" in asked else chosen


def _asked(known: Mapping[str, type]) -> dict[str, Any]:
    """Return the object that was sent; each of its fields is known and of its type.

    Raises:
        UsageError: it is something else.
    """
    if request.mimetype != "application/json":
        raise UsageError("send JSON, and say so: Content-Type: application/json")
    try:
        asked = json.loads(read_body(_MOST))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this is not JSON: {str(error)[:200]}") from None
    if not isinstance(asked, dict):
        raise UsageError("send a JSON object")
    for name, value in asked.items():
        if name not in known:
            raise UsageError(f"there is no field {name[:40]!a}; there are {', '.join(known)}")
        if type(value) is not known[name]:
            raise UsageError(f"{name!a} is not of the type {_TYPES[known[name]]}")
    return asked


_TYPES: Final = {str: "string", int: "integer", dict: "object"}

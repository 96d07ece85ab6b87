"""The HTTP side: one Flask application in a thread."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from flask import Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.fakes.github import (
    git_http,
    route_advisories,
    route_apps,
    route_checks,
    route_graphql,
    route_hooks,
    route_issues,
    route_labels,
    route_manifest,
    route_oauth,
    route_pulls,
    route_reactions,
    route_repository,
    route_teams,
)
from tests.fakes.github.auth import ANONYMOUS, identify
from tests.fakes.github.errors import ApiError
from tests.fakes.github.faults import Fault, Faults
from tests.fakes.github.journal import Request
from tests.fakes.github.limits import RateLimits, conditional
from tests.fakes.github.state import State
from tests.fakes.openapi import Contract

_MODULES = (
    route_apps,
    route_repository,
    route_labels,
    route_issues,
    route_pulls,
    route_checks,
    route_hooks,
    route_graphql,
    route_advisories,
    route_teams,
    route_reactions,
    route_oauth,
    route_manifest,
    git_http,
)
MEDIA_TYPE = "github.v3; format=json"


class FakeApp(Flask):
    """The application, with what its requests share."""

    def __init__(self, state: State, contract: Contract | None) -> None:
        super().__init__("fake_github", static_folder=None)
        self.state, self.contract = state, contract
        self.faults, self.limits = Faults(), RateLimits()
        self.journal: list[Request] = []
        self.violations: list[str] = []
        self.check_responses = False
        self.json.sort_keys = False  # type: ignore[attr-defined]
        self.extensions |= {"state": state, "limits": self.limits}
        routes = _compiled_routes()
        self.url_map, self.view_functions = routes.url_map, routes.view_functions
        self.blueprints = routes.blueprints
        self.before_request(self._begin)
        self.after_request(self._finish)
        self.register_error_handler(ApiError, _api_error)
        self.register_error_handler(HTTPException, self._http_error)

    def dispatch_request(self) -> ResponseReturnValue:
        """Handle one request at a time: the memory has one lock."""
        with self.state.lock:
            return super().dispatch_request()

    def _begin(self) -> ResponseReturnValue | None:
        g.identity, g.entry = ANONYMOUS, self._enter()
        self._check_contract(g.entry)
        g.fault = self.faults.take(request.method, request.path)
        if g.fault is not None:
            early = _strike(g.fault)
            if early is not None:
                return early
        if is_for_browsers(request.path) or _is_clients(request.path):
            return None
        g.identity = identify(self.state)
        g.entry.identity = g.identity.name
        if not is_git(request.path):
            self.limits.take(g.entry)
        return None

    def _enter(self) -> Request:
        raw = request.get_data()
        is_json = raw and not is_git(request.path)
        body, broken = None, False
        if is_json:
            try:
                body = json.loads(raw)
            except ValueError:
                body, broken = raw.decode(errors="replace"), True
        entry = Request(
            request.method, request.path, request.args.to_dict(), body, dict(request.headers), fault=""
        )
        self.journal.append(entry)
        g.json_body = None if broken else body
        return entry

    def _check_contract(self, entry: Request) -> None:
        if is_git(entry.path) or is_for_browsers(entry.path):
            return
        if entry.path == "/graphql" or entry.method == "HEAD":
            return
        if self.contract is not None:
            found = self.contract.check_request(entry.method, _raw_path(), entry.query, entry.body)
            self.violations.extend(found)

    def _finish(self, response: Response) -> Response:
        entry: Request | None = g.get("entry")
        if entry is None:
            return response
        fault: Fault | None = g.get("fault")
        if fault is not None and fault.applied:
            entry.fault = fault.kind
            response = _late(fault, response)
        bare = is_git(request.path) or is_for_browsers(request.path)
        if not bare and not response.direct_passthrough:
            response = self._decorate(response, entry)
        entry.status = response.status_code
        if fault is not None and fault.kind in {"drop", "hang"}:
            entry.status = 0
        return response

    def _decorate(self, response: Response, entry: Request) -> Response:
        if self.check_responses and self.contract is not None and response.is_json and _checked(response):
            self.violations.extend(
                self.contract.check_response(
                    entry.method, _raw_path(), response.status_code, response.get_json()
                )
            )
        response = conditional(response)
        if response.status_code == 304:
            self.limits.give_back(entry.identity)
        if response.status_code != 401:
            for name, value in self.limits.headers(entry.identity).items():
                response.headers.setdefault(name, value)
        if "link" in g:
            response.headers["Link"] = g.link
        if g.get("accepted") and g.identity.kind == "installation":
            response.headers["X-Accepted-GitHub-Permissions"] = g.accepted
        response.headers["X-GitHub-Media-Type"] = MEDIA_TYPE
        response.headers["X-GitHub-Request-Id"] = f"FAKE:{len(self.journal):08X}"
        return response

    def _http_error(self, error: HTTPException) -> ResponseReturnValue:
        path = request.path
        if error.code in {404, 405} and not g.get("fault") and not is_git(path) and not is_for_browsers(path):
            self.violations.append(f"{request.method} {path}: the fake GitHub does not serve this operation")
            return _api_error(ApiError(501, f"The fake GitHub does not serve {request.method} {path}"))
        return _api_error(ApiError(error.code or 500, error.description or error.name))


@lru_cache(maxsize=1)
def _compiled_routes() -> Flask:
    """Register every route once for all fakes: compiling the addresses is most of a fake's start."""
    shared = Flask("fake_github_routes", static_folder=None)
    for module in _MODULES:
        shared.register_blueprint(module.routes)
    return shared


def _raw_path() -> str:
    """Return the path as it was sent: a slash in a label's name is no separator."""
    raw: str = request.environ["RAW_URI"]
    return raw.partition("?")[0]


def _checked(response: Response) -> bool:
    """Say whether an answer is one that GitHub's description has a schema for."""
    return response.status_code < 300 and request.path != "/graphql"


def is_git(path: str) -> bool:
    """Say whether a path belongs to git's protocol."""
    return ".git/" in path and not path.startswith("/repos/")


def is_for_browsers(path: str) -> bool:
    """Say whether a path is none of the API's: GitHub's description leaves these out."""
    return path.startswith(("/login/", "/settings/apps", "/organizations/")) or path == "/favicon.ico"


def _is_clients(path: str) -> bool:
    """Say whether an App's client asks, with its id and secret in place of a token."""
    return path.startswith("/applications/")


def _api_error(error: ApiError) -> ResponseReturnValue:
    return jsonify(error.body), error.status, error.headers


def _strike(fault: Fault) -> ResponseReturnValue | None:
    """Carry out a fault before the request does anything; ``applied`` faults wait until it is done."""
    if fault.kind == "slow":
        time.sleep(fault.seconds)
        return None
    if fault.applied:
        return None
    if fault.kind == "call":
        fault.call()
        return None
    g.entry.fault = fault.kind
    if fault.kind in {"drop", "hang"}:
        time.sleep(fault.seconds)
        _cut()
    return _fault_response(fault)


def _late(fault: Fault, response: Response) -> Response:
    """Carry out a fault that strikes when the request has taken effect."""
    match fault.kind:
        case "fail":
            return _fault_response(fault)
        case "call":
            fault.call()
        case "half" | "drip":
            return _broken_off(response, fault)
        case _:
            time.sleep(fault.seconds)
            _cut()
    return response


def _broken_off(response: Response, fault: Fault) -> Response:
    """Return an answer that promises its whole length, and ends before."""
    body = response.get_data()
    connection = request.environ["werkzeug.socket"]

    def pieces() -> Iterator[bytes]:
        if fault.kind == "half":
            yield body[: len(body) // 2]
        else:
            for at in range(len(body)):
                yield body[at : at + 1]
                time.sleep(fault.seconds)
        with suppress(OSError):  # whoever asked may have gone
            connection.shutdown(socket.SHUT_RDWR)

    broken = Response(pieces(), response.status_code, response.headers, direct_passthrough=True)
    broken.headers["Content-Length"] = str(len(body))
    return broken


def _fault_response(fault: Fault) -> Response:
    body: Any = fault.body
    if body is None:
        body = {"message": "Scripted fault", "documentation_url": "", "status": str(fault.status)}
    if isinstance(body, str | bytes):
        return Response(body, fault.status, dict(fault.headers))
    return Response(json.dumps(body), fault.status, dict(fault.headers), mimetype="application/json")


def _cut() -> None:
    connection = request.environ["werkzeug.socket"]
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _QuietHandler(WSGIRequestHandler):
    """A request handler that writes no log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Server:
    """The application on a free port of the loopback interface."""

    def __init__(self, app: Flask) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="fake-github", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

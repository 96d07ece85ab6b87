"""A Hugging Face hub over real HTTP, which answers as https://huggingface.co/docs/hub/api says.

``/api/models/ID`` and ``/api/datasets/ID`` describe a repository, ``/ID/resolve/REVISION/PATH`` gives a file
with ``ETag`` and ``X-Repo-Commit``. What is not there and what is private are the same 401 for those without
a token; refusals carry ``X-Error-Code``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha1
from typing import Any, Final

import huggingface_hub
import yaml
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

SHA: Final = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d"
DRIPPING: Final = 0


class FakeHub:
    """``models`` and ``datasets`` are repositories by their ids, ``faults`` what else is answered, by paths.

    That is a status, ``DRIPPING`` (an answer that never ends), or the bytes of a page.
    """

    def __init__(self) -> None:
        self.models: dict[str, dict[str, Any]] = {}
        self.datasets: dict[str, dict[str, Any]] = {}
        self.faults: dict[str, int | bytes] = {}
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.closing = threading.Event()
        self._server = make_server("127.0.0.1", 0, _app(self), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, name: str, files: Mapping[str, str], **more: Any) -> None:
        """Publish a model. ``more`` are fields of the API: ``gated``, ``private``, ``createdAt`` …"""
        self.models[name] = {"files": dict(files), **more}

    def add_dataset(self, name: str, card: str = "") -> None:
        self.datasets[name] = {"files": {"README.md": card}}

    def close(self) -> None:
        self.closing.set()
        huggingface_hub.close_session()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def running() -> Iterator[FakeHub]:
    fake = FakeHub()
    try:
        yield fake
    finally:
        fake.close()


def _app(fake: FakeHub) -> Flask:
    app = Flask("hub")

    @app.before_request
    def remember() -> Response | None:
        fake.asked.append(f"{request.method} {request.path}")
        fake.tokens.append(request.headers.get("Authorization"))
        fault = fake.faults.get(request.path)
        if fault == DRIPPING:
            return Response(_drips(fake), mimetype="application/json")
        if isinstance(fault, bytes):
            return Response(fault)
        return _refused(fault, "", retry="30") if fault else None

    @app.get("/api/<kind>/<path:name>")
    def described(kind: str, name: str) -> Response:
        held = (fake.models if kind == "models" else fake.datasets).get(name)
        if held is None or held.get("private"):
            return _refused(401, "RepoNotFound", "Invalid username or password.")
        return jsonify(_description(name, held))

    @app.get("/<path:name>/resolve/<revision>/<path:path>")
    def resolved(name: str, revision: str, path: str) -> Response:
        held = fake.models.get(name)
        if held is None or held.get("private"):
            return _refused(401, "RepoNotFound", "Invalid username or password.")
        if revision not in {"main", SHA}:
            return _refused(404, "RevisionNotFound")
        if held.get("gated"):
            return _refused(401, "GatedRepo", f"Access to model {name} is restricted.")
        if path not in held["files"]:
            return _refused(404, "EntryNotFound")
        data = held["files"][path].encode()
        answer = Response(data, mimetype="text/plain")
        answer.headers["X-Repo-Commit"] = SHA
        answer.set_etag(sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest())
        return answer

    return app


def _description(name: str, held: Mapping[str, Any]) -> dict[str, Any]:
    """What the API says: the card's front matter as data, tags, the list of files."""
    page = held["files"].get("README.md", "")
    card = yaml.safe_load(page.split("---\n")[1]) if page.startswith("---\n") else {}
    license_ = card.get("license")
    more = {key: value for key, value in held.items() if key not in {"files", "private"}}
    return {
        "_id": "0", "id": name, "modelId": name, "author": name.partition("/")[0], "sha": SHA,
        "private": False, "gated": False, "disabled": False, "createdAt": "2025-07-01T09:30:00.000Z",
        "tags": ["transformers", *([f"license:{license_}"] if isinstance(license_, str) else [])],
        "cardData": card, "siblings": [{"rfilename": path} for path in held["files"]], **more,
    }  # fmt: skip


def _refused(status: int, code: str, message: str = "", retry: str = "") -> Response:
    answer = jsonify({"error": message or code or "no"})
    answer.status_code = status
    for header, value in (("X-Error-Code", code), ("X-Error-Message", message), ("Retry-After", retry)):
        if value:
            answer.headers[header] = value
    return answer


def _drips(fake: FakeHub) -> Iterator[bytes]:
    yield b"{"
    while not fake.closing.wait(0.02):
        yield b" "

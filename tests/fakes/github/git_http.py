"""Repositories over git's smart HTTP protocol, served by git itself; read only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from tests.fakes.github.auth import visible
from tests.fakes.github.context import identity, repository, state
from tests.fakes.github.model import Repository
from tests.fakes.repository import git_environment

routes = Blueprint("git", __name__)
_CHUNK = 65_536


@routes.route("/<owner>/<name>.git/<path:service>", methods=["GET", "POST"])
def serve(owner: str, name: str, service: str) -> ResponseReturnValue:
    known = state().repository(owner, name)
    if known is None or not visible(identity(), known):
        if identity().kind == "anonymous":
            return _challenge()
        return Response("Repository not found.\n", 404, mimetype="text/plain")
    if "git-receive-pack" in (service, request.args.get("service")):
        return Response("Write access to repository not granted.\n", 403, mimetype="text/plain")
    return _run_backend(repository(owner, name, "contents:read"), service)


def _challenge() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="GitHub"'}
    return Response("Repository not found.\n", 401, headers, mimetype="text/plain")


def _run_backend(repo: Repository, service: str) -> Response:
    process = subprocess.Popen(
        ["git", "-c", "safe.directory=*", "http-backend"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(repo, service),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request.get_data())
    process.stdin.close()
    status, headers = 200, []
    while line := process.stdout.readline().strip():
        key, _, value = line.decode("latin-1").partition(":")
        if key.lower() == "status":
            status = int(value.split()[0])
        else:
            headers.append((key, value.strip()))
    return Response(_stream(process), status, headers)


def _stream(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert process.stdout is not None
    try:
        while chunk := process.stdout.read(_CHUNK):
            yield chunk
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def _environment(repo: Repository, service: str) -> dict[str, str]:
    return git_environment() | {
        "GIT_PROJECT_ROOT": os.fspath(repo.git_dir.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{repo.git_dir.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string.decode("latin-1"),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(request.get_data())),
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        "REMOTE_ADDR": "127.0.0.1",
    }

"""The npm package ``emulate``: somebody else's GitHub, as an independent second opinion.

Its known gaps: a pull request is 404 as an issue; its files are stubs with an empty patch; delivery ids are
numbers; labels on pull requests arrive as ``issues.labeled``; it has no ETag, no ``/app/hook/*`` and none of
GitHub's length limits.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.fakes.keys import AppKey
from tests.npm_assets import NpmAssets

APP_ID = 12345
APP_SLUG = "byline-test"
INSTALLATION_ID = 100
MAINTAINER_TOKEN = "maint_token"
CONTRIBUTOR_TOKEN = "contrib_token"
WEBHOOK_SECRET = "emulate-s3cret"
PERMISSIONS = {
    "contents": "read",
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
    "metadata": "read",
}
_START_SECONDS = 30.0


@dataclass
class Emulator:
    """A running emulator with one App, installed on the owner of one repository."""

    base_url: str
    key: AppKey
    repository: str
    process: subprocess.Popen[bytes]

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(
    assets: NpmAssets, key: AppKey, workdir: Path, webhook_url: str, owner: str = "maintainer"
) -> Emulator:
    """Start the emulator on a free loopback port and wait until it answers.

    The owner is ``maintainer`` (a user) or ``acme`` (an organisation); webhooks go to ``webhook_url``.
    """
    node = shutil.which("node")
    assert node is not None, "node was not found"
    file = workdir / "emulate-seed.json"
    file.write_text(json.dumps(seed(key, owner, webhook_url)))
    port = free_port()
    arguments = ["start", "--service", "github", "--port", str(port), "--seed", os.fspath(file)]
    with (workdir / "emulate.log").open("wb") as log:
        process = subprocess.Popen(
            [node, "--import", os.fspath(assets.loopback), os.fspath(assets.emulate), *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=workdir,
            env=os.environ | {"NO_COLOR": "1"},
        )
    emulator = Emulator(f"http://127.0.0.1:{port}", key, f"{owner}/widget", process)
    _wait(emulator, workdir / "emulate.log")
    return emulator


def _wait(emulator: Emulator, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if emulator.process.poll() is not None:
            break
        try:
            with requests.get(f"{emulator.base_url}/repos/{emulator.repository}", timeout=5) as answer:
                if answer.ok:
                    return
        except requests.ConnectionError:
            time.sleep(0.1)
    emulator.close()
    raise RuntimeError(f"the emulator did not start: {log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def seed(key: AppKey, owner: str, webhook_url: str) -> dict[str, Any]:
    """Describe the world that the emulator starts with."""
    return {
        "tokens": {
            MAINTAINER_TOKEN: {
                "login": "maintainer",
                "scopes": ["repo", "user", "admin:org", "admin:repo_hook"],
            },
            CONTRIBUTOR_TOKEN: {"login": "contributor", "scopes": ["repo", "user"]},
        },
        "github": {
            "users": [
                {"login": "maintainer", "name": "Maintainer", "email": "maintainer@example.com"},
                {"login": "contributor", "name": "Contributor", "email": "contributor@example.com"},
            ],
            "orgs": [{"login": "acme", "name": "Acme"}],
            "repos": [{"owner": owner, "name": "widget", "language": "Python", "auto_init": True}],
            "apps": [_app(key, owner, webhook_url)],
        },
    }


def _app(key: AppKey, owner: str, webhook_url: str) -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "slug": APP_SLUG,
        "name": "Byline (test)",
        "private_key": key.pkcs8_pem,
        "permissions": PERMISSIONS,
        "events": ["push", "pull_request", "issues", "issue_comment", "check_run"],
        "webhook_url": webhook_url,
        "webhook_secret": WEBHOOK_SECRET,
        "installations": [
            {"installation_id": INSTALLATION_ID, "account": owner, "repository_selection": "all"}
        ],
    }

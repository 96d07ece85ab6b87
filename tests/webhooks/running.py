"""Start a server in a process of its own, talk to it over HTTP, and stop or kill it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests import forked
from tests.forked import Forked
from webhooks.signature import sign

BYLINE_SERVE = ("-m", "bot", "serve")
SECRET = b"a secret for tests"
ROOT = forked.ROOT
_PATIENCE = 60.0
_URL = re.compile(
    r"""byline is running .*?url='(http://[^']+)/'|"url": "(http://[^"]+)/".*byline is running"""
)


@dataclass
class Running:
    """A server process. ``log`` is what it has written to standard error."""

    process: Forked | subprocess.Popen[bytes]
    url: str
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def post(
        self, guid: str, event: str = "ping", payload: dict[str, Any] | None = None
    ) -> requests.Response:
        body = json.dumps(payload or {}).encode()
        return requests.post(
            f"{self.url}/webhooks/github", data=body, headers=headers(body, guid, event), timeout=30
        )

    def kill(self) -> None:
        """End it as the kernel would when memory runs out."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_PATIENCE)


def headers(body: bytes, guid: str, event: str, secret: bytes = SECRET) -> dict[str, str]:
    """Return the headers that GitHub sends with a body."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid,
        "X-Hub-Signature-256": sign(body, secret),
    }


def until(true: Callable[[], Any], what: str, seconds: float = _PATIENCE) -> Any:
    """Wait until something is true; fail after a minute, or so many seconds."""
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)
    return value


@contextmanager
def server(home: Path, *command: str, anew: bool = False, **settings: str | None) -> Iterator[Running]:
    """Run a server in ``home`` on a free port; it is killed at the end if it still runs.

    ``anew``: as people start it, and not forked from a process that has loaded the libraries. A setting that
    is ``None`` is not set at all.
    """
    home.mkdir(exist_ok=True)
    log_file = home / f"log-{time.monotonic_ns()}"
    log_file.touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    environment |= {
        "BYLINE_HOME": str(home),
        "BYLINE_PORT": "0",
        "BYLINE_WEBHOOK_SECRET": SECRET.decode(),
        "BYLINE_SETTLE_SECONDS": "0",
        **settings,
    }
    environment = {name: value for name, value in environment.items() if value is not None}
    process = (forked.anew if anew else Forked)(
        command or ("-m", "tests.faults.runner"), environment, log_file, log_file
    )
    try:
        found = until(lambda: _started(process, log_file), "the server to start")
        yield Running(process, found, log_file)
    finally:
        process.kill()
        process.wait()


def _started(process: Forked | subprocess.Popen[bytes], log_file: Path) -> str | None:
    text = log_file.read_text()
    assert process.poll() is None, f"the server ended: {text}"
    found = _URL.search(text)
    return found[1] or found[2] if found else None

"""Every example payload that GitHub's own package publishes, signed and posted to a running server."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.webhooks.running import BYLINE_SERVE, Running, headers, server, until

MB = 1024 * 1024
#: After these Byline deletes what it keeps of a repository.
DELETING = {
    ("repository", "deleted"),
    ("installation", "deleted"),
    ("installation_repositories", "removed"),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(Path(tmp_path_factory.mktemp("served")) / "home", *BYLINE_SERVE) as started:
        yield started


@pytest.mark.npm
def test_every_published_payload_is_taken_in_and_worked_on(
    running: Running, payloads: list[tuple[str, str, dict[str, Any]]]
) -> None:
    assert len(payloads) == 329
    last = [one for one in payloads if (one[0], one[2].get("action")) in DELETING]
    first = [one for one in payloads if one not in last]
    settled = _sent(running, first)
    assert settled["done"] + settled["ignored"] >= len(first)
    # With a repository goes what is kept of it, and so some of the rows above.
    assert _sent(running, last)["done"] > 0
    assert "Traceback" not in running.log


def _sent(running: Running, payloads: list[tuple[str, str, dict[str, Any]]]) -> dict[str, int]:
    """Post payloads, wait until all are worked on, and return how many deliveries are in which state."""
    refused = []
    for event, name, payload in payloads:
        body = json.dumps(payload, ensure_ascii=False).encode()
        answer = requests.post(
            f"{running.url}/webhooks/github",
            data=body,
            headers=headers(body, f"published.{name}", event),
            timeout=30,
        )
        if answer.status_code != 202:
            refused.append((name, answer.status_code, answer.text))
    assert refused == []
    settled: dict[str, int] = until(lambda: _settled(running), "all deliveries to be worked on")
    assert settled["parked"] == settled["failed"] == 0
    return settled


def _settled(running: Running) -> dict[str, int] | None:
    ready: dict[str, Any] = requests.get(f"{running.url}/readyz", timeout=30).json()
    states: dict[str, int] = ready["deliveries"]
    return None if states["queued"] or states["running"] else states


@pytest.mark.parametrize("announced", ["Content-Length: 26214401", "Content-Length: 99999999999999"])
def test_a_body_over_25_mb_is_refused_before_it_is_sent(running: Running, announced: str) -> None:
    assert _answer_to_head(running, announced).startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_over_25_mb_is_cut_off(running: Running) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 1
            yield b"x" * MB

    try:
        status = requests.post(
            f"{running.url}/webhooks/github",
            data=endless(),
            headers={"Content-Type": "application/json"},
            timeout=60,
        ).status_code
    except requests.ConnectionError:  # the server hung up while we were still sending
        status = 413
    assert status == 413
    assert sent < 100
    assert requests.get(f"{running.url}/healthz", timeout=30).ok


def test_a_body_of_exactly_25_mb_is_read(running: Running) -> None:
    body = b'{"zen": "' + b"x" * (25 * MB - 11) + b'"}'
    assert len(body) == 25 * MB
    answer = requests.post(
        f"{running.url}/webhooks/github", data=body, headers=headers(body, "large", "ping"), timeout=60
    )
    assert answer.status_code == 202


def _answer_to_head(running: Running, line: str) -> bytes:
    address = urlsplit(running.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as connection:
        lines = ["POST /webhooks/github HTTP/1.1", "Host: localhost", "Content-Type: application/json", line]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.recv(100)

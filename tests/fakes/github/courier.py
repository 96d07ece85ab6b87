"""Webhook deliveries: signed, sent with GitHub's headers, recorded."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable

import requests

from tests.fakes.github.model import HookDelivery, Installation, Json, Repository
from tests.fakes.github.state import State

TIMEOUT = 10.0
_HOOK_ID = 42


class Courier:
    """Sends webhooks, one at a time in the background or at once for a test."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._queue: queue.Queue[Callable[[], object] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def prepare(
        self,
        event: str,
        payload: Json,
        url: str,
        secret: str | None,
        guid: str | None = None,
        repository: Repository | None = None,
    ) -> HookDelivery:
        """Write the request that GitHub would send, without sending it."""
        raw = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
        app = next(iter(self._state.apps.values()))
        guid = guid or str(uuid.uuid4())
        headers = {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/44f8f1a",
            "X-GitHub-Delivery": guid,
            "X-GitHub-Event": event,
            "X-GitHub-Hook-ID": str(_HOOK_ID),
            "X-GitHub-Hook-Installation-Target-ID": str(app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
        }
        if secret:
            headers |= sign(raw, secret)
        return HookDelivery(
            self._state.next_id(),
            guid,
            event,
            payload.get("action"),
            url,
            self._state.now(),
            headers,
            payload,
            raw,
            (payload.get("installation") or {}).get("id"),
            repository.id if repository else None,
        )

    def send(self, delivery: HookDelivery, *, record: bool = True) -> HookDelivery:
        """Post a delivery and note the answer; a refused connection is an answer too."""
        if record:
            with self._state.lock:
                self._state.deliveries.append(delivery)
        started = time.monotonic()
        try:
            with requests.post(
                delivery.url, data=delivery.raw, headers=delivery.request_headers, timeout=TIMEOUT
            ) as answer:
                delivery.status_code = answer.status_code
                delivery.status = "OK" if answer.ok else _reason(answer)
                delivery.response_headers = dict(answer.headers)
                delivery.response_body = answer.text
        except requests.Timeout:
            delivery.status, delivery.status_code = "timed out", 0
        except requests.ConnectionError:
            delivery.status, delivery.status_code = "failed to connect to host", 502
        delivery.duration = time.monotonic() - started
        return delivery

    def repeat(self, delivery: HookDelivery) -> HookDelivery:
        """Prepare a redelivery: a new id, the same GUID and the same bytes."""
        return HookDelivery(
            self._state.next_id(),
            delivery.guid,
            delivery.event,
            delivery.action,
            delivery.url,
            self._state.now(),
            delivery.request_headers,
            delivery.payload,
            delivery.raw,
            delivery.installation_id,
            delivery.repository_id,
            redelivery=True,
        )

    def later(self, delivery: HookDelivery) -> None:
        """Send in the background, after what is already waiting."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="courier", daemon=True)
            self._thread.start()
        self._queue.put(lambda: self.send(delivery))

    def settle(self) -> None:
        """Wait until nothing waits to be sent, including what the sending itself caused."""
        self._queue.join()

    def close(self) -> None:
        """Stop the background thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(TIMEOUT)
            self._thread = None

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                job()
            finally:
                self._queue.task_done()
        self._queue.task_done()


def sign(raw: bytes, secret: str) -> dict[str, str]:
    """Return the signature headers for a body."""
    key = secret.encode()
    return {
        "X-Hub-Signature": "sha1=" + hmac.new(key, raw, hashlib.sha1).hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(key, raw, hashlib.sha256).hexdigest(),
    }


def _reason(answer: requests.Response) -> str:
    return f"Invalid HTTP Response: {answer.status_code}"


def wants(installation: Installation | None, event: str) -> bool:
    """Say whether GitHub would send an event to the App."""
    always = {"installation", "installation_repositories", "ping"}
    return event in always or (installation is not None and event in installation.app.events)

"""Deliveries fetched from a relay's channel, over HTTP, and taken in by a real server."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.relay import Relay, delivery
from tests.webhooks.running import BYLINE_SERVE, server, until

SECRET = "a secret for the relay"
#: What another program would write in another way.
ODD = (
    '{ "action":"opened","title":"\\u00e9\\ud83e\\udd16 \U0001f916 \\/ \u2028 é",'
    '"n":1.0,"m":1E+2,"k":0.10,"z":{"b":1,"a":-0}}'
)


class Channel(ThreadingHTTPServer):
    """A relay: what is put into ``events`` goes to whoever listens; ``None`` ends the connection."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: queue.Queue[bytes | None] = queue.Queue()
        self.listeners = 0
        self.refusals: list[int] = []
        self.elsewhere: list[str] = []
        self.asked: list[str] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def send(self, text: str, guid: str, secret: str = SECRET, **more: Any) -> None:
        """Hand a delivery on as smee.io does."""
        self.events.put(as_event(text, guid, secret, **more))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a listener may go at any time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Channel

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.elsewhere:
            self.send_response(302)
            self.send_header("Location", self.server.elsewhere.pop())
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.server.refusals:
            self.send_response(self.server.refusals.pop())
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.server.listeners += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(b"id: 0\nevent: ready\ndata: {}\n\n")
        while (event := self.server.events.get()) is not None:
            for part in (event[at : at + 50_000] for at in range(0, len(event), 50_000)):
                self._chunk(part)
        self.close_connection = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((dict(self.headers), body))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def as_event(text: str, guid: str, secret: str = SECRET, **more: Any) -> bytes:
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers = {
        "host": "smee.io",
        "x-github-event": "ping",
        "x-github-delivery": guid,
        "x-hub-signature-256": f"sha256={signature}",
        **more,
    }
    rest = json.dumps({"query": {}, "timestamp": 1.5})[1:]
    return f'id: 7\ndata: {json.dumps(headers)[:-1]},"body":{text},{rest}\n\n'.encode()


@pytest.fixture
def channel() -> Iterator[Channel]:
    relay = Channel()
    thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield relay
    relay.events.put(None)
    relay.shutdown()
    relay.server_close()


@pytest.fixture
def relay(channel: Channel) -> Iterator[Relay]:
    made = Relay(f"{channel.url}/channel", f"{channel.url}/webhooks/github", first_wait=0.01)
    made.start()
    yield made
    made.stop()


def test_the_server_takes_in_what_comes_over_the_channel(channel: Channel, tmp_path: Path) -> None:
    home = tmp_path / "home"
    given = {"BYLINE_RELAY_URL": f"{channel.url}/channel", "BYLINE_WEBHOOK_SECRET": SECRET}
    with server(home, *BYLINE_SERVE, **given) as running:
        until(lambda: channel.listeners == 1, "the server to listen")
        channel.send(ODD, "one")
        until(lambda: "delivery='one'" in running.log and "webhook received" in running.log, "the delivery")
        channel.send(ODD, "two", "another secret")
        until(lambda: "has another signature" in running.log, "the refusal")
        assert "X-Hub-Signature-256 is missing or wrong" in running.log
        channel.send(ODD, "three")
        until(lambda: "delivery='three'" in running.log, "the next one")
        assert running.stop() == 0


def test_the_body_is_handed_on_byte_for_byte(channel: Channel, relay: Relay) -> None:
    large = json.dumps({"text": "é" * 3_000_000}, ensure_ascii=False)
    channel.send(ODD, "one")
    channel.send(large, "two")
    until(lambda: len(channel.posted) == 2, "both")
    assert [body for _, body in channel.posted] == [ODD.encode(), large.encode()]
    headers = channel.posted[0][0]
    assert headers["x-github-delivery"] == "one"
    assert headers["content-type"] == "application/json"
    assert headers["Host"] == channel.url.removeprefix("http://")


def test_it_connects_again(channel: Channel, relay: Relay) -> None:
    until(lambda: channel.listeners == 1, "the first connection")
    channel.refusals += [503, 403]
    channel.events.put(None)
    channel.send(ODD, "after")
    until(lambda: channel.posted, "what came afterwards")
    assert channel.listeners == 2


@pytest.mark.parametrize(
    "event",
    [
        b"data: [1]\n\n",
        b"data: {\n\n",
        b'data: {"body": {}}\n\n',
        b"data: " + b"[" * 200_000 + b"\n\n",
        b'data: {"body":' + b"[" * 200_000 + b"}\n\n",
        as_event("{}", "bad\r\nguid"),
        as_event("{}", "one", **{"x-github-event": 7}),
        b"data: \xff\n\n",
        b": a comment\n\nevent: ping\ndata: {}\n\n",
    ],
)
def test_what_is_no_delivery_is_left_out(channel: Channel, relay: Relay, event: bytes) -> None:
    channel.events.put(event)
    if b"\xff" in event:  # it is no text: the connection is given up
        channel.events.put(None)
    channel.send(ODD, "good")
    until(lambda: channel.posted, "the good one")
    assert [headers["x-github-delivery"] for headers, _ in channel.posted] == ["good"]


def test_too_much_is_not_kept(channel: Channel, relay: Relay) -> None:
    until(lambda: channel.listeners == 1, "the first connection")
    channel.events.put(b"data: " + b"x" * 27_000_000)
    until(lambda: channel.listeners == 2, "it to turn away")
    channel.events.put(None)  # for the connection that nobody reads any more
    channel.send(ODD, "good")
    channel.send(ODD, "good")
    until(lambda: channel.posted, "the good one")


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_an_event_of_countless_lines_is_turned_away(channel: Channel, relay: Relay, end: bytes) -> None:
    """To put them together takes time that grows with the square of their number."""
    until(lambda: channel.listeners == 1, "the first connection")
    channel.events.put((b"data:" + end) * 2_000_000 + end)
    until(lambda: channel.listeners == 2, "it to turn away")

    def arrives() -> bool:  # the connection that nobody reads any more takes some of them, too
        channel.send(ODD, "good")
        return bool(channel.posted)

    until(arrives, "the good one")


def test_a_relay_leads_to_no_other_address(channel: Channel, relay: Relay) -> None:
    """Where the channel has to be encrypted, another address need not be; and it may be one inside."""
    until(lambda: channel.listeners == 1, "the first connection")
    channel.elsewhere += ["/another"]
    channel.events.put(None)
    channel.send(ODD, "after")
    until(lambda: channel.posted, "what came when it led nowhere else")
    assert channel.asked == ["/channel"] * 3


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), values), st.booleans(), st.sampled_from([None, 1]))
@settings(max_examples=60, deadline=None)
def test_any_body_is_cut_out_as_it_stands(body: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(body, ensure_ascii=ascii_only, indent=indent)
    if not ascii_only and any("\ud800" <= char <= "\udfff" for char in text):
        return
    event = as_event(text, "one").decode().removeprefix("id: 7\ndata: ").removesuffix("\n\n")
    headers, found = delivery(event)
    assert found == text.encode()
    assert headers["x-github-event"] == "ping"


@given(st.text(st.sampled_from('{}[]",:\\ abu0019\n')))
@settings(max_examples=200, deadline=None)
def test_nothing_else_is_raised(text: str) -> None:
    with suppress(ValueError):
        delivery(text)

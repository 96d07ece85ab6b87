"""Bytes that no HTTP library would send, to a server as it runs: refused in words, and others are served."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests

from tests.webhooks.running import BYLINE_SERVE, Running, headers, server
from webhooks.delivery import MAX_BODY_BYTES

LINE = b"POST /webhooks/github HTTP/1.1"
BODY = json.dumps({"action": "opened", "zen": "Keep it logically awesome."}).encode()
CHUNK = b"%x\r\n%s\r\n" % (len(BODY), BODY)
HIDDEN = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
_SECONDS = 30.0


def asks(*lines: bytes, line: bytes = b"GET /healthz HTTP/1.1", body: bytes = b"") -> bytes:
    """A request; the server is asked to close the connection, so that its answer has an end."""
    return b"\r\n".join([line, b"Host: x", b"Connection: close", *lines, b"", body])


def posts(guid: str, *lines: bytes, body: bytes = BODY, line: bytes = LINE) -> bytes:
    """A request with GitHub's headers, and the signature of ``BODY``."""
    known = [f"{name}: {value}".encode() for name, value in headers(BODY, guid, "ping").items()]
    return asks(*known, *lines, line=line, body=body)


def sized(size: int | bytes) -> bytes:
    return b"Content-Length: %s" % (size if isinstance(size, bytes) else b"%d" % size)


CHUNKED = b"Transfer-Encoding: chunked"
#: What is answered with one of these, or by the end of the connection alone.
REFUSED = {
    "no length": (401, posts("no-length")),
    "a size that is no number": (401, posts("size", CHUNKED, body=b"zz\r\n" + BODY)),
    "a size below nothing": (401, posts("below", CHUNKED, body=b"-1\r\n" + BODY)),
    "a size above all": (401, posts("above", CHUNKED, body=b"f" * 30 + b"\r\n" + BODY)),
    "two lengths": (400, posts("lengths", sized(len(BODY)), sized(5))),
    "a list of lengths": (400, posts("list", sized(b"5, 5"))),
    "a signed length": (400, posts("plus", sized(b"+5"))),
    "a length below nothing": (400, posts("minus", sized(-1))),
    "a length above all": (400, posts("endless", sized(b"9" * 40))),
    "25 MB and a byte": (413, posts("large", sized(MAX_BODY_BYTES + 1))),
    "25 MB and a byte in chunks": (
        413,
        posts("chunks", CHUNKED, body=b"%x\r\n" % (MAX_BODY_BYTES + 1) + b" " * (MAX_BODY_BYTES + 1)),
    ),
    "an unknown coding": (400, posts("coding", b"Transfer-Encoding: xchunked", body=CHUNK)),
    "chunked, and then not": (400, posts("twice", CHUNKED, b"Transfer-Encoding: identity", body=CHUNK)),
    "a space before the colon": (400, posts("space", b"Transfer-Encoding : chunked", body=CHUNK)),
    "a folded header": (400, posts("folded", b"X: a\r\n b", sized(len(BODY)))),
    "a length that hides a request": (401, posts("hides", CHUNKED, sized(len(HIDDEN)), body=HIDDEN)),
    "gzip": (
        401,
        posts("gzip", b"Content-Encoding: gzip", sized(len(gzip.compress(BODY))), body=gzip.compress(BODY)),
    ),
    "another signature besides": (401, posts("sig", b"X-Hub-Signature-256: sha256=00", sized(len(BODY)))),
    "another id besides": (400, posts("id-1", b"X-GitHub-Delivery: id-2", sized(len(BODY)))),
    "an id beyond ASCII": (400, posts("é", sized(len(BODY)))),
    "a long line": (431, asks(line=b"GET /%s HTTP/1.1" % (b"a" * 1_000_000))),
    "a long header": (431, asks(b"X: " + b"a" * 1_000_000)),
    "many headers": (431, asks(*(b"X-%d: y" % number for number in range(5_000)))),
    "NUL in the address": (400, asks(line=b"GET /\0 HTTP/1.1")),
    "NUL in a header": (400, asks(b"X: a\0b")),
    "NUL alone": (400, b"\0" * 1_000),
    "bytes that are no UTF-8": (400, asks(line=b"GET /\xff\xfe HTTP/1.1")),
    "such bytes in percents": (404, asks(line=b"GET /%ff%fe%00 HTTP/1.1")),
    "HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
    "TLS": (400, bytes.fromhex("160301020001fc0303") + b"a" * 200),
    "HTTP/0.9": (400, b"GET /\r\n\r\n"),
    "HTTP/3": (400, asks(line=b"GET / HTTP/3.0")),
    "an unknown method": (405, asks(line=b"FOO /webhooks/github HTTP/1.1")),
    "a long method": (405, asks(line=b"A" * 100_000 + b" / HTTP/1.1")),
    "a wrong method": (405, asks(line=b"GET /webhooks/github HTTP/1.1")),
    "TRACE": (405, asks(b"Cookie: a=b", line=b"TRACE / HTTP/1.1")),
    "CONNECT": (404, asks(line=b"CONNECT evil.example:443 HTTP/1.1")),
    "two hosts": (401, asks(b"Host: localhost", line=b"GET / HTTP/1.1")),
    "no host": (401, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
    "another protocol": (400, asks(b"Upgrade: websocket", b"Connection: Upgrade", line=b"GET / HTTP/1.1")),
}
#: What is unusual and yet clear, and taken in once.
TAKEN = {
    "in chunks": posts("chunked", CHUNKED, body=CHUNK + b"0\r\n\r\n"),
    "in a chunk a byte": posts(
        "bytes", CHUNKED, body=b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"
    ),
    # RFC 9112, 6.3: the chunks count, and the connection ends with the answer.
    "a length besides": posts("both", CHUNKED, sized(5), body=CHUNK + b"0\r\n\r\n" + HIDDEN),
    "a length twice": posts("same", sized(len(BODY)), sized(len(BODY))),
    "more than its length": posts("more", sized(len(BODY)), body=BODY + HIDDEN),
    "when it is asked to go on": posts("expect", b"Expect: 100-continue", sized(len(BODY))),
}
#: What never goes on: others are answered meanwhile, and these connections end.
HALF = {
    "nothing": b"",
    "half a line": b"POST /webh",
    "half the headers": asks()[:-2],
    "half a body": posts("half", sized(len(BODY)), body=BODY[:9]),
    "no chunk": posts("no-chunk", CHUNKED, body=b""),
    "half a chunk": posts("half-chunk", CHUNKED, body=CHUNK[:9]),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(tmp_path_factory.mktemp("sockets") / "home", *BYLINE_SERVE) as started:
        yield started


def connected(running: Running, sent: bytes) -> socket.socket:
    address = urlsplit(running.url)
    made = socket.create_connection((address.hostname, address.port or 0), timeout=_SECONDS)
    with suppress(OSError):  # it was refused before all of it was sent
        made.sendall(sent)
    return made


def answer(running: Running, sent: bytes) -> bytes:
    """All that the server says until it ends the connection."""
    said = b""
    with connected(running, sent) as made:
        try:
            while part := made.recv(65_536):
                said += part
        except ConnectionResetError:  # what was sent beyond what was read
            pass
    return said


def stored(running: Running) -> set[str]:
    database = sqlite3.connect(running.log_file.parent / "byline.sqlite3")
    try:
        return {guid for (guid,) in database.execute("SELECT guid FROM deliveries")}
    finally:
        database.close()


def is_well(running: Running) -> None:
    assert requests.get(f"{running.url}/healthz", timeout=_SECONDS).json() == {"status": "alive"}
    assert "Traceback" not in running.log
    assert "error " not in running.log


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_plain_request_is_refused_and_never_kept(running: Running, what: str) -> None:
    status, sent = REFUSED[what]
    before = stored(running)
    said = answer(running, sent)
    assert said.count(b"HTTP/1.1 ") <= 1
    assert not said or said.startswith(b"HTTP/1.1 %d " % status), said[:200]
    assert b"alive" not in said
    assert stored(running) == before
    is_well(running)


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_unusual_but_clear_is_taken_in_once(running: Running, what: str) -> None:
    before = stored(running)
    said = answer(running, TAKEN[what]).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 202 ")
    assert said.count(b"HTTP/1.1 ") == 1
    assert len(stored(running) - before) == 1
    is_well(running)


def test_requests_in_a_row_are_answered_in_turn(running: Running) -> None:
    one = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"
    said = answer(running, b"".join(one % path for path in (b"healthz", b"nowhere") * 20) + asks())
    assert [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"] * 20 + [b"200"]


def test_those_who_never_go_on_hold_nobody_up_and_keep_nothing(running: Running) -> None:
    before = stored(running)
    waiting = [connected(running, sent) for sent in HALF.values() for _ in range(5)]
    is_well(running)
    assert running.post("meanwhile").status_code == 202
    for one in waiting:
        one.shutdown(socket.SHUT_WR)
    for one in waiting:
        with one:
            said = one.recv(65_536)
            assert not said or said.startswith(b"HTTP/1.1 4")
    assert stored(running) - before == {"meanwhile"}
    is_well(running)


def test_who_says_nothing_is_left_after_a_while(running: Running) -> None:
    with connected(running, HALF["nothing"]) as silent, connected(running, HALF["half a line"]) as half:
        for one in (silent, half):
            assert not one.recv(65_536)
    is_well(running)

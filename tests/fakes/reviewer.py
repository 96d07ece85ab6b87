"""A server with OpenAI's chat completions, over real HTTP, that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

KEY: Final = "a key for tests"
MODEL: Final = "gpt-oss-safeguard-20b"
SLOW: Final = object()
DRIPPING: Final = object()


class FakeReviewer:
    """``answers`` are given one after the other, the last one for good.

    Each is what the model says (text), a status that is no 200, raw bytes in the place of a completion,
    ``SLOW`` (no answer until the server is closed) or ``DRIPPING`` (an answer that never ends).
    """

    def __init__(self) -> None:
        self.answers: deque[Any] = deque()
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.tokens: int | None = 1_000
        self.finish_reason = "stop"
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def says(self, *answers: Any) -> None:
        self.answers = deque(answers)

    def next_answer(self) -> Any:
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]

    def completion(self, content: str) -> bytes:
        message = {"role": "assistant", "content": content, "reasoning_content": "thinking"}
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        usage = None if self.tokens is None else {"total_tokens": self.tokens}
        return json.dumps(
            {"id": "x", "object": "chat.completion", "choices": [choice], "usage": usage}
        ).encode()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def running() -> Iterator[FakeReviewer]:
    fake = FakeReviewer()
    try:
        yield fake
    finally:
        fake.close()


def verdict(
    violates: str = "no", *, clauses: Any = (), quotes: Any = (), rationale: str = "So it reads."
) -> str:
    """An answer in the form that was asked for."""
    return json.dumps(
        {"violates": violates, "clauses": list(clauses), "rationale": rationale, "quotes": list(quotes)}
    )


def _handler(fake: FakeReviewer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(body)
            fake.keys.append(self.headers["Authorization"])
            roles = [message["role"] for message in body["messages"]]
            if self.path != "/v1/chat/completions" or roles != ["system", "user"] or body["model"] != MODEL:
                self._send(400, b"{}")
                return
            answer = fake.next_answer()
            if answer is SLOW:
                fake.closing.wait()
            elif answer is DRIPPING:
                self._drip()
            elif isinstance(answer, int):
                self._send(answer, b'{"error": {"message": "no"}}')
            else:
                self._send(200, answer if isinstance(answer, bytes) else fake.completion(answer))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while not fake.closing.wait(0.02):
                    self.wfile.write(b" ")
            except OSError:  # the other side had enough
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    return Handler

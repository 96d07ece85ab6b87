"""``byline send``: what a server answers is shown, and can do nothing to the terminal."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.bot.cli.conftest import Run


class Hostile(BaseHTTPRequestHandler):
    """Answers with a terminal escape, a bidirectional mark and a lot of text."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = ("\x1b[2J\u202efake\nsecond line" + "x" * 10_000).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_answer_of_a_server_is_harmless(byline: Run, tmp_path: Path) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text('{"zen": "x", "hook_id": 1}')
    server = HTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        sent = byline("send", str(payload), "--event", "ping", "--url", url, BYLINE_WEBHOOK_SECRET="hush")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert sent.returncode == 0, sent.stderr
    assert sent.stdout.startswith("200 \\u001b[2J\\u202efake second line")
    assert "\x1b" not in sent.stdout
    assert len(sent.stdout) < 3000

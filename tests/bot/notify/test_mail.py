"""A notice as mail, against a real mail server on this machine."""

from __future__ import annotations

import dataclasses
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings, load_settings
from bot.errors import RetryLater, UsageError
from bot.notify import channels
from bot.storage import Notice

NOTICE = Notice(
    "acme/widget", "acme/widget#3", "mods", "Line one\nBcc: x@evil.example\nünï", "a" * 64, 1, False,
    datetime(2026, 11, 22, tzinfo=UTC),
)  # fmt: skip


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as one mail needs."""

    def handle(self) -> None:
        server: Any = self.server
        self.answer("220 here")
        while line := self.rfile.readline().strip():
            verb = line.split()[0].upper()
            server.heard.append(line.decode())
            if verb == b"DATA":
                self.answer("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                server.mails.append(b"".join(lines))
            if verb == b"QUIT":
                self.answer("221 bye")
                return
            self.answer("550 no" if verb == b"RCPT" and server.refuses else "250 ok")

    def answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Any]:
    made: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
    made.mails, made.heard, made.refuses, made.daemon_threads = [], [], False, True
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def settings(home: Path, url: str, to: str = "mods@example.org, two@example.org") -> Settings:
    return load_settings(home=home, notify_smtp_url=url, notify_to=to)


def send(chosen: Settings) -> None:
    (only,) = channels(chosen).values()
    only(chosen, NOTICE)


def test_a_notice_arrives_as_plain_text(server: Any, tmp_path: Path) -> None:
    send(settings(tmp_path, f"smtp://127.0.0.1:{server.server_address[1]}"))
    (raw,) = server.mails
    mail = message_from_bytes(raw)
    assert mail["To"] == "mods@example.org, two@example.org"
    assert "acme/widget#3" in mail["Subject"]
    assert mail["Bcc"] is None
    assert "ünï" in mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert [line for line in server.heard if line.startswith("rcpt")] == [
        "rcpt TO:<mods@example.org>",
        "rcpt TO:<two@example.org>",
    ]


def test_no_team_s_name_breaks_the_header(server: Any, tmp_path: Path) -> None:
    chosen = settings(tmp_path, f"smtp://127.0.0.1:{server.server_address[1]}")
    (only,) = channels(chosen).values()
    only(chosen, dataclasses.replace(NOTICE, team="mods\u2028Bcc: x@evil.example"))
    mail = message_from_bytes(server.mails[0])
    assert mail["Bcc"] is None
    assert "Byline" in mail["Subject"]


def test_no_text_controls_the_terminal_that_shows_it(server: Any, tmp_path: Path) -> None:
    chosen = settings(tmp_path, f"smtp://127.0.0.1:{server.server_address[1]}")
    (only,) = channels(chosen).values()
    only(chosen, dataclasses.replace(NOTICE, text="\x1b]0;owned\x07 \u202e\r\n.\r\nQUIT\r\n"))
    shown = message_from_bytes(server.mails[0]).get_payload(decode=True)
    assert "\\u001b]0;owned\\u0007 \\u202e" in shown.decode()  # type: ignore[union-attr]
    assert len(server.mails) == 1


def test_a_mail_that_is_refused_is_tried_again_later(server: Any, tmp_path: Path) -> None:
    server.refuses = True
    with pytest.raises(RetryLater, match="could not be mailed"):
        send(settings(tmp_path, f"smtp://127.0.0.1:{server.server_address[1]}"))
    with pytest.raises(RetryLater, match="could not be mailed"):
        send(settings(tmp_path, "smtp://127.0.0.1:1"))


def test_no_password_goes_over_the_line_in_the_clear(server: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no encryption"):
        send(settings(tmp_path, f"smtp://me:secret@127.0.0.1:{server.server_address[1]}"))
    assert not any("secret" in line or "AUTH" in line.upper() for line in server.heard)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"notify_smtp_url": "mail.example.org", "notify_to": "a@b.example"}, "BYLINE_NOTIFY_SMTP_URL"),
        ({"notify_smtp_url": "smtp://mail.example.org"}, "BYLINE_NOTIFY_TO"),
        ({"notify_smtp_url": "smtp://h", "notify_to": "a@b.example\nBcc: c@d.example"}, "BYLINE_NOTIFY_TO"),
        ({"notify_url": "https://example.org/hook"}, "BYLINE_NOTIFY_SECRET"),
        ({"notify_url": "ftp://example.org", "notify_secret": "x"}, "BYLINE_NOTIFY_URL"),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=why):
        load_settings(home=tmp_path, **given)

"""A notice as a plain mail."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from bot.config import Settings
from bot.errors import RetryLater, UsageError
from bot.messages.neutral import unpinged, visible
from bot.storage import Notice

_TIMEOUT_SECONDS: Final = 10
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def send(settings: Settings, notice: Notice) -> None:
    """Send a notice to ``BYLINE_NOTIFY_TO``. A password goes over an encrypted connection only.

    Raises:
        RetryLater: the server did not take it.
        UsageError: the server offers no encryption, and there is a password or another machine.
    """
    secret = settings.notify_smtp_url
    address = urlsplit(secret.get_secret_value() if secret else "")
    try:
        with _connect(address) as server:
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(_mail(settings, notice, unquote(address.username or "")))
    except (smtplib.SMTPException, OSError) as error:
        raise RetryLater(f"a notice could not be mailed ({type(error).__name__})") from None


def _connect(address: SplitResult) -> smtplib.SMTP:
    host, tls = address.hostname or "", ssl.create_default_context()
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=_TIMEOUT_SECONDS, context=tls)
    server = smtplib.SMTP(host, address.port or 587, timeout=_TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=tls)
    elif address.username or host not in _LOCAL:
        server.close()
        raise UsageError("the mail server of BYLINE_NOTIFY_SMTP_URL offers no encryption: use smtps://")
    return server


def _mail(settings: Settings, notice: Notice, user: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = unpinged(f"[Byline] {notice.subject} (for {notice.team})")
    mail["From"] = user if "@" in user else settings.notify_to[0]
    mail["To"] = ", ".join(settings.notify_to)
    mail["Message-ID"] = f"<{notice.digest}@byline.invalid>"  # a repeat has the same, and is shown once
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(visible(notice.text, keep_newlines=True))  # some read their mail in a terminal
    return mail

"""A notice as a signed web request, for a chat, a ticket system or a script of the project's own."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Final

import requests

from bot.config import Settings
from bot.errors import RetryLater
from bot.storage import Notice

SCHEMA: Final = "byline/notice/1"
SIGNATURE: Final = "X-Byline-Signature-256"
_TIMEOUT_SECONDS: Final = 10


def send(settings: Settings, notice: Notice) -> None:
    """Post a notice to ``BYLINE_NOTIFY_URL``; the receiver knows a repeat by its ``id``.

    Raises:
        RetryLater: it was not taken.
    """
    secret = settings.notify_secret.get_secret_value() if settings.notify_secret else ""
    body = json.dumps(
        {
            "schema": SCHEMA,
            "id": notice.digest,
            "repository": notice.repository,
            "subject": notice.subject,
            "team": notice.team,
            "text": notice.text,
            "at": notice.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    ).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "byline",
        SIGNATURE: "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    try:
        answer = requests.post(
            str(settings.notify_url),
            data=body,
            headers=headers,
            timeout=_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        reason = type(error).__name__  # the message holds the address, and that may hold a secret
        raise RetryLater(f"a notice could not be sent to BYLINE_NOTIFY_URL ({reason})") from None
    if not 200 <= answer.status_code < 300:
        raise RetryLater(f"BYLINE_NOTIFY_URL answered {answer.status_code} to a notice")

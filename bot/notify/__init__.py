"""Telling maintainers in private beyond the dashboard's queue: by a signed webhook, or by mail."""

from __future__ import annotations

from collections.abc import Callable

from bot.config import Settings
from bot.notify import mail, webhook
from bot.storage import Notice

#: Sends one notice; raises ``bot.errors.BylineError`` where that failed.
Send = Callable[[Settings, Notice], None]


def channels(settings: Settings) -> dict[str, Send]:
    """Return the channels that are configured, by name."""
    found: dict[str, Send] = {}
    if settings.notify_url is not None:
        found["webhook"] = webhook.send
    if settings.notify_smtp_url is not None:
        found["mail"] = mail.send
    return found

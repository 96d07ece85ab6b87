"""What ``byline doctor`` looks at. Each check is one function that says what it saw and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.config import Settings
from bot.diagnosis import database, github, machine
from bot.diagnosis.check import Check, Health
from bot.diagnosis.github import EVENTS

__all__ = ["EVENTS", "Check", "Health", "examine"]


def examine(
    settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC), *, elsewhere: bool = True
) -> Iterator[Check]:
    """Yield one check after the other; nothing is changed, and no check stops the next.

    ``now`` is this machine's clock, in UTC. Without ``elsewhere`` neither broker nor GitHub is asked.
    """
    yield machine.settings(settings)
    yield machine.home(settings)
    yield machine.disk(settings)
    yield machine.secrets(settings)
    yield machine.git_version()
    yield machine.webhook_secret(settings)
    yield from database.checks(settings)
    if settings.broker_url and elsewhere:
        yield machine.broker(settings)
    if elsewhere or not settings.has_app:
        yield from github.checks(settings, now)

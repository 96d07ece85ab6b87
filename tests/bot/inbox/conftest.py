import pytest

from bot.inbox import Inbox
from bot.storage import Database
from tests.bot.inbox.clock import Clock
from tests.bot.storage.conftest import clock, database

__all__ = ["clock", "database", "inbox"]


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, max_attempts=3, lease_seconds=100, clock=clock, chance=lambda: 0.0)

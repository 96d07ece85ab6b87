from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.config import Settings, load_settings
from bot.inbox import Inbox
from bot.storage import Audits, Database, open_database
from tests.webhooks.running import SECRET
from webhooks.app import create_app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, webhook_secret=SECRET.decode())


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings.database)
    yield database
    database.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def told() -> list[int]:
    """The row ids that were handed to the workers."""
    return []


@pytest.fixture
def client(settings: Settings, database: Database, inbox: Inbox, told: list[int]) -> FlaskClient:
    return create_app(settings, inbox, Audits(database), told.append).test_client()

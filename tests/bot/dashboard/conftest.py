from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.config import load_settings
from bot.inbox import Inbox
from bot.storage import Audits, Database, open_database
from webhooks.app import create_app

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def audits(database: Database) -> Audits:
    return Audits(database)


@pytest.fixture
def make_client(tmp_path: Path, inbox: Inbox, audits: Audits, monkeypatch: pytest.MonkeyPatch) -> MakeClient:
    """Make a browser for a server with these settings."""
    monkeypatch.delenv("BYLINE_DASHBOARD_TOKEN", raising=False)

    def make(**settings: Any) -> FlaskClient:
        return create_app(
            load_settings(home=tmp_path, **settings), inbox, audits, lambda _row: None
        ).test_client()

    return make


@pytest.fixture
def client(make_client: MakeClient) -> FlaskClient:
    return make_client()

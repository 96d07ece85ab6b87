"""What the tests of tables share: an empty database of either engine, and a clock to be moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database, open_database
from tests.bot.inbox.clock import Clock
from tests.bot.storage.engines import ENGINES, address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = open_database(address(request.param, tmp_path))
    yield database
    database.close()

"""A repository on the fake GitHub, Byline's client for it, and the texts that Byline remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.github.client import Client
from bot.storage import open_database
from bot.storage.texts import Texts
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub
from tests.fakes.github import Repository as FakeRepository


@pytest.fixture
def texts(tmp_path: Path) -> Iterator[Texts]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield Texts(database)
    database.close()


@pytest.fixture
def widget(github: FakeGitHub) -> FakeRepository:
    return github.add_repository("acme/widget")


@pytest.fixture
def client(github: FakeGitHub, widget: FakeRepository, tmp_path: Path) -> Client:
    return client_for(github, tmp_path)

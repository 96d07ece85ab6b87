"""The server answers as ``docs/openapi.yaml`` says, to requests made from it and to those that break it."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import yaml

from bot.config import load_settings
from bot.inbox import Inbox
from bot.storage import Audits, open_database
from tests.fuzz.api import DESCRIPTION, attack
from webhooks.app import create_app


def routes(tmp_path: Path) -> set[tuple[str, str]]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    settings = load_settings(home=tmp_path)
    app = create_app(settings, Inbox(database), Audits(database), lambda _row: None)
    database.close()
    return {
        (re.sub(r"<(?:\w+:)?(\w+?)_?>", r"{\1}", str(rule)), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_address_is_described_and_no_other(tmp_path: Path) -> None:
    api = yaml.safe_load(DESCRIPTION.read_text())
    described = {(path, method.upper()) for path, methods in api["paths"].items() for method in methods}
    assert described == routes(tmp_path)
    assert api["info"]["version"] == version("byline")


def test_the_server_answers_as_it_is_described(tmp_path: Path) -> None:
    status, said = attack(tmp_path / "home", "--max-examples", "3", "--generation-deterministic")
    assert status == 0, said
    described = yaml.safe_load(DESCRIPTION.read_text())["paths"]
    assert re.search(rf"Tested: {sum(map(len, described.values()))}\b", said)

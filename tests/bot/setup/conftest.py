"""A person at the set-up: with a browser's cookies, a home folder of their own, and the fake GitHub."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.config import load_settings
from bot.inbox import Inbox
from bot.setup import token
from bot.setup.pages import Host
from bot.storage import Audits, open_database
from tests.fakes.github import FakeGitHub
from webhooks.app import create_app

HERE = "http://127.0.0.1:8000"
FILLED = {"name": "Byline of Acme", "owner": "acme", "reach": "public", "public_url": HERE}
PARTS = ["queues", "advisories"]


@dataclass
class Person:
    """Somebody with a browser; ``browser`` is another one, with the same server."""

    app: Flask
    home: Path
    github: FakeGitHub
    finished: list[str] = field(default_factory=list)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def another(self) -> Person:
        return Person(self.app, self.home, self.github, self.finished)

    def enter(self, given: str | None = None) -> TestResponse:
        """Open the link of the console."""
        if given is None:
            given = token.renew(self.home)
        return self.client.get("/setup", query_string={"token": given}, base_url=HERE)

    def choose(self, **changes: object) -> TestResponse:
        """Fill in the form, and send it."""
        filled = {**FILLED, "web": self.github.base_url, "parts": PARTS, **changes}
        return self.client.post("/setup", data=filled, base_url=HERE)

    def create(self, review: TestResponse) -> dict[str, str]:
        """Take the form to GitHub, click the button there, and return what GitHub sends back."""
        action = _found(r'<form method="post" action="([^"]+)"', review)
        taken = {"manifest": _found(r'name="manifest" value="([^"]*)"', review)}
        page = requests.post(action, data=taken, timeout=10)
        assert page.status_code == 200, page.text
        button = re.search(r'action="([^"]+)"', page.text)
        hidden = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
        assert button is not None
        made = requests.post(
            f"{self.github.base_url}{button[1]}",
            data={name: unescape(value) for name, value in hidden},
            timeout=10,
            allow_redirects=False,
        )
        assert made.status_code == 302, made.text
        back = urlsplit(made.headers["Location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"{HERE}/setup/callback"
        return dict(parse_qsl(back.query))

    def come_back(self, **answer: str) -> TestResponse:
        """Be sent back by GitHub."""
        return self.client.get("/setup/callback", query_string=answer, base_url=HERE)

    def walk(self, **changes: object) -> TestResponse:
        """Do it all."""
        self.enter()
        return self.come_back(**self.create(self.choose(**changes)))

    @property
    def kept(self) -> str:
        file = self.home / ".env"
        return file.read_text() if file.exists() else ""


def _found(pattern: str, answer: TestResponse) -> str:
    found = re.search(pattern, answer.text)
    assert found is not None, answer.text
    return unescape(found[1])


Meet = Callable[..., Person]


@pytest.fixture
def meet(github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meet]:
    """Yield a function that opens a server without an App, in an empty home folder."""
    for name in [name for name in os.environ if name.startswith("BYLINE_")]:
        monkeypatch.delenv(name)
    with ExitStack() as stack:

        def run(*, restarts: bool = True, again: bool = False, **settings: object) -> Person:
            home = tmp_path / "home"
            monkeypatch.setenv("BYLINE_HOME", str(home))
            made = load_settings(**{"home": home, "github_api_url": github.base_url, **settings})
            home.mkdir(exist_ok=True)
            database = open_database(made.database)
            stack.callback(database.close)
            finished: list[str] = []
            host = Host(finish=finished.append, restarts=restarts, again=again)
            app = create_app(made, Inbox(database), Audits(database), lambda _row: None, host=host)
            return Person(app, home, github, finished)

        yield run


@pytest.fixture
def person(meet: Meet) -> Person:
    """Somebody at a server without an App."""
    return meet()

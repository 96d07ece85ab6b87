"""A server for the tests of the live demo and the playground: one for a module, as it starts a process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.config import load_settings
from bot.gather.facts_file import to_json
from bot.inbox import Inbox
from bot.storage import Audit, Audits, Database, open_database
from detectors.model import Repository, TextFile
from tests import factories
from webhooks.app import create_app

_ADDRESSES = count(1)
AGENT = "Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"


@dataclass
class Trying:
    """The server; each request comes from an address of its own, so that no test uses up another one's."""

    client: FlaskClient
    database: Database
    audits: Audits

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, environ_base=_from(), **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(path, environ_base=_from(), **more)


@contextmanager
def trying(home: Path) -> Iterator[Trying]:
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    audits = Audits(database)
    app = create_app(load_settings(home=home), Inbox(database), audits, lambda _row: None)
    yield Trying(app.test_client(), database, audits)
    database.close()


def keep(
    audits: Audits, number: int, outcome: str = "pass", repository: str = "acme/widget", **changes: Any
) -> int:
    """Keep a judgement of a pull request."""
    policy = TextFile(".github/byline.yml", changes.pop("policy", "version: 1\n"), "main")
    view = Repository(repository, "main", False, policy=policy, templates=())
    facts = factories.facts(repository=view, number=number, id=str(number), **changes)
    it = replace(facts, contribution=replace(facts.contribution, repository=repository))
    return audits.record(
        Audit(
            repository=repository,
            subject=f"{repository}#{number}",
            kind="pull_request",
            head_sha="",
            facts=json.loads(to_json(it)),
            findings=[],
            decision={"outcome": outcome, "violations": [], "explanation": []},
            actions=[],
            applied=True,
            contribution_id=str(number),
        )
    )


def _from() -> dict[str, str]:
    number = next(_ADDRESSES)
    return {"REMOTE_ADDR": f"127.0.{number // 250}.{number % 250 + 1}"}

"""The App is uninstalled, or a repository goes or gets another name: what Byline keeps of it goes along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from bot import calibrations
from bot.config import Settings
from bot.gather.copies import copies
from bot.inbox import Inbox, State, StoredDelivery
from bot.jobs import process_next
from bot.service import Service
from bot.storage import Audits, Database, open_database
from bot.storage.forgetting import Forgetting
from tests.bot.github.connected import settings_for
from tests.bot.inbox.clock import Clock
from tests.bot.storage.everything import Place, fill
from tests.fakes.github import FakeGitHub
from webhooks.delivery import read
from webhooks.signature import sign

SECRET = b"secret"
WIDGET = Place("acme/widget", "quinn", 3, 71)
OTHER = Place("other/thing", "robin", 4, 72)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    fill(database, WIDGET, clock)
    fill(database, OTHER, clock)
    yield database
    database.close()


@pytest.fixture
def settings(github: FakeGitHub, tmp_path: Path) -> Settings:
    settings = settings_for(github, tmp_path)
    for place in (WIDGET, OTHER):
        calibrations.write(calibrations.place(settings, place.repository), {"issue": [0.5]})
        clone = settings.home / "clones" / "github.com" / f"{place.repository}.git"
        clone.mkdir(parents=True)
        (clone / "pack").write_text("x")
    return settings


@pytest.fixture
def hear(database: Database, settings: Settings, clock: Clock) -> Callable[..., StoredDelivery]:
    """Take a delivery in, work on it as often as it asks for, and return what became of it."""
    inbox, service = Inbox(database, clock=clock), Service(settings, Audits(database), clock)

    def take(event: str, payload: dict[str, Any]) -> StoredDelivery:
        body = json.dumps(payload).encode()
        headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": "the-event"}
        signed = Headers({**headers, "X-Hub-Signature-256": sign(body, SECRET)})
        recorded = inbox.record(read(signed, body, [SECRET]))
        for _ in range(4):
            process_next(inbox, service.handle, "me")
            if (found := inbox.get(recorded.id)) and found.state is not State.FAILED:
                break
            clock.advance(600)
        assert found is not None
        return found

    return take


def kept(settings: Settings, database: Database, place: Place) -> bool:
    """Return whether anything is kept of a repository; all or nothing."""
    found = Forgetting(database).repositories([place.repository], dry=True)
    del found["opinions"]  # they do not say what they are about
    about = [row.guid for row in Inbox(database).latest(99) if row.repository == place.repository]
    found["deliveries"] -= about.count("the-event")  # what asked for it stays for its time
    files = {**copies(settings).kept(place.repository)}
    signs = {bool(number) for number in found.values()}
    signs |= {bool(files["clones"]), calibrations.place(settings, place.repository).exists()}
    assert len(signs) == 1, (found, files)
    return signs.pop()


def test_uninstalling_deletes_what_was_kept(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    repository = github.add_repository("acme/widget")
    installation = github.state.installation_of(repository)
    assert installation is not None
    payload = github.payload("installation", "deleted", installation)
    github.uninstall(installation)
    done = hear("installation", payload)
    assert done.state is State.DONE
    assert done.outcome.startswith("the App was uninstalled")
    assert not kept(settings, database, WIDGET)
    assert kept(settings, database, OTHER)


def test_an_old_word_of_an_uninstalled_app_deletes_nothing(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    repository = github.add_repository("acme/widget")
    first = github.state.installation_of(repository)
    assert first is not None
    payload = github.payload("installation", "deleted", first)
    github.uninstall(first)
    github.install("acme")
    assert "again since" in hear("installation", payload).outcome
    assert kept(settings, database, WIDGET)


def test_a_repository_that_is_taken_from_the_app_is_forgotten(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    github.add_repository("acme/widget", installation=False)
    removed = [{"id": 1, "full_name": "acme/widget"}, {"full_name": "../x"}, 7]
    payload = {"action": "removed", "installation": {"id": 71}, "repositories_removed": removed}
    assert hear("installation_repositories", payload).outcome.startswith("1 repositories are gone")
    assert not kept(settings, database, WIDGET)
    assert kept(settings, database, OTHER)


def test_a_repository_that_the_app_works_on_is_not_forgotten(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    repository = github.add_repository("acme/widget")
    done = hear("repository", github.payload("repository", "deleted", repository))
    assert (done.outcome, done.attempts) == ("the App works there: everything stays", 3)
    assert kept(settings, database, WIDGET)


def test_a_deleted_repository_is_forgotten(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    repository = github.add_repository("acme/widget", installation=False)
    hear("repository", github.payload("repository", "deleted", repository))
    assert not kept(settings, database, WIDGET)


def test_while_github_does_not_answer_nothing_is_deleted(
    github: FakeGitHub, hear: Callable[..., StoredDelivery], settings: Settings, database: Database
) -> None:
    repository = github.add_repository("acme/widget", installation=False)
    github.fail("GET", "/repos/acme/widget/installation", status=500, times=-1)
    assert hear("repository", github.payload("repository", "deleted", repository)).state is State.FAILED
    assert kept(settings, database, WIDGET)


@pytest.mark.parametrize(
    ("new", "event", "payload"),
    [
        (
            "acme/gadget",
            "repository",
            {
                "action": "renamed",
                "repository": {"full_name": "acme/Gadget"},
                "changes": {"repository": {"name": {"from": "widget"}}},
            },
        ),
        (
            "elsewhere/widget",
            "repository",
            {
                "action": "transferred",
                "repository": {"full_name": "elsewhere/widget"},
                "changes": {"owner": {"from": {"organization": {"login": "acme"}}}},
            },
        ),
        (
            "elsewhere/widget",
            "repository",
            {
                "action": "transferred",
                "repository": {"full_name": "elsewhere/widget"},
                "changes": {"owner": {"from": {"user": {"login": "Acme"}}}},
            },
        ),
        (
            "zenith/widget",
            "installation_target",
            {"action": "renamed", "account": {"login": "Zenith"}, "changes": {"login": {"from": "acme"}}},
        ),
    ],
)
def test_another_name_is_followed(
    hear: Callable[..., StoredDelivery],
    settings: Settings,
    database: Database,
    new: str,
    event: str,
    payload: dict[str, Any],
) -> None:
    before = Audits(database).labels_put("acme/widget#3")
    done = hear(event, {**payload, "installation": {"id": 71}})
    assert done.state is State.DONE, done.error
    assert Audits(database).labels_put(f"{new}#3") == before == ("ai: declared",)
    assert calibrations.place(settings, new).exists()
    assert not kept(settings, database, WIDGET)
    assert not copies(settings).kept("acme/widget")["clones"]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("installation", {"action": "created"}),
        ("installation", {"action": "deleted"}),
        ("installation", {"action": "deleted", "repositories": "x", "installation": {"account": [1]}}),
        ("installation_repositories", {"action": "removed", "repositories_removed": {"a": 1}}),
        ("repository", {"action": "deleted", "repository": 5}),
        ("repository", {"action": "renamed", "repository": {"full_name": "acme/widget"}}),
        ("repository", {"action": "renamed", "changes": {"repository": {"name": {"from": "../../x"}}}}),
        (
            "repository",
            {
                "action": "renamed",
                "repository": {"full_name": "acme/widget"},
                "changes": {"repository": {"name": {"from": "widget"}}},
            },
        ),
        ("installation_target", {"action": "renamed", "account": {"login": "a/b"}, "changes": []}),
    ],
)
def test_what_does_not_say_enough_changes_nothing(
    hear: Callable[..., StoredDelivery],
    settings: Settings,
    database: Database,
    event: str,
    payload: dict[str, Any],
) -> None:
    assert hear(event, payload).state is State.DONE
    assert kept(settings, database, WIDGET)
    assert kept(settings, database, OTHER)

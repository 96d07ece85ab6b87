"""``byline doctor`` finds what is wrong, says how to mend it, and ends with the status that fits."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.diagnosis import EVENTS, Check, Health, examine, machine
from bot.diagnosis.check import size
from bot.inbox import Delivery, Inbox, Task
from bot.storage import open_database
from tests.bot.cli.conftest import Run, byline
from tests.bot.github.connected import settings_for
from tests.bot.inbox.clock import Clock
from tests.bot.storage.engines import address
from tests.bot.storage.test_upgrade import EVERY
from tests.fakes.github import FakeGitHub

__all__ = ["byline"]

SECRET = "a-long-enough-secret"
Look = Callable[..., dict[str, Check]]


@pytest.fixture
def look(github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Return a function that examines a Byline that is set up well, but for the settings given."""
    for name in [name for name in os.environ if name.startswith("BYLINE_")]:
        monkeypatch.delenv(name)
    github.add_repository("acme/widget")
    github.app.events = sorted(EVENTS)
    github.app.webhook_url = "https://byline.example/webhooks/github"

    def run(now: Callable[[], datetime] = lambda: datetime.now(UTC), **changes: object) -> dict[str, Check]:
        settings = settings_for(github, tmp_path / "home", **{"webhook_secret": SECRET, **changes})
        return {check.name: check for check in examine(settings, now)}

    return run


def arrived(github: FakeGitHub) -> None:
    lost = github.lose("ping", None, None)
    lost.status, lost.status_code = "OK", 202


def problems(found: dict[str, Check]) -> dict[str, Health]:
    return {name: check.health for name, check in found.items() if check.health is not Health.GOOD}


def test_where_all_is_well_there_is_nothing_to_do(look: Look, github: FakeGitHub) -> None:
    arrived(github)
    found = look()
    assert problems(found) == {}
    assert {"clock", "webhook", "webhook arrival", "events", "permissions", "disk", "git"} <= set(found)
    assert all(not check.advice for check in found.values())


def test_every_problem_says_how_to_mend_it(look: Look, github: FakeGitHub) -> None:
    github.app.events, github.app.webhook_url, github.app.webhook_secret = [], "http://x/y", ""
    del github.app.permissions["checks"]
    github.lose("ping", None, None)
    found = look(webhook_secret="short", broker_url="redis://127.0.0.1:1/0")
    assert problems(found) == {
        "webhook secret": Health.WARN,
        "broker": Health.UNSEEN,
        "permissions": Health.BAD,
        "events": Health.BAD,
        "webhook": Health.BAD,
        "webhook arrival": Health.BAD,
    }
    assert all(found[name].advice for name in problems(found))


@pytest.mark.parametrize(
    ("url", "health", "said"),
    [
        ("", Health.BAD, "no webhook URL"),
        ("https://byline.example/hook", Health.WARN, "listens at /webhooks/github"),
        ("http://byline.example/webhooks/github", Health.WARN, "anybody on the way"),
        ("https://byline.example/webhooks/github/", Health.GOOD, "https://byline.example"),
    ],
)
def test_the_webhook_url(look: Look, github: FakeGitHub, url: str, health: Health, said: str) -> None:
    github.app.webhook_url = url
    found = look()["webhook"]
    assert found.health is health
    assert said in found.said


@pytest.mark.parametrize(
    ("url", "health", "said"),
    [
        ("https://smee.io/AbCdEf/", Health.GOOD, "for development"),
        ("https://byline.example/webhooks/github", Health.WARN, "but GitHub sends elsewhere"),
    ],
)
def test_a_relay(look: Look, github: FakeGitHub, url: str, health: Health, said: str) -> None:
    github.app.webhook_url = url
    found = look(relay_url="https://smee.io/AbCdEf")["webhook"]
    assert found.health is health
    assert said in found.said


def test_an_event_goes_with_its_permission(look: Look, github: FakeGitHub) -> None:
    assert look()["events"].health is Health.GOOD
    github.app.permissions["merge_queues"] = "read"
    found = look()["events"]
    assert (found.health, found.said) == (Health.BAD, "not subscribed: merge_group")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (401, "The secrets differ"),
        (404, "must end in /webhooks/github"),
        (413, "large bodies"),
        (415, "content type"),
        (503, "the database and the disk"),
        (502, "can GitHub reach it"),
        (0, "can GitHub reach it"),
    ],
)
def test_why_the_last_delivery_failed(look: Look, github: FakeGitHub, code: int, advice: str) -> None:
    arrived(github)
    github.lose("ping", None, None).status_code = code
    found = look()["webhook arrival"]
    assert found.health is Health.BAD
    assert advice in found.advice


def test_some_deliveries_never_arrived(look: Look, github: FakeGitHub) -> None:
    github.lose("ping", None, None)
    arrived(github)
    found = look()["webhook arrival"]
    assert (found.health, found.advice) == (Health.WARN, "byline redeliver")
    assert "1 of the last 2" in found.said


def test_github_has_sent_nothing_yet(look: Look) -> None:
    assert look()["webhook arrival"].health is Health.WARN


@pytest.mark.parametrize(
    ("seconds", "health", "said"),
    [(0, Health.GOOD, "agrees"), (-40, Health.WARN, "behind"), (400, Health.BAD, "ahead of")],
)
def test_the_clock(look: Look, seconds: int, health: Health, said: str) -> None:
    found = look(lambda: datetime.now(UTC) + timedelta(seconds=seconds))["clock"]
    assert found.health is health
    assert said in found.said


def test_github_that_is_away_is_not_a_fault_of_ours(look: Look) -> None:
    found = look(github_api_url="http://127.0.0.1:9")
    assert problems(found) == {"clock": Health.UNSEEN, "GitHub App": Health.UNSEEN}


def test_a_key_that_is_none(look: Look) -> None:
    found = look(private_key="-----BEGIN RSA PRIVATE KEY-----\nno\n-----END RSA PRIVATE KEY-----\n")
    assert found["GitHub App"].health is Health.BAD
    assert "whole .pem file" in found["GitHub App"].said


def test_what_github_does_not_tell_is_unseen(look: Look, github: FakeGitHub) -> None:
    github.fail("GET", "/app/hook/deliveries", status=404, times=-1)
    found = look()
    assert problems(found) == {"deliveries": Health.UNSEEN}


def test_a_suspended_installation(look: Look, github: FakeGitHub) -> None:
    arrived(github)
    repository = github.repository("acme/widget")
    installation = github.state.installation_of(repository)
    assert installation is not None
    github.suspend(installation)
    assert problems(look()) == {f"installation {installation.id}": Health.WARN}


def test_misspelt_settings(look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_WEBHOOK_SECRETS", "x")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".env").write_text("BYLINE_COLOUR=blue\n")
    (tmp_path / "home" / ".env").chmod(0o600)
    found = look()["settings"]
    assert found.health is Health.WARN
    assert "BYLINE_WEBHOOK_SECRETS (BYLINE_WEBHOOK_SECRET?)" in found.said
    assert "BYLINE_COLOUR (unknown)" in found.said


def test_secrets_that_others_can_read(look: Look, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".env").write_text("")
    (tmp_path / "home" / ".env").chmod(0o644)
    found = look()["secret files"]
    assert found.health is Health.WARN
    assert found.advice.startswith("chmod 600 ")


@pytest.mark.parametrize(
    ("version", "health"),
    [((2, 30, 9), Health.BAD), ((2, 31, 0), Health.WARN), ((2, 36), Health.GOOD), ((3, 0), Health.GOOD)],
)
def test_the_version_of_git(version: tuple[int, ...], health: Health) -> None:
    assert machine._judged(version).health is health


@pytest.mark.parametrize(
    ("free", "health"),
    [(50_000_000, Health.BAD), (500_000_000, Health.WARN), (5_000_000_000, Health.GOOD)],
)
def test_room_on_the_disk(free: int, health: Health) -> None:
    assert machine.room(free) is health


def test_sizes_are_for_people() -> None:
    assert [size(n) for n in (0, 999, 1500, 2_500_000, 1_240_000_000)] == [
        "0 bytes", "999 bytes", "2 kB", "2 MB", "1.2 GB",
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_database_is_looked_at_and_not_changed(look: Look, engine: str, tmp_path: Path) -> None:
    url = address(engine, tmp_path)
    empty = look(database_url=url)["database"]
    assert (empty.health, "empty" in empty.said) == (Health.GOOD, True)
    database = open_database(url)
    good = look(database_url=url)
    assert good["database"].said.startswith(f"{engine}, up to date, ")
    assert good["deliveries"].health is Health.GOOD
    inbox = Inbox(database, clock=Clock())  # the past
    inbox.record(Delivery("old", "ping", "", Task.PING, 7, None, None, b"{}"))
    waits = look(database_url=url)["deliveries"]
    assert waits.health is Health.WARN
    assert "running?" in waits.advice
    parked = inbox.claim("me")
    assert parked is not None
    inbox.park(parked, "no")
    assert "byline replay" in look(database_url=url)["deliveries"].advice
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :one"), {"one": EVERY[-2]})
    behind = look(database_url=url)["database"]
    assert (behind.health, "to come: 1" in behind.said) == (Health.WARN, True)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert look(database_url=url)["database"].health is Health.BAD
    database.close()


def test_a_database_that_is_away(look: Look, tmp_path: Path) -> None:
    found = look(database_url=f"postgresql://me:hush@/x?host={tmp_path}")["database"]
    assert found.health is Health.UNSEEN
    assert "hush" not in found.said


def test_a_damaged_database(look: Look, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("no database at all, but long enough for a header" * 50)
    found = look(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}")["database"]
    assert found.health is Health.UNSEEN


def test_the_command_and_its_status(byline: Run, look: Look, github: FakeGitHub, tmp_path: Path) -> None:
    arrived(github)
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_WEBHOOK_SECRET": SECRET,
    }
    good = byline("doctor", **settings)
    assert good.returncode == 0, good.stdout
    assert "✓ webhook arrival" in good.stdout
    unseen = byline("doctor", **settings, BYLINE_BROKER_URL="redis://127.0.0.1:1/0")
    assert unseen.returncode == 3
    github.app.events = []
    bad = byline("doctor", "--format", "json", **settings)
    told = json.loads(bad.stdout)
    assert (bad.returncode, told["schema"]) == (1, "byline/doctor/1")
    assert {"name": "events", "health": "bad"}.items() <= next(
        check for check in told["checks"] if check["name"] == "events"
    ).items()
    assert not (tmp_path / "home").exists()  # nothing was made


def test_a_log_of_sqlite_that_grew(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    open_database(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = path.with_name("x.sqlite3-wal")
    with log.open("wb") as file:
        file.truncate(1_100_000_000)
    assert "write-ahead log" in look(database_url=f"sqlite:///{path}")["database log"].said

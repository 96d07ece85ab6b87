"""What the page of health tells whoever runs the server."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.config import load_settings
from bot.dashboard.checkup import Checkup
from bot.dashboard.health import drawn, spoken
from bot.errors import UsageError
from bot.inbox import Delivery, Inbox, Task
from bot.jobs import Job, process_next
from bot.storage import Database
from bot.storage.traffic import Hour
from tests.bot.dashboard.conftest import MakeClient
from tests.fakes.github import FakeGitHub


def comes(inbox: Inbox, guid: str, installation: int | None = 71) -> None:
    inbox.record(
        Delivery(guid, "issues", "opened", Task.EVALUATE, installation, "Acme/Widget", "acme/widget#1", b"{}")
    )


def parks(job: Job) -> str:
    raise UsageError(f"nobody can work on {job.delivery.guid}")


def test_it_tells_what_waits_what_is_wrong_and_who_was_heard(client: FlaskClient, inbox: Inbox) -> None:
    for guid in ("one", "two", "three"):
        comes(inbox, guid)
    assert process_next(inbox, parks, "me")
    page = client.get("/health").text
    assert "3 deliveries came in; 1 of them are failed" in " ".join(page.split())
    assert re.search(r"<dt>queued</dt><dd>2</dd>", page)
    assert 'href="/?state=failed&amp;state=parked">1 failed or parked' in page
    assert "none is configured: Byline reads deliveries and writes nothing" in page
    assert re.search(r">71</td>", page)
    assert "Acme/Widget" in page
    assert re.search(r"<dt>SQLite</dt><dd>3\.[0-9.]+</dd>", page)
    assert re.search(r"<dt>database</dt><dd>[0-9]+ kB</dd>", page)


def test_an_empty_server_is_told_of(client: FlaskClient) -> None:
    page = client.get("/health").text
    assert "0 deliveries came in" in page
    assert "No delivery names an installation yet" in page
    assert "Nothing waits for a worker" in page
    assert "Check GitHub too" not in page  # there is no App to ask about


def test_what_is_wrong_comes_first(make_client: MakeClient) -> None:
    client = make_client(webhook_secret="short")
    page = client.get("/health").text
    urgent, _, good = page.partition("<summary>")
    assert "shorter than 16 characters" in urgent
    assert "home folder" in good
    assert "home folder" not in urgent


def test_github_is_asked_where_that_is_wanted(make_client: MakeClient, github: FakeGitHub) -> None:
    github.add_repository("acme/widget")
    client = make_client(
        app_id=github.app.id,
        private_key=github.key.private_pem,
        github_api_url=github.base_url,
        dashboard_token="mine",
    )
    client.get("/?token=mine")
    assert "Check GitHub too" in client.get("/health").text
    assert not github.requests
    page = client.get("/health?elsewhere=1").text
    assert "byline-test (id 12345)" in page
    assert "the App has no webhook URL" in page
    github.drop("*", ".*", times=-1)
    page = client.get("/health?elsewhere=1")
    assert page.status_code == 200
    assert "could not be asked" in page.text


def test_who_waits_for_the_page_does_not_wait_for_ever(tmp_path: Path, github: FakeGitHub) -> None:
    settings = load_settings(
        home=tmp_path,
        app_id=github.app.id,
        private_key=github.key.private_pem,
        github_api_url=github.base_url,
    )
    going_on = threading.Event()
    github.when("GET", "/meta", going_on.wait)
    checkup = Checkup(settings, patience=2.0)
    first = checkup.examine(elsewhere=True)
    second = checkup.examine(elsewhere=False)
    going_on.set()
    assert first[0].name == "settings"
    assert "not done after 2 seconds" in first[-1].said
    assert [check.said for check in second] == ["another examination is under way, and takes long"]


def test_a_check_that_breaks_is_told(tmp_path: Path) -> None:
    home = tmp_path / "loop"
    home.symlink_to(home)
    checks = Checkup(load_settings(home=tmp_path)).examine(elsewhere=False)
    assert checks[0].name == "settings"
    (tmp_path / "byline.sqlite3").write_bytes(b"no database" * 1_000)
    broken = Checkup(load_settings(home=tmp_path)).examine(elsewhere=False)
    assert {check.health.value for check in broken} & {"bad", "unseen"}


def test_without_the_database_the_checks_are_still_told(client: FlaskClient, database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE audits")
        connection.exec_driver_sql("DROP TABLE deliveries")
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "The database cannot be read" in answer.text
    assert "home folder" in answer.text


START = datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_the_plot_says_what_it_draws() -> None:
    counted = [Hour(START + timedelta(hours=at), 0, 0) for at in range(48)]
    counted[3] = Hour(counted[3].start, 7, 2)
    plot = drawn(counted)
    assert [(mark.of, mark.title) for mark in plot.marks] == [
        ("held", "2026-11-21 08:00: 2 failed or parked"),
        ("s1", "2026-11-21 08:00: 5 done, waiting or ignored"),
    ]
    assert plot.rows[-4] == ("2026-11-21 08:00", "7", "2")
    assert [label.text for label in plot.x if label.text][:3] == ["06:00", "12:00", "18:00"]
    assert plot.y == ("8", "4", "0")
    assert [one.name for one in plot.series] == ["done, waiting or ignored", "failed or parked"]


@pytest.mark.parametrize("received", [0, 1, 3, 10, 99, 1_000_000])
def test_no_bar_leaves_its_plot(received: int) -> None:
    plot = drawn([Hour(START + timedelta(hours=at), received, min(received, at)) for at in range(48)])
    for mark in plot.marks:
        assert 0 <= mark.x < mark.x + mark.width <= 600
        assert 0 <= mark.y <= mark.y + mark.height <= 192


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "less than a second"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7_199, "1 hour"),
        (200_000, "2 days"),
    ],
)
def test_spans_are_told_in_their_largest_unit(seconds: float, said: str) -> None:
    assert spoken(seconds) == said

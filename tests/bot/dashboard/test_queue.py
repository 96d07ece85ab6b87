"""The maintainers' queue: shown to who may see the dashboard, as text, until it is marked as seen."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.storage import Database, Notices
from tests.bot.dashboard.conftest import MakeClient

EVIL = "<script>alert(1)</script> @everyone"


@pytest.fixture
def notice(database: Database) -> int:
    notices = Notices(database)
    notices.add("octo/hello", "octo/hello#3", "mods", EVIL, "a" * 64)
    return notices.queue(1)[0].id


def test_a_notice_waits_until_it_is_seen(client: FlaskClient, notice: int) -> None:
    page = client.get("/queue").text
    assert "octo/hello#3" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    answer = client.post(f"/queue/{notice}/seen")
    assert (answer.status_code, answer.location) == (303, "/queue")
    assert "Nothing is waiting" in client.get("/queue").text


def test_another_site_cannot_mark_it(client: FlaskClient, notice: int) -> None:
    answer = client.post(f"/queue/{notice}/seen", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert client.post(f"/queue/{notice}/seen", headers={"Origin": "null"}).status_code == 403
    assert client.post(f"/queue/{notice}/seen", headers={"Origin": "http://localhost"}).status_code == 303


def test_the_queue_needs_the_token_where_the_dashboard_does(make_client: MakeClient, notice: int) -> None:
    client = make_client(host="0.0.0.0", dashboard_token="let-me-in")
    assert client.get("/queue").status_code == 401
    assert client.post(f"/queue/{notice}/seen").status_code == 401
    signed_in = client.get("/queue", headers={"Authorization": "Bearer let-me-in"})
    assert "octo/hello#3" in signed_in.text


def test_what_is_not_there_cannot_be_marked(client: FlaskClient) -> None:
    assert client.post("/queue/7/seen").status_code == 404
    assert client.post(f"/queue/{2**63}/seen").status_code == 404
    assert "Nothing is waiting" in client.get("/queue").text

from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from tests.bot.dashboard.conftest import MakeClient
from tests.webhooks.running import server

APP = {"app_id": 1, "private_key": "key"}
PUBLIC = "https://byline.example"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_on_the_machine_itself_and_without_an_app_it_is_open(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200
    assert client.get("/metrics", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "localhost@evil",
        "",
        "127.0.0.1:x",
    ],
)
def test_a_web_page_cannot_reach_it_through_a_name_of_its_own(client: FlaskClient, host: str) -> None:
    for path in ("/", "/deliveries/1", "/metrics"):
        assert client.get(path, headers={"Host": host}).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "x-forwarded-proto", "Via", "X-Real-IP",
     "CF-Connecting-IP"],
)  # fmt: skip
def test_through_a_proxy_or_tunnel_it_is_not_open(client: FlaskClient, header: str) -> None:
    for path in ("/", "/deliveries/1", "/metrics"):
        answer = client.get(path, headers={"Host": "127.0.0.1:8000", header: "203.0.113.9"})
        assert answer.status_code == 401


def test_from_another_machine_it_is_not_open(client: FlaskClient) -> None:
    for address in ("203.0.113.9", "", None):
        answer = client.get("/", environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == 401
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


def test_the_real_server_sees_the_proxy(tmp_path: Path) -> None:
    with server(tmp_path / "home", "-m", "bot", "serve") as running:
        assert requests.get(running.url, timeout=30).status_code == 200
        passed_on = requests.get(running.url, headers={"X-Forwarded-For": "203.0.113.9"}, timeout=30)
        assert passed_on.status_code == 401


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"host": "::"}, {"host": "byline.example"}, APP])
def test_a_server_that_others_can_reach_or_that_writes_needs_a_token(
    make_client: MakeClient, settings: dict[str, Any]
) -> None:
    client = make_client(**settings)
    for path in ("/", "/deliveries/1", "/metrics"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert "dashboard-token" in answer.text
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.post("/webhooks/github").status_code == 503  # no secret: intake answers for itself


def test_the_token_in_the_address_signs_a_browser_in(make_client: MakeClient, tmp_path: Path) -> None:
    client = make_client(**APP)
    assert client.get("/").status_code == 401
    token = (tmp_path / "dashboard-token").read_text().strip()
    answer = client.get(f"/?token={token}&before=7", base_url=PUBLIC)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?before=7")
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/"))
    assert token not in cookie
    assert client.get("/", base_url=PUBLIC).status_code == 200
    assert client.get("/metrics", base_url=PUBLIC).status_code == 200


@pytest.mark.parametrize("given", ["", "wrong", "é", "mine ", "MINE"])
def test_a_wrong_token_opens_nothing(make_client: MakeClient, given: str) -> None:
    client = make_client(dashboard_token="mine", **APP)
    assert client.get("/", query_string={"token": given}).status_code == 401
    assert (
        client.get("/metrics", headers={"Authorization": f"Bearer {given.encode().hex()}"}).status_code == 401
    )
    client.set_cookie("byline-dashboard", "mine")
    assert client.get("/").status_code == 401


def test_a_program_sends_the_token_in_a_header(make_client: MakeClient) -> None:
    client = make_client(dashboard_token="mine", **APP)
    assert client.get("/metrics", headers={"Authorization": "Bearer mine"}).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Basic mine"}).status_code == 401


def test_a_changed_token_signs_everybody_out(make_client: MakeClient) -> None:
    first = make_client(dashboard_token="mine", **APP)
    first.get("/?token=mine")
    cookie = first.get_cookie("byline-dashboard")
    assert cookie is not None
    second = make_client(dashboard_token="new", **APP)
    second.set_cookie("byline-dashboard", cookie.value)
    assert second.get("/").status_code == 401


@pytest.mark.parametrize(
    ("forwarded", "prefix"),
    [("https", "__Host-"), ("HTTPS , http", "__Host-"), ("http, https", ""), ("", "")],
)
def test_the_first_of_several_proxies_says_how_the_browser_came(
    make_client: MakeClient, forwarded: str, prefix: str
) -> None:
    answer = make_client(**APP, dashboard_token="mine").get(
        "/?token=mine", headers={"X-Forwarded-Proto": forwarded}
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{prefix}byline-dashboard=")
    assert ("Secure" in cookie) == bool(prefix)


def test_no_header_of_a_request_leads_elsewhere(make_client: MakeClient) -> None:
    """Anybody can send these; a cache or a mail must not hold an address that they made."""
    evil = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil.example", "X-Original-URL": "/x"}
    client = make_client(**APP)
    for path in ("/", "/signin", "/queue", "/missing"):
        answer = client.get(path, headers=evil)
        assert "evil" not in answer.text + str(answer.headers)


def test_nothing_that_is_private_is_kept_by_a_cache_or_framed(make_client: MakeClient) -> None:
    client = make_client(**APP, dashboard_token="mine")
    signed_in = client.get("/?token=mine")
    assert signed_in.headers["Cache-Control"] == "no-store"
    for path in ("/", "/queue", "/contributions", "/repositories", "/rates", "/health", "/signin"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"

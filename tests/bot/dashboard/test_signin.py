"""Signing in through GitHub: who gets in, what they see, and what nobody gets in with."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from bot.dashboard.signin import local_path
from bot.inbox import Delivery, Inbox, Task
from bot.storage import Database, Notices, Sessions, Tickets
from tests.bot.dashboard.conftest import MakeClient
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import BYLINE_SERVE, server

CALLBACK = "http://localhost/signin/callback"
PUBLIC = "https://byline.example"


@pytest.fixture
def github(github: FakeGitHub) -> FakeGitHub:
    github.flask.check_responses = True
    for name in ("acme/widget", "acme/gadget"):
        github.add_repository(name)
    for login, role in (("robin", "triage"), ("casey", "read")):
        github.user(login)
        github.set_permission(login, role, "acme/widget")
    github.offer_sign_in(CALLBACK)
    github.offer_sign_in(f"{PUBLIC}/signin/callback")
    return github


@pytest.fixture
def client(make_client: MakeClient, github: FakeGitHub) -> FlaskClient:
    return make_client(**settings(github))


def settings(github: FakeGitHub) -> dict[str, object]:
    return {
        "app_id": github.app.id,
        "private_key": github.key.private_pem,
        "github_api_url": github.base_url,
        "client_id": github.app.client_id,
        "client_secret": github.app.client_secret,
        "dashboard_token": "mine",
    }


def authorized(address: str, login: str) -> str:
    """Press GitHub's button as somebody; return where the browser is sent."""
    with requests.post(address, data={"login": login}, allow_redirects=False, timeout=30) as answer:
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


def way_back(client: FlaskClient, login: str = "robin", begin: str = "/signin/github") -> str:
    sent = client.get(begin)
    assert sent.status_code == 303
    return authorized(sent.headers["Location"], login)


def sign_in(client: FlaskClient, login: str = "robin", begin: str = "/signin/github") -> TestResponse:
    return client.get(way_back(client, login, begin))


def waits(inbox: Inbox, guid: str, repository: str | None) -> int:
    subject = f"{repository}#1" if repository else None
    return inbox.record(Delivery(guid, "issues", "opened", Task.EVALUATE, 7, repository, subject, b"{}")).id


def test_a_maintainer_sees_their_repositories_and_no_other(
    client: FlaskClient, inbox: Inbox, database: Database
) -> None:
    theirs, other, nobodys = (waits(inbox, str(name), name) for name in ("Acme/Widget", "acme/gadget", None))
    for name in ("acme/widget", "acme/gadget"):
        Notices(database).add(name, f"{name}#1", "moderators", f"look at {name}", name)
    assert client.get("/").status_code == 401
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    listed = client.get("/").text
    assert "acme/gadget" not in listed
    assert "robin" in listed
    assert client.get(f"/deliveries/{theirs}").status_code == 200
    for hidden in (other, nobodys):
        assert client.get(f"/deliveries/{hidden}").status_code == 404
        assert client.post(f"/deliveries/{hidden}/retry").status_code == 404
    queue = client.get("/queue").text
    assert "look at acme/widget" in queue
    assert "acme/gadget" not in queue
    for path in ("/metrics", "/health"):
        assert client.get(path).status_code == 404
    assert "/health" not in listed


def test_somebody_who_maintains_nothing_is_told_so(client: FlaskClient, database: Database) -> None:
    for login in ("casey", "a-stranger"):
        answer = sign_in(client, login)
        assert answer.status_code == 403
        assert f"nothing here for {login}" in answer.text
        assert client.get("/").status_code == 401
    assert client.get_cookie("byline-session") is None


def test_who_maintains_where_the_app_is_not_sees_nothing(client: FlaskClient, github: FakeGitHub) -> None:
    github.add_repository("elsewhere/thing", installation=False)
    github.set_permission("casey", "admin", "elsewhere/thing")
    assert sign_in(client, "casey").status_code == 403


def test_a_suspended_installation_shows_nothing(client: FlaskClient, github: FakeGitHub) -> None:
    for installation in github.state.installations.values():
        github.suspend(installation)
    assert sign_in(client).status_code == 403


def test_more_repositories_than_fit_a_page_are_all_seen(client: FlaskClient, github: FakeGitHub) -> None:
    repository = github.repository("acme/widget")
    for number in range(120):
        github.add_repository(f"many/r{number}", repository.git_dir)
    github.set_permission("robin", "maintain")
    assert sign_in(client).status_code == 303
    assert client.get("/").status_code == 200
    assert len([call for call in github.calls("GET", "/repositories$") if "many" not in call.path]) >= 3


def test_githubs_token_is_used_and_given_back(
    client: FlaskClient, github: FakeGitHub, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    github.when("GET", "^/user$", lambda: seen.extend(github.state.tokens))
    assert sign_in(client).status_code == 303
    (token,) = (value for value in seen if value.startswith("ghu_"))
    assert not any(value.startswith("ghu_") for value in github.state.tokens)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert token.encode() not in kept
    said = "".join(capfd.readouterr())
    for secret in (token, github.app.client_secret, str(client.get_cookie("byline-session"))):
        assert secret not in said


def test_the_cookie_is_a_secret_that_is_not_kept(client: FlaskClient, tmp_path: Path) -> None:
    answer = sign_in(client)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("byline-session="))
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=3600"))
    kept = client.get_cookie("byline-session")
    assert kept is not None
    assert len(kept.value) >= 43
    assert kept.value.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert client.get_cookie("byline-way") is None


def test_behind_https_cookies_belong_to_this_host_alone(client: FlaskClient) -> None:
    sent = client.get("/signin/github", base_url=PUBLIC)
    assert sent.headers["Set-Cookie"].startswith("__Host-byline-way=")
    answer = client.get(authorized(sent.headers["Location"], "robin"))
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "byline-session" in c)
    assert cookie.startswith("__Host-byline-session=")
    assert "Secure" in cookie
    assert client.get("/", base_url=PUBLIC).status_code == 200


def test_the_public_address_is_what_github_sends_back_to(make_client: MakeClient, github: FakeGitHub) -> None:
    client = make_client(**settings(github), public_url=f"{PUBLIC}/")
    asked = parse_qs(urlsplit(client.get("/signin/github").headers["Location"]).query)
    assert asked["redirect_uri"] == [f"{PUBLIC}/signin/callback"]
    assert asked["code_challenge_method"] == ["S256"]


# ---- what nobody gets in with


def test_a_way_back_works_once(client: FlaskClient) -> None:
    back = way_back(client)
    way = client.get_cookie("byline-way")
    assert way is not None
    assert client.get(back).status_code == 303
    client.post("/signout")
    client.set_cookie("byline-way", way.value)
    assert client.get(back).status_code == 400
    assert client.get("/").status_code == 401


def test_a_way_back_belongs_to_the_browser_that_began(
    client: FlaskClient, make_client: MakeClient, github: FakeGitHub
) -> None:
    """Else somebody could sign others in as themselves (login CSRF), or bring them their own code."""
    back = way_back(client)
    victim = make_client(**settings(github))
    assert victim.get(back).status_code == 400
    victim.get("/signin/github")
    assert victim.get(back).status_code == 400
    assert victim.get("/").status_code == 401
    assert client.get(back).status_code == 303  # what others try does not use it up


def test_a_code_of_another_browser_is_refused(
    client: FlaskClient, make_client: MakeClient, github: FakeGitHub
) -> None:
    """A code that was stolen on its way is of no use: PKCE binds it to the browser that asked."""
    stolen = parse_qs(urlsplit(way_back(client)).query)["code"][0]
    thief = make_client(**settings(github))
    own = parse_qs(urlsplit(thief.get("/signin/github").headers["Location"]).query)["state"][0]
    answer = thief.get("/signin/callback", query_string={"code": stolen, "state": own})
    assert answer.status_code == 400
    assert thief.get("/").status_code == 401


@pytest.mark.parametrize("change", ["state", "code"])
@pytest.mark.parametrize("value", ["", "x", "é\x00", "a" * 5_000])
def test_a_way_back_that_was_changed_is_refused(client: FlaskClient, change: str, value: str) -> None:
    query = {name: values[0] for name, values in parse_qs(urlsplit(way_back(client)).query).items()}
    assert client.get("/signin/callback", query_string={**query, change: value}).status_code == 400
    assert client.get("/").status_code == 401


def test_a_way_back_is_too_late_after_ten_minutes(client: FlaskClient, database: Database) -> None:
    back = way_back(client)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE tickets SET expires_at = '2026-01-01 00:00:00'")
    assert client.get(back).status_code == 400


def test_a_session_is_never_one_that_was_there_before(client: FlaskClient) -> None:
    """Who plants a cookie in somebody's browser (session fixation) does not share what they sign in to."""
    client.set_cookie("byline-session", "planted")
    sign_in(client)
    first = client.get_cookie("byline-session")
    assert first is not None
    assert first.value != "planted"
    sign_in(client)
    second = client.get_cookie("byline-session")
    assert second is not None
    assert second.value != first.value
    client.set_cookie("byline-session", first.value)
    assert client.get("/").status_code == 401


@pytest.mark.parametrize("value", ["", "x", "é", "a" * 4_000, "../../etc", "' OR 1=1 --"])
def test_an_invented_session_opens_nothing(client: FlaskClient, value: str) -> None:
    sign_in(client)
    client.set_cookie("byline-session", value)
    assert client.get("/").status_code == 401


def test_a_session_ends_by_itself(client: FlaskClient, database: Database) -> None:
    sign_in(client)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET expires_at = '2026-01-01 00:00:00'")
    assert client.get("/").status_code == 401


def test_signing_out_ends_the_session_wherever_its_cookie_is(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie("byline-session")
    assert cookie is not None
    assert client.get("/signout").status_code == 405
    assert client.post("/signout", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/").status_code == 200
    answer = client.post("/signout", headers={"Origin": "http://localhost"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/signin")
    client.set_cookie("byline-session", cookie.value)
    assert client.get("/").status_code == 401


def test_the_token_and_an_account_do_not_mix(client: FlaskClient) -> None:
    client.get("/?token=mine")
    assert client.get("/health").status_code == 200
    sign_in(client)
    assert client.get("/health").status_code == 404
    client.get("/?token=mine")
    assert client.get("/health").status_code == 200
    client.post("/signout")
    assert client.get("/").status_code == 401


# ---- where people go afterwards


def test_one_comes_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    refused = client.get("/?q=caf%C3%A9+%26%22&state=failed&token=mistyped")
    assert refused.status_code == 401
    begin = refused.text.partition('href="/signin/github?next=')[2].partition('"')[0]
    answer = sign_in(client, begin=f"/signin/github?next={begin}")
    assert answer.headers["Location"] == "/?q=caf%C3%A9+%26%22&state=failed"
    assert client.get("/signin").status_code == 200


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "evil.example",
        " /queue",
        "/%0d%0aSet-Cookie:x=y\r\nx",
        "/" + "a" * 2_000,
    ],
)
def test_nobody_is_led_elsewhere(client: FlaskClient, then: str) -> None:
    sent = client.get("/signin/github", query_string={"next": then})
    assert client.get(authorized(sent.headers["Location"], "robin")).headers["Location"] == "/"
    assert "evil" not in client.get("/signin", query_string={"next": then}).text


@given(st.text(max_size=30) | st.text(alphabet="/\\.:@?#\t\n ab", max_size=12))
def test_a_path_never_names_a_host(text: str) -> None:
    found = local_path(text)
    assert found.startswith("/")
    assert not urlsplit(found.translate({9: None, 10: None, 13: None}).replace("\\", "/")).netloc


# ---- when GitHub says no, or nothing


def test_who_changes_their_mind_is_not_signed_in(client: FlaskClient) -> None:
    state = parse_qs(urlsplit(client.get("/signin/github").headers["Location"]).query)["state"][0]
    answer = client.get("/signin/callback", query_string={"error": "access_denied", "state": state})
    assert answer.status_code == 403
    assert "did not let GitHub" in answer.text


@pytest.mark.parametrize(
    "path", ["/login/oauth/access_token", "/user$", "/user/installations$", "/repositories$"]
)
def test_without_github_nobody_can_say_what_one_may_see(
    client: FlaskClient, github: FakeGitHub, path: str
) -> None:
    github.fail("*", path, status=503, times=-1)
    assert sign_in(client).status_code == 503
    github.clear_faults()
    github.drop("*", path, times=-1)
    assert sign_in(client).status_code == 503
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "body", ["", "[]", "no JSON", "{}", '{"access_token": 7}', '{"error": "x"}', "[" * 9_000]
)
def test_an_odd_answer_lets_nobody_in(client: FlaskClient, github: FakeGitHub, body: str) -> None:
    github.fail("POST", "/login/oauth/access_token", status=200, body=body)
    assert sign_in(client).status_code == 503


def test_an_answer_that_breaks_off_lets_nobody_in(client: FlaskClient, github: FakeGitHub) -> None:
    for path in ("/login/oauth/access_token", "/user$", "/user/installations$"):
        github.halve("*", path, times=-1)
        assert sign_in(client).status_code == 503, path
        github.clear_faults()
    assert client.get("/").status_code == 401


@pytest.mark.parametrize("token", ["a\r\nX-Injected: 1", "snow \u2603", "\ud800", "a\x00b", "x" * 60_000])
def test_an_odd_token_lets_nobody_in(client: FlaskClient, github: FakeGitHub, token: str) -> None:
    github.fail("POST", "/login/oauth/access_token", status=200, body={"access_token": token}, times=-1)
    assert sign_in(client).status_code == 503
    assert all("X-Injected" not in call.headers for call in github.calls("GET"))


def test_a_list_leads_to_no_other_host(client: FlaskClient, github: FakeGitHub) -> None:
    """The token would go there, too."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        address = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/user/installations?page=2"
        github.fail(
            "GET",
            "/user/installations$",
            status=200,
            headers={"Link": f'<{address}>; rel="next"'},
            body={"total_count": 1, "installations": []},
        )
        sign_in(client)
        elsewhere.setblocking(False)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    github.violations.clear()


def test_a_list_without_an_end_is_given_up(client: FlaskClient, github: FakeGitHub) -> None:
    github.fail(
        "GET",
        "/user/installations$",
        status=200,
        headers={"Link": f'<{github.base_url}/user/installations?page=2>; rel="next"'},
        body={"total_count": 1, "installations": []},
        times=-1,
    )
    assert sign_in(client).status_code == 503
    github.violations.clear()


@pytest.mark.parametrize(
    "repository",
    [
        {"full_name": 7},
        {"full_name": "acme/gadget", "permissions": "admin"},
        {"full_name": "acme/gadget", "permissions": {"admin": "very"}},
        ["acme/gadget"],
        None,
    ],
)
def test_odd_repositories_open_nothing(client: FlaskClient, github: FakeGitHub, repository: object) -> None:
    body = {"total_count": 1, "repositories": [repository]}
    github.fail("GET", "/user/installations/.*/repositories$", status=200, body=body, times=-1)
    assert sign_in(client).status_code == 503
    assert client.get("/").status_code == 401
    github.violations.clear()


def test_hostile_names_stay_words(client: FlaskClient, github: FakeGitHub) -> None:
    evil = '"><script>alert(1)</script>\u202e\x1b[31m%'
    names = [{"full_name": name, "permissions": {"admin": True}} for name in (evil, "%/%", "acme/*", "")]
    body = {"total_count": 4, "repositories": names}
    github.fail("GET", "/user/installations/.*/repositories$", status=200, body=body, times=-1)
    github.fail("GET", "/user$", status=200, body={"login": evil})
    assert sign_in(client).status_code == 303
    page = client.get("/contributions").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert client.get("/repositories/acme/gadget").status_code == 404
    github.violations.clear()


def test_a_limit_is_not_waited_for(client: FlaskClient, github: FakeGitHub) -> None:
    github.secondary_limit("^/user", retry_after=3_000)
    assert sign_in(client).status_code == 503


def test_a_wrong_secret_of_the_app_is_no_fault_of_who_signs_in(
    make_client: MakeClient, github: FakeGitHub
) -> None:
    client = make_client(**{**settings(github), "client_secret": "wrong"})
    assert sign_in(client).status_code == 503


def test_one_is_signed_in_where_the_token_cannot_be_given_back(
    client: FlaskClient, github: FakeGitHub
) -> None:
    github.drop("DELETE", "/applications/")
    assert sign_in(client).status_code == 303


def test_where_signing_in_is_not_set_up_it_is_not_offered(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="mine")
    refused = client.get("/")
    assert "Sign in with GitHub" not in refused.text
    assert "dashboard-token" in refused.text
    for path in ("/signin/github", "/signin/callback?code=a&state=b"):
        assert client.get(path).status_code == 404


def test_sessions_of_another_server_do_not_count(database: Database, client: FlaskClient) -> None:
    secret = Sessions(database).begin("robin", ["acme/widget"], timedelta(seconds=-1))
    client.set_cookie("byline-session", secret)
    assert client.get("/").status_code == 401


def test_a_state_for_another_purpose_is_refused(client: FlaskClient, database: Database) -> None:
    state = Tickets(database, "key").give("set-up", "browser", timedelta(minutes=5))
    client.get("/signin/github")
    assert client.get("/signin/callback", query_string={"code": "x", "state": state}).status_code == 400


# ---- before something is changed, GitHub is asked again


def parked(inbox: Inbox) -> int:
    id_ = waits(inbox, "parked", "acme/widget")
    claimed = inbox.claim("me")
    assert claimed is not None
    assert inbox.park(claimed, "it cannot be had")
    return id_


def test_a_maintainer_may_have_a_delivery_tried_again(client: FlaskClient, inbox: Inbox) -> None:
    id_ = parked(inbox)
    sign_in(client)
    assert client.post(f"/deliveries/{id_}/retry").status_code == 303
    assert client.post(f"/deliveries/{id_}/retry").status_code == 409


@pytest.mark.parametrize("path", ["/deliveries/{}/retry", "/queue/{}/seen"])
def test_who_lost_the_permission_meanwhile_changes_nothing(
    client: FlaskClient, github: FakeGitHub, inbox: Inbox, database: Database, path: str
) -> None:
    notices = Notices(database)
    notices.add("acme/widget", "acme/widget#1", "moderators", "look", "digest")
    id_ = parked(inbox)
    sign_in(client)
    github.set_permission("robin", "read", "acme/widget")
    refused = client.post(path.format(id_))
    assert refused.status_code == 403
    assert "triage permission in acme/widget any more" in refused.text
    github.fail("GET", "/permission$", status=500, times=-1)
    away = client.post(path.format(id_))
    assert away.status_code == 503
    assert "nothing was changed" in away.text
    found = inbox.get(id_)
    assert found is not None
    assert found.state.value == "parked"
    assert len(notices.queue(9)) == 1
    github.clear_faults()
    github.set_permission("robin", "write", "acme/widget")
    assert client.post(path.format(id_)).status_code == 303


def test_where_the_app_was_taken_away_nobody_changes_anything(
    client: FlaskClient, github: FakeGitHub, inbox: Inbox
) -> None:
    id_ = parked(inbox)
    sign_in(client)
    for installation in list(github.state.installations.values()):
        github.uninstall(installation)
    assert client.post(f"/deliveries/{id_}/retry").status_code == 403


def test_whoever_runs_it_needs_no_github(client: FlaskClient, github: FakeGitHub, inbox: Inbox) -> None:
    id_ = parked(inbox)
    client.get("/?token=mine")
    asked = len(github.requests)
    assert client.post(f"/deliveries/{id_}/retry").status_code == 303
    assert len(github.requests) == asked


def test_every_web_process_knows_who_signed_in(github: FakeGitHub, tmp_path: Path) -> None:
    settings_ = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY": github.key.private_pem,
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_CLIENT_ID": github.app.client_id,
        "BYLINE_CLIENT_SECRET": github.app.client_secret,
        "BYLINE_WEB_PROCESSES": "2",
    }
    with server(tmp_path / "home", *BYLINE_SERVE, **settings_) as running, requests.Session() as browser:
        browser.headers["Connection"] = "close"  # else one process answers all
        github.offer_sign_in(f"{running.url}/signin/callback")
        for _ in range(4):
            sent = browser.get(f"{running.url}/signin/github", allow_redirects=False, timeout=30)
            back = authorized(sent.headers["Location"], "robin")
            assert browser.get(back, allow_redirects=False, timeout=30).status_code == 303
            assert {browser.get(running.url, timeout=30).status_code for _ in range(4)} == {200}
        browser.post(f"{running.url}/signout", timeout=30)
        assert {browser.get(running.url, timeout=30).status_code for _ in range(4)} == {401}
        said = running.log
    assert "signed in" in said
    assert github.app.client_secret not in said
    assert "ghu_" not in said

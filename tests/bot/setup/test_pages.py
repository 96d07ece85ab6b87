"""The set-up page by page: who is let in, what is refused, what is stored, and what is not."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.config import load_settings
from bot.setup import token
from bot.storage import tickets
from tests.bot.setup.conftest import HERE, Meet, Person
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import AppKey


def test_the_whole_way(person: Person, github: FakeGitHub) -> None:
    answer = person.walk()
    assert answer.status_code == 200
    assert "Byline of Acme is connected" in answer.text
    assert f"{github.base_url}/apps/byline-of-acme/installations/new" in answer.text
    made = github.adopt_registered()
    settings = load_settings(home=person.home)
    assert settings.app_id == made.app.id
    assert settings.app_key() == made.key.private_pem
    assert settings.secrets() == (made.app.webhook_secret.encode(),)  # type: ignore[union-attr]
    assert settings.client_id == made.app.client_id
    assert settings.client_secret is not None
    assert settings.client_secret.get_secret_value() == made.app.client_secret
    assert str(settings.public_url) == f"{HERE}/"
    assert settings.api_url == github.base_url
    assert made.app.owner.login == "acme"
    assert not settings.relay_url
    modes = {stat.S_IMODE((person.home / name).stat().st_mode) for name in (".env", "app.pem")}
    assert modes == {0o600}
    answer.close()
    assert person.finished == [f"{github.base_url}/apps/byline-of-acme"]
    assert not (person.home / "setup-token").exists()


def test_no_secret_is_on_a_page(person: Person, github: FakeGitHub) -> None:
    text = person.walk().text
    made = github.adopt_registered()
    kept = (made.app.webhook_secret, made.app.client_secret, made.key.private_pem[200:240])
    assert not any(str(secret) in text for secret in kept)


def test_who_did_it_is_signed_in(person: Person) -> None:
    person.walk()
    configured = load_settings(home=person.home)
    assert configured.has_app
    set_cookie = person.client.get_cookie("byline-dashboard", domain="127.0.0.1")
    assert set_cookie is not None
    assert set_cookie.http_only
    assert person.client.get_cookie("byline-setup", domain="127.0.0.1") is None


def test_afterwards_there_is_nothing(person: Person) -> None:
    person.walk()
    other = person.another()
    assert other.enter("any").status_code == 404
    assert person.choose().status_code == 404
    assert person.come_back(code="a" * 40, state="x").status_code == 404


def test_a_configured_server_has_no_set_up(meet: Meet, app_key: AppKey) -> None:
    person = meet(app_id=7, private_key=app_key.private_pem)
    assert person.client.get("/setup").status_code == 404
    assert person.client.post("/setup").status_code == 404
    assert person.client.get("/setup/callback").status_code == 404


def test_without_the_token_nobody_is_let_in(person: Person) -> None:
    good = token.renew(person.home)
    for answer in (
        person.client.get("/setup"),
        person.enter("wrong"),
        person.enter(""),
        person.enter(good[:-1]),
        person.enter("é" * 40),
        person.choose(),
        person.come_back(code="a" * 40, state="x"),
    ):
        assert answer.status_code == 403
        assert "The set-up is not open to this browser" in answer.text
    assert person.enter(good).status_code == 303


def test_the_token_works_once(person: Person) -> None:
    good = token.renew(person.home)
    assert person.enter(good).headers["Location"] == "/setup"
    other = person.another()
    answer = other.enter(good)
    assert answer.status_code == 403
    assert "each one opens the set-up once" in answer.text
    assert other.client.get("/setup").status_code == 403
    assert person.client.get("/setup", base_url=HERE).status_code == 200


def test_the_next_link_is_printed_when_one_was_used(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    person.enter()
    following = (person.home / "setup-token").read_text().strip()
    said = capsys.readouterr()
    assert f"{HERE}/setup?token={following}" in said.out + said.err
    assert person.another().enter(following).status_code == 303


def test_an_address_that_others_can_read_along_is_refused(person: Person) -> None:
    good = token.renew(person.home)
    query = {"token": good}
    answer = person.client.get("/setup", query_string=query, base_url="http://byline.example.org")
    assert answer.status_code == 403
    assert "not encrypted" in answer.text
    assert person.enter(good).status_code == 303  # the token is not used up


def test_a_foreign_form_is_refused(person: Person) -> None:
    person.enter()
    answer = person.client.post("/setup", base_url=HERE, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_of_two_who_come_back_at_once_one_stores_an_app(person: Person, github: FakeGitHub) -> None:
    two = (person, person.another())
    backs = []
    for number, one in enumerate(two):
        one.enter()
        backs.append(one.create(one.choose(name=f"Byline {number}")))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one, back: one.come_back(**back), two, backs))
    assert sorted(answer.status_code for answer in answers) == [200, 404]
    assert len(github.calls("POST", "/app-manifests/")) == 1
    assert [path.name for path in person.home.glob("*.pem")] == ["app.pem"]


def test_a_state_works_once(person: Person) -> None:
    person.enter()
    back = person.create(person.choose())
    assert person.come_back(code="c" * 40, state=back["state"]).status_code == 400
    answer = person.come_back(**back)
    assert answer.status_code == 403
    assert "Nothing was stored" in answer.text
    assert person.kept == ""


@pytest.mark.parametrize("state", ["", "x", "é", "x" * 5000, "WyJhIiwiYiJd.AAAA"])
def test_a_forged_state_is_refused(person: Person, state: str) -> None:
    person.enter()
    back = person.create(person.choose())
    assert person.come_back(code=back["code"], state=state).status_code == 403
    assert person.come_back(**back).status_code == 200


def test_the_state_of_another_browser_is_refused(person: Person) -> None:
    person.enter()
    back = person.create(person.choose())
    other = person.another()
    other.enter()
    other.choose()
    assert other.come_back(**back).status_code == 403
    assert person.kept == ""


def test_the_state_of_another_choice_is_refused(person: Person) -> None:
    person.enter()
    first = person.create(person.choose())
    person.choose(name="Another name", owner="")
    assert person.come_back(**first).status_code == 403
    assert person.kept == ""


def test_a_state_ends_after_an_hour(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.enter()
    back = person.create(person.choose())
    now = tickets.datetime.now(tickets.UTC)

    class Later(tickets.datetime):
        @classmethod
        def now(cls, _zone: object = None) -> tickets.datetime:  # type: ignore[override]
            return now + timedelta(hours=1, seconds=1)

    monkeypatch.setattr(tickets, "datetime", Later)
    assert person.come_back(**back).status_code == 403
    assert person.kept == ""


def test_a_cookie_ends_after_an_hour(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.enter()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 4_000_000_000)
    assert person.client.get("/setup", base_url=HERE).status_code == 403


@pytest.mark.parametrize("code", ["", "short", "../../user", "a" * 300, "a b c d e f g h", "é" * 40])
def test_what_is_no_code_is_not_sent_to_github(person: Person, github: FakeGitHub, code: str) -> None:
    person.enter()
    back = person.create(person.choose())
    answer = person.come_back(code=code, state=back["state"])
    assert answer.status_code == 400
    assert "no code of GitHub" in answer.text
    assert github.calls("POST", "/app-manifests/") == []


def test_a_code_that_github_does_not_know(person: Person) -> None:
    person.enter()
    back = person.create(person.choose())
    answer = person.come_back(code="f" * 40, state=back["state"])
    assert answer.status_code == 400
    assert "GitHub does not know this code" in answer.text
    assert person.kept == ""
    assert person.walk(name="Byline again").status_code == 200


@pytest.mark.parametrize("status", [None, 503, 429])
def test_github_is_down_and_comes_back(person: Person, github: FakeGitHub, status: int | None) -> None:
    person.enter()
    back = person.create(person.choose())
    if status is None:
        github.drop("POST", "/app-manifests/")
    else:
        github.fail("POST", "/app-manifests/", status=status)
    answer = person.come_back(**back)
    assert answer.status_code == 503
    assert "GitHub keeps the key for an hour" in answer.text
    assert person.kept == ""
    assert not (person.home / "app.pem").exists()
    state = answer.text.split('name="state" value="')[1].split('"')[0]
    assert person.come_back(code=back["code"], state=state).status_code == 200


def test_an_answer_that_breaks_off_used_the_code_up(person: Person, github: FakeGitHub) -> None:
    person.enter()
    back = person.create(person.choose())
    github.halve("POST", "/app-manifests/")
    answer = person.come_back(**back)
    assert answer.status_code == 503
    state = answer.text.split('name="state" value="')[1].split('"')[0]
    answer = person.come_back(code=back["code"], state=state)
    assert answer.status_code == 400
    assert "an App was made that nobody has the key of" in answer.text
    assert person.kept == ""


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"id": 1}),
        (201, "no JSON"),
        (201, {}),
        (201, {"id": -1, "pem": "-----BEGIN RSA PRIVATE KEY-----\n"}),
        (201, {"id": 1, "pem": "no key"}),
        (201, {"id": "<script>", "pem": ["x"], "client_id": {}}),
        (201, {"id": 1, "pem": "-----BEGIN " + "x" * 300_000}),
        (302, {"message": "elsewhere"}),
    ],
)
def test_an_answer_that_makes_no_sense(person: Person, github: FakeGitHub, status: int, body: object) -> None:
    person.enter()
    back = person.create(person.choose())
    github.fail("POST", "/app-manifests/", status=status, body=body)
    answer = person.come_back(**back)
    assert answer.status_code == 502
    assert "an App was made that nobody has the key of" in answer.text
    assert person.kept == ""


HOSTILE = '"><script>alert(1)</script>\u202e\x1b[31m${BYLINE_HOME}\nBYLINE_APP_ID=666'


def test_hostile_words_in_the_answer_stay_words(
    person: Person, github: FakeGitHub, app_key: AppKey, capsys: pytest.CaptureFixture[str]
) -> None:
    person.enter()
    back = person.create(person.choose())
    body = {
        "id": 42,
        "name": HOSTILE,
        "slug": HOSTILE,
        "html_url": "javascript:alert(1)",
        "client_id": HOSTILE,
        "client_secret": HOSTILE,
        "webhook_secret": 'it\'s "odd" ${HOME} \\',
        "pem": app_key.private_pem,
    }
    github.fail("POST", "/app-manifests/", status=201, body=body)
    answer = person.come_back(**back)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "javascript:" not in answer.text
    assert "\u202e" not in answer.text
    kept = dotenv_values(person.home / ".env")
    assert kept["BYLINE_APP_ID"] == "42"
    assert kept["BYLINE_CLIENT_SECRET"] == HOSTILE
    assert kept["BYLINE_WEBHOOK_SECRET"] == body["webhook_secret"]
    said = capsys.readouterr()
    assert "\x1b[31m" not in said.out + said.err
    assert "it's" not in said.out + said.err


def test_a_page_elsewhere_is_not_linked_to(person: Person, github: FakeGitHub, app_key: AppKey) -> None:
    person.enter()
    back = person.create(person.choose())
    body = {
        "id": 42,
        "slug": "byline",
        "html_url": "https://evil.example/apps/byline",
        "pem": app_key.private_pem,
    }
    github.fail("POST", "/app-manifests/", status=201, body=body)
    text = person.come_back(**back).text
    assert "evil.example" not in text
    assert f"{github.base_url}/apps/byline/installations/new" in text


def test_what_the_environment_hides_is_told_first(
    person: Person, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_WEBHOOK_SECRET", "something else")
    monkeypatch.setenv("byline_client_id", "")
    person.enter()
    text = person.client.get("/setup", base_url=HERE).text
    assert "First, take these out of the environment" in text
    assert "<code>BYLINE_WEBHOOK_SECRET</code>, <code>BYLINE_CLIENT_ID</code>" in text
    answer = person.choose()
    assert answer.status_code == 409
    assert github.state.registrations == {}


def test_addresses_in_the_environment_have_to_be_the_same(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_PUBLIC_URL", "https://byline.example.org/")
    monkeypatch.setenv("BYLINE_GITHUB_API_URL", person.github.base_url)
    person.enter()
    answer = person.choose()
    assert answer.status_code == 409
    assert "<code>BYLINE_PUBLIC_URL</code>" in answer.text
    assert "<code>BYLINE_GITHUB_API_URL</code>" not in answer.text
    assert person.choose(public_url="https://byline.example.org").status_code == 200


def test_a_folder_that_cannot_be_written_is_told_before(
    person: Person, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.enter()
    _break_writing(monkeypatch)
    answer = person.choose()
    assert answer.status_code == 409
    assert "Cannot keep anything in" in answer.text
    assert github.state.registrations == {}


def test_a_disk_that_fills_up_meanwhile(
    person: Person, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person.home / ".env").write_text("BYLINE_PORT=9000\n")
    person.enter()
    back = person.create(person.choose())
    _break_writing(monkeypatch)
    answer = person.come_back(**back)
    assert answer.status_code == 500
    assert "hands its key out only once" in answer.text
    assert f"{github.base_url}/apps/byline-of-acme" in answer.text
    assert person.kept == "BYLINE_PORT=9000\n"
    made = github.adopt_registered()
    assert made.app.client_secret not in answer.text
    assert str(made.app.webhook_secret) not in answer.text


def test_the_disk_is_full_after_the_key(
    person: Person, github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.enter()
    back = person.create(person.choose())
    _break_writing(monkeypatch, after=1)
    assert person.come_back(**back).status_code == 500
    monkeypatch.undo()
    assert person.kept == ""
    first = (person.home / "app.pem").read_text()
    monkeypatch.setenv("BYLINE_HOME", str(person.home))
    assert person.walk(name="Another one").status_code == 200
    assert (person.home / "app.pem").read_text() == first  # another App's key is never written over
    made = github.adopt_registered()
    assert load_settings(home=person.home).app_key() == made.key.private_pem


def _break_writing(monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
    """Let the disk be full when a file is put on it, after so many files."""
    import os

    flushed, count = os.fsync, [0]

    def full(handle: int) -> None:
        count[0] += not stat.S_ISDIR(os.fstat(handle).st_mode)
        if count[0] > after:
            raise OSError(28, "No space left on device")
        flushed(handle)

    monkeypatch.setattr(os, "fsync", full)


def test_what_stands_in_the_file_stays(person: Person) -> None:
    (person.home / ".env").write_text("# mine\nBYLINE_PORT=9000\nBYLINE_WEBHOOK_SECRET=old\nOTHER='x y'\n")
    person.walk()
    kept = dotenv_values(person.home / ".env")
    assert kept["BYLINE_PORT"] == "9000"
    assert kept["OTHER"] == "x y"
    assert kept["BYLINE_WEBHOOK_SECRET"] != "old"
    assert person.kept.startswith("# mine\n")


def test_another_app_takes_the_place_of_one(meet: Meet, github: FakeGitHub) -> None:
    first = meet()
    relay = {"reach": "relay", "relay_url": "https://smee.io/AbCdEf123456"}
    assert first.walk(**relay).status_code == 200
    assert "smee.io" in first.kept
    second = meet(again=True)
    second.enter()
    assert second.walk(name="The second").status_code == 200
    made = github.adopt_registered()
    settings = load_settings(home=second.home)
    assert settings.app_id == made.app.id
    assert settings.app_key() == made.key.private_pem
    assert settings.relay_url is None


def test_a_relay(person: Person, github: FakeGitHub) -> None:
    person.walk(reach="relay", relay_url="https://smee.io/AbCdEf123456/", public_url="")
    made = github.adopt_registered()
    assert made.manifest["hook_attributes"] == {"url": "https://smee.io/AbCdEf123456", "active": True}
    assert made.manifest["callback_urls"] == [f"{HERE}/signin/callback"]
    settings = load_settings(home=person.home)
    assert str(settings.relay_url) == "https://smee.io/AbCdEf123456"
    assert settings.public_url is None


def test_an_own_account_and_no_optional_part(person: Person, github: FakeGitHub) -> None:
    person.walk(owner="", parts=[])
    made = github.adopt_registered()
    assert made.app.owner.login == "operator"
    assert sorted(made.app.permissions) == ["checks", "contents", "issues", "metadata", "pull_requests"]
    assert "merge_group" not in made.app.events


def test_enterprise_server_has_its_own_addresses(person: Person) -> None:
    person.enter()
    answer = person.choose(web="https://github.example.org/", public_url="https://byline.example.org")
    assert answer.status_code == 200
    assert 'action="https://github.example.org/organizations/acme/settings/apps/new?state=' in answer.text
    assert "form-action 'self' https://github.example.org;" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"  # GitHub sees whose form it is


def test_what_was_chosen_is_still_there_on_the_way_back(person: Person) -> None:
    person.enter()
    person.choose(name="Kept & <shown>", parts=["teams"])
    text = person.client.get("/setup", base_url=HERE).text
    assert 'value="Kept &amp; &lt;shown&gt;"' in text
    assert 'value="teams" checked' in text
    assert 'value="queues">' in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "The App needs a name"),
        ({"name": "x" * 35}, "at most 34 characters"),
        ({"name": "in\u200bvisible"}, "nobody can see"),
        ({"owner": "a/b"}, "no organization"),
        ({"owner": "-a"}, "no organization"),
        ({"public_url": ""}, "Say where GitHub reaches this server"),
        ({"public_url": "byline.example.org"}, "no address such as"),
        ({"public_url": "http://byline.example.org"}, "begin with https://"),
        ({"public_url": "https://byline.example.org/path"}, "ends after the host"),
        ({"public_url": "https://u:p@byline.example.org"}, "no address such as"),
        ({"public_url": "https://x:0"}, "no address such as"),
        ({"public_url": "https://[::1"}, "no address"),
        ({"public_url": "javascript:alert(1)"}, "no address such as"),
        ({"web": "https://github.com"}, "GitHub cannot reach"),
        ({"web": "https://acme.ghe.com", "public_url": "https://10.1.2.3"}, "GitHub cannot reach"),
        ({"web": "http://github.example.org"}, "begin with https://"),
        ({"web": "https://github.example.org/api/v3"}, "ends after the host"),
        ({"reach": "relay", "relay_url": "https://smee.io"}, "has a path"),
        ({"reach": "relay", "relay_url": "http://smee.io/abc"}, "begin with https://"),
        ({"reach": "relay", "relay_url": "https://smee.io/abc?x=1"}, "ends after the host"),
        (
            {"reach": "relay", "relay_url": "http://127.0.0.1:3000/abc", "web": "https://github.com"},
            "GitHub cannot reach",
        ),
    ],
)
def test_a_wrong_field_says_what_is_wrong(person: Person, changes: dict[str, str], said: str) -> None:
    person.enter()
    answer = person.choose(**changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_where_the_server_cannot_start_again_it_says_so(meet: Meet) -> None:
    text = meet(restarts=False).walk().text
    assert "Start the server again" in text


def test_where_there_are_several_machines_it_says_so(meet: Meet) -> None:
    text = meet(broker_url="redis://127.0.0.1:1/0").walk().text
    assert "every <code>byline worker</code> and every other machine" in text


def test_the_manifest_is_what_the_page_shows(person: Person, github: FakeGitHub) -> None:
    person.enter()
    review = person.choose()
    person.create(review)
    made = github.adopt_registered()
    shown = review.text.split("<pre>")[1].split("</pre>")[0].replace("&#34;", '"').replace("&#39;", "'")
    assert json.loads(shown) == made.manifest


def test_the_link_on_the_console_is_the_newest(tmp_path: Path) -> None:
    first = token.renew(tmp_path)
    second = token.renew(tmp_path)
    assert token.take(tmp_path, first) is None
    third = token.take(tmp_path, second)
    assert third not in {None, first, second}
    assert token.take(tmp_path, second) is None
    token.forget(tmp_path)
    assert token.take(tmp_path, str(third)) is None
    assert token.take(tmp_path, "") is None

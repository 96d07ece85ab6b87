"""Who may see and do what: every address as a stranger, as a maintainer, as the operator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from flask.testing import FlaskClient

from bot.config import load_settings
from bot.inbox import Delivery, Inbox, Task
from bot.storage import Audits, Database, Notices, Sessions, open_database
from tests.bot.storage.test_searching import finding, judge
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import AppKey
from tests.fuzz.api import DESCRIPTION
from webhooks.app import create_app

MINE, OTHER = "acme/widget", "zanzibar/quokka"
TOKEN = "the token of whoever runs the server"
#: What stands in all that is about the other repository, and nowhere else.
SECRET: Final = re.compile(r"zanzibar|quokka|quollish", re.IGNORECASE)


@dataclass(frozen=True)
class Ask:
    """A request to ``route``, and its status for a stranger, for robin (who maintains ``MINE``), and for
    whoever runs the server. ``address`` (or ``sent``) holds ``{repository}``, ``{delivery}``
    or ``{notice}`` where it is about one repository: then robin gets 404 for the other one, and the operator
    the same for both.
    """

    route: str
    address: str
    stranger: int
    robin: int
    operator: int
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return self.route.split(" ")[0]

    @property
    def is_about_one(self) -> bool:
        return any(
            name in f"{self.address}{self.sent}" for name in ("{repository}", "{delivery}", "{notice}")
        )


def page(address: str, robin: int = 200, operator: int = 200, route: str = "") -> Ask:
    return Ask(f"GET {route or address}", address, 401, robin, operator)


def opened(route: str, status: int, address: str = "", **body: Any) -> Ask:
    return Ask(route, address or route.split(" ")[1], status, status, status, body)


def sent(route: str, address: str, status: int, **body: Any) -> Ask:
    return Ask(f"POST {route}", address, 401, status, status, body)


THREAD = "/contributions/{owner}/{name}/{number}"
ASKED = (
    # Open to everybody.
    opened("POST /webhooks/github", 401, json={}),
    opened("GET /healthz", 200),
    opened("GET /readyz", 200),
    opened("GET /signin", 200),
    opened("GET /signin/github", 303),
    opened("GET /signin/callback", 400),
    opened("GET /static/{filename}", 200, "/static/style.css"),
    # Not there: a GitHub App is configured.
    opened("GET /setup", 404),
    opened("POST /setup", 404),
    opened("GET /setup/callback", 404),
    # For whoever runs the server.
    page("/metrics", 404),
    page("/health", 404),
    page("/health?elsewhere=1", 404, route="/health"),
    page("/deliveries/{nobodys}", 404, route="/deliveries/{id}"),
    Ask("POST /deliveries/{id}/retry", "/deliveries/{nobodys}/retry", 401, 404, 409),
    # Lists, which show each viewer their own.
    page("/"),
    page("/?q=zanzibar", route="/"),
    page("/?before=1000000", route="/"),
    page("/contributions"),
    page("/contributions?q=quollish", route="/contributions"),
    page("/contributions?repository=zanzibar/quokka", route="/contributions"),
    page("/contributions?said=open&found=exact", route="/contributions"),
    page("/queue"),
    page("/queue?before=1000000", route="/queue"),
    page("/rates"),
    page("/repositories"),
    page("/repositories?q=zanzibar", route="/repositories"),
    page("/try"),
    page("/playground"),
    # About one repository.
    page("/deliveries/{delivery}", route="/deliveries/{id}"),
    sent("/deliveries/{id}/retry", "/deliveries/{delivery}/retry", 409),
    page("/contributions/{repository}/1", route=THREAD),
    page("/contributions/{repository}/1/comment/77", route=f"{THREAD}/{{kind}}/{{id}}"),
    page("/contributions/{repository}/at/GHSA-1", route="/contributions/{owner}/{name}/at/{id}"),
    sent(f"{THREAD}/said", "/contributions/{repository}/1/said", 400, data={"said": "human"}),
    page("/repositories/{repository}", route="/repositories/{owner}/{name}"),
    page("/repositories/{repository}?by=month", route="/repositories/{owner}/{name}"),
    page("/playground?repository={repository}", route="/playground"),
    sent("/playground", "/playground", 200, data={"repository": "{repository}", "policy": "version: 1\n"}),
    sent("/try", "/try", 400, data={}),
    sent("/api/v1/check", "/api/v1/check", 400, json={}),
    sent(
        "/api/v1/policy/check",
        "/api/v1/policy/check",
        200,
        json={"policy": "version: 1\n", "repository": "{repository}"},
    ),
    sent(
        "/api/v1/policy/simulate",
        "/api/v1/policy/simulate",
        200,
        json={"policy": "version: 1\n", "repository": "{repository}"},
    ),
    # These change something, and come last.
    sent("/queue/{id}/seen", "/queue/{notice}/seen", 303),
    opened("POST /signout", 303),
)


@dataclass
class Place:
    """A server with two repositories, of which something was judged, said and told each."""

    viewer: Callable[[str], FlaskClient]
    names: dict[str, dict[str, str]]

    def ask(self, who: str, ask: Ask, repository: str = MINE) -> tuple[int, str]:
        """Make a request as somebody about a repository; return the status and what was answered."""
        names = self.names[repository]
        address, sent = _filled(ask.address, names), _filled(ask.sent, names)
        with self.viewer(who).open(address, method=ask.method, **sent) as answer:
            return answer.status_code, answer.text


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, names) for key, inner in value.items()}
    return value.format(**names) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, app_key: AppKey) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("home")
    github = FakeGitHub(app_key, tmp_path_factory.mktemp("github"))
    try:
        yield from _place(home, github)
    finally:
        github.close()


def _place(home: Path, github: FakeGitHub) -> Iterator[Place]:
    github.user("robin")
    for name in (MINE, OTHER):
        github.add_repository(name)
        github.set_permission("robin", "admin", name)  # GitHub's word alone opens nothing: see viewer.sees
    settings = load_settings(
        home=home,
        app_id=github.app.id,
        private_key=github.key.private_pem,
        github_api_url=github.base_url,
        client_id="an-id",
        client_secret="a secret",
        webhook_secret="a secret",
        dashboard_token=TOKEN,
    )
    database = open_database(settings.database)
    inbox = Inbox(database)
    names = {name: _about(database, inbox, name) for name in (MINE, OTHER)}
    app = create_app(settings, inbox, Audits(database), lambda _row: None)

    def viewer(who: str) -> FlaskClient:
        client = app.test_client()
        if who == "robin":
            secret = Sessions(database).begin("robin", {MINE}, timedelta(hours=1))
            client.set_cookie("byline-session", secret)
        elif who == "operator":
            client.get(f"/?token={TOKEN}")
        return client

    yield Place(viewer, names)
    database.close()


def _about(database: Database, inbox: Inbox, name: str) -> dict[str, str]:
    word = "quollish" if name == OTHER else "spoken aloud"
    judge(database, 1, name, title=word, author=f"{word}-author", findings=[finding("exact", word)])
    judge(database, 1, name, title=word, kind="comment", contribution_id="77")
    judge(database, 2, name, title=word, kind="security_report", subject=f"{name}@GHSA-1")
    inbox.record(Delivery(f"{word}-1", "push", "", Task.EVALUATE, 7, None, None, b"{}"))
    given = Delivery(f"{word}-2", "issues", "opened", Task.EVALUATE, 7, name, f"{name}#1", b"{}")
    nobodys = inbox.record(Delivery("nobodys", "push", "", Task.EVALUATE, 7, None, None, b"{}")).id
    delivery = inbox.record(given).id
    Notices(database).add(name, f"{name}#1", "moderators", f"look at {word}", word)
    notice = Notices(database).queue(1)[0].id
    return {
        "repository": name,
        "delivery": str(delivery),
        "nobodys": str(nobodys),
        "notice": str(notice),
    }


def _id(ask: Ask) -> str:
    return f"{ask.method} {ask.address}"


def test_every_address_is_asked_for() -> None:
    paths = yaml.safe_load(DESCRIPTION.read_text())["paths"]
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert {ask.route for ask in ASKED} == described


@pytest.mark.parametrize("ask", ASKED, ids=_id)
def test_a_stranger_learns_nothing(place: Place, ask: Ask) -> None:
    for repository in (MINE, OTHER):
        status, text = place.ask("a stranger", ask, repository)
        assert status == ask.stranger
        assert "quollish" not in _without_the_search(
            text
        )  # the name is part of the address that they asked for


@pytest.mark.parametrize("ask", ASKED, ids=_id)
def test_who_maintains_one_repository_learns_nothing_of_another(place: Place, ask: Ask) -> None:
    if ask.is_about_one:
        status, text = place.ask("robin", ask, OTHER)
        assert status == 404
        assert not SECRET.search(text)
    status, text = place.ask("robin", ask)
    assert status == ask.robin
    assert not SECRET.search(_without_the_search(text))


@pytest.mark.parametrize("ask", ASKED, ids=_id)
def test_whoever_runs_the_server_sees_it_all(place: Place, ask: Ask) -> None:
    for repository in (OTHER, MINE) if ask.is_about_one else (MINE,):
        status, text = place.ask("operator", ask, repository)
        assert status == ask.operator
    if ask.address in {"/", "/contributions", "/queue", "/repositories", "/playground"}:
        assert SECRET.search(text)


def _without_the_search(text: str) -> str:
    """Return a page without what was typed in, which it shows again."""
    return re.sub(r'(value="|%3D)(quollish|zanzibar(/quokka)?)"[^<]*|<option selected>[^<]*', "", text)

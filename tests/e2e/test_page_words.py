"""A maintainer decides on a page; label, comment and check on GitHub follow, whatever ends in between."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import requests

from bot.commands.page import Word, delivery_of, name_of
from bot.inbox import Inbox, State
from bot.storage import Sessions, open_database
from tests.e2e.conftest import Byline
from tests.e2e.test_commands import conclusion, held, say
from tests.e2e.test_path import deliver
from tests.fakes.github import FakeGitHub, Issue

Start = Callable[[], Byline]


class Browser:
    """Somebody at the page of a pull request: with the token, or signed in as ``login``."""

    def __init__(self, byline: Byline, pull: Issue, login: str = "") -> None:
        self._session = requests.Session()
        self._byline = byline
        self.page = f"{byline.running.url}/contributions/acme/widget/{pull.number}"
        token = (byline.home / "dashboard-token").read_text().strip()
        if login:
            self._session.cookies.set("byline-session", _signed_in(byline, login))
        self._session.get(self.page, params={} if login else {"token": token}, timeout=30).raise_for_status()

    def text(self) -> str:
        return self._session.get(self.page, timeout=30).text

    def post(self, **form: str) -> requests.Response:
        """Fill in a form and send it."""
        nonce = re.search(r'name="nonce" value="([0-9a-f]{32})"', self.text())
        assert nonce is not None
        return self._session.post(f"{self.page}/said", data={"nonce": nonce[1], **form}, timeout=30)

    def send(self, **form: str) -> str:
        """Fill in a form; return the id of the delivery that it led to, which has come to rest."""
        sent = self.post(**form)
        sent.raise_for_status()
        guid = sent.url.partition("said=")[2].partition("#")[0]
        done = self._byline.finished(guid)
        assert done.state is State.DONE, done.error
        return guid


def _signed_in(byline: Byline, login: str) -> str:
    database = open_database(f"sqlite:///{byline.home / 'byline.sqlite3'}")
    try:
        return Sessions(database).begin(login, ["acme/widget"], timedelta(days=1))
    finally:
        database.close()


def test_an_override_on_the_page_settles_it_on_github(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    browser = Browser(byline, pull)
    browser.send(said="human", reason="I watched them write it")
    assert conclusion(github) == "success"
    assert pull.labels == []
    assert "Settled" in pull.comments[0].body
    assert "the operator said for the project" in (github.check_runs("acme/widget")[-1].text or "")
    page = browser.text()
    assert "the operator</strong> said that a person wrote it" in page
    assert "I watched them write it" in page
    assert "took off the label ai: above the limit" in page
    browser.send(said="ai", reason="I was wrong")
    assert conclusion(github) == "action_required"
    assert [label.name for label in pull.labels] == ["ai: above the limit"]


def test_an_appeal_is_accepted_on_the_page(github: FakeGitHub, start: Start) -> None:
    byline = start()
    pull = held(github, byline)
    say(github, byline, pull, "/byline appeal That footer is my template", "contributor")
    browser = Browser(byline, pull)
    assert "That footer is my template" in browser.text()
    assert "Appeal by contributor" in byline.page("/queue")
    browser.send(said="human", reason="It is in their other changes too")
    assert conclusion(github) == "success"
    assert "Appeal by contributor" not in byline.page("/queue")


def test_github_is_asked_who_may_decide(github: FakeGitHub, start: Start) -> None:
    """A session may be older than what somebody may do: it opens the page, and decides nothing."""
    byline = start()
    pull = held(github, byline)
    assert Browser(byline, pull, "contributor").post(said="human", reason="Mine!").status_code == 403
    assert conclusion(github) == "action_required"
    browser = Browser(byline, pull, "triager")
    browser.send(said="human", reason="I know them")
    assert conclusion(github) == "success"
    assert "triager said for the project" in (github.check_runs("acme/widget")[-1].text or "")
    assert "Mine!" not in browser.text()


def test_what_was_said_outlives_the_process_that_took_it_in(github: FakeGitHub, start: Start) -> None:
    """Killed when the word was in the inbox, and nothing else had happened yet."""
    byline = start()
    pull = held(github, byline)
    byline.running.kill()
    said = Word(
        id=name_of("a" * 32, "human"),
        repository="acme/widget",
        kind="pull_request",
        number=pull.number,
        author="contributor",
        said="human",
        by="triager",
        reason="I know them",
        at=datetime.now(UTC),
    )
    database = open_database(f"sqlite:///{byline.home / 'byline.sqlite3'}")
    Inbox(database).record(delivery_of(said))
    database.close()
    again = start()
    done = again.finished(said.id)
    assert done.state is State.DONE, done.error
    assert conclusion(github) == "success"
    assert "I know them" in Browser(again, pull).text()
    again.finished(deliver(github, again, "pull_request", "edited", pull))
    assert conclusion(github) == "success"

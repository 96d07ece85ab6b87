"""Who may give which command, what it comes to, and who is told: against the fake GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.comment import Comment, comment_of
from bot.commands.handle import Commands
from bot.errors import CouldNotLook
from bot.storage import Acts, Audits, Conversation, Database, Feedback, Notices, open_database
from bot.storage.models import FeedbackRow
from detectors.model import Account, Kind
from tests.bot.github.connected import client_for
from tests.factories import facts
from tests.fakes.github import FakeGitHub, Issue

ROLES = ("none", "read", "triage", "write", "maintain", "admin")
TEXTS = {
    "recheck": "/byline recheck",
    "disclose": "/byline disclose Claude Code all",
    "appeal": "/byline appeal it is mine",
    "human": "/byline human",
    "ai": "/byline ai",
    "ignore": "/byline ignore traces/footer",
    "explain": "/byline explain",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    yield database
    database.close()


@pytest.fixture
def issue(github: FakeGitHub) -> Issue:
    return github.open_issue(github.add_repository("acme/widget"), by="contributor")


class Talk:
    """A thread in which people comment."""

    def __init__(self, github: FakeGitHub, issue: Issue, database: Database, home: Path) -> None:
        self.github, self.issue = github, issue
        self.database, self.notices = database, Notices(database)
        self.client = client_for(github, home)
        self.commands = Commands(Conversation(database), self.notices, Feedback(database))

    def comment(self, text: str, by: str, action: str = "created", **changes: Any) -> Comment:
        posted = self.github.comment(self.issue, text, by=by)
        payload = self.github.payload("issue_comment", action, posted)
        payload["comment"] |= changes
        found = comment_of("issue_comment", payload)
        assert found is not None
        return found

    def say(self, text: str, by: str, **changes: Any) -> str:
        heard = self.commands.hear(self.comment(text, by, **changes), self.client)
        return heard.told.removeprefix("commands: ") if heard else ""

    def kept(self) -> list[tuple[str, ...]]:
        """What is on record about who wrote a contribution."""
        names = ("repository", "subject", "kind", "contribution_id", "says", "source", "by", "reason")
        with self.database.read() as connection:
            found = connection.execute(select(FeedbackRow.__table__).order_by("id"))
            return [tuple(row._mapping[name] for name in names) for row in found]


@pytest.fixture
def talk(github: FakeGitHub, issue: Issue, database: Database, tmp_path: Path) -> Talk:
    return Talk(github, issue, database, tmp_path)


@pytest.mark.parametrize("role", ROLES)
def test_somebody_elses_role_decides(talk: Talk, role: str) -> None:
    talk.github.set_permission("ann", role)
    may_triage = ROLES.index(role) >= ROLES.index("triage")
    for command, text in TEXTS.items():
        allowed = may_triage and command != "disclose"
        assert talk.say(text, "ann") == f"{command} {'done' if allowed else 'refused'}"


def test_the_author_may_speak_for_themselves_only(talk: Talk) -> None:
    for command, text in TEXTS.items():
        allowed = command in {"recheck", "disclose", "appeal", "explain"}
        assert talk.say(text, "Contributor") == f"{command} {'done' if allowed else 'refused'}"


def test_a_role_of_the_organizations_own_counts_for_what_it_includes(talk: Talk) -> None:
    may = {"admin": False, "maintain": False, "push": False, "triage": True, "pull": True}
    body = {"permission": "read", "role_name": "helper", "user": {"login": "ann", "permissions": may}}
    talk.github.fail("GET", "/permission$", status=200, body=body)
    talk.github.user("ann")
    assert talk.say("/byline human", "ann") == "human done"
    talk.github.fail("GET", "/permission$", status=200, body={**body, "user": None})
    with pytest.raises(CouldNotLook, match="helper"):
        talk.say("/byline human", "bea")


@pytest.mark.parametrize(
    ("by", "changes"),
    [
        ("helper[bot]", {}),
        ("maintainer", {"performed_via_github_app": {"id": 5, "slug": "agent"}}),
        ("maintainer", {"user": None}),
        ("maintainer", {"action": "edited"}),
    ],
)
def test_only_what_a_person_has_just_written_is_heard(talk: Talk, by: str, changes: dict[str, Any]) -> None:
    talk.github.user(by)
    assert talk.say("/byline human", by, **changes) == ""


def test_whose_comment_was_hidden_may_appeal_and_nothing_more(talk: Talk, database: Database) -> None:
    it = replace(
        facts().contribution, kind=Kind.COMMENT, repository="acme/widget", id="71", author=Account("dee")
    )
    Audits(database).past.keep(it, ai_use=True, violations=1)
    Acts(database).take("acme/widget", f"acme/widget#{talk.issue.number}/71", "hide")
    assert talk.say("/byline appeal that was mine\n/byline explain", "dee") == "appeal done, explain refused"


def test_maintainers_are_told_of_an_appeal_once(talk: Talk) -> None:
    comment = talk.comment("/byline appeal no @everyone\nIt was me.", "contributor")
    for _ in range(2):
        talk.commands.hear(comment, talk.client)
    (notice,) = talk.notices.queue(9)
    assert notice.subject == f"acme/widget#{talk.issue.number}"
    assert notice.text.splitlines()[0] == "Appeal by contributor"
    assert "@everyone" not in notice.text
    assert comment.url in notice.text


def test_what_people_say_about_the_writer_is_passed_on_once(talk: Talk) -> None:
    override = talk.comment("/byline ai obvious", "maintainer")
    for _ in range(2):
        talk.commands.hear(override, talk.client)
    talk.say("/byline appeal not at all\n/byline human", "contributor")
    talk.say("/byline appeal on their behalf", "maintainer")
    number = str(talk.issue.number)
    key = ("acme/widget", f"acme/widget#{number}", "issue", number)
    assert talk.kept() == [
        (*key, "ai", "override", "maintainer", "obvious"),
        (*key, "human", "appeal", "contributor", "not at all"),
    ]


def test_a_closed_thread_is_explained_to_nobody(talk: Talk) -> None:
    talk.github.close_issue(talk.issue)
    assert (
        talk.say("/byline explain\n/byline appeal it is mine", "contributor")
        == "explain refused, appeal done"
    )


def test_a_name_that_is_no_family_of_detectors_is_not_understood(talk: Talk) -> None:
    assert talk.say("/byline ignore tracks", "maintainer") == "ignore misread"
    assert talk.say("/byline ignore finding", "maintainer") == "ignore misread"
    for name in ("traces", "authorship", "authorship/machine-like"):
        assert talk.say(f"/byline ignore {name}", "maintainer") == "ignore done"

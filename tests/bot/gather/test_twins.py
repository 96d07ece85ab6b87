"""Twins are found in the records, and count as GitHub shows them now."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from bot import live
from bot.gather import twins
from bot.gather.contributions import of_issue
from bot.github.client import Client
from bot.storage import open_database
from bot.storage.texts import Texts
from detectors.model import Facts, Kind, Twin, Unknown
from policies import load
from tests.bot.github.connected import settings_for
from tests.detectors.repetition.build import OTHER, REPORT, REWORDED, issue, of
from tests.fakes.github import FakeGitHub, Issue
from tests.fakes.github import Repository as FakeRepository

REPO = "acme/widget"


def facts_of(client: Client, item: Issue, repository: str = REPO) -> Facts:
    it = of_issue(repository, client.issue(repository, item.number))
    facts = of(dataclasses.replace(it, author=dataclasses.replace(it.author, association="NONE")))
    return dataclasses.replace(facts, as_of=it.created_at)


def sent(client: Client, texts: Texts, item: Issue, repository: str = REPO) -> tuple[Twin, ...]:
    """What is known of an issue as it comes in; afterwards it is remembered."""
    facts = twins.add(facts_of(client, item, repository), client, texts)
    twins.remember(facts, texts)
    found = facts.contribution.twins
    assert not isinstance(found, Unknown)
    return found


def test_a_twin_comes_as_it_is_now(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    assert sent(client, texts, first) == ()
    first.title, first.state = "The reader keeps files open", "closed"
    second = github.open_issue(widget, "Open file", REWORDED, by="ada")
    (twin,) = sent(client, texts, second)
    assert (twin.number, twin.title, twin.author, twin.open) == (
        1,
        "The reader keeps files open",
        "grace",
        False,
    )
    assert 0.4 < len(twin.shared) / twin.pairs < 1


def test_a_twin_that_was_rewritten_shares_nothing_more(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    sent(client, texts, first)
    first.body = f"{OTHER} See #2."
    (twin,) = sent(client, texts, github.open_issue(widget, "Open file", REWORDED, by="ada"))
    assert len(twin.shared) < 10
    assert twin.names_it


def test_a_twin_that_is_gone_is_none(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    sent(client, texts, github.open_issue(widget, "File stays open", REPORT, by="grace"))
    second = facts_of(client, github.open_issue(widget, "Open file", REPORT, by="ada"))
    github.fail("GET", r"/issues/1$", status=404, times=-1)
    assert twins.add(second, client, texts).contribution.twins == ()


def test_only_public_repositories_are_named(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    for name in ("acme/gadget", "acme/gizmo", "acme/secret"):
        other = github.add_repository(name, private=name == "acme/secret")
        sent(client, texts, github.open_issue(other, "File stays open", REPORT, by="ada"), name)
    found = sent(client, texts, github.open_issue(widget, "File stays open", REPORT, by="ada"))
    assert [twin.repository for twin in found] == ["acme/gadget", "acme/gizmo"]


def test_without_records_or_templates_nothing_is_known(client: Client, texts: Texts) -> None:
    facts = of(issue())
    assert isinstance(twins.add(facts, client, None).contribution.twins, Unknown)
    unread = dataclasses.replace(facts.repository, templates=Unknown("GitHub did not answer"))
    facts = dataclasses.replace(facts, repository=unread)
    assert isinstance(twins.add(facts, client, texts).contribution.twins, Unknown)


def test_comments_leave_the_text_of_their_thread_alone(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    sent(client, texts, github.open_issue(widget, "File stays open", REPORT, by="grace"))
    comment = of(issue("So it is.", kind=Kind.COMMENT, number=1, id="77"))
    twins.remember(comment, texts)
    assert len(sent(client, texts, github.open_issue(widget, "Open file", REPORT, by="ada"))) == 1


def test_the_command_line_uses_the_records_of_the_server(
    github: FakeGitHub, widget: FakeRepository, client: Client, tmp_path: Path
) -> None:
    settings = settings_for(github, tmp_path)
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    again = github.open_issue(widget, "Open file", REPORT, by="ada")
    meta = "meta: {mode: report, policy_url: 'https://example.org/policy', contact: us}"
    policy = load(f"version: 1\n{meta}\nprovenance: {{duplicates: note}}\n")

    def look() -> object:
        made = live.facts_for(client, REPO, again.number, settings, policy, "2026-11-22T12:00:00Z")
        return made.contribution.twins

    assert look() == twins.NO_TEXTS
    assert not (tmp_path / "byline.sqlite3").exists()
    database = open_database(settings.database)
    twins.remember(facts_of(client, first), Texts(database))
    found = look()
    assert isinstance(found, tuple)
    assert [twin.number for twin in found] == [1]
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE text_keys")
    database.close()
    assert look() == twins.NO_TEXTS

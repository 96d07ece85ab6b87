"""Looking for contributions, and what was said of them, on both database engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.storage import Audit, Audits, Conversation, Database, Given
from bot.storage.expiry import Expiry, Keep
from bot.storage.forgetting import Forgetting
from bot.storage.models import CommandOutcome
from bot.storage.persons import Persons
from bot.storage.searching import Key, Looking, Said, Searching, open_appeals

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def searching(database: Database) -> Searching:
    return Searching(database)


def judge(database: Database, number: int, repository: str = "Acme/Widget", **more: Any) -> int:
    """Record a judgement; ``more`` says what is not usual about it."""
    facts = {
        "contribution": {
            "title": more.pop("title", f"Change {number}"),
            "author": {"login": more.pop("author", "robin")},
        }
    }
    values: dict[str, Any] = {
        "repository": repository,
        "subject": f"{repository.casefold()}#{number}",
        "kind": "pull_request",
        "head_sha": "",
        "facts": facts,
        "findings": [],
        "decision": {"outcome": "pass", "violations": []},
        "actions": [],
        "applied": True,
        "contribution_id": str(number),
    }
    return Audits(database, lambda: AT).record(Audit(**(values | more)))


def finding(tier: str, claim: str, audience: str = "public") -> dict[str, str]:
    return {
        "id": "x/y",
        "detector": "x",
        "tier": tier,
        "claim": claim,
        "audience": audience,
        "involvement": "generated",
    }


def say(
    database: Database, number: int, command: str, name: str, minutes: int = 0, outcome: str = "done"
) -> None:
    at = AT + timedelta(minutes=minutes)
    subject = f"acme/widget#{number}"
    given = Given("acme/widget", subject, name, command, "why", "", "m", at, CommandOutcome(outcome))
    Conversation(database).keep([given])


def numbers(searching: Searching, looking: Looking | None = None, before: int | None = None) -> list[int]:
    found = searching.contributions(looking or Looking(), 50, before)
    return [int(one.subject.partition("#")[2]) for one in found]


def test_each_contribution_is_listed_once_with_its_newest_judgement(
    database: Database, searching: Searching
) -> None:
    judge(database, 1, decision={"outcome": "hold"})
    second = judge(database, 2)
    last = judge(database, 1, decision={"outcome": "note"}, title="A  new\ntitle")
    found = searching.contributions(Looking(), 50)
    assert [(one.id, one.outcome) for one in found] == [(last, "note"), (second, "pass")]
    assert (found[0].title, found[0].author, found[0].repository) == ("A new title", "robin", "acme/widget")
    assert numbers(searching, before=last) == [2]
    assert searching.contributions(Looking(), 1)[0].id == last


def test_what_one_looks_for_is_found(database: Database, searching: Searching) -> None:
    judge(database, 1, title="100 % of_it", decision={"outcome": "hold", "violations": [{"kind": "x"}]})
    judge(database, 2, findings=[finding("exact", "The Footer is there")], author="Quinn-9")
    judge(database, 3, "other/place", kind="issue")
    judge(database, 4, findings=[finding("statistical", "machine-like", "maintainer")])
    for looking, expected in {
        Looking(text="100 %"): [1],
        Looking(text="OF_IT"): [1],
        Looking(text="ofxit"): [],
        Looking(text="footer"): [2],
        Looking(text="quinn"): [2],
        Looking(text="widget#4"): [4],
        Looking(text="machine-like"): [],
        Looking(repository="Other/Place"): [3],
        Looking(repositories=frozenset({"other/place"})): [3],
        Looking(repositories=frozenset()): [],
        Looking(outcome="hold"): [1],
        Looking(kind="issue"): [3],
        Looking(tier="exact"): [2],
        Looking(tier="statistical"): [4],
        Looking(tier="violations"): [1],
        Looking(text="change", kind="pull_request"): [4, 2],
    }.items():
        assert numbers(searching, looking) == expected, looking


def test_what_is_for_auditors_is_not_found(database: Database, searching: Searching) -> None:
    hidden = {"outcome": "note", "violations": [{"kind": "x", "audience": "auditor"}]}
    judge(database, 1, findings=[finding("exact", "secret sauce", "auditor")], decision=hidden)
    (found,) = searching.contributions(Looking(), 9)
    assert (found.tiers, found.claims, found.violations) == ("", "", 0)


def test_appeals_wait_until_somebody_answers(database: Database, searching: Searching) -> None:
    for number in (1, 2, 3, 4):
        judge(database, number)
    judge(database, 1, kind="comment", contribution_id="77")  # what people say of the thread is not of it
    say(database, 1, "appeal", "a")
    say(database, 2, "appeal", "b", 1)
    say(database, 2, "decline", "c", 2)
    say(database, 3, "human", "d")
    say(database, 4, "appeal", "e", outcome="refused")
    assert numbers(searching, Looking(said=Said.OPEN)) == [1]
    assert numbers(searching, Looking(said=Said.APPEALED)) == [2, 1]
    assert numbers(searching, Looking(said=Said.OVERRIDDEN)) == [3]
    assert searching.marks(["acme/widget#2", "acme/widget#4"]) == {"acme/widget#2": ["appeal", "decline"]}
    said = searching.said(["acme/widget#2"])
    assert [given.command for given in said] == ["appeal", "decline"]
    assert open_appeals(said) == []
    say(database, 2, "appeal", "f", 3)
    assert numbers(searching, Looking(said=Said.OPEN)) == [2, 1]
    assert [given.comment_id for given in open_appeals(searching.said(["acme/widget#2"]))] == ["f"]


def test_one_contributions_judgements(database: Database, searching: Searching) -> None:
    first = judge(database, 1)
    comment = judge(database, 1, kind="comment", contribution_id="77")
    last = judge(database, 1)
    thread, reply = Key("acme/widget#1"), Key("acme/widget#1", "comment", "77")
    assert [one.id for one in searching.history(thread, 9)] == [last, first]
    assert [one.id for one in searching.history(thread, 9, last)] == [first]
    newest = searching.newest(thread)
    assert newest is not None
    assert (newest.id, newest.kind) == (last, "pull_request")
    assert searching.judgement(thread, first) is not None
    assert searching.judgement(thread, comment) is None
    assert searching.judgement(reply, comment) is not None
    assert [one.id for one in searching.replies("acme/widget#1", 9)] == [comment]
    assert searching.newest(Key("acme/widget#2")) is None
    commit = "ab" * 20
    judge(database, 0, subject=f"acme/widget@{commit}", kind="commit", contribution_id=commit)
    assert searching.at(f"acme/widget@{commit}") == Key(f"acme/widget@{commit}", "commit", commit)
    assert searching.at("acme/widget@else") is None


def test_repositories_are_those_that_somebody_may_see(database: Database, searching: Searching) -> None:
    judge(database, 1)
    judge(database, 1, "B/b")
    assert searching.repositories(None, 9) == ["acme/widget", "b/b"]
    assert searching.repositories(None, 1) == ["acme/widget"]
    assert searching.repositories(frozenset({"b/b", "c/c"}), 9) == ["b/b"]


def test_what_is_no_longer_kept_leaves_the_list(database: Database, searching: Searching) -> None:
    judge(database, 1, author="Quinn")
    judge(database, 2)
    Persons(database).forget("quinn")
    assert numbers(searching) == [2]
    Forgetting(database).rename("acme/widget", "new/Name")
    (found,) = searching.contributions(Looking(), 9)
    assert (found.repository, found.subject) == ("new/name", "new/name#2")
    assert searching.newest(Key("new/name#2")) is not None
    month = timedelta(days=30)
    Expiry(database, Keep(month, month, 4 * month), lambda: AT + 2 * month).run()
    assert numbers(searching) == []
    assert searching.newest(Key("new/name#2")) is not None

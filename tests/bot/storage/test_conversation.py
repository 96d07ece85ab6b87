"""The commands table: each comment once, and the latest word counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.storage import Acts, Audits, Conversation, Database, Given
from bot.storage.models import CommandOutcome
from detectors.model import Account, Declared, Kind, Override, State
from tests.factories import facts

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HUMAN = Given("Octo/Hello", "octo/hello#3", "1", "human", "seen", "", "ann", NOON, CommandOutcome.DONE)


def later(given: Given, minutes: int, **changes: object) -> Given:
    return replace(given, at=NOON + timedelta(minutes=minutes), **changes)  # type: ignore[arg-type]


def test_a_comment_is_kept_once_with_all_its_commands(database: Database) -> None:
    conversation = Conversation(database)
    both = (
        HUMAN,
        replace(HUMAN, command="appeal", argument="odd \x00 \ud800", outcome=CommandOutcome.REFUSED),
    )
    assert conversation.keep(both)
    assert not conversation.keep((later(HUMAN, 1, command="ai"),))
    kept = conversation.of_comment("1")
    assert [item.command for item in kept] == ["human", "appeal"]
    assert kept[0] == replace(HUMAN, repository="octo/hello")
    assert conversation.of_comment("2") == ()


def test_the_latest_word_counts_whenever_it_arrives(database: Database) -> None:
    conversation = Conversation(database)
    tool = {"command": "disclose", "tool": "Claude Code", "argument": "tests", "by": "cas"}
    conversation.keep((later(HUMAN, 5, comment_id="2", command="ai", argument="why"),))
    conversation.keep((HUMAN,))
    conversation.keep((later(HUMAN, 1, comment_id="3", **tool),))
    conversation.keep((later(HUMAN, 2, comment_id="4", command="ignore", argument="traces"),))
    conversation.keep((later(HUMAN, 9, comment_id="5", outcome=CommandOutcome.REFUSED),))
    state = conversation.recall(State(commented=True), "Octo/Hello#3")
    assert state == State(
        commented=True,
        override=Override("ai", "ann", "2026-03-01T12:05:00Z", "why"),
        declared=Declared("Claude Code", "tests", "cas", "2026-03-01T12:01:00Z"),
        ignored=("traces",),
    )
    conversation.keep((later(HUMAN, 3, comment_id="6", command="explain"),))
    assert conversation.recall(State(), "octo/hello#3").explain
    assert conversation.recall(State(), "octo/hello#30") == State()


def test_whose_comment_was_hidden_is_known(database: Database) -> None:
    conversation, name = Conversation(database), "octo/hello"
    it = replace(
        facts().contribution, kind=Kind.COMMENT, repository=name, number=3, id="71", author=Account("Dee")
    )
    Audits(database).past.keep(it, ai_use=True, violations=1)
    assert not conversation.hid_something_of(name, "octo/hello#3", "dee")
    Acts(database).take(name, "octo/hello#3/71", "hide")
    assert conversation.hid_something_of(name, "octo/hello#3", "DEE")
    assert not conversation.hid_something_of(name, "octo/hello#3", "cas")
    assert not conversation.hid_something_of(name, "octo/hello#33", "dee")

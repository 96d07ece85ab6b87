from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import Acts, Notices, open_database
from tests.bot.inbox.clock import Clock
from tests.bot.storage.engines import ENGINES, address

REPO, ONE, TWO = "Acme/Widget", "acme/widget#1", "acme/widget#2"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_hour_has_so_many_acts_and_no_more(engine: str, tmp_path: Path) -> None:
    database, clock = open_database(address(engine, tmp_path)), Clock()
    acts = Acts(database, clock)
    assert acts.take(REPO, ONE, "create_comment", 2)
    assert acts.take(REPO, ONE, "create_comment", 2)  # the same one again
    assert acts.take(REPO, ONE, "request_changes", 2)
    assert not acts.take(REPO, TWO, "create_comment", 2)
    assert acts.take(REPO, TWO, "close", 2)
    assert acts.take("acme/other", "acme/other#1", "create_comment", 2)
    assert acts.in_the_last_hour("acme/widget") == (2, 1)
    clock.advance(int(timedelta(hours=1).total_seconds()) + 1)
    assert acts.in_the_last_hour(REPO) == (0, 0)
    assert acts.take(REPO, TWO, "create_comment", 2)
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_acts_are_remembered_until_they_are_forgotten(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    acts = Acts(database)
    assert acts.take(REPO, ONE, "create_comment", 1)
    assert acts.take(REPO, ONE, "lock")
    assert acts.of("ACME/widget#1") == ("create_comment", "lock")
    acts.forget(ONE, "lock")
    assert acts.of(ONE) == ("create_comment",)
    assert acts.of(TWO) == ()
    assert acts.take(REPO, TWO, "close", 0) is False
    assert acts.of(TWO) == ()
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_notice_is_told_once_and_sent_once_by_each_channel(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    notices = Notices(database)
    assert notices.add(REPO, ONE, "mods", "odd \x00 \ud83d text", "a" * 64)
    assert not notices.add(REPO, ONE, "mods", "again", "a" * 64)
    assert notices.add(REPO, TWO, "mods", "another", "a" * 64)
    assert notices.digests(ONE, TWO) == ("a" * 64, "a" * 64)
    (waiting,) = notices.unsent("webhook", ONE)
    notices.sent(waiting.id, "webhook")
    notices.sent(waiting.id, "webhook")
    assert notices.unsent("webhook", ONE) == ()
    assert notices.unsent("mail", ONE) == (waiting,)
    assert [notice.subject for notice in notices.queue(10)] == [TWO, ONE]
    assert [notice.subject for notice in notices.queue(10, before=waiting.id + 1)] == [ONE]
    assert notices.mark_seen(waiting.id)
    assert not notices.mark_seen(10_000)
    assert [notice.subject for notice in notices.queue(10)] == [TWO]
    database.close()

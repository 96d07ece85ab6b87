"""Whatever is kept is found again when it has to go, in every table, on both database engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.inbox import Delivery, Inbox, State, Task
from bot.storage import Acts, Audits, Conversation, Database, Feedback, Notices, open_database
from bot.storage.expiry import Expiry, Keep
from bot.storage.forgetting import Forgetting
from bot.storage.models import AuditRow, Base, DeliveryRow, FeedbackRow
from bot.storage.persons import Persons, names
from bot.storage.texts import Texts
from detectors.model import State as Known
from detectors.repetition import queries
from tests.bot.inbox.clock import Clock
from tests.bot.storage.engines import ENGINES, address
from tests.bot.storage.everything import Place, dump, fill

GOING = Place("Acme/Widget", "Quinn-Example", 3, 71)
STAYING = Place("Acme/widgets", "Robin-Example", 4, 72)
#: They hold nothing about anybody.
IMPERSONAL = {"chores", "tallies", "paces", "tickets"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    database = open_database(address(request.param, tmp_path))
    fill(database, GOING, clock)
    fill(database, STAYING, clock)
    yield database
    database.close()


def mentions(database: Database, name: str) -> list[str]:
    """Return the tables of which some row holds a name, at its end or before what cannot go on with it."""
    word = name.casefold()
    return [table for table, rows in dump(database).items() if any(word in row for row in rows)]


def test_there_is_a_row_in_every_table(database: Database) -> None:
    """Whoever adds a table adds rows of it in ``everything.fill``: so the tests below see it."""
    assert [name for name, rows in dump(database).items() if not rows] == []
    assert set(dump(database)) == set(Base.metadata.tables)


def test_a_repository_goes_from_every_table_and_no_other_does(database: Database) -> None:
    before = dump(database)
    counted = Forgetting(database).repositories(["ACME/widget"], dry=True)
    assert dump(database) == before
    done = Forgetting(database).repositories(["ACME/widget"])
    assert counted == done
    after = dump(database)
    assert mentions(database, "acme/widget'") == []
    assert mentions(database, "acme/widget#") == []
    assert mentions(database, GOING.login) == []
    with database.read() as connection:
        asked = "SELECT count(*) FROM text_keys WHERE text_id NOT IN (SELECT id FROM texts)"
        assert connection.scalar(text(asked)) == 0
    for table in set(before) - {"opinions", "text_keys", *IMPERSONAL}:
        assert after[table] == [row for row in before[table] if STAYING.repository.casefold() in row], table
        assert done[table] == len(before[table]) - len(after[table]), table
    assert len(after["opinions"]) == len(before["opinions"])  # what was asked counts against the budget


def test_what_is_being_worked_on_stays(database: Database) -> None:
    inbox = Inbox(database)
    inbox.record(
        Delivery("now", "issues", "edited", Task.EVALUATE, 71, "acme/widget", "acme/widget#9", b"{}")
    )
    assert inbox.claim("me") is not None
    forgetting = Forgetting(database)
    assert forgetting.busy(["Acme/Widget", "acme/other"]) == 1
    forgetting.repositories(["acme/widget"])
    assert [row.guid for row in inbox.latest(9) if row.repository == "acme/widget"] == ["now"]


def test_an_account_is_known_by_its_rows(database: Database) -> None:
    forgetting = Forgetting(database)
    assert forgetting.of_owners(["ACME"]) == ("acme/widget", "acme/widgets")
    assert forgetting.of_owners(["acm", "a_me"]) == ()
    assert forgetting.owners_of(71) == ("acme",)
    assert forgetting.owners_of(7) == ()


def test_a_renamed_repository_keeps_everything(database: Database) -> None:
    forgetting, before = Forgetting(database), dump(database)
    moved = forgetting.rename("acme/widget", "Elsewhere/Gadget")
    assert moved == sum(Forgetting(database).repositories(["elsewhere/gadget"], dry=True).values()) - 2
    after = dump(database)
    assert len(after.pop("sessions")) == len(before.pop("sessions")) - 1  # GitHub is asked anew who sees it
    assert {name: len(rows) for name, rows in after.items()} == {n: len(rows) for n, rows in before.items()}
    assert Audits(database).labels_put("elsewhere/gadget#3") == ("ai: declared",)
    assert Acts(database).of("elsewhere/gadget#3") == ("create_comment",)
    assert Notices(database).digests("elsewhere/gadget#3")
    assert Conversation(database).recall(Known(), "elsewhere/gadget#3").override is not None
    assert Texts(database).forget("elsewhere/gadget") == 1
    assert {row.repository for row in Inbox(database).latest(9)} == {"Elsewhere/Gadget", "Acme/widgets"}


def test_what_the_new_name_has_already_counts(database: Database, clock: Clock) -> None:
    newer = Place("elsewhere/gadget", GOING.login, GOING.number, GOING.installation)
    assert Acts(database, clock).take(newer.repository, newer.subject, "create_comment", 9)
    it = newer.contribution()
    Texts(database).keep(it, queries(it, ()), "2026-11-22T12:00:00Z")
    Audits(database).past.keep(it, ai_use=None, violations=0)
    Forgetting(database).rename(GOING.repository, newer.repository)
    rows = dump(database)
    for table in ("acts", "texts", "contributions"):
        assert len([row for row in rows[table] if "elsewhere/gadget" in row]) == 1, table
    assert Audits(database).past.ai_use("elsewhere/gadget", [GOING.number]) == {}
    with database.read() as connection:
        asked = "SELECT count(*) FROM text_keys WHERE text_id NOT IN (SELECT id FROM texts)"
        assert connection.scalar(text(asked)) == 0


def test_a_person_goes_from_every_table(database: Database) -> None:
    persons, before = Persons(database), dump(database)
    counted = persons.forget("quinn-EXAMPLE", dry=True)
    assert dump(database) == before
    done = persons.forget("quinn-EXAMPLE")
    assert counted == done
    assert mentions(database, GOING.login) == []
    assert {"deliveries", "audits", "feedback", "contributions", "texts", "commands", "notices"} <= {
        table for table, number in done.items() if number
    }
    assert dump(database)["reads"] == []  # they are asked for again
    for table in set(before) - {"opinions", "reads", "text_keys", *IMPERSONAL}:
        mine = [row for row in before[table] if STAYING.repository.casefold() in row]
        assert set(mine) <= set(dump(database)[table]), table
    assert persons.forget("quinn-example") == dict.fromkeys(done, 0)


def test_what_others_decided_outlives_a_person(database: Database) -> None:
    Persons(database).forget(GOING.login)
    assert Audits(database).labels_put(GOING.subject) == ("ai: declared",)
    assert Audits(database).commented(GOING.subject)
    with database.read() as connection:
        kept = connection.execute(select(AuditRow).where(AuditRow.subject == GOING.subject)).one()
        assert (kept.facts, kept.findings, kept.decision, kept.scores) == ({}, [], {}, [])
        assert kept.human_tail is None
        assert set(connection.scalars(select(FeedbackRow.by))) == {"maintainer-of-4", STAYING.login}


def test_deliveries_that_wait_are_not_lost_with_a_person(database: Database) -> None:
    inbox = Inbox(database)
    body = json.dumps({"sender": {"login": GOING.login}}).encode()
    inbox.record(Delivery("new", "issues", "opened", Task.EVALUATE, 71, "acme/widget", "acme/widget#9", body))
    persons = Persons(database)
    assert persons.waiting(GOING.login) == 1
    persons.forget(GOING.login)
    found = inbox.find("new")
    assert found is not None
    assert found.state is State.QUEUED


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"sender": {"login": "Main"}}, True),
        ({"commits": [{"author": {"username": "main"}}]}, True),
        ({"assignees": ["someone", "main"]}, True),
        ({"body": "thanks, @main!"}, True),
        ({"body": "thanks, @main-2, @mainly and x@main.example"}, True),
        ({"body": "thanks, @main-2 and @mainly"}, False),
        ({"ref": "refs/heads/main", "default_branch": "main"}, False),
        ({"body": "main", "title": "about main"}, False),
        ({"sender": {"login": "main-2"}}, False),
        ([], False),
        (None, False),
    ],
)
def test_an_account_is_told_from_a_word(value: object, named: bool) -> None:
    assert names("MAIN")(value) is named


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_an_account_is_found_in_whatever_holds_it(value: object) -> None:
    assert names("quinn")([value, {"sender": {"login": "Quinn"}}])
    assert names("quinn-2026-of-nobody")(value) is False


DAY = timedelta(days=1)
KEEP = Keep(payloads=30 * DAY, judgements=90 * DAY, deliveries=120 * DAY)


def later(clock: Clock, days: int) -> None:
    clock.advance(days * 86_400)


def states(database: Database) -> dict[str, tuple[State, int]]:
    with database.read() as connection:
        rows = connection.execute(select(DeliveryRow.guid, DeliveryRow.state, DeliveryRow.payload))
        return {guid: (state, len(payload)) for guid, state, payload in rows}


def test_nothing_goes_before_its_time(database: Database, clock: Clock) -> None:
    later(clock, 29)
    before = dump(database)
    assert set(Expiry(database, KEEP, clock).run().values()) == {0}
    assert dump(database) == before


def test_payloads_go_first(database: Database, clock: Clock) -> None:
    Inbox(database, clock=clock).record(
        Delivery("waits", "issues", "opened", Task.EVALUATE, 7, "a/b", "a/b#1", b"{}")
    )
    later(clock, 31)
    expiry = Expiry(database, KEEP, clock)
    counted, done = expiry.run(dry=True), expiry.run()
    assert counted == done
    assert (done["payloads"], done["parked deliveries given up"], done["opinions"]) == (2, 2, 2)
    assert (done["sessions"], done["sign-ins that were begun"]) == (2, 2)
    found = states(database)
    assert found.pop("waits") == (State.QUEUED, 2)  # it still has to be worked on
    assert {size for _, size in found.values()} == {0}
    assert {state for state, _ in found.values()} == {State.DONE, State.IGNORED}
    assert set(expiry.run().values()) == {0}
    assert len(Audits(database).of_delivery(1)) == 1


def test_judgements_become_thin_and_undo_nothing(database: Database, clock: Clock) -> None:
    later(clock, 91)
    done = Expiry(database, KEEP, clock).run()
    assert (done["judgements"], done["notices"]) == (2, 2)
    audits = Audits(database)
    assert audits.labels_put(GOING.subject) == ("ai: declared",)
    assert audits.commented(GOING.subject)
    (audit,) = audits.of_delivery(1)
    assert (audit.facts, audit.findings, audit.decision, audit.human_tail) == ({}, [], {}, 0.004)
    assert "hello" not in str(audit.actions).casefold()
    assert Feedback(database).rates()[0].flagged == 2  # the error rates stand
    notices = Notices(database)
    assert notices.queue(9) == ()
    assert notices.unsent("mail", GOING.subject) == ()
    assert not notices.add(GOING.repository, GOING.subject, "t", "again", GOING.digest)


def test_rows_of_finished_deliveries_go_last(database: Database, clock: Clock) -> None:
    later(clock, 121)
    done = Expiry(database, KEEP, clock).run()
    assert done["deliveries"] == 6
    assert states(database) == {}
    latest = Audits(database).latest(GOING.subject)
    assert latest is not None
    assert latest.delivery_id is None


def test_more_than_one_batch_goes(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, clock=clock)
    inbox.record_all(
        [Delivery(f"g{n}", "star", "created", None, 7, "x/y", "x/y", b"", "nothing") for n in range(1_200)]
    )
    assert Forgetting(database).repositories(["x/y"])["deliveries"] == 1_200
    assert Forgetting(database).repositories([]) == dict.fromkeys(
        (
            "sessions",
            "deliveries",
            "audits",
            "feedback",
            "acts",
            "notices",
            "contributions",
            "commands",
            "texts",
            "reads",
            "standings",
        ),
        0,
    )

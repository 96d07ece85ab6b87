from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.inbox import Delivery, Inbox, Task
from bot.storage import Audit, Audits, open_database
from bot.storage.models import AuditRow
from tests.bot.storage.engines import ENGINES, address

AUDIT = Audit(
    repository="octo/hello",
    subject="octo/hello#3",
    kind="pull_request",
    head_sha="a" * 40,
    facts={"schema": "byline/facts/1", "odd": "\x00 \ud83d é"},
    findings=[{"id": "traces/footer"}],
    decision={"outcome": "hold"},
    actions=[{"action": "add_label", "name": "ai", "withheld": "observe"}],
    applied=False,
    error="bad\x00 text",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_audit_comes_back_as_it_was_written(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    row = Inbox(database).record(Delivery("g", "ping", "", Task.PING, None, None, None, b"{}")).id
    audits = Audits(database)
    first = audits.record(replace(AUDIT, delivery_id=row))
    second = audits.record(AUDIT)
    (kept,) = audits.of_delivery(row)
    assert (kept.id, kept.facts, kept.actions, kept.applied) == (first, AUDIT.facts, AUDIT.actions, False)
    assert kept.error == "bad\ufffd text"
    assert kept.created_at.tzinfo is not None
    latest = audits.latest("octo/hello#3")
    assert latest is not None
    assert (latest.id, latest.delivery_id) == (second, None)
    assert audits.latest("octo/hello#4") is None
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_audit_is_told_what_came_of_its_actions(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    audits = Audits(database)
    carried_out, failed, other = (audits.record(replace(AUDIT, error="unknown")) for _ in range(3))
    audits.finish(carried_out)
    audits.finish(failed, "refused\x00")
    row = Inbox(database).record(Delivery("g", "ping", "", Task.PING, None, None, None, b"{}")).id
    last = audits.record(replace(AUDIT, delivery_id=row, error="unknown"))
    audits.finish(last)
    (kept,) = audits.of_delivery(row)
    assert (kept.applied, kept.error, kept.facts) == (True, "", AUDIT.facts)
    with database.read() as connection:
        found = select(AuditRow.id, AuditRow.applied, AuditRow.error).order_by(AuditRow.id)
        rows = [tuple(row) for row in connection.execute(found)][:3]
    assert rows == [(carried_out, True, ""), (failed, False, "refused\ufffd"), (other, False, "unknown")]
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_labels_that_were_put_are_remembered(engine: str, tmp_path: Path) -> None:
    def label(action: str, name: str, withheld: str | None = None) -> dict[str, str | None]:
        return {"action": action, "name": name, "withheld": withheld}

    database = open_database(address(engine, tmp_path))
    audits = Audits(database)
    for actions in (
        [label("add_label", "kept"), label("add_label", "not put", "observe"), {"action": "write_check"}],
        [label("add_label", "taken off"), label("add_label", "back again")],
        [
            label("remove_label", "taken off"),
            label("remove_label", "back again"),
            label("remove_label", "kept", "no"),
        ],
        [label("add_label", "back again")],
    ):
        audits.record(replace(AUDIT, actions=actions, applied=True))
    audits.record(replace(AUDIT, subject="octo/hello#4", actions=[label("add_label", "elsewhere")]))
    assert audits.labels_put("octo/hello#3") == ("kept", "back again")
    assert audits.labels_put("octo/hello#5") == ()
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_label_that_was_perhaps_not_taken_off_is_still_byline_s(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    audits = Audits(database)
    label = {"action": "add_label", "name": "x", "withheld": ""}
    audits.record(replace(AUDIT, actions=[label], applied=True))
    planned = audits.record(replace(AUDIT, actions=[{**label, "action": "remove_label"}], applied=False))
    assert audits.labels_put("octo/hello#3") == ("x",)
    audits.finish(planned)
    assert audits.labels_put("octo/hello#3") == ()
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_comment_is_remembered_once_it_was_surely_posted(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    audits = Audits(database)
    posts = [{"action": "create_comment", "body": "x", "withheld": ""}]
    audits.record(replace(AUDIT, actions=[{**posts[0], "withheld": "observe"}], applied=True))
    planned = audits.record(replace(AUDIT, actions=posts, applied=False))
    assert not audits.commented("octo/hello#3")
    audits.finish(planned)
    assert audits.commented("octo/hello#3")
    assert not audits.commented("octo/hello#4")
    database.close()

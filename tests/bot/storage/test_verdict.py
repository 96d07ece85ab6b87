"""What of a judgement's findings and decision is kept in short, and that older judgements get it, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, insert, select

from bot.storage import Audits, open_database
from bot.storage.database import migrations
from bot.storage.models import AuditRow
from bot.storage.verdict import outcome_of, tiers_of
from tests.bot.storage.engines import ENGINES, address
from tests.bot.storage.test_audits import AUDIT
from tests.bot.storage.test_upgrade import MOMENT


def finding(tier: str, involvement: str | None = None, **changes: str) -> dict[str, Any]:
    made = {"id": f"traces/{tier}", "detector": "traces", "tier": tier, "audience": "public"}
    return {**made, "involvement": involvement, **changes}


def state(**changes: Any) -> dict[str, Any]:
    return {"state": {"ignored": [], "override": None, **changes}}


DECLARED = finding("declared", "assisted")
EXACT = finding("exact", "generated")
CHECKABLE = finding("checkable", detector="references", id="references/missing")
SCORED = finding("statistical", audience="maintainer")


@pytest.mark.parametrize(
    ("findings", "facts", "tiers"),
    [
        ([], state(), ""),
        ([SCORED, CHECKABLE, EXACT, DECLARED, EXACT], state(), "declared exact checkable statistical"),
        ([EXACT, CHECKABLE], state(ignored=["traces"]), "checkable"),
        ([EXACT, CHECKABLE], state(ignored=["references/missing"]), "exact"),
        ([DECLARED, EXACT, CHECKABLE], state(override={"says": "human"}), "checkable"),
        ([SCORED, CHECKABLE], state(override={"says": "human"}), "checkable"),
        ([SCORED], state(override={"says": "ai"}), "statistical"),
        ([EXACT], state(override={"says": "ai"}), "exact"),
        ([finding("exact")], state(), "checkable"),  # the name of a branch says nothing about AI
        ([finding("exact", "agent", audience="auditor")], state(), ""),
        ([{"id": "x"}, finding("new word")], {}, ""),
        ([EXACT], {"state": None}, "exact"),
    ],
)
def test_the_tiers_of_what_counts(findings: list[dict[str, Any]], facts: dict[str, Any], tiers: str) -> None:
    assert tiers_of(facts, findings) == tiers


def test_a_decision_without_an_outcome_has_none() -> None:
    assert (outcome_of({"outcome": "hold"}), outcome_of({}), outcome_of({"outcome": 3})) == ("hold", "", "")


@pytest.mark.parametrize("engine", ENGINES)
def test_judgements_from_before_get_theirs(engine: str, tmp_path: Path) -> None:
    url = address(engine, tmp_path)
    database = open_database(url, upgrade=False)
    config = migrations()
    cases = [
        ({"outcome": "hold"}, state(), [EXACT], ("hold", "exact")),
        ({"outcome": "pass"}, state(override={"says": "human"}), [EXACT, CHECKABLE], ("pass", "checkable")),
        ({"outcome": "note"}, state(), [], ("note", "")),
        ({}, {}, [], ("", "")),  # no longer kept
    ]
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
    with database.write() as connection:
        for decision, facts, findings, _ in cases:
            row = {
                "repository": "octo/hello",
                "subject": "octo/hello#1",
                "kind": "issue",
                "head_sha": "",
                "facts": facts,
                "findings": findings,
                "decision": decision,
                "actions": [],
                "applied": True,
                "error": "",
                "created_at": MOMENT,
            }
            connection.execute(_insert_of(row))
    database.close()
    database = open_database(url)
    with database.read() as connection:
        rows = connection.execute(select(AuditRow.outcome, AuditRow.tiers).order_by(AuditRow.id)).all()
    assert [tuple(row) for row in rows] == [expected for *_, expected in cases]
    database.close()


def _insert_of(row: dict[str, Any]) -> Any:
    """Insert into the columns that a table had then: the model's own would fill in newer ones."""
    declared = AuditRow.__table__.columns
    return insert(Table("audits", MetaData(), *(declared[name]._copy() for name in row))).values(row)


@pytest.mark.parametrize("engine", ENGINES)
def test_new_judgements_have_theirs(engine: str, tmp_path: Path) -> None:
    database = open_database(address(engine, tmp_path))
    Audits(database).record(AUDIT)
    with database.read() as connection:
        row = connection.execute(select(AuditRow.outcome, AuditRow.tiers)).one()
    assert tuple(row) == ("hold", "")
    database.close()

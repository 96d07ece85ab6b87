"""What came of a judgement, in short, and an index that answers how many there were without reading them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.verdict import outcome_of, tiers_of

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INDEX = "ix_audits_volumes"
_ROWS = 200
AUDITS = sa.table(
    "audits",
    sa.column("id", sa.Integer),
    sa.column("facts", sa.JSON),
    sa.column("findings", sa.JSON),
    sa.column("decision", sa.JSON),
    sa.column("outcome", sa.String),
    sa.column("tiers", sa.String),
)


def upgrade() -> None:
    """Add the columns, fill them, and make the index."""
    op.add_column("audits", sa.Column("outcome", sa.String(16), nullable=False, server_default=""))
    op.add_column("audits", sa.Column("tiers", sa.String(64), nullable=False, server_default=""))
    last = 0
    while rows := _page(last):
        for row in rows:
            if row.decision:  # else it is no longer kept
                op.get_bind().execute(sa.update(AUDITS).where(AUDITS.c.id == row.id).values(_values(row)))
        last = rows[-1].id
    op.create_index(
        _INDEX,
        "audits",
        [
            "repository",
            "created_at",
            "subject",
            "kind",
            "contribution_id",
            "outcome",
            "tiers",
            "human_tail",
        ],
    )


def _page(last: int) -> list[Any]:
    """Return some audits; what they rest on is read only where there are findings to weigh."""
    columns = AUDITS.c
    has_findings = sa.cast(columns.findings, sa.Text) != "[]"
    facts = sa.case((has_findings, columns.facts), else_=sa.null()).label("facts")
    found = sa.select(columns.id, facts, columns.findings, columns.decision).where(columns.id > last)
    return list(op.get_bind().execute(found.order_by(columns.id).limit(_ROWS)))


def _values(row: Any) -> dict[str, str]:
    findings = [one for one in row.findings or () if isinstance(one, dict)]
    return {"outcome": outcome_of(row.decision)[:16], "tiers": tiers_of(row.facts or {}, findings)}


def downgrade() -> None:
    """Take them away again."""
    op.drop_index(_INDEX, "audits")
    op.drop_column("audits", "tiers")
    op.drop_column("audits", "outcome")

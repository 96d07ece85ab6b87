"""The newest judgement of each contribution in brief, to be listed and searched; filled from the audits."""

import sqlalchemy as sa
from alembic import op

from bot.storage.standings import values
from bot.storage.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROWS = 200
_KEY = ("subject", "kind", "contribution_id")
AUDITS = sa.table(
    "audits",
    sa.column("id", sa.Integer),
    sa.column("repository", sa.String),
    *(sa.column(name, sa.String) for name in _KEY),
    *(sa.column(name, sa.JSON) for name in ("facts", "findings", "decision")),
    sa.column("created_at", UtcDateTime),
)


def upgrade() -> None:
    """Make the table and fill it."""
    made = op.create_table(
        "standings",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("contribution_id", sa.String(100), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("tiers", sa.String(64), nullable=False),
        sa.Column("violations", sa.Integer, nullable=False),
        sa.Column("claims", sa.Text, nullable=False),
        sa.Column("judged_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint(*_KEY, name="uq_standings_subject_kind_contribution_id"),
    )
    op.create_index("ix_standings_repository_id", "standings", ["repository", "id"])
    newest = sa.select(sa.func.max(AUDITS.c.id)).group_by(*(AUDITS.c[name] for name in _KEY))
    ids = list(op.get_bind().scalars(newest))
    for start in range(0, len(ids), _ROWS):
        found = sa.select(AUDITS).where(AUDITS.c.id.in_(ids[start : start + _ROWS]))
        rows = op.get_bind().execute(found)
        whole = [{"id": row.id, **values(row._asdict())} for row in rows if row.facts]
        if whole:
            op.bulk_insert(made, whole)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("standings")

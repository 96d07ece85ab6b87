"""Installations take turns: an index by installation over what waits. When each may write to GitHub next."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INDEX = "ix_deliveries_waiting"
_WAITS = sa.text("available_at IS NOT NULL")


def upgrade() -> None:
    """Make the index and the table."""
    op.create_index(
        _INDEX,
        "deliveries",
        ["installation_id", "available_at", "id"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_table(
        "paces",
        sa.Column("installation_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("next_write_at", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("paces")
    op.drop_index(_INDEX, "deliveries")

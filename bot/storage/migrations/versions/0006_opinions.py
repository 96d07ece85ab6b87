"""The questions to the reviewer, with its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "opinions",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokens", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text),
    )
    op.create_index("ix_opinions_digest", "opinions", ["digest"])
    op.create_index("ix_opinions_at", "opinions", ["at"])


def downgrade() -> None:
    """Drop the table, with all that is in it."""
    op.drop_table("opinions")

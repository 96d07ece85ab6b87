"""What was made of each contribution last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "contributions",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("contribution", sa.String(255), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("ai_use", sa.Boolean),
        sa.Column("violations", sa.Integer, nullable=False),
        sa.UniqueConstraint(
            "repository", "kind", "contribution", name="uq_contributions_repository_kind_contribution"
        ),
    )
    op.create_index("ix_contributions_repository_author", "contributions", ["repository", "author"])


def downgrade() -> None:
    """Drop the table, with all that is in it."""
    op.drop_table("contributions")

"""What Byline did in public, and what maintainers are told in private."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "acts",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("subject", "action", name="uq_acts_subject_action"),
    )
    op.create_index("ix_acts_repository_at", "acts", ["repository", "at"])
    op.create_table(
        "notices",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("team", sa.String(100), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("sent_by", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("subject", "digest", name="uq_notices_subject_digest"),
    )
    op.create_index("ix_notices_seen_id", "notices", ["seen", "id"])


def downgrade() -> None:
    """Drop both tables, with all that is in them."""
    op.drop_table("notices")
    op.drop_table("acts")

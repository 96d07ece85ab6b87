"""The commands that people give in comments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "commands",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("comment_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("command", sa.String(16), nullable=False),
        sa.Column("argument", sa.Text, nullable=False),
        sa.Column("tool", sa.String(100), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.UniqueConstraint("comment_id", "position", name="uq_commands_comment_id_position"),
    )
    op.create_index("ix_commands_subject", "commands", ["subject"])


def downgrade() -> None:
    """Drop the table, with all that is in it."""
    op.drop_table("commands")

"""What GitHub answered to reads, so that it need not be asked again for what did not change."""

import sqlalchemy as sa
from alembic import op

from bot.storage.models import RowId
from bot.storage.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reads",
        sa.Column("id", RowId, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("key", name="uq_reads_key"),
    )
    op.create_index("ix_reads_repository", "reads", ["repository"])
    op.create_index("ix_reads_at", "reads", ["at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("reads")

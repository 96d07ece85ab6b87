"""An index over when deliveries came in, and of which installation: for the health page and for deletion."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NAME = "ix_deliveries_received_at_installation_id"


def upgrade() -> None:
    """Make the index."""
    op.create_index(_NAME, "deliveries", ["received_at", "installation_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_NAME, "deliveries")

"""The inbox of deliveries, and the audits."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("guid", sa.String(128), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("task", sa.String(32)),
        sa.Column("installation_id", sa.BigInteger),
        sa.Column("repository", sa.String(255)),
        sa.Column("subject", sa.String(300)),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.String(128)),
        sa.Column("lease_until", MOMENT),
        sa.Column("available_at", MOMENT),
        sa.Column("published_at", MOMENT),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.UniqueConstraint("guid", name="uq_deliveries_guid"),
    )
    op.create_index(
        "uq_deliveries_running_subject",
        "deliveries",
        ["subject"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index("ix_deliveries_available_at_id", "deliveries", ["available_at", "id"])
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
    op.create_index("ix_deliveries_subject_state", "deliveries", ["subject", "state"])
    op.create_table(
        "audits",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("delivery_id", ROW_ID),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("head_sha", sa.String(64), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("decision", sa.JSON, nullable=False),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.Column("applied", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_audits_delivery_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_audits_delivery_id", "audits", ["delivery_id"])
    op.create_index("ix_audits_subject", "audits", ["subject"])
    op.create_index("ix_audits_created_at", "audits", ["created_at"])


def downgrade() -> None:
    """Drop both tables, with all that is in them."""
    op.drop_table("audits")
    op.drop_table("deliveries")

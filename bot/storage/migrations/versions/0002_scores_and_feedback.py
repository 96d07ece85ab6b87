"""The classifier's scores of an audit, and what people say about who wrote a contribution."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add three columns and one table."""
    op.add_column("audits", sa.Column("contribution_id", sa.String(100), nullable=False, server_default=""))
    op.add_column("audits", sa.Column("scores", sa.JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("audits", sa.Column("human_tail", sa.Float))
    op.create_table(
        "feedback",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("contribution_id", sa.String(100), nullable=False),
        sa.Column("says", sa.String(16)),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audit_id", ROW_ID),
        sa.Column("score", sa.Float),
        sa.Column("human_tail", sa.Float),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.UniqueConstraint(
            "subject",
            "kind",
            "contribution_id",
            "source",
            "by",
            name="uq_feedback_subject_kind_contribution_id_source_by",
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name="fk_feedback_audit_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_feedback_audit_id", "feedback", ["audit_id"])
    op.create_index("ix_feedback_repository_source", "feedback", ["repository", "source"])


def downgrade() -> None:
    """Take them away again, with all that is in them."""
    op.drop_table("feedback")
    op.drop_column("audits", "human_tail")
    op.drop_column("audits", "scores")
    op.drop_column("audits", "contribution_id")

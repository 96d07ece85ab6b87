"""What earlier issues and pull requests are found again by, when another one says the same."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "texts",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("keys", sa.LargeBinary, nullable=False),
        sa.Column("pairs", sa.LargeBinary, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("repository", "number", name="uq_texts_repository_number"),
    )
    op.create_index("ix_texts_author_repository", "texts", ["author", "repository"])
    op.create_table(
        "text_keys",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("text_id", ROW_ID, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the tables, with all that is in them."""
    op.drop_table("text_keys")
    op.drop_table("texts")

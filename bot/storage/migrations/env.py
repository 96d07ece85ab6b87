"""Run the migrations on the connection that ``bot.storage.database`` hands over."""

from alembic import context
from sqlalchemy import Connection, text

from bot.storage.models import Base

# Any constant will do: it keeps processes that start together from upgrading together.
UPGRADE_LOCK = 7_230_491


def run(connection: Connection) -> None:
    """Upgrade inside the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])

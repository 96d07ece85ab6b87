"""The database: typed models, their migrations, and the one place that opens a connection."""

from bot.storage.audits import Audit, Audits
from bot.storage.database import Database, open_database

__all__ = ["Audit", "Audits", "Database", "open_database"]

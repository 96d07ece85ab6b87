"""The database: typed models, their migrations, and the one place that opens a connection."""

from bot.storage.audits import Audit, Audits
from bot.storage.database import Database, open_database
from bot.storage.feedback import Drawn, Feedback, Opinion, Rates
from bot.storage.models import Says, Source

__all__ = [
    "Audit",
    "Audits",
    "Database",
    "Drawn",
    "Feedback",
    "Opinion",
    "Rates",
    "Says",
    "Source",
    "open_database",
]

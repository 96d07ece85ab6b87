"""The database: typed models, their migrations, and the one place that opens a connection.

``bot.storage.texts`` is to be imported by name: it loads a detector, which the web processes do without.
"""

from bot.storage.acts import Acts
from bot.storage.audits import Audit, Audits
from bot.storage.chores import Turns
from bot.storage.conversation import Conversation, Given
from bot.storage.database import Database, open_database
from bot.storage.feedback import Drawn, Feedback, Opinion, Rates
from bot.storage.models import Says, Source
from bot.storage.notices import Notice, Notices
from bot.storage.opinions import Opinions
from bot.storage.paces import Paces
from bot.storage.reads import Reads
from bot.storage.sessions import Session, Sessions
from bot.storage.tallies import Tallies
from bot.storage.tickets import Tickets

__all__ = [
    "Acts",
    "Audit",
    "Audits",
    "Conversation",
    "Database",
    "Drawn",
    "Feedback",
    "Given",
    "Notice",
    "Notices",
    "Opinion",
    "Opinions",
    "Paces",
    "Rates",
    "Reads",
    "Says",
    "Session",
    "Sessions",
    "Source",
    "Tallies",
    "Tickets",
    "Turns",
    "open_database",
]

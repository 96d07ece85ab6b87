"""The inbox: acknowledged deliveries, and which of them are still to be worked on."""

from bot.inbox.group import GroupCommit
from bot.inbox.inbox import Inbox
from bot.inbox.model import Backlog, Claimed, Delivery, DeliverySummary, Recorded, StoredDelivery, Wanted
from bot.storage.models import State, Task

__all__ = [
    "Backlog",
    "Claimed",
    "Delivery",
    "DeliverySummary",
    "GroupCommit",
    "Inbox",
    "Recorded",
    "State",
    "StoredDelivery",
    "Task",
    "Wanted",
]

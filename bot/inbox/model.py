"""The values that go into the inbox and come out of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.storage.models import State, Task

#: The event of Byline's own deliveries (``bot.commands.page``); none that comes from outside has it.
FROM_PAGE: Final = "byline"
#: How their ids begin; no id from outside begins so.
PAGE_GUID: Final = "page-"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as intake understood it.

    ``task`` is ``None`` where there is nothing to do; ``note`` then says why. ``subject`` is what the
    delivery is about: deliveries of one subject are worked on one at a time.
    """

    guid: str
    event: str
    action: str
    task: Task | None
    installation_id: int | None
    repository: str | None
    subject: str | None
    payload: bytes
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a delivery at the door. ``queued``: it is to be worked on because of this call."""

    id: int
    state: State
    new: bool
    queued: bool
    note: str


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """A row of the inbox without its payload. Times are UTC."""

    id: int
    guid: str
    event: str
    action: str
    task: Task | None
    installation_id: int | None
    repository: str | None
    subject: str | None
    state: State
    attempts: int
    available_at: datetime | None
    note: str
    outcome: str
    error: str
    received_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def name(self) -> str:
        """GitHub's name for it: ``pull_request.opened``."""
        return f"{self.event}.{self.action}" if self.action else self.event


@dataclass(frozen=True, slots=True)
class StoredDelivery(DeliverySummary):
    """A row of the inbox with the payload as it was signed (empty for an ignored delivery)."""

    payload: bytes

    def json(self) -> dict[str, Any]:
        """Parse the payload; intake has checked that it is a JSON object."""
        parsed: dict[str, Any] = json.loads(self.payload)
        return parsed


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that the caller alone may work on, until its lease (here by name) runs out."""

    delivery: StoredDelivery
    lease: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries a person looks for; what is empty narrows nothing down.

    ``repositories`` are those that they may see, in lower case (``None``: all). ``text`` stands in the name
    of the repository or subject, in GitHub's id, or in what is said of it.
    """

    states: tuple[State, ...] = ()
    event: str = ""
    text: str = ""
    repositories: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """Deliveries by state, and the age in seconds of the oldest one that could run now."""

    by_state: Mapping[State, int]
    oldest_due_seconds: float

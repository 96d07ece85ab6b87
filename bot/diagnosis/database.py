"""Checks of the database: its version, its size, its disk, and what waits in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.diagnosis.check import Check, Health, size
from bot.diagnosis.machine import room
from bot.errors import BylineError, CouldNotLook
from bot.inbox import Inbox
from bot.storage import Database, open_database
from bot.storage.condition import condition
from bot.storage.models import State

#: Bytes that SQLite's write-ahead log has where something keeps it from being written back.
_LONG_LOG: Final = 1_000_000_000
#: Seconds that a delivery waits where nobody works.
_LONG_WAIT: Final = 300
_NAME: Final = "database"


def checks(settings: Settings) -> Iterator[Check]:
    """Look without changing: a doctor of a newer version must not upgrade the tables of a running server."""
    if not settings.database_url and not (settings.home / "byline.sqlite3").exists():
        yield Check(_NAME, Health.GOOD, "not there yet; `byline serve` makes it")
        return
    try:
        database = open_database(settings.database, upgrade=False)
    except CouldNotLook as error:
        yield Check(_NAME, Health.UNSEEN, str(error), "Start it, or correct BYLINE_DATABASE_URL.")
        return
    except BylineError as error:
        yield Check(_NAME, Health.BAD, str(error))
        return
    except ImportError as error:
        yield Check(_NAME, Health.BAD, f"{error.name} is missing", "pip install 'byline[postgres]'")
        return
    try:
        yield from _of(database)
    except (CommandError, RevisionError):
        said, advice = "its tables are from a newer Byline", "Upgrade Byline, or restore a backup."
        yield Check(_NAME, Health.BAD, said, advice)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Check(
            _NAME, Health.UNSEEN, f"cannot be read: {reason}", "Is it running? Correct BYLINE_DATABASE_URL."
        )
    finally:
        database.close()


def _of(database: Database) -> Iterator[Check]:
    found = condition(database)
    kind = database.engine.dialect.name
    if found.is_new:
        yield Check(_NAME, Health.GOOD, f"{kind}, empty; `byline serve` sets it up")
        return
    if found.behind:
        advice = "Back it up; the next start of `byline serve` brings it up to date (docs/operations.md)."
        yield Check(_NAME, Health.WARN, f"{kind}; migrations to come: {found.behind}", advice)
    else:
        yield Check(_NAME, Health.GOOD, f"{kind}, up to date, {size(found.size)}")
    if found.free is not None and room(found.free) is not Health.GOOD:
        advice = "Make room: deliveries are refused where they cannot be stored."
        yield Check("database disk", room(found.free), f"{size(found.free)} free", advice)
    if found.log is not None and found.log > _LONG_LOG:
        advice = "Something reads the database all the time; a restart of `byline serve` writes the log back."
        yield Check("database log", Health.WARN, f"the write-ahead log has {size(found.log)}", advice)
    if not found.behind:
        yield _backlog(Inbox(database))


def _backlog(inbox: Inbox) -> Check:
    backlog, name = inbox.backlog(), "deliveries"
    parked = backlog.by_state[State.PARKED]
    waiting = backlog.by_state[State.QUEUED] + backlog.by_state[State.FAILED]
    said = f"{waiting} wait, {parked} are parked"
    if backlog.oldest_due_seconds > _LONG_WAIT:
        said += f"; one could have been worked on for {backlog.oldest_due_seconds:.0f} seconds"
        return Check(name, Health.WARN, said, "Is `byline serve` (with a broker: `byline worker`) running?")
    if parked:
        advice = "Look at the parked ones on the page, then `byline replay NUMBER --apply`."
        return Check(name, Health.WARN, said, advice)
    return Check(name, Health.GOOD, said)

"""Deliveries that GitHub could not hand over: found in the App's list of deliveries, and asked for again.

Rule: GitHub's documentation, "Handling failed webhook deliveries": every attempt is an entry of its own, all
attempts of one delivery share its GUID, and one whose status is not "OK" has failed. The list has no filter
for dates; GitHub sends again what is at most three days old.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import log
from bot.errors import BylineError, RetryLater
from bot.github.app import GitHubApp
from bot.github.records import Attempt

#: GitHub does not send again what is older.
WINDOW: Final = timedelta(days=3)
#: How often a server looks.
EVERY: Final = timedelta(minutes=10)
#: How far a look goes back before the last one: what it asked for may have failed again.
_OVERLAP: Final = timedelta(hours=6)
#: A delivery that was refused so often will be refused once more.
MOST_ATTEMPTS: Final = 5
#: An attempt may be under way, or its answer not written down yet.
_SETTLED: Final = timedelta(seconds=30)
#: So many entries are read at most: an outage of days on a busy App.
_MOST_READ: Final = 50_000
_OK: Final = "OK"
_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Missed:
    """A delivery none of whose attempts arrived. ``id`` is that of the latest attempt."""

    id: int
    guid: str
    event: str
    action: str
    first: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: ``asked`` again, ``given_up`` after many attempts, ``failed`` to be asked for."""

    missed: tuple[Missed, ...]
    asked: int = 0
    failed: int = 0
    given_up: int = 0


def missed(
    attempts: Iterable[Attempt], wanted: Callable[[str, str], bool], now: datetime, window: timedelta = WINDOW
) -> tuple[Missed, ...]:
    """Return the deliveries of the last ``window`` that never arrived, the oldest first.

    ``attempts`` come newest first, as GitHub lists them; reading stops at the first that is too old.
    ``wanted`` says of an event and its action whether Byline acts on it: others are not worth asking for.
    """
    arrived: set[str] = set()
    failed: dict[str, list[Attempt]] = {}
    for number, one in enumerate(attempts):
        if one.delivered_at < now - window or number >= _MOST_READ:
            break
        if one.status == _OK or one.delivered_at > now - _SETTLED:
            arrived.add(one.guid)
        elif wanted(one.event, one.action):
            failed.setdefault(one.guid, []).append(one)
    found = (
        Missed(tries[0].id, guid, tries[0].event, tries[0].action, tries[-1].delivered_at, len(tries))
        for guid, tries in failed.items()
        if guid not in arrived
    )
    return tuple(sorted(found, key=lambda one: (one.first, one.id)))


def window_since(last: datetime | None, now: datetime) -> timedelta:
    """Return how far back to look where the last look was at ``last``."""
    return WINDOW if last is None else min(WINDOW, now - last + _OVERLAP)


def sweep(
    app: GitHubApp,
    wanted: Callable[[str, str], bool],
    known: Callable[[Collection[str]], set[str]],
    now: datetime,
    *,
    window: timedelta = WINDOW,
    ask: bool = True,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Swept:
    """Ask GitHub for every delivery that it could not hand over and that the inbox does not hold.

    ``known`` returns those of some GUIDs that the inbox holds: GitHub may have lost our answer to what we
    have. Asking twice does no harm, for the inbox knows a delivery by its GUID. ``told`` hears of progress.

    Raises:
        BylineError: the list could not be read.
    """
    found = missed(app.attempts(), wanted, now, window)
    held = known([one.guid for one in found])
    open_ = tuple(one for one in found if one.guid not in held)
    again = [one for one in open_ if one.attempts < MOST_ATTEMPTS]
    _tell(open_, len(open_) - len(again))
    if not ask:
        return Swept(open_, given_up=len(open_) - len(again))
    asked = failed = 0
    for number, one in enumerate(again):
        told(number, len(again))
        try:
            app.redeliver(one.id)
            asked += 1
        except RetryLater:
            raise
        except BylineError as error:
            _log.warning("github does not deliver again", delivery=one.guid, reason=str(error))
            failed += 1
    return Swept(open_, asked, failed, len(open_) - len(again))


def _tell(found: tuple[Missed, ...], given_up: int) -> None:
    if not found:
        return
    _log.error(
        "deliveries were missed",
        number=len(found),
        first=found[0].first.isoformat(),
        last=found[-1].first.isoformat(),
        given_up=given_up,
        advice="Byline asks GitHub to deliver them again; see byline redeliver",
    )

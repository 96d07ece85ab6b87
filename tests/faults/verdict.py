"""The invariants: what must hold once nothing fails any more, whatever failed before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.inbox import State
from tests.faults.scenario import Scenario, Seen
from tests.faults.world import World

_FINAL = {State.DONE, State.IGNORED}
_TRACE = re.compile(r" exception=(['\"])(.*)\1$")
_UNEXPECTED = re.compile(r"error=['\"]unexpected (\w+)")
_BEGINS = "Traceback (most recent call last):\n"
#: Where a line of the log begins: also in the middle of one that a full disk has broken off.
_LOGGED = re.compile(r"(?=\d{4}-\d\d-\d\dT[\d:.]+Z (?:debug|info|warning|error|critical) )")
#: What a disk, a database or a broker that is away may be answered with. Anything else is a fault of ours.
_EXCUSED = re.compile(
    r"(sqlalchemy\.exc\.)?(OperationalError|InterfaceError|TimeoutError|InternalError|DBAPIError)"
    r"|(kombu|redis|amqp|celery|billiard|psycopg|sqlite3)\.[\w.]*(Error|Exception|Lost|Busy)"
    r"|OSError|BlockingIOError|ConnectionError|ConnectionRefusedError|ConnectionResetError"
)


def broken(world: World, scenario: Scenario, expected: Mapping[str, Seen]) -> Iterator[str]:
    """Yield what does not hold, in one line each."""
    rows = {row.guid: row for row in world.rows()}
    for guid in sorted(world.traffic.taken() - rows.keys()):
        yield f"LOST: delivery {guid} was acknowledged and is not in the inbox"
    for row in rows.values():
        if row.state not in _FINAL:
            yield f"NOT DONE: {row.guid} {row.name} {row.subject} is {row.state}: {row.error}"
    for story in scenario.stories:
        seen, wanted = scenario.seen(story), expected[story.name]
        for part in ("labels", "comments", "checks", "reactions"):
            if getattr(seen, part) != getattr(wanted, part):
                yield f"DIFFERS: {story.label} {part}: {getattr(seen, part)} not {getattr(wanted, part)}"
    for commit in scenario.heads_with_two_checks():
        yield f"DOUBLED: two check runs on {commit}"
    yield from sorted(set(faults_of_ours(world.log.read_text(errors="replace"))))


def posted_twice(world: World) -> int:
    """Return how many comments were posted beyond the first of each contribution, healed or not."""
    return sum(number - 1 for number in world.traffic.posted.values())


def faults_of_ours(log: str) -> Iterator[str]:
    """Yield the errors in Byline's log that nothing which failed around it excuses."""
    for part in _LOGGED.split(log):
        line = part.partition("\n")[0]
        found = _TRACE.search(line)
        if found:
            last = _error(found[2].replace("\\n", "\n").rpartition(_BEGINS)[2])
            if not _EXCUSED.match(last):
                yield f"TRACEBACK: {last[:300] or line[-300:]}"
        elif (unexpected := _UNEXPECTED.search(line)) and not _EXCUSED.match(unexpected[1]):
            yield f"UNEXPECTED: {line[:300]}"
        for trace in part.split(_BEGINS)[1:]:
            last = _error(trace)
            if last and not _EXCUSED.match(last):
                yield f"TRACEBACK: {last[:300]}"


def _error(trace: str) -> str:
    """Return the line that names the error: the first after the frames. Its message may have more lines."""
    return next((line for line in trace.splitlines() if line and not line.startswith(" ")), "")

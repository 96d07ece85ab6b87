"""The invariants: what must hold once nothing fails any more, whatever failed before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.inbox import State
from tests.faults.scenario import Scenario, Seen
from tests.faults.world import World

_FINAL = {State.DONE, State.IGNORED}
_TRACE = re.compile(r" exception=(['\"])(.*?)\1(?= [a-z_]+=|$)")
_UNEXPECTED = re.compile(r"error=['\"]unexpected (\w+)")
_NAMED = re.compile(r"[A-Za-z_][\w.]*(:|$)")
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
    yield from sorted(set(_faults_of_ours(world.log.read_text(errors="replace"))))


def posted_twice(world: World) -> int:
    """Return how many comments were posted beyond the first of each contribution, healed or not."""
    return sum(number - 1 for number in world.traffic.posted.values())


def _faults_of_ours(log: str) -> Iterator[str]:
    for line in log.splitlines():
        found = _TRACE.search(line)
        if found:
            last = _last(found[2].replace("\\n", "\n"))
            if not _EXCUSED.match(last):
                yield f"TRACEBACK: {last[:300]}"
        elif (unexpected := _UNEXPECTED.search(line)) and not _EXCUSED.match(unexpected[1]):
            yield f"UNEXPECTED: {line[:300]}"
    plain = log.split("Traceback (most recent call last):\n")[1:]
    for trace in plain:
        last = next((line for line in trace.splitlines() if line and not line.startswith(" ")), "")
        if last and not _EXCUSED.match(last):
            yield f"TRACEBACK: {last[:300]}"


def _last(trace: str) -> str:
    """Return the line of a trace that names the error, of the last one where others led to it."""
    named = [line for line in trace.splitlines() if _NAMED.match(line)]
    return named[-1] if named else trace.strip()[-300:]

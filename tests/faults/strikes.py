"""The faults: each is one function that strikes a world, and is known by its name in the tally."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.scenario import Scenario
from tests.faults.webside import ANSWER_SECONDS, DATABASE_SECONDS, LEASE_SECONDS
from tests.faults.world import World

Act = Callable[[World, Scenario, random.Random], None]

#: The requests of one job, in about their order: method and path.
REQUESTS = (
    ("POST", r"/access_tokens$"),
    ("GET", r"/(pulls|issues)/\d+$"),
    ("GET", r"/pulls/\d+/(files|commits)$"),
    ("GET", r"/contents/"),
    ("GET", r"/events$"),
    ("GET", r"/comments$"),
    ("GET", r"/check-runs$"),
    ("GET", r"\.git/"),
    ("POST", r"\.git/"),
    ("POST", r"/labels$"),
    ("POST", r"/issues/\d+/comments$"),
    ("POST", r"/check-runs$"),
    ("PATCH", r"/(check-runs|comments)/"),
    ("DELETE", r"/labels/"),
    ("POST", r"/reactions$"),
)
_WRITES = tuple(request for request in REQUESTS if request[0] != "GET" and ".git" not in request[1])
#: How long a strike waits for the request at which it is to strike.
_PATIENCE = 0.8
EMBEDDED, DISTRIBUTED = "embedded", "distributed"
SERVERS = ("postgresql", "broker")


@dataclass(frozen=True)
class Strike:
    """A kind of fault. ``weight`` says how often it is chosen; where ``by_fake``, the fake counts it."""

    name: str
    weight: int
    act: Act
    modes: tuple[str, ...] = (EMBEDDED, DISTRIBUTED)
    by_fake: bool = False


class MissedError(Exception):
    """The moment for a strike did not come, so it is not counted."""


# ---- GitHub


def _refuse(status: int, requests: tuple[tuple[str, str], ...] = REQUESTS) -> Act:
    def act(world: World, scenario: Scenario, chance: random.Random) -> None:
        method, path = chance.choice(requests)
        applied = method != "GET" and chance.random() < 0.4
        world.github.fail(method, path, status=status, times=chance.randint(1, 3), applied=applied)

    return act


def _limit(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice(REQUESTS)
    status, after = chance.choice([(403, 1), (429, 1), (429, None), (403, None)])
    world.github.secondary_limit(path, method=method, status=status, retry_after=after)


def _exhaust(world: World, scenario: Scenario, chance: random.Random) -> None:
    world.github.rate_limit(0, reset_in=1.5)
    time.sleep(0.3)
    world.github.rate_limit(5000)


def _cut(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice(REQUESTS)
    world.github.drop(method, path, applied=chance.random() < 0.6)


def _halve(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice(REQUESTS)
    world.github.halve(method, path)


def _silence(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice(REQUESTS)
    world.github.hang(method, path, ANSWER_SECONDS + 0.5, applied=chance.random() < 0.6)


def _drip(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice(REQUESTS)
    world.github.drip(method, path, chance.choice([0.001, 0.3, ANSWER_SECONDS / 2]))


def _expire(world: World, scenario: Scenario, chance: random.Random) -> None:
    world.github.expire_tokens()


def _doom(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Delete a pull request in the middle of its judgement."""
    issue = scenario.doom()
    method, path = chance.choice(REQUESTS)
    _wait_for(world, chance, lambda: issue.repository.issues.pop(issue.number), method, path)


def _doom_repository(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Delete a repository in the middle of a judgement in it; another of its name comes soon after."""
    issue = scenario.doom()
    known = world.github.state.repositories
    name = issue.repository.full_name.casefold()
    try:
        _wait_for(world, chance, lambda: known.pop(name, None), *chance.choice(REQUESTS))
        time.sleep(0.3)
    finally:
        issue.repository.issues.pop(issue.number, None)
        known[name] = issue.repository


# ---- processes


def _kill(world: World, scenario: Scenario, chance: random.Random) -> None:
    time.sleep(chance.uniform(0, 0.5))
    world.kill(chance.choice(world.roles))


def _kill_at_request(world: World, scenario: Scenario, chance: random.Random) -> None:
    method, path = chance.choice((*REQUESTS, *_WRITES, *_WRITES))
    role = chance.choice(world.roles[1:] or world.roles)
    _wait_for(world, chance, lambda: world.kill(role), method, path)


def _kill_after(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Kill in the moments after a write: before, while and after the job's end is written down."""
    role = chance.choice(world.roles[1:] or world.roles)
    struck = threading.Event()
    fault = world.github.when(*chance.choice(_WRITES), struck.set, applied=True)
    if not struck.wait(_PATIENCE):
        world.github.flask.faults.withdraw(fault)
        raise MissedError
    time.sleep(chance.uniform(0, 0.06))
    world.kill(role)


def _kill_web_process(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Kill what answers GitHub, and leave its parent."""
    children = world.processes["web"].children()
    if not children:
        raise MissedError
    time.sleep(chance.uniform(0, 0.3))
    for child in children:
        child.signal(signal.SIGKILL)


def _kill_child(world: World, scenario: Scenario, chance: random.Random) -> None:
    children = world.processes[chance.choice(world.roles[1:])].children()
    if not children:
        raise MissedError
    time.sleep(chance.uniform(0, 0.3))
    chance.choice(children).signal(signal.SIGKILL)


def _kill_everything(world: World, scenario: Scenario, chance: random.Random) -> None:
    for role in world.roles:
        world.kill(role)
    for server in world.servers.values():
        server.handle.kill()


def _stop(world: World, scenario: Scenario, chance: random.Random) -> None:
    world.stop(chance.choice(world.roles))


def _pause(world: World, scenario: Scenario, chance: random.Random) -> None:
    world.pause(chance.choice(world.roles), chance.uniform(0.1, 0.8))


def _oversleep(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Let a process stand still, in the middle of something, until its leases have run out."""
    method, path = chance.choice((*REQUESTS, *_WRITES))
    role = chance.choice(world.roles[1:] or world.roles)
    fault_struck = threading.Event()
    fault = world.github.when(method, path, fault_struck.set, applied=chance.random() < 0.5)
    if not fault_struck.wait(_PATIENCE):
        world.github.flask.faults.withdraw(fault)
        raise MissedError
    world.pause(role, LEASE_SECONDS + chance.uniform(0.2, 1.2))


# ---- what the processes rest on


def _lock_database(world: World, scenario: Scenario, chance: random.Random) -> None:
    connection = sqlite3.connect(world.home / "byline.sqlite3", timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        time.sleep(chance.choice([0.2, 0.5, DATABASE_SECONDS + 0.6]))
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise MissedError from error
    finally:
        connection.close()


def _fill_disk(world: World, scenario: Scenario, chance: random.Random) -> None:
    if not world.disk:
        raise MissedError
    world.fill_disk()
    time.sleep(chance.uniform(0.2, 1.2))
    world.free_disk()


def _limit_files(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Refuse to let any file grow, also the log: what a quota does (RLIMIT_FSIZE)."""
    web = world.processes["web"]
    pids = [web.pid, *(child.pid for child in web.children())]
    hard, most = resource.RLIM_INFINITY, chance.choice([1, 8192, 200_000])
    try:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
        time.sleep(chance.uniform(0.2, 1.2))
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    except (ProcessLookupError, PermissionError) as error:
        raise MissedError from error


def _jump(world: World, scenario: Scenario, chance: random.Random) -> None:
    world.set_clock(chance.choice([-86_400, -7_200, -300, -10, -2, 2, 10, 300, 7_200, 86_400]))
    time.sleep(chance.uniform(0.2, 1.5))
    world.set_clock(0)


def _kill_server(name: str) -> Act:
    def act(world: World, scenario: Scenario, chance: random.Random) -> None:
        server = world.servers[name]
        server.handle.kill()
        scenario.begin_any()
        time.sleep(chance.uniform(0, 1.5))
        server.revive()

    return act


def _pause_server(name: str) -> Act:
    def act(world: World, scenario: Scenario, chance: random.Random) -> None:
        server = world.servers[name]
        both = [server.handle, *server.handle.children()]
        for one in both:
            one.signal(signal.SIGSTOP)
        scenario.begin_any()
        time.sleep(chance.uniform(0.2, 2.5))
        for one in both:
            one.signal(signal.SIGCONT)

    return act


def _wait_for(
    world: World, chance: random.Random, call: Callable[[], object], method: str, path: str
) -> None:
    """Call something when a request arrives, or once it took effect, and wait until that has happened."""
    struck = threading.Event()

    def strike() -> None:
        call()
        struck.set()

    applied, skip = chance.random() < 0.5, chance.choice([0, 0, 0, 1, 2])
    fault = world.github.when(method, path, strike, applied=applied, skip=skip)
    if not struck.wait(_PATIENCE):
        world.github.flask.faults.withdraw(fault)
        if not struck.wait(0.2):
            raise MissedError


STRIKES = (
    *(Strike(f"GitHub answers {status}", 4, _refuse(status), by_fake=True) for status in (500, 502, 503)),
    Strike("GitHub answers 403", 2, _refuse(403, _WRITES), by_fake=True),
    Strike("GitHub answers 401", 2, _refuse(401), by_fake=True),
    Strike("GitHub's secondary limit", 4, _limit, by_fake=True),
    Strike("GitHub's hour is used up", 2, _exhaust),
    Strike("connection cut", 6, _cut, by_fake=True),
    Strike("half an answer", 6, _halve, by_fake=True),
    Strike("no answer in time", 4, _silence, by_fake=True),
    Strike("answer in drips", 4, _drip, by_fake=True),
    Strike("token expired", 6, _expire),
    Strike("pull request deleted", 4, _doom),
    Strike("repository deleted", 2, _doom_repository),
    Strike("killed", 4, _kill),
    Strike("killed at a request", 9, _kill_at_request),
    Strike("killed after a write", 7, _kill_after),
    Strike("web process killed", 2, _kill_web_process),
    Strike("worker's child killed", 6, _kill_child, (DISTRIBUTED,)),
    Strike("everything killed", 1, _kill_everything, (DISTRIBUTED,)),
    Strike("asked to stop", 1, _stop),
    Strike("stood still", 4, _pause),
    Strike("overslept its lease", 4, _oversleep),
    Strike("database locked", 5, _lock_database, (EMBEDDED,)),
    Strike("disk full", 4, _fill_disk, (EMBEDDED,)),
    Strike("files may not grow", 3, _limit_files, (EMBEDDED,)),
    Strike("clock jumped", 5, _jump),
    *(Strike(f"{name} killed", 4, _kill_server(name), (DISTRIBUTED,)) for name in SERVERS),
    *(Strike(f"{name} stood still", 3, _pause_server(name), (DISTRIBUTED,)) for name in SERVERS),
)

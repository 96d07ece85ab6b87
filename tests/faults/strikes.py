"""The faults: each is one function that strikes a world, and is known by its name in the tally."""

from __future__ import annotations

import random
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from tests.fakes.github.faults import Fault
from tests.faults.scenario import Scenario
from tests.faults.servers import Postgres
from tests.faults.webside import ANSWER_SECONDS, DATABASE_SECONDS, LEASE_SECONDS
from tests.faults.world import MissedError, World

Act = Callable[[World, Scenario, random.Random], None]

#: The requests of one job, in about their order: what each is called, its method and path.
STEPS = {
    "a token is asked for": ("POST", r"/access_tokens$"),
    "the thread is read": ("GET", r"/(pulls|issues)/\d+$"),
    "what an installation granted is read": ("GET", r"/app/installations/\d+$"),
    "the policy is read": ("GET", r"/(contents|git)/"),
    "files or commits are read": ("GET", r"/compare/|/pulls/\d+/(files|commits)$"),
    "what happened in the thread is read": ("GET", r"/(timeline|events|comments)$"),
    "check runs are read": ("GET", r"/check-runs$"),
    "the labels that exist are read": ("GET", r"/labels$"),
    "git is asked what there is": ("GET", r"\.git/"),
    "git fetches": ("POST", r"\.git/"),
    "a label is put": ("POST", r"/labels$"),
    "the comment is posted": ("POST", r"/issues/\d+/comments$"),
    "the check run is made": ("POST", r"/check-runs$"),
    "comment or check run is changed": ("PATCH", r"/(check-runs|comments)/"),
    "a label is taken off": ("DELETE", r"/labels/"),
    "a command is answered": ("POST", r"/reactions$"),
}
REQUESTS = tuple(STEPS.values())
_WRITES = tuple(request for request in REQUESTS if request[0] != "GET" and ".git" not in request[1])
#: A strike waits so many seconds for the request at which it is to strike, and so many times if others come.
_PATIENCE, _TIMES = 0.8, 5
EMBEDDED, DISTRIBUTED = "embedded", "distributed"
SERVERS = ("postgresql", "broker")


def step(fault: Fault) -> str:
    """Return in words at which request a fault of the fake strikes, and whether that had taken effect."""
    request = (fault.method, fault.path.pattern)
    name = next(name for name, known in STEPS.items() if known == request)
    return f"{name}, {'done' if fault.applied else 'not yet done'}"


@dataclass(frozen=True)
class Strike:
    """A kind of fault. ``weight`` says how often it is chosen; where ``by_fake``, the fake counts it."""

    name: str
    weight: int
    act: Act
    modes: tuple[str, ...] = (EMBEDDED, DISTRIBUTED)
    by_fake: bool = False


# ---- GitHub


def _refuse(status: int, requests: tuple[tuple[str, str], ...] = REQUESTS) -> Act:
    def act(world: World, scenario: Scenario, chance: random.Random) -> None:
        method, path = chance.choice(requests)
        # What GitHub refuses it has not done; a gateway's error says nothing about that.
        applied = status >= 500 and method != "GET" and chance.random() < 0.4
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
    _wait_until(struck, world, fault)
    time.sleep(chance.uniform(0, 0.06))
    world.kill(role)


def _kill_before_stored(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Kill the web process while a webhook waits to be stored: nobody must have been told that it is."""
    with world.database_held():
        scenario.begin_any()
        if not world.traffic.posting.wait(_PATIENCE):
            raise MissedError
        time.sleep(chance.uniform(0.02, 0.3))
        world.kill("web")


def _kill_once_stored(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Kill at the moment in which a webhook has been acknowledged."""
    acknowledged = world.traffic.next_acknowledged()
    scenario.begin_any()
    if not acknowledged.wait(_PATIENCE):
        raise MissedError
    world.kill(chance.choice(world.roles))


def _kill_before_recorded(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Kill when a write to GitHub has taken effect and nothing more can be written down."""
    role, held = chance.choice(world.roles[1:] or world.roles), ExitStack()
    struck = threading.Event()

    def strike() -> None:
        with suppress(MissedError):
            held.enter_context(world.database_held())
            struck.set()

    fault = world.github.when(*chance.choice(_WRITES), strike, applied=True)
    with held:
        _wait_until(struck, world, fault)
        time.sleep(chance.uniform(0.02, 0.3))
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
    struck = threading.Event()
    fault = world.github.when(method, path, struck.set, applied=chance.random() < 0.5)
    _wait_until(struck, world, fault)
    world.pause(role, LEASE_SECONDS + chance.uniform(0.2, 1.2))


# ---- what the processes rest on


def _lock_database(world: World, scenario: Scenario, chance: random.Random) -> None:
    with world.database_held():
        scenario.begin_any()
        time.sleep(chance.choice([0.2, 0.5, DATABASE_SECONDS + 0.6]))


def _fill_disk(world: World, scenario: Scenario, chance: random.Random) -> None:
    if not world.disk.mounted:
        raise MissedError
    world.disk.fill()
    scenario.begin_any()
    time.sleep(chance.uniform(0.2, 1.2))
    world.disk.free()


def _fill_database_disk(world: World, scenario: Scenario, chance: random.Random) -> None:
    """Leave PostgreSQL no room for one more page of its log: it ends itself."""
    server = world.servers["postgresql"]
    assert isinstance(server, Postgres)
    if server.disk is None or not server.disk.mounted:
        raise MissedError
    server.disk.fill()
    scenario.begin_any()
    time.sleep(chance.uniform(0.3, 1.5))
    server.disk.free()
    server.revive()


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


def _kill_server_at_request(name: str) -> Act:
    def act(world: World, scenario: Scenario, chance: random.Random) -> None:
        server = world.servers[name]
        try:
            _wait_for(world, chance, server.handle.kill, *chance.choice(REQUESTS))
            time.sleep(chance.uniform(0, 1.0))
        finally:
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
    _wait_until(struck, world, fault)


def _wait_until(struck: threading.Event, world: World, fault: Fault) -> None:
    """Wait for a fault of the fake as long as requests arrive; take it back where it does not strike."""
    asked = -1
    for _ in range(_TIMES):
        if struck.wait(_PATIENCE):
            return
        before, asked = asked, len(world.github.flask.journal)
        if asked == before:
            break
    world.github.flask.faults.withdraw(fault)
    if not struck.wait(0.2):
        raise MissedError


STRIKES = (
    *(Strike(f"GitHub answers {status}", 4, _refuse(status), by_fake=True) for status in (500, 502, 503)),
    Strike("GitHub answers 403", 3, _refuse(403), by_fake=True),
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
    Strike("killed before a webhook is stored", 4, _kill_before_stored),
    Strike("killed once a webhook is acknowledged", 4, _kill_once_stored),
    Strike("killed before a write is recorded", 4, _kill_before_recorded),
    Strike("web process killed", 2, _kill_web_process),
    Strike("worker's child killed", 6, _kill_child, (DISTRIBUTED,)),
    Strike("everything killed", 1, _kill_everything, (DISTRIBUTED,)),
    Strike("asked to stop", 1, _stop),
    Strike("stood still", 4, _pause),
    Strike("overslept its lease", 4, _oversleep),
    Strike("database locked", 5, _lock_database),
    Strike("disk full", 4, _fill_disk),
    Strike("database's disk full", 2, _fill_database_disk, (DISTRIBUTED,)),
    Strike("files may not grow", 3, _limit_files, (EMBEDDED,)),
    Strike("clock jumped", 5, _jump),
    *(Strike(f"{name} killed", 4, _kill_server(name), (DISTRIBUTED,)) for name in SERVERS),
    *(
        Strike(f"{name} killed at a request", 4, _kill_server_at_request(name), (DISTRIBUTED,))
        for name in SERVERS
    ),
    *(Strike(f"{name} stood still", 3, _pause_server(name), (DISTRIBUTED,)) for name in SERVERS),
)

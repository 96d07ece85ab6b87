"""``python -m tests.faults``: rounds of random faults against real processes, and what is left of them."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from tests.fakes.github import courier
from tests.fakes.keys import AppKey, generate_app_key
from tests.faults import verdict
from tests.faults.processes import Nursery
from tests.faults.result import Result, load, save
from tests.faults.scenario import SCRIPTS, Scenario, Seen
from tests.faults.servers import Postgres, Rabbit, Redis, Server
from tests.faults.strikes import DISTRIBUTED, EMBEDDED, STRIKES, Strike, step
from tests.faults.world import MissedError, World

#: Faults between two checks; two such stages make a round.
STAGE = 16
#: GitHub waits ten seconds for an answer to a webhook; here everything is quicker.
_COURIER_SECONDS = 3.0
#: The disk of the database.
_DATABASE_ROOM = "192m"
BROKERS: Mapping[str, type[Server]] = {"redis": Redis, "rabbitmq": Rabbit}


class Harness:
    """Everything that rounds share."""

    def __init__(self, folder: Path, mode: str, broker: str = "redis") -> None:
        courier.TIMEOUT = _COURIER_SECONDS
        self.folder, self.mode = folder, mode
        self._key: AppKey = generate_app_key()
        self._servers: list[Server] = []
        with ExitStack() as begun:
            for start in (lambda: Postgres(_DATABASE_ROOM), BROKERS[broker]) if mode == DISTRIBUTED else ():
                self._servers.append(start())
                begun.callback(self._servers[-1].close)
            self._nursery = Nursery()
            begun.callback(self._nursery.close)
            self._begun = begun.pop_all()
        self.early: Mapping[str, Seen] = {}
        self.late: Mapping[str, Seen] = {}

    def close(self) -> None:
        """End every process and server."""
        self._begun.close()

    def _world(self, name: str, chance: random.Random) -> World:
        return World(self.folder / name, self._nursery, self._key, chance, self._servers)

    def learn(self) -> None:
        """Play every script once with no fault at all: what is seen then is what must be seen."""
        world = self._world("reference", random.Random(0))
        try:
            world.traffic.calm = True
            scenario = Scenario(world.github, random.Random(0))
            for name in SCRIPTS:
                scenario.begin(name)
            self.early = self._settled(world, scenario)
            scenario.turn()
            self.late = self._settled(world, scenario)
        finally:
            world.close()

    @staticmethod
    def _settled(world: World, scenario: Scenario) -> dict[str, Seen]:
        world.traffic.calm = True
        scenario.finish()
        world.calm()
        return {story.name: scenario.seen(story) for story in scenario.stories}

    def play(self, seed: int, number: int, faults: int = 2 * STAGE) -> Result:
        """Play one round. The same seed and number choose the same faults and the same scenario."""
        chance, result = random.Random(f"{seed}/{number}"), Result(rounds=1)
        with _timed(result, "beginning a round"):
            world = self._world(f"round-{number}", random.Random(f"{seed}/{number}/traffic"))
        try:
            scenario = Scenario(world.github, random.Random(f"{seed}/{number}/scenario"))
            for stage, expected in enumerate((self.early, self.late)):
                if stage:
                    scenario.turn()
                self._stage(world, scenario, chance, result, (faults + 1 - stage) // 2, opening=not stage)
                with _timed(result, "coming to rest"):
                    scenario.finish()
                    world.calm()
                result.broken += verdict.broken(world, scenario, expected)
                if result.broken:
                    break
        except AssertionError as error:  # also what the harness itself waited for in vain
            result.broken.append(f"RESTLESS: {error}")
        finally:
            self._count(world, result)
            world.close()
        if not result.broken:
            shutil.rmtree(world.folder, ignore_errors=True)
        return result

    def _count(self, world: World, result: Result) -> None:
        for fault in world.github.flask.faults.struck:
            result.steps[f"{fault.cause}: {step(fault)}"] += 1
            if fault.kind != "call":  # those are counted by the strike, when it has done what it does
                world.tally[fault.cause] += 1
        result.faults, result.mishaps = world.tally, world.traffic.tally
        result.lives = world.lives
        result.deliveries = len(world.traffic.taken())
        result.contributions = len(list(world.github.state.issues()))
        result.healed = verdict.posted_twice(world)
        if result.broken:
            world.keep()

    def _stage(
        self,
        world: World,
        scenario: Scenario,
        chance: random.Random,
        result: Result,
        faults: int,
        *,
        opening: bool,
    ) -> None:
        usable = [strike for strike in STRIKES if self.mode in strike.modes]
        weights = [strike.weight for strike in usable]
        done = 0
        while done < faults:
            with _timed(result, "striking"):
                for _ in range(chance.choice([1, 2, 2, 3])):
                    if (opening and chance.random() < 0.5) or not scenario.go_on():
                        scenario.begin_any()
                time.sleep(chance.choice([0, 0, 0.02, 0.1, 0.3]))
                (strike,) = chance.choices(usable, weights)
                done += self._strike(world, scenario, chance, strike)
            with _timed(result, "starting what was ended"):
                world.revive()

    @staticmethod
    def _strike(world: World, scenario: Scenario, chance: random.Random, strike: Strike) -> int:
        world.github.flask.faults.cause = strike.name
        try:
            strike.act(world, scenario, chance)
        except MissedError:
            return 0
        world.note(strike.name)
        if not strike.by_fake:
            world.tally[strike.name] += 1
        return 1


@contextmanager
def _timed(result: Result, what: str) -> Iterator[None]:
    begun = time.monotonic()
    try:
        yield
    finally:
        result.seconds[what] += time.monotonic() - begun  # type: ignore[assignment]


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, tell, and return 1 where something did not hold."""
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and leave nothing behind
    folder = Path(tempfile.mkdtemp(prefix="byline-faults-"))
    harness, total = Harness(folder, given.mode, given.broker), Result()
    try:
        harness.learn()
        _play(harness, given, total)
    finally:
        harness.close()
        _tell(load(given.keep) if given.keep else total, given.mode)
    if total.broken:
        click.echo(f"the files of the rounds that failed are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=1000, help="how many faults at least")
    parser.add_argument("--first", type=int, default=1, help="the round to begin with, to go on with a seed")
    parser.add_argument("--mode", choices=(EMBEDDED, DISTRIBUTED), default=EMBEDDED)
    parser.add_argument("--broker", choices=tuple(BROKERS), default="redis", help="of the distributed mode")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="add the counts to those in this file")
    parser.add_argument("--keep-going", action="store_true", help="do not end at the first round that fails")
    return parser


def _play(harness: Harness, given: argparse.Namespace, total: Result) -> None:
    begun, number = time.monotonic(), given.first
    while total.number < given.faults:
        result = harness.play(given.seed, number)
        total.add(result)
        if given.keep:
            kept = load(given.keep)
            kept.add(result)
            save(given.keep, kept)
        _tell_round(given, number, result, time.monotonic() - begun)
        if result.broken and not given.keep_going:
            return
        number += 1


def _tell(result: Result, mode: str) -> None:
    for line in result.told():
        click.echo(line)
    never = [strike.name for strike in STRIKES if mode in strike.modes and strike.name not in result.faults]
    click.echo(f"\nnever struck: {', '.join(never) or 'none'}")


def _tell_round(given: argparse.Namespace, number: int, result: Result, seconds: float) -> None:
    click.echo(
        f"round {number}: {result.number} faults, {result.lives} lives, {result.deliveries} deliveries, "
        f"{'BROKEN' if result.broken else 'held'} ({seconds:.0f} s so far)",
    )
    for line in result.broken:
        click.echo(f"    {line}")
    if result.broken:
        again = f"--mode {given.mode} --broker {given.broker} --seed {given.seed} --first {number} --faults 1"
        click.echo(f"    play it again: python -m tests.faults {again}")


if __name__ == "__main__":
    sys.exit(main())

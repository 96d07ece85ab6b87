"""``python -m tests.faults``: rounds of random faults against real processes, and what is left of them."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from tests.fakes.github import courier
from tests.fakes.keys import AppKey, generate_app_key
from tests.faults import verdict
from tests.faults.processes import Nursery
from tests.faults.scenario import SCRIPTS, Scenario, Seen
from tests.faults.servers import Postgres, Redis, Server
from tests.faults.strikes import DISTRIBUTED, EMBEDDED, STRIKES, MissedError, Strike
from tests.faults.world import RestlessError, World

#: Faults between two checks; two such stages make a round.
STAGE = 16
#: GitHub waits ten seconds for an answer to a webhook; here everything is quicker.
_COURIER_SECONDS = 3.0


@dataclass
class Result:
    """What came of one round, or of all."""

    faults: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    lives: int = 0
    deliveries: int = 0
    contributions: int = 0
    healed: int = 0

    def add(self, other: Result) -> None:
        self.faults += other.faults
        self.mishaps += other.mishaps
        self.broken += other.broken
        self.lives += other.lives
        self.deliveries += other.deliveries
        self.contributions += other.contributions
        self.healed += other.healed

    @property
    def number(self) -> int:
        return sum(self.faults.values())


class Harness:
    """Everything that rounds share."""

    def __init__(self, folder: Path, mode: str) -> None:
        courier.TIMEOUT = _COURIER_SECONDS
        self.folder, self.mode = folder, mode
        self._key: AppKey = generate_app_key()
        self._nursery = Nursery()
        self._servers: list[Server] = [Postgres(), Redis()] if mode == DISTRIBUTED else []
        self.early: Mapping[str, Seen] = {}
        self.late: Mapping[str, Seen] = {}

    def close(self) -> None:
        self._nursery.close()
        for server in self._servers:
            server.close()

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
        chance, result = random.Random(f"{seed}/{number}"), Result()
        world = self._world(f"round-{number}", random.Random(f"{seed}/{number}/traffic"))
        try:
            scenario = Scenario(world.github, random.Random(f"{seed}/{number}/scenario"))
            for stage, expected in enumerate((self.early, self.late)):
                if stage:
                    scenario.turn()
                self._stage(world, scenario, chance, (faults + 1 - stage) // 2, opening=not stage)
                scenario.finish()
                world.calm()
                result.broken += verdict.broken(world, scenario, expected)
                if result.broken:
                    break
        except RestlessError as error:
            result.broken.append(f"RESTLESS: {error}")
        finally:
            self._count(world, result)
            world.close()
        if not result.broken:
            shutil.rmtree(world.folder, ignore_errors=True)
        return result

    def _count(self, world: World, result: Result) -> None:
        struck = [fault for fault in world.github.flask.faults.struck if fault.kind != "call"]
        for fault in struck:
            world.tally[f"GitHub: {fault.kind} {fault.status if fault.kind == 'fail' else ''}".strip()] += 1
        result.faults, result.mishaps = world.tally, world.traffic.tally
        result.lives = world.lives
        result.deliveries = len(world.traffic.taken())
        result.contributions = len(list(world.github.state.issues()))
        result.healed = verdict.posted_twice(world)

    def _stage(
        self, world: World, scenario: Scenario, chance: random.Random, faults: int, *, opening: bool
    ) -> None:
        usable = [strike for strike in STRIKES if self.mode in strike.modes]
        weights = [strike.weight for strike in usable]
        done = 0
        while done < faults:
            for _ in range(chance.choice([1, 2, 2, 3])):
                if (opening and chance.random() < 0.5) or not scenario.go_on():
                    scenario.begin_any()
            time.sleep(chance.choice([0, 0, 0.02, 0.1, 0.3]))
            (strike,) = chance.choices(usable, weights)
            done += self._strike(world, scenario, chance, strike)
            world.revive()

    @staticmethod
    def _strike(world: World, scenario: Scenario, chance: random.Random, strike: Strike) -> int:
        try:
            strike.act(world, scenario, chance)
        except MissedError:
            return 0
        if not strike.by_fake:
            world.tally[strike.name] += 1
        return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, tell, and return 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=1000, help="how many faults at least")
    parser.add_argument("--first", type=int, default=1, help="the round to begin with, to go on with a seed")
    parser.add_argument("--mode", choices=(EMBEDDED, DISTRIBUTED), default=EMBEDDED)
    parser.add_argument("--keep-going", action="store_true", help="do not end at the first round that fails")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and leave nothing behind
    folder, begun = Path(tempfile.mkdtemp(prefix="byline-faults-")), time.monotonic()
    harness, total, number = Harness(folder, given.mode), Result(), given.first
    try:
        harness.learn()
        while total.number < given.faults:
            result = harness.play(given.seed, number)
            total.add(result)
            _tell_round(given, number, result, time.monotonic() - begun)
            if result.broken and not given.keep_going:
                break
            number += 1
    finally:
        harness.close()
    _tell(total, time.monotonic() - begun)
    if total.broken:
        click.echo(f"the files of the rounds that failed are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _tell_round(given: argparse.Namespace, number: int, result: Result, seconds: float) -> None:
    click.echo(
        f"round {number}: {result.number} faults, {result.lives} lives, {result.deliveries} deliveries, "
        f"{'BROKEN' if result.broken else 'held'} ({seconds:.0f} s so far)",
    )
    for line in result.broken:
        click.echo(f"    {line}")
    if result.broken:
        again = f"python -m tests.faults --mode {given.mode} --seed {given.seed} --first {number} --faults 1"
        click.echo(f"    play it again: {again}")


def _tell(total: Result, seconds: float) -> None:
    click.echo(
        f"{total.number} faults, {total.lives} process lives, {total.contributions} contributions, "
        f"{total.deliveries} acknowledged deliveries, {seconds:.0f} s; "
        f"comments posted twice and healed: {total.healed}"
    )
    for what, many in (("faults", total.faults), ("deliveries", total.mishaps)):
        click.echo(f"  {what}:")
        for name, times in many.most_common():
            click.echo(f"    {times:5} {name}")


if __name__ == "__main__":
    sys.exit(main())

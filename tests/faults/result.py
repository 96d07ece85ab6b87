"""What came of rounds: counted, added up over runs, and told as the tables of ``docs/reliability.md``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    """What came of one round, or of many.

    ``faults`` by their names; ``steps``, those that struck at a request to GitHub, by ``NAME: STEP``;
    ``mishaps`` of webhooks on their way; ``seconds`` of the harness by what it was doing.
    """

    faults: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    mishaps: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    rounds: int = 0
    lives: int = 0
    deliveries: int = 0
    contributions: int = 0
    healed: int = 0

    def add(self, other: Result) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def number(self) -> int:
        return sum(self.faults.values())

    def told(self) -> Iterator[str]:
        """Yield the lines of the summary: one sentence and the tables, as Markdown."""
        minutes = sum(self.seconds.values()) / 60
        yield (
            f"{self.number:,} faults in {self.rounds} rounds: {self.lives:,} process lives, "
            f"{self.contributions:,} contributions, {self.deliveries:,} acknowledged deliveries, "
            f"{len(self.broken)} broken guarantees; comments posted twice and healed: {self.healed}; "
            f"{minutes:.0f} minutes"
        )
        yield from _table("fault", self.faults)
        yield from _table("webhooks", self.mishaps)
        yield from self._steps()
        yield from _table("what the time went into", Counter({k: round(v) for k, v in self.seconds.items()}))

    def _steps(self) -> Iterator[str]:
        kinds = {"killed": Counter[str](), "other faults": Counter[str]()}
        for name, times in self.steps.items():
            fault, _, step = name.partition(": ")
            kinds["killed" if "kill" in fault else "other faults"][step] += times
        yield from ("", f"| when | {' | '.join(kinds)} |", f"| --- | {' | '.join('---:' for _ in kinds)} |")
        for step in sorted(set[str]().union(*kinds.values())):
            yield f"| {step} | {' | '.join(str(kind[step]) for kind in kinds.values())} |"


def _table(what: str, counted: Counter[str]) -> Iterator[str]:
    yield from ("", f"| {what} | times |", "| --- | ---: |")
    for name, times in counted.most_common():
        yield f"| {name} | {times:,} |"


def load(file: Path) -> Result:
    """Return what a file keeps of earlier runs; nothing where there is none."""
    if not file.exists():
        return Result()
    kept = json.loads(file.read_text())
    return Result(
        **{name: Counter(value) if isinstance(value, dict) else value for name, value in kept.items()}
    )


def save(file: Path, result: Result) -> None:
    """Keep what came of all runs so far."""
    file.write_text(json.dumps(vars(result), indent=1, sort_keys=True) + "\n")

"""Run the property tests over hostile input again and again, each time with fresh examples.

    python -m tests.fuzz --minutes 10
    python -m tests.fuzz --minutes 10 --only frames

These are all tests of the suite that hypothesis writes the input of: signatures and payloads, Markdown,
diffs, trailers, policies, comments, stack frames, license files and expressions, model cards, facts files. A
tenth of the time goes first to schemathesis, which attacks a running server by docs/openapi.yaml.
It stops at the first failure, with the smallest example that shows it, and says how often each test ran.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import tests
from tests.fuzz.api import attack


def targets() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the name of each property test, and the test; those that need a fixture are left to pytest."""
    for module in pkgutil.walk_packages(tests.__path__, "tests."):
        if module.name.rpartition(".")[2].startswith("test_"):
            for name, test in vars(importlib.import_module(module.name)).items():
                if getattr(test, "is_hypothesis_test", False) and not inspect.signature(test).parameters:
                    yield f"{module.name}.{name}", test


def api(seconds: float) -> bool:
    """Attack a running server for so long, and say what came of it; False where an answer is wrong."""
    with TemporaryDirectory() as home:
        status, said = attack(Path(home), "--max-time", str(max(1, round(seconds))))
    print(said if status else "".join(re.findall(r"(?m)^ *\d+ generated.*\n", said)))  # noqa: T201
    return not status


def main() -> int:
    """Run the tests in turn until the time is over; 1 where one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: 10)")
    parser.add_argument("--only", default="", help="only tests whose names hold this")
    given = parser.parse_args()
    chosen = {name: test for name, test in targets() if given.only in name}
    end, rounds = time.monotonic() + 60 * given.minutes, Counter[str]()
    if given.only in "api" and not api(6 * given.minutes):
        return 1
    for name, test in cycle(chosen.items()):
        if time.monotonic() >= end:
            break
        try:
            test()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is what is looked for
            print("".join([f"{name} failed: {error!r}\n", *getattr(error, "__notes__", [])]))  # noqa: T201
            return 1
        rounds[name] += 1
    print("\n".join(f"{name}: {count} times, nothing found" for name, count in rounds.items()))  # noqa: T201
    print(f"{len(rounds)} of {len(chosen)} tests ran, {rounds.total()} rounds")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the property tests over hostile input again and again, each time with fresh examples.

    python -m tests.fuzz --minutes 10

It stops at the first failure, with the smallest example that shows it, and says how often each test ran.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle

from tests.bot.commands import test_parse_fuzz
from tests.policies import test_load_fuzz

TESTS: tuple[Callable[[], None], ...] = (
    test_parse_fuzz.test_any_comment_is_read,
    test_parse_fuzz.test_what_is_set_apart_gives_no_command,
    test_parse_fuzz.test_a_command_line_is_read_as_it_stands,
    test_load_fuzz.test_any_text_is_read_or_refused_with_reasons,
    test_load_fuzz.test_any_text_can_be_extended_or_is_refused_with_reasons,
    test_load_fuzz.test_a_whole_policy_with_one_damaged_place_is_read_or_refused_with_reasons,
    test_load_fuzz.test_a_preset_with_one_damaged_place_is_read_or_refused_with_reasons,
    test_load_fuzz.test_any_contribution_gets_the_same_decision_each_time,
)


def main() -> int:
    """Run the tests in turn until the time is over; 1 where one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: 10)")
    end, rounds = time.monotonic() + 60 * parser.parse_args().minutes, Counter[str]()
    for test in cycle(TESTS):
        if time.monotonic() >= end:
            break
        try:
            test()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is what is looked for
            print("".join([f"{test.__name__} failed: {error!r}\n", *getattr(error, "__notes__", [])]))  # noqa: T201
            return 1
        rounds[test.__name__] += 1
    print("\n".join(f"{name}: {count} times, nothing found" for name, count in rounds.items()))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

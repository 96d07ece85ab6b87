"""Every figure of docs/reliability.md that is no fault or fuzzing run: ``python -m benchmarks [NAME…]``.

Run it on a machine that does nothing else: it says at the start how busy it finds it. Each part is a module
of its own, with options of its own (``python -m benchmarks.intake --help``).
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from typing import Final

from rich.console import Console

#: name: (module and its arguments, what it measures)
PARTS: Final = {
    "intake": (["benchmarks.intake"], "accepted deliveries a second, on disk before the answer"),
    "latency": (["benchmarks.delivery"], "from a signed delivery to finished actions"),
    "rates": (["benchmarks.flood", "--rates"], "pull requests judged a second by one and by two workers"),
    "claims": (["benchmarks.flood", "--claims"], "the cost of taking a delivery from a full inbox"),
    "flood": (["benchmarks.flood"], "50,000 deliveries of one installation, then one of another"),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="parts:\n" + "\n".join(f"  {name:9} {what}" for name, (_, what) in PARTS.items()),
    )
    parser.add_argument("parts", nargs="*", metavar="NAME", help="which parts (default: all)")
    parser.add_argument("--probot", help="a folder with node_modules/probot, for intake")
    given = parser.parse_args()
    unknown = sorted(set(given.parts) - set(PARTS))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    console = Console()
    console.print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    console.print(f"load before: {os.getloadavg()[0]:.2f}")
    failed = 0
    for name in given.parts or PARTS:
        module, what = PARTS[name]
        console.rule(f"{name}: {what}")
        more = ["--probot", given.probot] if name == "intake" and given.probot else []
        failed |= subprocess.run([sys.executable, "-m", *module, *more], check=False).returncode
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())

"""How long it takes from a signed delivery to finished actions, against the fake GitHub.

    python -m benchmarks.delivery [--pulls 40] [--spacing 0]

Starts ``byline serve`` as people run it, opens pull requests that need a label, a comment and a check run,
and sends one delivery after the other. Printed are milliseconds from the moment the delivery is posted:
until it is acknowledged, and until its row is done; then the same for a second delivery of each, which finds
nothing to do. The fake answers within milliseconds: the figures are Byline's own share, GitHub's come on top.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.inbox import Inbox, State
from bot.storage import open_database
from tests.e2e.conftest import policy_file
from tests.fakes.github import FakeGitHub
from tests.fakes.keys import generate_app_key
from tests.webhooks.running import server

LABELED = 'respond:\n  use_exceeded: [note, hold, "label:ai: above the limit"]'
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pulls", type=int, default=40)
    parser.add_argument(
        "--spacing", type=float, default=0.0, help="seconds between writes (GitHub asks for 1)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.pulls, given.spacing)


def measure(folder: Path, pulls: int, spacing: float) -> None:
    github = FakeGitHub(generate_app_key(), folder / "github", None)
    repository = github.add_repository("acme/widget", files=policy_file("human-only", LABELED))
    opened = [
        github.open_pull(repository, "Close", FOOTER, head=f"b{n}", files={f"{n}.py": "x = 1\n"})
        for n in track(range(pulls), "opening pull requests")
    ]
    settings = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(folder)),
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_WEBHOOK_SECRET": github.app.webhook_secret,
        "BYLINE_WRITE_SPACING_SECONDS": str(spacing),
        "BYLINE_SETTLE_SECONDS": "0",
    }
    table = Table("delivery", "acknowledged, median ms", "done, median ms", "done, 95 % ms", "writes each")
    try:
        with server(folder / "home", "-m", "bot", "serve", **settings) as running:
            database = open_database(f"sqlite:///{folder / 'home' / 'byline.sqlite3'}")
            hook, inbox = f"{running.url}/webhooks/github", Inbox(database)
            for name, action in (("first", "opened"), ("second", "edited")):
                before = len(github.writes("^/repos/"))
                times = [one(github, inbox, hook, action, pull) for pull in track(opened, name)]
                acknowledged, done = zip(*times, strict=True)
                writes = (len(github.writes("^/repos/")) - before) / pulls
                table.add_row(name, *figures(acknowledged, done), f"{writes:g}")
            database.close()
    finally:
        github.close()
    Console().print(table)


def one(github: FakeGitHub, inbox: Inbox, hook: str, action: str, pull: object) -> tuple[float, float]:
    prepared = github.prepare("pull_request", action, pull, hook, github.app.webhook_secret)
    start = time.perf_counter()
    github.courier.send(prepared)
    acknowledged = time.perf_counter()
    while (found := inbox.find(prepared.guid)) is None or found.state not in (State.DONE, State.PARKED):
        time.sleep(0.002)
    assert found.state is State.DONE, found.error
    return acknowledged - start, time.perf_counter() - start


def figures(acknowledged: tuple[float, ...], done: tuple[float, ...]) -> tuple[str, str, str]:
    high = sorted(done)[max(0, round(len(done) * 0.95) - 1)]
    return tuple(
        f"{1000 * value:.0f}" for value in (statistics.median(acknowledged), statistics.median(done), high)
    )


if __name__ == "__main__":
    main()

"""How many deliveries a second are accepted, beside Probot, in one run on one machine.

    python -m benchmarks.intake [--seconds 8] [--rounds 3] [--probot FOLDER]

Needs ``wrk`` (a package of Debian). ``FOLDER`` is one where ``npm install probot@14.3.2`` was run; without
it Probot is left out. Sends signed ``pull_request`` payloads of 24 KB over 8 and 32 connections to

- ``web``: Byline's web process alone, which has each delivery on disk (SQLite, ``synchronous = FULL``) before
  it answers, as where the workers are on other machines;
- ``web + worker``: ``byline serve``, whose worker judges the deliveries on the same processors meanwhile;
- ``probot``: Probot with a handler that does nothing. It keeps nothing.

The servers take turns for ``rounds``; printed is the median of the rounds, and of each figure its range.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from webhooks.signature import sign

SECRET: Final = "a secret of thirty-two characters"
CONNECTIONS: Final = (8, 32)
PORT: Final = 8747
PULLS: Final = 1000
ROOT: Final = Path(__file__).parent.parent
_FIGURES: Final = re.compile(r"accepted=(\d+) seconds=([\d.]+) p50=([\d.]+) p99=([\d.]+) others=(\d+)")
_ALONE: Final = """
from bot import log
from bot.cli.web import web_app
from bot.config import load_settings
from bot.serve import serve
from bot.storage import open_database
from bot.storage.checkpoints import Checkpoints
settings = load_settings()
log.configure(settings)
database = open_database(settings.database)
database.close()
serve(settings, web_app, None, [Checkpoints(database)])
"""
_WRK: Final = """
local signed, n = {}, 0
for line in io.lines(os.getenv("SIGNED")) do
  signed[#signed + 1] = {line:match("^(%S+) (.*)$")}
end
function request()
  n = n + 1
  local signature, body = unpack(signed[n % #signed + 1])
  return wrk.format("POST", "/webhooks/github", {
    ["Content-Type"] = "application/json", ["X-GitHub-Event"] = "pull_request",
    ["X-GitHub-Delivery"] = os.getenv("RUN") .. "-" .. n, ["X-Hub-Signature-256"] = signature
  }, body)
end
function done(summary, latency, requests)
  local errors = summary.errors
  local bad = errors.status + errors.timeout + errors.read + errors.write + errors.connect
  io.write(string.format("accepted=%d seconds=%f p50=%f p99=%f others=%d",
    summary.requests - errors.status, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
"""
_PROBOT: Final = 'export default (app) => { app.on("pull_request", async () => {}); };'


@dataclass(frozen=True)
class Shot:
    """What one run of wrk measured: deliveries a second, and milliseconds."""

    rate: float
    p50: float
    p99: float
    others: int


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--probot", type=Path, help="a folder with node_modules/probot")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        parser.exit(2, "wrk is not installed: apt install wrk\n")
    if given.probot and not (given.probot / "node_modules/probot/bin/probot.js").exists():
        parser.exit(2, f"no Probot in {given.probot}: run npm install probot@14.3.2 there\n")
    names = ["web", "web + worker", *(["probot"] if given.probot else [])]
    shots: dict[tuple[str, int], list[Shot]] = {}
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("measuring", total=given.rounds * len(names))
        for number in range(given.rounds):
            for name in names:
                place = Path(folder) / f"{number}-{name.split()[-1]}"
                place.mkdir()
                with serving(name, place, given.probot):
                    for connections in CONNECTIONS:
                        shots.setdefault((name, connections), []).append(
                            shoot(place, connections, given.seconds)
                        )
                shutil.rmtree(place)
                progress.advance(task)
    Console(width=110).print(table(shots))


@contextmanager
def serving(name: str, place: Path, probot: Path | None) -> Iterator[None]:
    """Run one of the servers on ``PORT`` until the block ends."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BYLINE_")}
    if name == "probot":
        assert probot is not None
        command = probot_command(place, probot)
        environment |= {"APP_ID": "1", "PRIVATE_KEY_PATH": str(place / "key.pem"), "WEBHOOK_SECRET": SECRET}
        environment |= {"PORT": str(PORT), "WEBHOOK_PATH": "/webhooks/github", "NODE_ENV": "production"}
    else:
        command = [sys.executable, *(["-c", _ALONE] if name == "web" else ["-m", "bot", "serve"])]
        environment |= {"BYLINE_HOME": str(place / "home"), "BYLINE_PORT": str(PORT)}
        environment |= {"BYLINE_WEBHOOK_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
        try:
            wait_for_it(process, place / "log")
            yield
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def probot_command(place: Path, probot: Path) -> list[str]:
    (place / "app.mjs").write_text(_PROBOT)
    subprocess.run(
        ["openssl", "genrsa", "-out", str(place / "key.pem"), "2048"], check=True, capture_output=True
    )
    return [
        "node",
        str(probot.resolve() / "node_modules/probot/bin/probot.js"),
        "run",
        str(place / "app.mjs"),
    ]


def wait_for_it(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"http://127.0.0.1:{PORT}/healthz", timeout=1)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server did not start:\n{log.read_text()[-2000:]}")


def shoot(place: Path, connections: int, seconds: int) -> Shot:
    (place / "wrk.lua").write_text(_WRK)
    with (place / "signed").open("wb") as signed:
        for body in payloads():
            signed.write(sign(body, SECRET.encode()).encode() + b" " + body + b"\n")
    variables = {"SIGNED": str(place / "signed")}
    target = f"http://127.0.0.1:{PORT}"
    for name, length in (("warm", 2), ("run", seconds)):
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{length}", "-s", str(place / "wrk.lua"), target],
            env=os.environ | variables | {"RUN": f"{name}-{connections}"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = _FIGURES.search(done.stdout)
    if not found:
        raise SystemExit(f"wrk said: {done.stdout}{done.stderr}")
    accepted, took, p50, p99, others = (float(value) for value in found.groups())
    return Shot(accepted / took, p50, p99, int(others))


def payloads() -> Iterator[bytes]:
    """Yield deliveries about many pull requests, filled up to the size that real ones have."""
    example = json.loads((ROOT / "docs/examples/pull_request.opened.json").read_text())
    number = 0
    while len(json.dumps(example)) < 24_000:
        number += 1
        owner = {"login": f"user-{number}", "id": 1000 + number, "type": "User", "site_admin": False}
        address = f"https://api.github.com/repos/octo-org/octo-repo/something/{number}"
        example["repository"][f"part_{number}"] = {"url": address, "owner": owner, "title": "Words " * 12}
    for number in range(1, PULLS + 1):
        example["number"] = example["pull_request"]["number"] = number
        yield json.dumps(example).encode()


def table(shots: dict[tuple[str, int], list[Shot]]) -> Table:
    found = Table("server", "connections", "accepted/s", "p50 ms", "p99 ms", "not accepted")
    for (name, connections), several in sorted(shots.items(), key=lambda item: (item[0][1], item[0][0])):
        found.add_row(
            name,
            str(connections),
            figure([one.rate for one in several], 0),
            figure([one.p50 for one in several], 1),
            figure([one.p99 for one in several], 1),
            str(sum(one.others for one in several)),
        )
    return found


def figure(values: list[float], digits: int) -> str:
    middle = statistics.median(values)
    return f"{middle:.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


if __name__ == "__main__":
    main()

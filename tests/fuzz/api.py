"""Requests that schemathesis makes from ``docs/openapi.yaml``, to a server as it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from bot.storage import Notices, open_database
from tests.webhooks.running import BYLINE_SERVE, ROOT, Running, server, until

DESCRIPTION: Final = ROOT / "docs" / "openapi.yaml"
_CONFIGURATION: Final = Path(__file__).with_name("schemathesis.toml")
_TOKEN: Final = "a token for the pages in tests"


def attack(home: Path, *options: str) -> tuple[int, str]:
    """Return schemathesis' exit status, and what it said; it fails where an answer is not as described.

    The server has a judged contribution and a notice, so that there is something to show. It believes that a
    proxy stands in front of it, so the pages need the token.
    """
    sign_in = {"BYLINE_CLIENT_ID": "Iv1.none", "BYLINE_CLIENT_SECRET": "none"}
    with server(home, *BYLINE_SERVE, BYLINE_DASHBOARD_TOKEN=_TOKEN, **sign_in) as running:
        _fill(running)
        command = [Path(sys.executable).with_name("schemathesis"), "--config-file", _CONFIGURATION]
        command += ["run", DESCRIPTION, "--url", running.url]
        sent = [f"Authorization: Bearer {_TOKEN}", "X-Forwarded-For: 203.0.113.7"]
        command += [part for header in sent for part in ("--header", header)]
        done = subprocess.run(
            [*command, "--no-color", "--max-redirects", "0", *options],
            cwd=home,  # it leaves files where it runs
            env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.signed", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        broken = [line for line in running.log.splitlines() if " error " in line or "exception=" in line]
        status = done.returncode or len(broken) or int(running.post("afterwards").status_code != 202)
        return status, "\n".join([done.stdout, done.stderr, *broken])


def _fill(running: Running) -> None:
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    assert running.post("first", "pull_request", payload).status_code == 202
    until(lambda: "delivery done" in running.log, "a judgement")
    database = open_database(f"sqlite:///{running.log_file.parent / 'byline.sqlite3'}")
    Notices(database).add("acme/widget", "acme/widget#12", "mods", "Look at it.", "a" * 64)
    database.close()

"""Secrets are in no log, answer, metric, report or trace, whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import requests

from bot.config import load_settings
from tests.fakes.keys import AppKey
from tests.webhooks.running import ROOT, SECRET, server, until

MARK = "5ecret"
SETTINGS = {
    "BYLINE_WEBHOOK_SECRET": f"{SECRET.decode()},{MARK}-webhook-older-one",
    "BYLINE_DASHBOARD_TOKEN": f"{MARK}-dashboard-of-many-characters",
    "BYLINE_GITHUB_TOKEN": f"{MARK}-github",
    "BYLINE_APP_ID": "7",
    # Nobody listens there: whatever is asked fails.
    "BYLINE_GITHUB_API_URL": "http://127.0.0.1:9/api/v3",
    "BYLINE_NOTIFY_URL": f"http://127.0.0.1:9/{MARK}-path?key={MARK}-query",
    "BYLINE_NOTIFY_SECRET": f"{MARK}-notify",
    "BYLINE_NOTIFY_SMTP_URL": f"smtp://user:{MARK}-mail@127.0.0.1:9",
    "BYLINE_NOTIFY_TO": "a@example.com",
    "BYLINE_REVIEWER_URL": "http://127.0.0.1:9/v1",
    "BYLINE_REVIEWER_MODEL": "m",
    "BYLINE_REVIEWER_KEY": f"{MARK}-reviewer",
    "BYLINE_MAX_WAIT_SECONDS": "0",
    "BYLINE_LOG_LEVEL": "debug",
}
PULL = {
    "action": "opened",
    "installation": {"id": 3},
    "repository": {"full_name": "acme/widget", "default_branch": "main"},
    "issue": {"number": 1, "title": "x", "body": "See `x.py`.", "user": {"login": "mona"}},
}


def written(tmp_path: Path) -> str:
    return "".join(path.read_text() for path in (tmp_path / "home").glob("log-*"))


def test_a_server_for_which_everything_fails_says_none(tmp_path: Path, app_key: AppKey) -> None:
    key = tmp_path / "key.pem"
    key.write_text(app_key.private_pem)
    settings = SETTINGS | {"BYLINE_PRIVATE_KEY_PATH": str(key)}
    answers = []
    with server(tmp_path / "home", "-m", "bot", "serve", **settings) as running:
        answers.append(running.post("a", "issues", PULL).text)
        until(lambda: "delivery" in running.log and "GitHub could not be reached" in running.log, "a failure")
        token = {"Authorization": f"Bearer {SETTINGS['BYLINE_DASHBOARD_TOKEN']}"}
        for path in (
            "/",
            "/deliveries/1",
            "/queue",
            "/rates",
            "/metrics",
            "/readyz",
            "/nothing",
            "/deliveries/99",
        ):
            for headers in (token, {}, {"Authorization": f"Bearer {MARK}-wrong"}):
                answer = requests.get(f"{running.url}{path}", headers=headers, timeout=30)
                assert answer.status_code < 500
                answers.append(f"{answer.headers} {answer.text}")
        signed_in = requests.get(
            f"{running.url}/?token={SETTINGS['BYLINE_DASHBOARD_TOKEN']}", timeout=30, allow_redirects=False
        )
        answers.append(f"{signed_in.status_code} {signed_in.headers}")
        running.stop()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    environment |= settings | {"BYLINE_HOME": str(tmp_path / "home")}
    doctor = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "GitHub App" in doctor.stdout
    everything = "\n".join([*answers, written(tmp_path), doctor.stdout, doctor.stderr])
    assert MARK not in everything
    assert SECRET.decode() not in everything
    assert app_key.private_pem.splitlines()[1] not in everything


def test_settings_can_be_printed(tmp_path: Path) -> None:
    given = load_settings(
        home=tmp_path,
        database_url=f"postgresql://u:{MARK}@h/d",
        broker_url=f"redis://:{MARK}@h",
        webhook_secret=MARK,
        dashboard_token=MARK,
        private_key=MARK,
        notify_url=f"https://h/{MARK}",
        notify_secret=MARK,
        notify_smtp_url=f"smtps://u:{MARK}@h",
        notify_to="a@example.com",
        reviewer_key=MARK,
    )
    assert MARK not in f"{given} {given!r}"

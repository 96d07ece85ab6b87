"""``byline setup`` as a person sees it: a process in a terminal, and a page on this machine."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from dotenv import dotenv_values

from tests.bot.cli.conftest import Run
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import BYLINE_SERVE, ROOT, server, until


@contextmanager
def started(home: Path, github: FakeGitHub, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run it, and yield the process and the address that it shows."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    environment = clean | {"BYLINE_HOME": str(home), "BYLINE_GITHUB_API_URL": github.base_url}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "setup", "--no-browser", "--port", "0", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process, address(process)
        finally:
            process.kill()


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/setup\?token=\S+", line):
            return found[0]
    raise AssertionError("no address was shown")


def walk(shown: str, github: FakeGitHub) -> requests.Response:
    """Do in a browser what is to be done there; the form is taken as it is filled in."""
    with requests.Session() as browser:
        form = browser.get(shown, timeout=30)
        assert form.status_code == 200
        fields = dict(
            re.findall(r'name="(name|owner|public_url|relay_url|web)"[^>]* value="([^"]*)"', form.text)
        )
        reach = re.search(r'name="reach" value="(\w+)" checked', form.text)
        assert reach is not None
        review = browser.post(shown.partition("?")[0], data={**fields, "reach": reach[1]}, timeout=30)
        assert review.status_code == 200, review.text
        action = re.search(r'action="([^"]+)"', review.text)
        taken = re.search(r'name="manifest" value="([^"]*)"', review.text)
        assert action is not None
        assert taken is not None
        manifest = taken[1].replace("&#34;", '"').replace("&#39;", "'")
        page = urlsplit(action[1].replace("&amp;", "&"))
        made = requests.post(
            f"{github.base_url}{page.path.removesuffix('/new')}",
            data={
                "manifest": manifest,
                "name": fields["name"],
                "state": dict(parse_qsl(page.query))["state"],
            },
            timeout=30,
            allow_redirects=False,
        )
        return browser.get(made.headers["Location"], timeout=30)


def test_from_the_terminal_to_an_app(github: FakeGitHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    options = ("--owner", "acme", "--relay", "https://smee.io/AbCdEf123456", "--name", "Byline of Acme")
    with started(home, github, *options) as (process, shown):
        done = walk(shown, github)
        assert "The terminal goes on from here" in done.text
        out, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
    made = github.adopt_registered()
    assert made.app.owner.login == "acme"
    assert made.manifest["hook_attributes"]["url"] == "https://smee.io/AbCdEf123456"
    assert f"Stored: App {made.app.id}" in out
    assert "✓ GitHub App: byline-of-acme" in out
    assert "✓ events: all subscribed" in out
    assert "GitHub sends to the channel of BYLINE_RELAY_URL" in out
    assert f"{github.base_url}/apps/byline-of-acme/installations/new" in out
    assert str(made.app.webhook_secret) not in out + error
    assert dotenv_values(home / ".env")["BYLINE_APP_ID"] == str(made.app.id)
    assert stat.S_IMODE((home / "app.pem").stat().st_mode) == 0o600
    assert not (home / "setup-token").exists()


def test_ctrl_c_ends_it(github: FakeGitHub, tmp_path: Path) -> None:
    with started(tmp_path / "home", github) as (process, shown):
        assert requests.get(shown, timeout=30).status_code == 200
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Ended. Nothing was stored." in error
    assert "Traceback" not in error
    assert not (tmp_path / "home" / ".env").exists()


def test_only_the_set_up_is_served(github: FakeGitHub, tmp_path: Path) -> None:
    with started(tmp_path / "home", github) as (_, shown):
        base = shown.partition("/setup")[0]
        assert requests.get(f"{base}/", timeout=30).status_code == 403
        assert requests.get(f"{base}/static/style.css", timeout=30).status_code == 200
        assert requests.get(f"{base}/deliveries/1", timeout=30).status_code == 404
        assert requests.post(f"{base}/webhooks/github", timeout=30).status_code == 404


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--relay", "http://smee.io/abc"], "--relay: the relay's channel has to begin with https://"),
        (["--public-url", "https://a.example/b"], "--public-url: this address ends after the host's name"),
        (["--public-url", "http://127.0.0.1:8000"], "--public-url: GitHub cannot reach"),
        (["--public-url", "https://a.example", "--relay", "https://smee.io/abc"], "not both"),
        (["--owner", "a b"], "--owner: this is no organization's name on GitHub"),
        (["--name", "x" * 35], "--name: GitHub takes at most 34 characters"),
        (["--github-url", "ftp://x"], "--github-url: GitHub's address is no address"),
    ],
)
def test_a_wrong_option_is_told_at_once(byline: Run, arguments: list[str], said: str) -> None:
    done = byline("setup", "--no-browser", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_app_that_is_configured_is_not_replaced_by_accident(byline: Run, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("x")
    done = byline("setup", BYLINE_APP_ID="7", BYLINE_PRIVATE_KEY_PATH=str(key))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("byline: a GitHub App is configured already (id 7)")
    again = byline("setup", "--again", BYLINE_APP_ID="7", BYLINE_PRIVATE_KEY_PATH=str(key))
    assert again.returncode == 2
    assert "BYLINE_APP_ID, BYLINE_PRIVATE_KEY_PATH: set in the environment" in again.stderr


def test_a_server_that_runs_is_found(byline: Run, tmp_path: Path) -> None:
    for home in (tmp_path / "home", tmp_path / "other"):  # the first is that of the command
        with server(home, *BYLINE_SERVE) as running:
            until(lambda shown=running: "/setup?token=" in shown.log, "the link")
            done = byline("setup", "--port", running.url.rpartition(":")[2])
            assert done.returncode == 2
            found = re.search(rf"has the same page at {running.url}(/setup\?token=\S+)", done.stderr)
            assert found is not None
            assert (found[1] in running.log) is (home.name == "home")

"""The pages in a real browser: nothing that a contribution says runs or is loaded."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.webhooks.running import Running, server, until

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"
)
#: What a page would fetch from elsewhere, were it more than text.
BEACON = (
    '"><img src="http://127.0.0.1:PORT/a"><link rel=stylesheet href="http://127.0.0.1:PORT/b"><iframe src="http://127.0.0.1:PORT/c">'
    '</iframe><meta http-equiv=refresh content="0;url=http://127.0.0.1:PORT/d"><svg onload=fetch("http://127.0.0.1:PORT/e")>'
)


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("needs a Chromium")
    return found


def rendered(browser: str, url: str, profile: Path) -> str:
    """The page as it stands after its scripts, had it any, have run."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command = [browser, *options, *quiet, f"--user-data-dir={profile}", "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def send_hostile(running: Running, beacon: str) -> None:
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    payload["pull_request"]["title"] = HOSTILE
    payload["pull_request"]["body"] = (
        f"{HOSTILE}{beacon}\n\n{HOSTILE.splitlines()[0].partition('</script>')[2]}{beacon}\n"
    )
    payload["pull_request"]["user"]["login"] = payload["pull_request"]["head"]["ref"] = beacon
    answer = running.post("hostile-1", "pull_request", payload)
    assert answer.status_code == 202


@pytest.mark.browser
def test_hostile_text_does_nothing_in_a_browser(chromium: str, tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as elsewhere,
        server(tmp_path / "home", "-m", "bot", "serve") as running,
    ):
        elsewhere.setblocking(False)
        port = elsewhere.getsockname()[1]
        send_hostile(running, BEACON.replace("PORT", str(port)))
        until(lambda: "delivery done" in running.log, "the delivery to be done")
        listed = rendered(chromium, f"{running.url}/", tmp_path / "profile")
        page = rendered(chromium, f"{running.url}/deliveries/1", tmp_path / "profile")
        with pytest.raises(BlockingIOError):  # nobody came
            elsewhere.accept()
    assert "pull_request" in listed
    assert "Generated with [Claude Code]" in page
    for text in (listed, page):
        assert "<title>owned" not in text
        assert "<script" not in text
        assert "<img" not in text

"""The set-up in a browser: from the link on the console to an App that judges."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from dotenv import dotenv_values
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Accessible
from tests.e2e.conftest import Byline, policy_file
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import BYLINE_SERVE, Running, server, until

pytestmark = pytest.mark.browser

LINK = re.compile(r"open='(http://[^']+/setup\?token=[^']+)'")
FOOTER = "Closes the file.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


@contextmanager
def unconfigured(github: FakeGitHub, home: Path, **settings: str | None) -> Iterator[Running]:
    """Run a server as people start it, with no App; a GitHub on this machine is its GitHub."""
    given: dict[str, str | None] = {
        "BYLINE_WEBHOOK_SECRET": None,
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_WRITE_SPACING_SECONDS": "0",
        **settings,
    }
    with server(home, *BYLINE_SERVE, anew=True, **given) as running:
        yield running


def link(running: Running) -> str:
    """Return the newest link on the console."""
    found: list[str] = until(lambda: LINK.findall(running.log), "the link on the console")
    return found[-1]


def test_from_the_console_to_a_comment(
    page: Page, accessible: Accessible, github: FakeGitHub, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with unconfigured(github, home) as running:
        first = link(running)
        page.goto(first)
        expect(page).to_have_url(f"{running.url}/setup")
        expect(page.get_by_role("heading", level=1)).to_have_text("Connect Byline to GitHub")
        for text in ("Checks", "Repository security advisories", "Members", "put on labels"):
            expect(page.get_by_text(text).first).to_be_visible()
        accessible(page)
        page.get_by_label("Name", exact=True).fill("Byline of Acme")
        page.get_by_label("Organization").fill("acme")
        page.get_by_label("Address of this server").fill(running.url)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Create Byline of Acme on GitHub")
        expect(page.get_by_text("GitHub's webhooks arrive only if")).to_be_visible()
        accessible(page)
        page.get_by_role("button", name="Create it on GitHub").click()
        expect(page).to_have_url(
            re.compile(re.escape(f"{github.base_url}/organizations/acme/settings/apps/new"))
        )
        github.fail("POST", "/app-manifests/", status=503)
        page.get_by_role("button", name="Create GitHub App").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("its key is not here yet")
        assert not (home / ".env").exists() or "BYLINE_APP_ID" not in (home / ".env").read_text()
        accessible(page)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Byline of Acme is connected")
        expect(page.get_by_role("status")).to_have_text(
            "The server has started again with them.", timeout=60_000
        )
        accessible(page)
        made = github.adopt_registered()
        expect(page.get_by_role("link", name="Choose repositories on GitHub")).to_have_attribute(
            "href", f"{github.base_url}/apps/byline-of-acme/installations/new"
        )
        until(lambda: running.log.count("byline is running") == 2, "the server to start again")
        kept = dotenv_values(home / ".env")
        assert kept["BYLINE_APP_ID"] == str(made.app.id)
        assert kept["BYLINE_WEBHOOK_SECRET"] == made.app.webhook_secret
        assert kept["BYLINE_CLIENT_SECRET"] == made.app.client_secret
        assert (home / "app.pem").read_text() == made.key.private_pem
        assert {stat.S_IMODE((home / name).stat().st_mode) for name in (".env", "app.pem")} == {0o600}
        assert made.manifest["default_permissions"]["merge_queues"] == "read"
        assert requests.get(first, timeout=10).status_code == 404
        assert requests.get(f"{running.url}/setup/callback", timeout=10).status_code == 404
        secrets = (made.app.webhook_secret, made.app.client_secret, made.key.private_pem[100:140])
        assert not any(secret and secret in running.log for secret in secrets)
        page.get_by_role("link", name="Open the pages").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Deliveries")  # signed in
        repository = github.add_repository("acme/widget", files=policy_file("human-only"))
        pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
        github.settle()
        sent = github.deliveries[-1]
        assert sent.ok, sent.response_body
        Byline(running, home).finished(sent.guid)
        assert "Generated with [Claude Code]" in pull.comments[0].body
        assert running.stop() == 0

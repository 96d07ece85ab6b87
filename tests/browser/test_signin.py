"""Signing in through GitHub in a browser: what a maintainer sees, what a stranger is told, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Accessible
from tests.fakes.github import FakeGitHub
from tests.webhooks.running import BYLINE_SERVE, Running, server, until

pytestmark = pytest.mark.browser
TOKEN = "a-token-for-tests"


@pytest.fixture
def running(github: FakeGitHub, tmp_path: Path) -> Iterator[Running]:
    """Yield a server with an App on two repositories; robin maintains one of them, and casey none."""
    for name in ("acme/widget", "acme/gadget"):
        github.add_repository(name)
    github.set_permission("robin", "triage", "acme/widget")
    github.user("casey")
    settings = {
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY": github.key.private_pem,
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_DASHBOARD_TOKEN": TOKEN,
        "BYLINE_CLIENT_ID": github.app.client_id,
        "BYLINE_CLIENT_SECRET": github.app.client_secret,
    }
    with server(tmp_path / "home", *BYLINE_SERVE, **settings) as started:
        github.app.callbacks.append(f"{started.url}/signin/callback")
        for number, name in enumerate(("acme/widget", "acme/gadget"), 1):
            github.app.webhook_url = f"{started.url}/webhooks/github"
            github.app.webhook_secret = "a secret for tests"
            issue = github.open_issue(name, f"Issue of {name}", "Hello")
            github.deliver("issues", "opened", issue)
            until(lambda: started.log.count("delivery done") >= number, "the delivery to be done")  # noqa: B023
        yield started


def test_a_maintainer_signs_in_and_out(page: Page, accessible: Accessible, running: Running) -> None:
    page.goto(f"{running.url}/?event=issues")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    accessible(page)
    page.get_by_role("link", name="Sign in with GitHub").click()
    page.get_by_role("button", name="Authorize as robin").click()
    expect(page).to_have_url(f"{running.url}/?event=issues")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("acme/widget#1")).to_be_visible()
    expect(page.get_by_text("acme/gadget")).to_have_count(0)
    expect(page.get_by_role("banner")).to_contain_text("robin")
    expect(page.get_by_role("link", name="Health")).to_have_count(0)
    accessible(page)
    own = page.get_by_role("link", name="1", exact=True)
    own.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Delivery 1")
    page.goto(f"{running.url}/deliveries/2")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{running.url}/deliveries/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_who_maintains_nothing_is_told_kindly(page: Page, accessible: Accessible, running: Running) -> None:
    page.goto(f"{running.url}/signin")
    page.get_by_role("link", name="Sign in with GitHub").click()
    page.get_by_role("button", name="Authorize as casey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here for casey to look after")
    accessible(page)
    page.get_by_role("link", name="Sign in with GitHub").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")


def test_whoever_runs_it_sees_all_and_its_health(
    page: Page, accessible: Accessible, running: Running
) -> None:
    page.goto(f"{running.url}/?token={TOKEN}")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="Health").click()
    expect(page.get_by_role("heading", name="Deliveries by the hour")).to_be_visible()
    expect(page.get_by_text("2 deliveries came in; 0 of them are failed")).to_be_visible()
    page.get_by_text("The numbers").click()
    accessible(page)
    page.get_by_role("button", name="Check GitHub too").click()
    expect(page.get_by_text("Only what is on this machine")).to_be_visible()
    expect(page.get_by_text("byline-test (id 12345)")).to_be_attached()
    accessible(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert requests.get(f"{running.url}/health", timeout=30).status_code == 401

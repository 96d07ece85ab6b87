"""The inbox in a browser: searched, and a failed delivery tried again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Accessible
from tests.webhooks.running import BYLINE_SERVE, ROOT, server, until

pytestmark = pytest.mark.browser


def test_deliveries_are_searched_and_opened(page: Page, accessible: Accessible, tmp_path: Path) -> None:
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    with server(tmp_path / "home", *BYLINE_SERVE) as running:
        assert running.post("one", "pull_request", payload).status_code == 202
        assert running.post("two").status_code == 202
        until(lambda: running.log.count("delivery done") == 2, "both to be done")
        page.goto(running.url)
        expect(page.get_by_role("row")).to_have_count(3)
        page.get_by_label("Event").fill("pull_request")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("row")).to_have_count(2)
        accessible(page)
        page.get_by_role("combobox", name="State").select_option("failed")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_text("No delivery is like that.")).to_be_visible()
        page.get_by_role("link", name="Show all").first.click()
        page.get_by_role("link", name="1", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Delivery 1")
        accessible(page)

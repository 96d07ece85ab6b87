"""The pages about repositories in a browser: found, opened, read as a picture and as numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.storage import open_database
from tests.browser.fixtures import Accessible
from tests.browser.half_a_year import fill
from tests.webhooks.running import BYLINE_SERVE, server

pytestmark = pytest.mark.browser


def test_a_repository_is_found_and_read(page: Page, accessible: Accessible, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    fill(database, datetime.now(UTC))
    database.close()
    with server(home, *BYLINE_SERVE) as running:
        page.goto(running.url)
        page.get_by_role("link", name="Repositories").click()
        expect(page.get_by_role("row")).to_have_count(5)
        accessible(page)
        page.get_by_label("Search", exact=True).fill("WIDGET")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("row")).to_have_count(2)
        expect(page.get_by_role("img", name="Judged in each of 26 weeks")).to_be_visible()
        page.get_by_role("link", name="acme/widget").click()
        expect(page.get_by_role("heading", level=1, name="acme/widget")).to_be_visible()
        _reads_as_picture_and_as_numbers(page)
        accessible(page)
        page.get_by_text("What nobody set").click()
        expect(
            page.get_by_role("row", name="disclosure.fields [tool, extent] disclose (preset)")
        ).to_be_visible()
        accessible(page)
        page.get_by_role("link", name="By month").click()
        expect(page.get_by_role("img", name=re.compile("Judged, by kind In 12 months"))).to_be_visible()
        page.goto(f"{running.url}/repositories/acme/handbook")
        expect(page.get_by_text('"enforc"; did you mean "enforce"?')).to_be_visible()
        accessible(page)
        assert page.goto(f"{running.url}/repositories/acme/nothing").status == 404  # type: ignore[union-attr]


def _reads_as_picture_and_as_numbers(page: Page) -> None:
    """Each drawing is named by its title and its sentence; the table holds the same, by the keyboard, too."""
    for title in ("Judged, by kind", "Judged, by outcome", "What can be looked up", "Overrides and appeals"):
        expect(page.get_by_role("img", name=re.compile(re.escape(title)))).to_be_visible()
    bars = page.locator("figure", has_text="Judged, by kind").locator("svg[role=img] rect")
    assert bars.count() > 26
    numbers = page.get_by_text("The numbers: Judged, by kind")
    numbers.focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Judged, by kind")
    expect(table).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(27)
    expect(page.get_by_role("heading", name="Share that a machine wrote: no estimate")).to_be_visible()

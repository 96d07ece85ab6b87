"""Pages that lists make wide: with much on them, and long names, they keep nobody out either."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.storage import Notices, open_database
from tests.browser.fixtures import Accessible
from tests.browser.half_a_year import fill
from tests.webhooks.running import BYLINE_SERVE, server

pytestmark = pytest.mark.browser
_LONG = "octo-labs/a-repository-with-quite-a-long-name-as-some-have-it"


def test_much_of_everything_fits_a_phone(page: Page, accessible: Accessible, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    fill(database, datetime.now(UTC))
    Notices(database).add(_LONG, f"{_LONG}#7", "the-team-that-looks-at-it", "x" * 300, "a" * 64)
    database.close()
    with server(home, *BYLINE_SERVE) as running:
        for path, told in (
            ("/rates", "Error rates"),
            ("/queue", "What maintainers should look at"),
            ("/playground", "Policy playground"),
            (f"/contributions?repository={_LONG}", "Contributions"),
        ):
            page.goto(running.url + path)
            expect(page.get_by_role("heading", level=1)).to_have_text(told)
            expect(page.get_by_text(_LONG).first).to_be_attached()
            accessible(page)

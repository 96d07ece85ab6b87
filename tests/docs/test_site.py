"""The site: every link leads somewhere, nothing comes from elsewhere, and it shows what GitHub shows."""

from __future__ import annotations

import functools
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cmarkgfm
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.fixtures import Accessible
from tests.docs.site import Reader, Site

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_OURS = ("http://127.0.0.1", "http://localhost")


def test_every_link_and_every_anchor_is_there(site: Site) -> None:
    missing = [
        f"{address}: {link}: {problem}"
        for address, page in site.pages.items()
        if address != "404.html"  # shown at any depth, so its links begin at the root
        for link in {*page.links, *page.loads}
        if not urlsplit(link).scheme and (problem := site.missing(address, link))
    ]
    assert missing == []


def test_every_link_to_another_site_is_well_formed(site: Site) -> None:
    for address, page in site.pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("", "mailto") or link.startswith(_OURS):
                continue
            assert parts.scheme == "https", f"{address}: {link}"
            assert _HOST.fullmatch(parts.netloc), f"{address}: {link}"
            assert not re.search(r"[\s<>\"]|[.,;]$", link), f"{address}: {link}"


def test_no_page_loads_anything_from_elsewhere(site: Site) -> None:
    for address, page in site.pages.items():
        assert [one for one in page.loads if urlsplit(one).scheme not in ("", "data")] == [], address
        assert not [one for one in page.loads if one.startswith("//")], address
    for sheet in site.folder.rglob("*.css"):
        found = re.findall(r"url\(\s*[\"']?(https?:|//)|@import", sheet.read_text(encoding="utf-8"))
        assert found == [], sheet.name


def test_every_page_shows_what_github_shows(site: Site, sources: dict[str, Path]) -> None:
    """Lists, tables and code are not read alike by every Markdown program."""
    assert set(sources) == set(site.pages) - {"404.html"}
    for address, path in sources.items():
        text = path.read_text(encoding="utf-8")
        reader = Reader(whole=True)
        reader.feed(cmarkgfm.github_flavored_markdown_to_html(text))
        expected, shown = reader.page.shown, site.pages[address].shown
        expected = Counter({tag: count for tag, count in expected.items() if tag != "blockquote"})
        differs = {tag: (count, shown[tag]) for tag, count in expected.items() if shown[tag] != count}
        assert differs == {}, path


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_said: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_search_finds_a_page_and_asks_nobody_else(site: Site, chromium: Browser) -> None:
    with _served(site.folder) as url:
        page = chromium.new_page()
        asked: list[str] = []

        def note(route: Route) -> None:
            asked.append(route.request.url)
            if route.request.url.startswith((url, "blob:", "data:")):
                route.continue_()
            else:
                route.abort()

        page.route("**/*", note)
        page.goto(f"{url}/start/")
        page.keyboard.press("/")
        page.keyboard.type("uninstalled deleted")
        found = page.locator(".md-search-result__link[href*='privacy']").first
        expect(found).to_be_visible(timeout=30_000)
        found.click()
        expect(page.locator("h1")).to_contain_text("Privacy")
        assert [one for one in asked if not one.startswith((url, "blob:", "data:"))] == []
        page.close()


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone(site: Site, chromium: Browser) -> None:
    with _served(site.folder) as url:
        page = chromium.new_page(viewport={"width": 390, "height": 800})
        for address in site.pages:
            page.goto(f"{url}/{address}", wait_until="domcontentloaded")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide == 0, address
        page.close()


@pytest.mark.browser
@pytest.mark.npm
@pytest.mark.parametrize("name", ["", "presets/", "contributors/", "reference/commands/"])
def test_pages_keep_nobody_out(site: Site, page: Page, accessible: Accessible, name: str) -> None:
    with _served(site.folder) as url:
        page.goto(f"{url}/{name}", wait_until="load")
        accessible(page)
        page.goto("about:blank")  # the server is about to go

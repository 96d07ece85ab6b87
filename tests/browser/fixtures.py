"""A real headless Chromium, and axe-core to look for what keeps people out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.npm_assets import NpmAssets

#: What axe-core calls serious and worse is a failure; the rules are those of WCAG 2.2, levels A and AA.
_GRAVE = frozenset({"serious", "critical"})
_BY_TAG = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_BY_COLOR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_WIDTHS = (1280, 390)

#: Checks the present page in both color schemes and both widths.
Accessible = Callable[[Page], None]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield Debian's Chromium; skips where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("needs a Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Yield a page of a browser that knows nothing yet; what its console complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    # An answer of 4xx is no fault of a page: what it shows is asserted by the tests.
    told = [text for text in complaints if "Failed to load resource" not in text]
    assert not told, told


@pytest.fixture(scope="session")
def axe(npm: NpmAssets) -> str:
    """The source of axe-core."""
    return (npm.modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def accessible(axe: str) -> Accessible:
    """Return a check: nothing serious for axe-core, and nothing wider than the window."""

    def check(page: Page) -> None:
        for width in _WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{page.url} is {wide} pixels wide in a window of {width}"
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
                # All but the colors is the same in both.
                asked = _BY_TAG if scheme == "light" else _BY_COLOR
                assert not _faults(page, axe, asked), f"{page.url} at {width} pixels, {scheme}"
        page.set_viewport_size({"width": _WIDTHS[0], "height": 900})
        page.emulate_media(color_scheme="light")

    return check


def _faults(page: Page, axe: str, asked: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    options = {"runOnly": asked, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {fault['help']}: {[node['html'][:200] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
        if fault["impact"] in _GRAVE
    ]


def shoot(page: Page, name: str, folder: Path) -> None:
    """Take the four pictures to look at: both widths, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)

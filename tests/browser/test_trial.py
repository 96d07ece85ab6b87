"""The live demo in a browser: each sample, a text, a payload, a file; with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.trial.samples import SAMPLES
from tests.browser.fixtures import Accessible
from tests.webhooks.running import BYLINE_SERVE, ROOT, Running, server

pytestmark = pytest.mark.browser
PAYLOAD = ROOT / "docs" / "examples" / "pull_request.opened.json"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with server(tmp_path_factory.mktemp("demo") / "home", *BYLINE_SERVE) as running:
        yield running


def test_from_an_empty_inbox_through_each_sample(
    running: Running, page: Page, accessible: Accessible
) -> None:
    page.goto(running.url)
    page.get_by_role("link", name="Try it", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Try Byline")
    accessible(page)
    said = {"undisclosed": "note", "disclosed": "pass", "invented": "note", "plain": "pass"}
    for sample in SAMPLES:
        page.get_by_role("navigation", name="Samples").get_by_role("link", name=sample.title).click()
        expect(page.get_by_role("heading", level=2).first).to_have_text(sample.title)
        expect(page.locator(".verdict .state")).to_have_text(said[sample.name])
        accessible(page)


def test_a_sample_is_judged_by_another_policy_and_then_changed(running: Running, page: Page) -> None:
    page.goto(f"{running.url}/try?sample=undisclosed")
    comment = page.locator(".markdown").first
    expect(comment).to_contain_text("This project asks that AI use is disclosed")
    page.get_by_role("combobox", name="Policy", exact=True).first.select_option("human-only")
    page.get_by_role("button", name="Judge by this policy").click()
    expect(page.locator(".verdict .state")).to_have_text("hold")
    expect(comment).to_contain_text("This project accepts no AI use")
    page.locator("[name=commits]").fill("Fix the sensor")
    page.locator("form.trial [name=policy]").select_option("disclose")
    page.get_by_role("button", name="Judge it").click()
    expect(page.locator(".verdict .state")).to_have_text("pass")
    expect(page.get_by_text("No comment and no label")).to_be_visible()


def test_a_text_with_the_keyboard_alone(running: Running, page: Page) -> None:
    page.goto(f"{running.url}/try")
    page.get_by_role("textbox", name="Text", exact=True).focus()
    page.keyboard.type("A fix.\n\nGenerated with [Claude Code](https://claude.com/claude-code)")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Judge it":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".verdict .state")).to_have_text("note")
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()


def test_a_payload_pasted_and_as_a_file(running: Running, page: Page, accessible: Accessible) -> None:
    page.goto(f"{running.url}/try")
    expect(page.locator("[name=payload]")).to_be_hidden()
    page.get_by_label("A webhook payload (JSON)").check()
    page.get_by_role("textbox", name="Payload", exact=True).fill(PAYLOAD.read_text())
    page.get_by_role("button", name="Judge it").click()
    expect(page.locator(".by").first).to_contain_text("Close the log file when the reader stops early")
    accessible(page)
    page.get_by_role("textbox", name="Payload", exact=True).fill("")
    page.get_by_label("Or a file with it").set_input_files(PAYLOAD)
    page.get_by_role("button", name="Judge it").click()
    expect(page.locator(".by").first).to_contain_text("Close the log file when the reader stops early")


def test_a_policy_of_ones_own_with_a_mistake(running: Running, page: Page) -> None:
    page.goto(f"{running.url}/try")
    expect(page.locator("[name=own]")).to_be_hidden()
    page.get_by_role("textbox", name="Text", exact=True).fill("A fix.")
    page.get_by_role("combobox", name="Policy", exact=True).select_option("own")
    page.get_by_role("textbox", name="Your own policy").fill("version: 1\nuse: {cod: none}\n")
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 7")
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("A fix.")


def test_what_is_too_large_is_said(running: Running, page: Page, tmp_path: Path) -> None:
    page.goto(f"{running.url}/try")
    page.get_by_role("textbox", name="Text", exact=True).fill("word " * 60_000)
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 256 KiB are judged here")
    large = tmp_path / "large.json"
    large.write_text("x" * 6_000_000)
    page.get_by_label("Or a file with it").set_input_files(large)
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_role("alert")).to_contain_text("more than the 1,536 KiB")

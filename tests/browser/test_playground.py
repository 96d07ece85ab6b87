"""The playground in a browser: a mistake is told while it is typed, mended, and a policy is simulated."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Accessible
from tests.webhooks.running import BYLINE_SERVE, ROOT, Running, server, until

pytestmark = pytest.mark.browser
#: The process that checks has to start first.
PATIENCE = 30_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    with server(tmp_path_factory.mktemp("play") / "home", *BYLINE_SERVE) as running:
        assert running.post("one", "pull_request", payload).status_code == 202
        until(lambda: running.log.count("delivery done") == 1, "it to be judged")
        yield running


def test_a_mistake_is_told_while_typing_and_gone_when_mended(
    running: Running, page: Page, accessible: Accessible
) -> None:
    page.goto(f"{running.url}/playground")
    status, editor = page.get_by_role("status"), page.get_by_role("textbox", name="The policy")
    expect(status).to_have_text("A valid policy", timeout=PATIENCE)
    editor.fill("version: 1\nuse:\n  cod: none\n")
    expect(status).to_have_text("1 mistake", timeout=PATIENCE)
    problem = page.get_by_role("button", name='Line 3, column 3: unknown key "cod"; did you mean "code"?')
    problem.click()
    expect(editor).to_be_focused()
    selected = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert editor.evaluate(selected) == "cod: none"
    accessible(page)
    page.keyboard.type("code: none")
    expect(status).to_have_text("A valid policy", timeout=PATIENCE)
    expect(problem).to_have_count(0)
    expect(page.get_by_role("cell", name="use.code")).to_be_visible()
    accessible(page)


def test_the_keyboard_gets_in_and_out_of_the_editor(running: Running, page: Page) -> None:
    page.goto(f"{running.url}/playground")
    page.get_by_role("textbox", name="The policy").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Simulate")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What it would have done")).to_be_visible(timeout=PATIENCE)


def test_a_preset_is_simulated(running: Running, page: Page, accessible: Accessible) -> None:
    page.goto(f"{running.url}/playground")
    page.get_by_label("Start from a preset").select_option("human-only")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("This is the preset human-only.")).to_be_visible()
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_text("The latest 1 contribution to acme/widget")).to_be_visible(timeout=PATIENCE)
    table = page.get_by_role("table", name="Outcomes as they were, and under this policy")
    expect(table.get_by_role("row")).not_to_have_count(1)
    accessible(page)


def test_it_works_without_scripts(running: Running, page: Page) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{running.url}/playground")
    page.get_by_role("textbox", name="The policy").fill("version: 2\n")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_have_text("1 mistake", timeout=PATIENCE)
    expect(page.get_by_text("Line 1, column 10")).to_be_visible()

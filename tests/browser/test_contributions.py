"""Contributions in a browser: looked for, opened, decided about, and the comment as GitHub shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.storage import Database, open_database
from tests.bot.dashboard.test_contributions import whole
from tests.bot.storage.test_searching import finding, judge, say
from tests.browser.fixtures import Accessible
from tests.webhooks.running import BYLINE_SERVE, server

pytestmark = pytest.mark.browser

COMMENT = """<!-- byline:comment -->
### On hold: something to settle first

Evidence: `🤖 Generated with [a tool](https://tool.example)`

| what | where |
|------|------:|
| a trace | line 3 |

![a chart](https://evil.example/pixel.png)

<details><summary>How the policy was read</summary>

- ✗ `use.code: none`

</details>

<script>document.title = "gone"</script>
"""


def fill(database: Database) -> None:
    """Several repositories, long titles, many findings, hostile text."""
    for number in range(2, 9):
        judge(database, number, "acme/a-repository-with-a-rather-long-name", title="Refactor " * 25)
    judge(database, 9, kind="issue", decision={"outcome": "note", "mode": "report"})
    many = [{**finding("exact", f"Line {n} has a footer"), "evidence": []} for n in range(30)]
    judge(database, 10, findings=many, author="somebody-with-a-long-name")
    whole(database)
    whole(database, actions=[{"action": "create_comment", "body": COMMENT, "withheld": ""}])
    say(database, 1, "appeal", "1001")


def test_a_contribution_is_found_and_decided_about(
    page: Page, accessible: Accessible, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with server(home, *BYLINE_SERVE) as running:
        database = open_database(f"sqlite:///{home / 'byline.sqlite3'}", upgrade=False)
        fill(database)
        database.close()
        page.goto(f"{running.url}/contributions")
        expect(page.get_by_role("row")).to_have_count(11)
        accessible(page)
        search = page.get_by_role("search")
        search.get_by_label("People said").select_option(label="appeal to answer")
        search.get_by_label("Outcome").select_option("hold")
        search.get_by_role("button", name="Search").click()
        expect(page.get_by_role("row")).to_have_count(2)
        page.get_by_role("link", name="acme/widget#1").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
        accessible(page)
        _comment(page)
        _answer(page)
        _override(page)
        _appeal(page)
        accessible(page)
        page.get_by_role("link", name="Open the judgement").last.click()
        expect(page.get_by_text("This is an earlier judgement.")).to_be_visible()
        accessible(page)


def _comment(page: Page) -> None:
    comment = page.get_by_role("group", name="The comment as GitHub shows it")
    expect(comment.get_by_role("heading", name="On hold: something to settle first")).to_be_visible()
    expect(comment.get_by_role("cell", name="line 3")).to_be_visible()
    folded = comment.get_by_text("use.code: none")
    expect(folded).to_be_hidden()
    comment.get_by_text("How the policy was read").click()
    expect(folded).to_be_visible()
    expect(comment.get_by_alt_text("a chart")).to_be_visible()
    expect(page).not_to_have_title("gone")
    page.get_by_text("Its text").click()
    expect(page.get_by_label("The comment's Markdown")).to_contain_text("<!-- byline:comment -->")


def _answer(page: Page) -> None:
    box = page.get_by_role("region", name="Your word on it")
    expect(box.get_by_role("heading", name="An appeal waits for an answer")).to_be_visible()
    box.get_by_role("button", name="Decline the appeal").click()  # the browser asks for the reason first
    box.get_by_label("Your answer").fill("The commit says otherwise.")
    box.get_by_role("button", name="Decline the appeal").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text("the operator declined the appeal")
    expect(told).to_be_focused()
    expect(page.get_by_role("heading", name="An appeal waits for an answer")).to_be_hidden()


def _override(page: Page) -> None:
    page.get_by_text("Say who wrote this").click()
    page.get_by_label("A person wrote this").check()
    page.get_by_label("How do you know?").fill("I watched them write it.")
    page.get_by_role("button", name="Record it").dblclick()
    expect(page.get_by_role("status")).to_contain_text("the operator said that a person wrote this")
    expect(page.get_by_role("listitem").filter(has_text="said that a person wrote it")).to_have_count(1)


def _appeal(page: Page) -> None:
    page.get_by_text("Record an appeal that reached you").click()
    page.get_by_label("Whose appeal is it?").fill("quinn")
    page.get_by_label("What do they say?").fill("My editor adds that line.")
    page.get_by_role("button", name="Record the appeal").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded: the appeal of quinn.")
    expect(page.get_by_role("heading", name="An appeal waits for an answer")).to_be_visible()

"""What is remembered of issues and pull requests that were there before Byline, and when it counts."""

from __future__ import annotations

import dataclasses

import pytest

from bot import backfill
from bot.backfill import Remembered
from bot.errors import CouldNotLook, RetryLater
from bot.gather.contributions import of_issue
from bot.github.client import Client
from bot.storage.texts import Texts
from detectors.repetition import queries
from tests.detectors.repetition.build import OTHER, REPORT, REWORDED
from tests.fakes.github import FakeGitHub, Issue
from tests.fakes.github import Repository as FakeRepository

REPO = "acme/widget"


def remember(client: Client, texts: Texts, state: str = "all", limit: int | None = None) -> Remembered:
    listed = backfill.threads(client, REPO, state, since="", limit=limit)
    return backfill.remember(listed, client, REPO, "main", texts, lambda: "2030-01-01T00:00:00Z")


def earlier(client: Client, texts: Texts, item: Issue) -> list[int]:
    """The numbers of the texts that one might repeat."""
    it = of_issue(REPO, client.issue(REPO, item.number))
    sketch = queries(it, ())
    assert sketch is not None
    return sorted(seen.number for seen in texts.alike(it, sketch))


def test_open_and_closed_ones_are_remembered_and_short_ones_left_out(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.close_issue(first)
    github.open_issue(widget, "Crash", "It crashes.")
    pull = github.open_pull(widget, "Write less", OTHER, files={"a.py": "1"})
    github.open_issue(widget, "Nightly", OTHER, by="nightly-bot")
    done = remember(client, texts)
    assert (done.listed, done.added, done.known, done.left_out) == (4, 2, 0, 2)
    assert [(subject.kind.value, subject.number) for subject in done.open] == [
        ("issue", 4),
        ("pull_request", pull.number),
        ("issue", 2),
    ]
    github.state.advance(minutes=5)
    assert earlier(client, texts, github.open_issue(widget, "Open file", REWORDED, by="ada")) == [1]


def test_running_again_changes_nothing_but_what_was_rewritten(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    first = github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.open_issue(widget, "Too slow", OTHER, by="grace")
    assert remember(client, texts).added == 2
    github.forget()
    again = remember(client, texts)
    assert (again.added, again.known) == (0, 2)
    assert not github.writes("^/repos/")
    assert len(github.calls("GET", "/issues$")) == 1, "one listing, and no text is fetched by itself"
    github.state.advance(minutes=5)
    github.edit(first, body=f"{OTHER} {REWORDED}")
    changed = remember(client, texts)
    assert (changed.added, changed.known) == (1, 1)


def test_what_was_put_into_an_old_issue_later_is_no_earlier_text(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    old = github.open_issue(widget, "Too slow", OTHER, by="ada")
    github.state.advance(minutes=10)
    new = github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.state.advance(minutes=10)
    github.edit(old, body=REPORT)
    remember(client, texts)
    assert earlier(client, texts, new) == []
    github.state.advance(minutes=10)
    assert earlier(client, texts, github.open_issue(widget, "Again", REPORT, by="eve")) == [1, 2]


def test_what_a_server_has_read_since_is_not_put_back(
    github: FakeGitHub, widget: FakeRepository, client: Client, texts: Texts
) -> None:
    item = github.open_issue(widget, "Too slow", OTHER, by="ada")
    listed = list(backfill.threads(client, REPO, "all", since="", limit=None))
    rewritten = dataclasses.replace(of_issue(REPO, client.issue(REPO, item.number)), body=REPORT)
    texts.keep(rewritten, queries(rewritten, ()), "2031-01-01T00:00:00Z")
    done = backfill.remember(listed, client, REPO, "main", texts, lambda: "2030-01-01T00:00:00Z")
    assert (done.added, done.known) == (0, 1)
    later = dataclasses.replace(rewritten, number=9, created_at="2032-01-01T00:00:00Z")
    sketch = queries(later, ())
    assert sketch is not None
    assert [seen.number for seen in texts.alike(later, sketch)] == [1]


def test_the_lines_of_templates_are_nobodys_words(
    github: FakeGitHub, client: Client, texts: Texts, widget: FakeRepository
) -> None:
    git = widget.git
    git.commit("Template", {".github/ISSUE_TEMPLATE/bug.md": f"---\nname: Bug\n---\n{REPORT}\n"})
    github.open_issue(widget, "Crash", REPORT)
    assert remember(client, texts).left_out == 1


def test_where_templates_cannot_be_read_nothing_is_remembered(
    github: FakeGitHub, client: Client, texts: Texts, widget: FakeRepository
) -> None:
    item = github.open_issue(widget, "File stays open", REPORT, by="grace")
    github.fail("GET", "/git/trees/", status=403, times=-1)
    with pytest.raises(CouldNotLook):
        remember(client, texts)
    github.clear_faults()
    assert earlier(client, texts, item) == []


def test_a_listing_that_breaks_off_keeps_what_came_before(
    github: FakeGitHub, client: Client, texts: Texts, widget: FakeRepository
) -> None:
    for number in range(120):
        github.open_issue(widget, f"Report {number}", f"{OTHER} number {number}", by="grace")
    github.fail("GET", "/issues$", status=502, times=-1, skip=1)
    with pytest.raises(CouldNotLook, match="what 100 issues and pull requests say is remembered"):
        remember(client, texts)
    github.clear_faults()
    done = remember(client, texts)
    assert (done.added, done.known) == (20, 100)


def test_limits_and_days_bound_what_is_listed(
    github: FakeGitHub, client: Client, texts: Texts, widget: FakeRepository
) -> None:
    old = github.open_issue(widget, "Old", REPORT)
    github.state.advance(days=3)
    new = github.open_issue(widget, "New", REPORT)
    day = new.created_at.date().isoformat()
    recent = backfill.threads(client, REPO, "all", since=day, limit=None)
    assert [thread.number for thread in recent] == [new.number]
    assert remember(client, texts, limit=1).listed == 1
    github.close_issue(old)
    assert [thread.number for thread in backfill.threads(client, REPO, "closed", since="", limit=None)] == [1]


def test_a_missing_repository_is_not_found(client: Client) -> None:
    with pytest.raises(CouldNotLook) as error:
        list(backfill.threads(client, "acme/nothing", "all", since="", limit=None))
    assert not isinstance(error.value, RetryLater)

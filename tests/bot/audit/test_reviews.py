"""Who merged and reviewed, as GitHub tells it."""

from __future__ import annotations

from pathlib import Path

from bot.audit.model import Reviews
from bot.audit.reviews import Hosted, reviews
from detectors.model import Unknown
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub

LATE = "2999-01-01"


def asked(github: FakeGitHub, home: Path, until: str = LATE) -> Reviews | Unknown:
    hosted = Hosted(client_for(github, home), "acme/widget")
    return reviews(hosted, until, lambda what, done, total: None)


def test_nobody_is_asked_unasked() -> None:
    found = reviews(None, LATE, lambda what, done, total: None)
    assert isinstance(found, Unknown)
    assert "--reviews" in found.reason


def test_own_merges_and_missing_reviews_are_counted(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget")
    pulls = [github.open_pull(repo, files={f"{n}.txt": "x\n"}, by="contributor") for n in range(4)]
    github.review(pulls[0], "Fine.", verdict="APPROVED", by="maintainer")
    github.close_issue(pulls[0], by="maintainer", merged=True)
    github.review(pulls[1], "My own remark.", by="contributor")
    github.close_issue(pulls[1], by="contributor", merged=True)
    github.close_issue(pulls[2], by="maintainer", merged=True)
    github.close_issue(pulls[3], by="maintainer")
    found = asked(github, tmp_path)
    assert isinstance(found, Reviews)
    assert (found.merged, found.self_merged, found.unreviewed, found.by_agent) == (3, 1, 2, 0)
    assert [number for number, _ in found.examples] == [pulls[1].number]


def test_what_was_merged_later_is_not_looked_at(github: FakeGitHub, tmp_path: Path) -> None:
    repo = github.add_repository("acme/widget")
    pull = github.open_pull(repo, files={"a.txt": "x\n"}, by="contributor")
    github.close_issue(pull, by="maintainer", merged=True)
    found = asked(github, tmp_path, "2001-01-01")
    assert isinstance(found, Reviews)
    assert found.merged == 0


def test_a_repository_that_is_not_seen_is_unknown(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    hosted = Hosted(client_for(github, tmp_path), "acme/gone")
    assert isinstance(reviews(hosted, LATE, lambda what, done, total: None), Unknown)

"""Which review programs an author called, and which calls are nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gather.from_api import gather
from bot.gather.review_bots import in_text
from bot.gather.subject import Subject
from bot.github.client import Client
from detectors.model import Kind, Need, Unknown
from tests.bot.gather.test_author import REPO, looked_at
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub, Issue

RABBIT, GEMINI = "coderabbitai[bot]", "gemini-code-assist[bot]"


@pytest.fixture
def pull(github: FakeGitHub) -> Issue:
    github.add_repository(REPO)
    return github.open_pull(REPO, files={"a.txt": "x\n"})


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path, pull: Issue) -> Client:
    return client_for(github, tmp_path)


def called(client: Client, pull: Issue) -> tuple[str, ...] | Unknown:
    return looked_at(client, pull, Need.REVIEW_BOTS).contribution.review_bots


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@coderabbitai review", [RABBIT]),
        ("Thanks!\n\n@CodeRabbitAI  full review please\n/gemini review", [RABBIT, GEMINI]),
        ("> @coderabbitai review", []),
        ("```\n@coderabbitai review\n```", []),
        ("Please do not call `@coderabbitai review`", []),
        ("I saw that @coderabbitai review was called", []),
        ("@coderabbitai ignore", []),
        ("@coderabbitai reviewer", []),
        ("cursor review found nothing", []),
        ("bugbot run", ["cursor[bot]"]),
        ("", []),
    ],
)
def test_what_a_text_calls(text: str, logins: list[str]) -> None:
    assert list(in_text(text)) == logins


def test_calls_of_the_author_anywhere_in_the_thread(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.comment(pull, "@coderabbitai review")
    github.comment(pull, "@coderabbitai review")
    github.review(pull, "/gemini review")
    github.review_comment(pull, "@codex review", "a.txt")
    github.request_review(pull, "Copilot")
    assert called(client, pull) == (RABBIT, "chatgpt-codex-connector[bot]", GEMINI, "Copilot")


def test_what_others_call_is_not_the_author_s(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.comment(pull, "@coderabbitai review", by="maintainer")
    github.comment(pull, "Actions performed: full review", by=RABBIT)
    github.request_review(pull, "Copilot", by="maintainer")
    github.request_review(pull, "maintainer")
    assert called(client, pull) == ()


def test_people_of_the_project_call_whom_they_like(github: FakeGitHub, client: Client, pull: Issue) -> None:
    pull.association = "MEMBER"
    github.comment(pull, "@coderabbitai review")
    assert called(client, pull) == ()


def test_a_comment_is_looked_at_alone(github: FakeGitHub, client: Client, pull: Issue) -> None:
    github.comment(pull, "@coderabbitai review")
    later, thanks = github.comment(pull, "/gemini review"), github.comment(pull, "Thank you")
    other = github.comment(pull, "/gemini review", by="passer-by")
    issue = github.open_issue(REPO)
    elsewhere = github.comment(issue, "/gemini review")
    found = {}
    for comment in (later, thanks, other, elsewhere):
        subject = Subject(Kind.COMMENT, REPO, comment.issue.number, str(comment.id))
        found[comment.id] = gathered(client, subject)
    assert found == {later.id: (GEMINI,), thanks.id: (), other.id: (), elsewhere.id: ()}


def gathered(client: Client, subject: Subject) -> tuple[str, ...] | Unknown:
    needs = frozenset({Need.REVIEW_BOTS})
    return gather(client, subject, lambda *_: needs, "2026-01-01T00:00:00Z").contribution.review_bots


def test_a_thread_that_may_not_be_read_is_unknown(github: FakeGitHub, client: Client, pull: Issue) -> None:
    body = {"message": "Resource not accessible by integration"}
    github.fail("GET", "/pulls/1/comments$", status=403, body=body)
    assert isinstance(called(client, pull), Unknown)

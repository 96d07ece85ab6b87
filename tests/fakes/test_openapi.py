"""GitHub's description as a judge, and the fixture that applies it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.fakes.github import FakeGitHub
from tests.fakes.openapi import Contract

NOTE = {"path": "a", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
RUN = {"name": "x", "head_sha": "x", "status": "completed", "conclusion": "neutral"}
LABELS = "/repos/o/r/issues/1/labels"
RUNS = "/repos/o/r/check-runs"


def output(count: int, summary: str = "s") -> dict[str, Any]:
    return {"output": {"title": "t", "summary": summary, "annotations": [NOTE] * count}}


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", RUNS, [], RUN | output(50)),
        ("POST", LABELS, [], {"labels": ["a"]}),
        ("POST", "/repos/o/r/issues/1/comments", [], {"body": "x"}),
        ("GET", "/repos/o/r/contents/a/b/c.txt", ["ref"], None),
        ("GET", "/repos/o/r/pulls", ["state", "head", "per_page", "page"], None),
        ("POST", "/app/hook/deliveries/1/attempts", [], None),
        ("PATCH", "/repos/o/r/labels/x", [], {"new_name": "y"}),
    ],
)
def test_good_requests(contract: Contract, method: str, path: str, query: list[str], body: Any) -> None:
    assert contract.check_request(method, path, query, body) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("POST", RUNS, [], RUN | output(51)),
        ("POST", RUNS, [], RUN | output(1, "s" * 65_536)),
        ("POST", RUNS, [], RUN | {"conclusion": "bogus"}),
        ("POST", RUNS, [], {"name": "x"}),
        ("POST", RUNS, [], None),
        ("POST", LABELS, [], ["a"]),
        ("PATCH", "/repos/o/r/issues/comments/1", [], {}),
        ("GET", "/repos/o/r/pulls", ["status"], None),
        ("GET", "/repos/o/r/nonsense", [], None),
        ("DELETE", "/repos/o/r/pulls/1", [], None),
    ],
)
def test_bad_requests(contract: Contract, method: str, path: str, query: list[str], body: Any) -> None:
    assert contract.check_request(method, path, query, body)


def test_the_fake_notes_a_bad_request(github: FakeGitHub, contract: Contract) -> None:
    repo = github.add_repository()
    issue = github.open_issue(repo)
    headers = {"Authorization": f"token {github.installation_token(repo)}"}
    url = f"{github.base_url}/repos/acme/widget/issues/{issue.number}/labels"
    with requests.post(url, json=["bug"], headers=headers, timeout=5) as answer:
        assert answer.ok
    (violation,) = github.violations
    assert "/labels" in violation
    github.violations.clear()


def test_what_the_fake_does_not_serve_is_noted(github: FakeGitHub) -> None:
    with requests.get(f"{github.base_url}/emojis", timeout=5) as answer:
        assert answer.status_code == 501
    assert "does not serve" in github.violations[-1]
    github.violations.clear()

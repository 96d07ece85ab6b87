"""The fake GitHub registers Apps from manifests as GitHub documents it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from tests.fakes.github import FakeGitHub
from tests.fakes.github.route_manifest import faults

GOOD: dict[str, Any] = {
    "name": "Octoapp",
    "url": "https://www.example.com",
    "hook_attributes": {"url": "https://example.com/github/events"},
    "redirect_url": "https://example.com/redirect",
    "callback_urls": ["https://example.com/callback"],
    "default_permissions": {"issues": "write", "checks": "write"},
    "default_events": ["issues", "issue_comment", "check_suite", "check_run"],
}


def register(github: FakeGitHub, **changes: Any) -> str:
    """Register an App, and return its code."""
    data = {"manifest": json.dumps(GOOD | changes), "name": "Octoapp", "state": "abc123"}
    address = f"{github.base_url}/settings/apps"
    answer = requests.post(address, data=data, timeout=10, allow_redirects=False)
    back = urlsplit(answer.headers["Location"])
    query = parse_qs(back.query)
    assert (back.netloc, back.path, query["state"]) == ("example.com", "/redirect", ["abc123"])
    return query["code"][0]


def convert(github: FakeGitHub, code: str) -> requests.Response:
    return requests.post(f"{github.base_url}/app-manifests/{code}/conversions", timeout=10)


def test_a_code_is_exchanged_once(github: FakeGitHub) -> None:
    github.flask.check_responses = True
    code = register(github)
    answer = convert(github, code)
    assert answer.status_code == 201
    made = answer.json()
    assert made["permissions"] == {"issues": "write", "checks": "write", "metadata": "read"}
    assert made["webhook_secret"]
    token = jwt.encode({"iat": 1, "exp": 2, "iss": str(made["id"])}, made["pem"], "RS256")
    assert token.count(".") == 2
    assert convert(github, code).status_code == 404
    assert convert(github, "unknown").status_code == 404
    assert github.adopt_registered().app.id == made["id"]


def test_a_code_ends_after_an_hour(github: FakeGitHub) -> None:
    code = register(github)
    github.state.advance(minutes=61)
    assert convert(github, code).status_code == 404


def test_the_page_shows_the_button(github: FakeGitHub) -> None:
    address = f"{github.base_url}/organizations/acme/settings/apps/new?state=abc123"
    page = requests.post(address, data={"manifest": json.dumps(GOOD)}, timeout=10)
    assert page.status_code == 200
    assert "Create GitHub App</button>" in page.text
    assert 'action="/organizations/acme/settings/apps"' in page.text
    bad = requests.post(address, data={"manifest": "{}"}, timeout=10)
    assert bad.status_code == 422
    assert "Invalid GitHub App configuration" in bad.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": None}, "wasn't supplied"),
        ({"hook_attributes": {"active": False}}, "wasn't supplied"),
        ({"redirect_url": "/redirect"}, "redirect_url"),
        ({"name": "x" * 35}, "too long"),
        ({"default_permissions": {"issues": "write", "everything": "read"}}, "not included in the list"),
        ({"default_permissions": {"checks": "all"}}, "not included in the list"),
        ({"default_events": ["installation"]}, "Default events unsupported: installation"),
        ({"default_events": ["merge_group"]}, "not supported by permissions: merge_group"),
    ],
)
def test_what_github_refuses(changes: dict[str, Any], said: str) -> None:
    assert list(faults(json.dumps(GOOD))) == []
    assert said in " ".join(faults(json.dumps(GOOD | changes)))

"""The fake's sign-in through an App: what GitHub documents of it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.fakes.github import FakeGitHub

BACK = "http://127.0.0.1:9/back"
VERIFIER = "v" * 43


@pytest.fixture
def github(github: FakeGitHub) -> FakeGitHub:
    github.flask.check_responses = True
    for name in ("acme/widget", "acme/gadget", "robin/own"):
        github.add_repository(name, organization=name.startswith("acme"))
    github.set_permission("robin", "triage", "acme/widget")
    github.offer_sign_in(BACK)
    return github


def page(github: FakeGitHub, **more: str) -> str:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    asked = {
        "client_id": github.app.client_id,
        "redirect_uri": BACK,
        "state": "s",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **more,
    }
    return (
        requests.Request("GET", f"{github.base_url}/login/oauth/authorize", params=asked).prepare().url or ""
    )


def code(github: FakeGitHub, login: str = "robin") -> str:
    answer = requests.post(page(github), data={"login": login}, allow_redirects=False, timeout=10)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert found["state"] == ["s"]
    return found["code"][0]


def exchange(github: FakeGitHub, **given: str) -> dict[str, Any]:
    whole = {
        "client_id": github.app.client_id,
        "client_secret": github.app.client_secret,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **given,
    }
    answer = requests.post(f"{github.base_url}/login/oauth/access_token", data=whole, timeout=10)
    found: dict[str, Any] = answer.json()
    return found


def get(github: FakeGitHub, path: str, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(github.base_url + path, headers=headers, timeout=10)


def test_a_token_sees_what_user_and_app_both_reach(github: FakeGitHub) -> None:
    token = exchange(github, code=code(github))["access_token"]
    assert token.startswith("ghu_")
    assert get(github, "/user", token).json()["login"] == "robin"
    found = get(github, "/user/installations", token).json()["installations"]
    assert sorted(one["account"]["login"] for one in found) == ["acme", "robin"]
    seen = {}
    for one in found:
        listed = get(github, f"/user/installations/{one['id']}/repositories", token).json()["repositories"]
        seen |= {item["full_name"]: item["permissions"] for item in listed}
    assert sorted(seen) == ["acme/widget", "robin/own"]
    assert (seen["acme/widget"]["triage"], seen["acme/widget"]["push"]) == (True, False)
    assert seen["robin/own"]["admin"]


def test_a_code_counts_once_and_for_ten_minutes(github: FakeGitHub) -> None:
    one = code(github)
    assert "access_token" in exchange(github, code=one)
    assert exchange(github, code=one)["error"] == "bad_verification_code"
    late = code(github)
    github.state.advance(minutes=10)
    assert exchange(github, code=late)["error"] == "bad_verification_code"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_secret": "x"}, "incorrect_client_credentials"),
        ({"code": "x"}, "bad_verification_code"),
        ({"code_verifier": "x"}, "bad_verification_code"),
        ({"code_verifier": ""}, "bad_verification_code"),
        ({"redirect_uri": "http://evil.example"}, "redirect_uri_mismatch"),
    ],
)
def test_what_is_wrong_is_named(github: FakeGitHub, wrong: dict[str, str], error: str) -> None:
    assert exchange(github, **{"code": code(github), **wrong})["error"] == error


def test_browsers_are_sent_to_registered_addresses_only(github: FakeGitHub) -> None:
    answer = requests.get(page(github, redirect_uri="http://evil.example"), allow_redirects=False, timeout=10)
    assert answer.headers["Location"].startswith(f"{BACK}?error=redirect_uri_mismatch")
    assert requests.get(page(github, client_id="x"), timeout=10).status_code == 404
    shown = requests.get(page(github), timeout=10).text
    assert "Authorize as robin" in shown
    assert f"{BACK}?error=access_denied" in shown


def test_a_token_is_revoked_by_its_app_only(github: FakeGitHub) -> None:
    token = exchange(github, code=code(github))["access_token"]
    address, body = f"{github.base_url}/applications/{github.app.client_id}/token", {"access_token": token}
    assert (
        requests.delete(address, json=body, auth=(github.app.client_id, "x"), timeout=10).status_code == 404
    )
    app = (github.app.client_id, github.app.client_secret)
    assert requests.delete(address, json=body, auth=app, timeout=10).status_code == 204
    assert requests.delete(address, json=body, auth=app, timeout=10).status_code == 422
    assert get(github, "/user", token).status_code == 401


def test_a_token_of_no_app_sees_no_installations(github: FakeGitHub) -> None:
    assert get(github, "/user/installations", github.user_token("robin")).status_code == 403

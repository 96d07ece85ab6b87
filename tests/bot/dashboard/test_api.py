"""The API: as the demo and the playground, for programs; every refusal is JSON and has a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.trying import AGENT, Trying, keep, trying
from tests.factories import commit
from tests.webhooks.running import ROOT

PAYLOAD = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
CHECK, POLICY, SIMULATE = "/api/v1/check", "/api/v1/policy/check", "/api/v1/policy/simulate"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trying]:
    with trying(tmp_path_factory.mktemp("home")) as site:
        keep(site.audits, 1, commits=(commit(AGENT),))
        keep(site.audits, 2)
        yield site


def test_a_text_and_a_payload_are_judged(site: Trying) -> None:
    text = {"text": "A fix.", "commits": AGENT, "kind": "pull_request", "preset": "human-only"}
    found = site.post(CHECK, json=text).json
    assert found["check"]["schema"] == "byline/check/1"
    assert found["check"]["decision"]["outcome"] == "hold"
    found = site.post(CHECK, json={"payload": PAYLOAD, "policy": "version: 1\n"}).json
    assert found["check"]["subject"]["kind"] == "pull_request"


def test_a_policy_is_checked(site: Trying) -> None:
    found = site.post(POLICY, json={"policy": "version: 1\nextends: disclos\n"}).json
    assert [(one["line"], one["nearest"]) for one in found["problems"]] == [(2, "disclose")]
    assert site.post(POLICY, json={"policy": "version: 1\n"}).json["problems"] == []


def test_a_policy_is_simulated(site: Trying) -> None:
    found = site.post(SIMULATE, json={"preset": "human-only", "repository": "Acme/Widget"}).json
    assert found["schema"] == "byline/simulation/1"
    assert (found["contributions"], found["before"]["pass"], found["outcomes"]["hold"]) == (2, 2, 1)
    assert found["changed"] == [{"subject": "acme/widget#1", "then": "pass", "now": "hold"}]
    limited = site.post(SIMULATE, json={"preset": "human-only", "repository": "acme/widget", "limit": 1}).json
    assert limited["contributions"] == 1
    none = site.post(SIMULATE, json={"preset": "disclose", "repository": "acme/other"}).json
    assert none["contributions"] == 0


@pytest.mark.parametrize(
    ("path", "sent", "status", "reason"),
    [
        (CHECK, {}, 400, 'either a "text" or a "payload"'),
        (CHECK, {"text": "x"}, 400, 'either the name of a "preset"'),
        (CHECK, {"text": "x", "preset": "no"}, 400, "there is no preset"),
        (CHECK, {"text": "x", "preset": "disclose", "kind": "novel"}, 400, "there is no kind"),
        (CHECK, {"text": 1, "preset": "disclose"}, 400, "not of the type string"),
        (CHECK, {"text": "x", "sample": "plain"}, 400, "there is no field"),
        (CHECK, {"text": "x" * 300_000, "preset": "disclose"}, 413, "at most 256 KiB"),
        (CHECK, {"text": "x" * 3_000_000, "preset": "disclose"}, 413, "more than the 2,048 KiB"),
        (POLICY, {}, 400, 'the text of a "policy"'),
        (POLICY, [], 400, "a JSON object"),
        (SIMULATE, {"preset": "disclose"}, 400, 'name the "repository"'),
        (SIMULATE, {"preset": "disclose", "repository": "a/b", "limit": 0}, 400, "from 1 to 200"),
        (SIMULATE, {"preset": "disclose", "repository": "a\x00/b"}, 400, "not a repository name"),
        (SIMULATE, {"preset": "disclose", "repository": "a/\ud800"}, 400, "not a repository name"),
        (POLICY, {"policy": "version: 1", "repository": "a/\ud800"}, 400, "not a repository name"),
        (SIMULATE, {"policy": "version: 2", "repository": "a/b"}, 422, "not a valid policy"),
    ],
)
def test_a_refusal_has_a_reason(site: Trying, path: str, sent: Any, status: int, reason: str) -> None:
    answer = site.post(path, json=sent)
    assert answer.status_code == status
    assert reason in answer.json["reason"]


def test_what_is_no_json_is_refused(site: Trying) -> None:
    for body, kind in ((b"{", "application/json"), (b"{}", "text/plain"), (b"\xff", "application/json")):
        answer = site.post(POLICY, data=body, content_type=kind)
        assert (answer.status_code, bool(answer.json["reason"])) == (400, True)
    deep = site.post(POLICY, data=b'{"policy": ' + b"[" * 200_000, content_type="application/json")
    assert deep.status_code == 400


def test_the_token_is_needed_and_another_sites_page_gets_nothing(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    refused = client.post(POLICY, json={"policy": "version: 1"})
    assert (refused.status_code, "Bearer" in refused.json["reason"]) == (401, True)
    token = {"Authorization": "Bearer t"}
    assert client.post(POLICY, json={"policy": "version: 1"}, headers=token).status_code == 200
    foreign = client.post(
        POLICY, json={"policy": "version: 1"}, headers={**token, "Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert foreign.json["reason"]


def test_who_asks_too_often_is_told_when_to_come_again(site: Trying) -> None:
    sent = {"preset": "disclose", "repository": "acme/other"}
    answers = [
        site.client.post(SIMULATE, json=sent, environ_base={"REMOTE_ADDR": "127.8.8.8"}) for _ in range(6)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert "please try again in" in refused[0].json["reason"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([CHECK, POLICY, SIMULATE]),
    st.dictionaries(
        st.sampled_from(
            ["text", "kind", "preset", "policy", "repository", "limit", "payload", "event", "other"]
        ),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.just({}) | st.just("disclose"),
    ),
)
def test_no_question_is_a_fault(site: Trying, path: str, sent: dict[str, Any]) -> None:
    answer = site.post(path, json=sent)
    assert answer.status_code in {200, 400, 404, 413, 422, 429}
    assert answer.status_code == 200 or answer.json["reason"]


@pytest.mark.parametrize(("path", "status"), [("/api/v1/nope", 404), ("/api/v1/check", 405)])
def test_where_nothing_is_it_says_so_in_json(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert "docs/openapi.yaml" in (answer.json or {})["reason"]

import json
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from bot.config import load_settings
from bot.inbox import Inbox, State
from bot.inbox.model import FROM_PAGE
from bot.storage import Audits, Database
from tests.webhooks.running import SECRET, headers
from webhooks.app import create_app

PAYLOAD = {
    "action": "opened",
    "installation": {"id": 7},
    "repository": {"full_name": "octo/hello"},
    "pull_request": {"number": 3, "title": "é ☃"},
}


def post(
    client: FlaskClient,
    payload: object = PAYLOAD,
    guid: str = "guid-1",
    event: str = "pull_request",
    **changes: str | None,
) -> TestResponse:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    sent = headers(body, guid, event) | {name.replace("_", "-"): value for name, value in changes.items()}
    return client.post(
        "/webhooks/github",
        data=body,
        headers={name: value for name, value in sent.items() if value is not None},
    )


def test_a_signed_delivery_is_stored_and_announced(
    client: FlaskClient, inbox: Inbox, told: list[int]
) -> None:
    answer = post(client)
    assert (answer.status_code, answer.json) == (202, {"delivery": "guid-1", "state": "queued", "reason": ""})
    row = inbox.find("guid-1")
    assert row is not None
    assert (row.name, row.subject, row.installation_id) == ("pull_request.opened", "octo/hello#3", 7)
    assert row.json() == PAYLOAD
    assert told == [row.id]


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=" + "0" * 64, "é", "sha1=00"])
def test_a_wrong_or_missing_signature_is_refused_and_nothing_kept(
    client: FlaskClient, inbox: Inbox, told: list[int], signature: str | None
) -> None:
    answer = post(client, X_Hub_Signature_256=signature)
    assert (answer.status_code, answer.json["state"]) == (401, "refused")
    assert (inbox.latest(1), told) == ([], [])


def test_the_signature_is_checked_before_the_body_is_parsed(client: FlaskClient) -> None:
    assert post(client, b"[" * 100_000, X_Hub_Signature_256="sha256=00").status_code == 401


def test_two_secrets_are_valid_during_a_rotation(settings: Any, database: Database, inbox: Inbox) -> None:
    both = load_settings(home=settings.home, webhook_secret=f"new secret,{SECRET.decode()}")
    client = create_app(both, inbox, Audits(database), lambda _row: None).test_client()
    assert post(client, guid="old").status_code == 202
    body = json.dumps(PAYLOAD).encode()
    signed = headers(body, "new", "pull_request", b"new secret")
    assert client.post("/webhooks/github", data=body, headers=signed).status_code == 202


def test_without_a_secret_nothing_can_be_believed(settings: Any, database: Database, inbox: Inbox) -> None:
    bare = settings.model_copy(update={"webhook_secret": ()})
    answer = post(create_app(bare, inbox, Audits(database), lambda _row: None).test_client())
    assert answer.status_code == 503
    assert "BYLINE_WEBHOOK_SECRET" in answer.json["reason"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{\x00}\x00",
        b'{"a": NaN}',
        b'{"a": "\x00"}',
        b'{"a": 1' + b"0" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
        b"[]",
        b"null",
        b'"text"',
        b"payload=%7B%7D",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":' * 101 + b"1" + b"}" * 101,
        b'{"action": 7}',
    ],
)
def test_a_signed_body_that_is_no_payload_is_refused(client: FlaskClient, inbox: Inbox, body: bytes) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert answer.json["reason"]
    assert inbox.latest(1) == []


@given(
    st.one_of(
        st.binary(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
            lambda inner: (
                st.lists(inner) | st.dictionaries(st.sampled_from(["action", "repository", "id", "x"]), inner)
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_body_makes_the_server_fail(client: FlaskClient, body: bytes) -> None:
    assert post(client, body, event="issues").status_code in (200, 202, 400)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_another_content_type_is_refused_with_the_way_out(client: FlaskClient, kind: str) -> None:
    answer = post(client, Content_Type=kind)
    assert answer.status_code == 415
    assert "application/json" in answer.json["reason"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-GitHub-Event", None),
        ("X-GitHub-Event", "a b"),
        ("X-GitHub-Delivery", None),
        ("X-GitHub-Delivery", "x" * 200),
        ("X-GitHub-Delivery", f"page-{'0' * 32}"),  # what a maintainer says on a page has such an id
    ],
)
def test_githubs_headers_must_be_there(client: FlaskClient, header: str, value: str | None) -> None:
    answer = post(client, **{header.replace("-", "_"): value})
    assert answer.status_code == 400
    assert header in answer.json["reason"]


def test_bylines_own_event_is_not_taken_in_from_outside(
    client: FlaskClient, inbox: Inbox, told: list[int]
) -> None:
    """A maintainer's word on a page goes by it: whoever could send one would speak for them."""
    answer = post(client, event=FROM_PAGE)
    assert (answer.status_code, answer.json["state"]) == (400, "refused")
    assert (inbox.latest(1), told) == ([], [])


def test_an_event_that_byline_does_not_act_on_is_recorded_as_ignored(
    client: FlaskClient, inbox: Inbox, told: list[int]
) -> None:
    answer = post(client, event="star")
    assert (answer.status_code, answer.json["state"]) == (202, "ignored")
    row = inbox.find("guid-1")
    assert row is not None
    assert (row.state, row.note, row.payload) == (State.IGNORED, "Byline does not act on the event star", b"")
    assert told == []


@pytest.mark.parametrize("action", ["on-demand test", "\x00", "\ud83d", "x" * 1000, "<b>\u202e"])
def test_an_action_may_be_any_text(client: FlaskClient, inbox: Inbox, action: str) -> None:
    answer = post(client, {"action": action}, event="repository_dispatch")
    assert (answer.status_code, answer.json["state"]) == (202, "ignored")
    assert inbox.latest(1)[0].name.startswith("repository_dispatch.")


def test_a_repeat_of_a_waiting_running_done_or_ignored_delivery_changes_nothing(
    client: FlaskClient, inbox: Inbox, told: list[int]
) -> None:
    post(client)
    assert (post(client).status_code, post(client).json["state"]) == (200, "queued")
    claimed = inbox.claim("test")
    assert claimed is not None
    assert (post(client).status_code, post(client).json["state"]) == (200, "running")
    inbox.finish(claimed, "done")
    assert (post(client).status_code, post(client).json["state"]) == (200, "done")
    post(client, guid="other", event="star")
    assert post(client, guid="other", event="star").status_code == 200
    assert told == [claimed.delivery.id]


@pytest.mark.parametrize("how", [Inbox.fail, Inbox.park])
def test_a_repeat_of_a_failed_or_parked_delivery_is_queued_again(
    client: FlaskClient, inbox: Inbox, told: list[int], how: Any
) -> None:
    post(client)
    claimed = inbox.claim("test")
    assert claimed is not None
    how(inbox, claimed, "no luck")
    answer = post(client)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert told == [claimed.delivery.id] * 2


def test_copies_that_arrive_at_once_become_one_delivery(
    client: FlaskClient, inbox: Inbox, told: list[int]
) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(post(client.application.test_client()).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 7 + [202]
    assert (len(inbox.latest(9)), len(told)) == (1, 1)


def test_a_database_that_is_away_gives_503_so_that_github_notes_a_failure(
    client: FlaskClient, settings: Any, database: Database
) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE audits")
        connection.exec_driver_sql("DROP TABLE deliveries")
    answer = post(client)
    assert (answer.status_code, answer.json["state"]) == (503, "refused")
    assert client.get("/readyz").status_code == 503


def test_a_broker_that_is_away_does_not_fail_the_request(
    settings: Any, database: Database, inbox: Inbox
) -> None:
    def broken(_row: int) -> None:
        raise ConnectionError("no broker")

    assert post(create_app(settings, inbox, Audits(database), broken).test_client()).status_code == 202


def test_only_post_is_answered(client: FlaskClient) -> None:
    assert client.get("/webhooks/github").status_code == 405


def test_metrics_count_deliveries_and_refusals(client: FlaskClient) -> None:
    post(client)
    post(client)
    post(client, guid="b", X_Hub_Signature_256="no")
    text = client.get("/metrics").text
    assert 'byline_webhook_requests_total{result="accepted"} 1.0' in text
    assert 'byline_webhook_requests_total{result="repeated"} 1.0' in text
    assert 'byline_webhook_requests_total{result="refused_signature"} 1.0' in text
    assert 'byline_deliveries{state="queued"} 1.0' in text
    assert "byline_oldest_due_seconds" in text


def test_health_and_readiness(client: FlaskClient) -> None:
    post(client)
    assert client.get("/healthz").json == {"status": "alive"}
    ready = client.get("/readyz").json
    assert (ready["status"], ready["deliveries"]["queued"]) == ("ready", 1)

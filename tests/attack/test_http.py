"""Every route, whatever is asked of it: an answer that is meant, with the headers that protect a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import load_settings
from bot.inbox import Inbox
from bot.storage import Audits, open_database
from tests.webhooks.running import headers
from webhooks.app import create_app

SECRET = b"a secret for tests"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Pages that run a script of ours.
SCRIPTED = ("/playground", "/setup")
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")

_ODD = st.sampled_from(
    [
        "9" * 5000,
        "-1",
        "0",
        "1e9",
        "٣",
        "\0",
        "%00",
        "%ff",
        "..",
        "../../etc/passwd",
        "%2e%2e/",
        "\\",
        "\r\nX: y",
        "\x1b[31m",
        "<script>",
        "{{7*7}}",
        "'; --",
        str(2**63),
        str(2**64),
        "é",
        "\u202e",
        "",
        "//evil.example",
        "style.css",
    ]
)
_TEXT = _ODD | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
_KNOWN = (
    "Host",
    "Origin",
    "Cookie",
    "Authorization",
    "Content-Type",
    "Content-Length",
    "X-Forwarded-Proto",
    "X-GitHub-Event",
    "X-GitHub-Delivery",
    "X-Hub-Signature-256",
    "Accept",
    "Range",
    "If-None-Match",
)


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    with TemporaryDirectory() as home:
        database = open_database(f"sqlite:///{home}/x.sqlite3")
        made = load_settings(home=Path(home), webhook_secret=SECRET.decode())
        yield create_app(made, Inbox(database), Audits(database), lambda _row: None)
        database.close()


def _addresses(app: Flask, part: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        filled = str(rule)
        for argument, converter in rule._converters.items():
            kinds = {"IntegerConverter": "int:", "PathConverter": "path:", "UnicodeConverter": ""}
            filled = filled.replace(f"<{kinds[type(converter).__name__]}{argument}>", part)
        assert "<" not in str(rule) or filled != str(rule), "a kind of parameter that this test does not know"
        yield filled


def _is_answered(client: FlaskClient, method: str, address: str, **asked: Any) -> None:
    with client.open(address, method=method, **asked) as answer:
        assert answer.status_code < 500, (method, address, asked)
        assert b"Traceback" not in answer.data
        assert HEADERS.items() <= dict(answer.headers).items(), (method, address)
        assert all(part in answer.headers["Content-Security-Policy"] for part in POLICY)
        scripts = "script-src 'self'; " if address.startswith(SCRIPTED) else "no script-src"
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src" not in policy.replace(scripts, "")
        if answer.mimetype == "text/html" and not address.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("part", ["1", "9" * 5000, "style.css", "..%2f..%2fx", "%00", "<x>"])
def test_every_route_answers_every_method(app: Flask, method: str, part: str) -> None:
    client = app.test_client()
    for address in _addresses(app, part):
        _is_answered(client, method, address)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_is_asked_is_answered(app: Flask, data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(list(_addresses(app, quote(data.draw(_TEXT))))))
    asked = data.draw(st.dictionaries(st.sampled_from(_KNOWN), _HEADER, max_size=4))
    asked.pop("Content-Length", None)
    query = data.draw(st.dictionaries(st.sampled_from(["before", "token", "x"]), _TEXT, max_size=3))
    body = data.draw(st.binary(max_size=60))
    method = data.draw(st.sampled_from(METHODS))
    _is_answered(app.test_client(), method, address, headers=asked, query_string=query, data=body)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | _ODD
    | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_PAYLOAD = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            "action",
            "installation",
            "repository",
            "issue",
            "pull_request",
            "check_run",
            "check_suite",
            "merge_group",
            "ref",
            "sender",
            "comment",
        ),
        _JSON,
    ),
)
_EVENT = st.sampled_from(
    [
        "issues",
        "pull_request",
        "check_run",
        "check_suite",
        "merge_group",
        "push",
        "installation",
        "ping",
        "issue_comment",
    ]
)


@settings(deadline=None, max_examples=60)
@given(_EVENT, _PAYLOAD, st.uuids())
def test_a_signed_payload_of_any_form_is_kept_or_refused(
    app: Flask, event: str, payload: dict[str, object], guid: object
) -> None:
    body = json.dumps(payload).encode()
    answer = app.test_client().post(
        "/webhooks/github", data=body, headers=headers(body, str(guid), event, SECRET)
    )
    assert answer.status_code in (202, 400, 200)  # a draw may have been there before


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), _HEADER)
def test_without_the_signature_nothing_is_kept(app: Flask, body: bytes, signature: str) -> None:
    asked = headers(body, "a", "issues", SECRET) | {"X-Hub-Signature-256": signature}
    assert app.test_client().post("/webhooks/github", data=body, headers=asked).status_code == 401


def test_an_action_that_is_no_word_is_refused(app: Flask) -> None:
    body = b'{"action": "%s"}' % (b"a" * 100_000)
    answer = app.test_client().post(
        "/webhooks/github", data=body, headers=headers(body, "b", "issues", SECRET)
    )
    assert answer.status_code == 400
    assert len(answer.data) < 500


def test_behind_a_proxy_with_https_the_cookie_and_the_form_know_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    made = load_settings(home=tmp_path, host="0.0.0.0", dashboard_token="x" * 32)
    client = create_app(made, Inbox(database), Audits(database), lambda _row: None).test_client()
    proxy = {"Host": "byline.example", "X-Forwarded-Proto": "https"}
    signed_in = client.get(f"/?token={'x' * 32}", headers=proxy)
    assert "Secure" in signed_in.headers["Set-Cookie"]
    seen = "/queue/1/seen"
    cookie = {**proxy, "Authorization": f"Bearer {'x' * 32}"}
    assert client.post(seen, headers={**cookie, "Origin": "https://byline.example"}).status_code == 404
    assert client.post(seen, headers={**cookie, "Origin": "http://byline.example"}).status_code == 403
    assert client.post(seen, headers={**cookie, "Origin": "https://evil.example"}).status_code == 403
    database.close()


def test_a_token_in_the_address_leads_nowhere_else(app: Flask, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    made = load_settings(home=tmp_path, host="0.0.0.0", dashboard_token="x" * 32)
    client = create_app(made, Inbox(database), Audits(database), lambda _row: None).test_client()
    for path in ("//evil.example/", "/\\evil.example", "/%0d%0aSet-Cookie:x=y", "/?token=wrong"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}token={'x' * 32}")
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\", "http"))
        assert "x=y" not in answer.headers.get("Set-Cookie", "")
    database.close()

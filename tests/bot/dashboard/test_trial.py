"""The live demo: everything that was pasted is judged or refused, shown as text, and forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from bot.trial.samples import SAMPLES
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.test_pages import EVIL, assert_harmless
from tests.bot.dashboard.trying import AGENT, Trying, trying
from tests.webhooks.running import BYLINE_SERVE, ROOT, server

PAYLOAD = (ROOT / "docs" / "examples" / "pull_request.opened.json").read_text()
LARGE = "An innocent line of text that says nothing at all.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trying]:
    with trying(tmp_path_factory.mktemp("home")) as site:
        yield site


def test_a_new_server_leads_to_it(site: Trying) -> None:
    assert 'href="/try"' in site.get("/").text
    page = site.get("/try")
    assert page.status_code == 200
    assert "script-src" not in page.headers["Content-Security-Policy"]
    for sample in SAMPLES:
        assert f'href="/try?sample={sample.name}#result"' in page.text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_each_sample_is_shown_with_all_that_comes_of_it(site: Trying, sample: object) -> None:
    page = site.get(f"/try?sample={sample.name}")  # type: ignore[attr-defined]
    assert page.status_code == 200
    for heading in ("What was judged", "What GitHub would show", "What was found", "How the policy was read"):
        assert heading in page.text
    assert "no probability of authorship" in page.text
    assert "in the least favorable project measured" in page.text


def test_a_sample_under_another_policy(site: Trying) -> None:
    page = site.get("/try?sample=disclosed&policy=human-only").text
    assert '<span class="state hold">hold</span>' in page
    assert "This project accepts no AI use" in page


def test_the_comment_is_shown_as_github_renders_it(site: Trying) -> None:
    page = site.get("/try?sample=undisclosed").text
    assert "<strong>A disclosure is missing</strong>" in page
    assert "byline:comment" not in page


def test_a_text_is_judged(site: Trying) -> None:
    fields = {
        "form": "text",
        "kind": "pull_request",
        "title": "A fix",
        "text": "A fix.\r\n",
        "policy": "disclose",
    }
    page = site.post("/try", data={**fields, "commits": AGENT})
    assert page.status_code == 200
    assert "names Claude Code as co-author" in page.text
    assert "only a text was given" in page.text
    assert "No score: too little prose to judge" in page.text


def test_a_payload_is_judged_pasted_or_as_a_file(site: Trying) -> None:
    pasted = site.post("/try", data={"form": "payload", "payload": PAYLOAD, "text": "left on the other half"})
    assert "Close the log file when the reader stops early" in pasted.text
    sent = {"form": "payload", "file": (io.BytesIO(PAYLOAD.encode()), "payload.json")}
    page = site.post("/try", data=sent, content_type="multipart/form-data")
    assert page.status_code == 200
    assert "Close the log file when the reader stops early" in page.text


def test_a_policy_of_ones_own(site: Trying) -> None:
    own = "version: 1\nmeta: {mode: report}\nuse: {default: none}\n"
    own += "respond: {use_exceeded: [note, 'label:ai: seen']}\n"
    fields = {"kind": "pull_request", "text": "A fix.", "commits": AGENT, "policy": "own"}
    page = site.post("/try", data={**fields, "own": own}).text
    assert "</svg> ai: seen</span>" in page
    assert '<span class="state note">note</span>' in page
    wrong = site.post("/try", data={**fields, "own": "version: 1\nuse: {cod: none}\n"})
    assert wrong.status_code == 422
    assert "Line 2, column 7" in wrong.text


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({}, 400, "There is nothing to judge"),
        ({"text": "x", "kind": "novel"}, 400, "There is no kind"),
        ({"text": "x", "policy": "none-such"}, 400, "There is no preset"),
        ({"form": "payload", "payload": "{"}, 400, "not JSON"),
        ({"form": "text", "text": "x" * (256 * 1024 + 1)}, 413, "at most 256 KiB"),
        ({"form": "payload", "payload": "x" * (1024 * 1024 + 1)}, 413, "at most 1,024 KiB"),
        ({"form": "payload", "payload": "x" * (2 * 1024 * 1024)}, 413, "more than the 1,536 KiB"),
    ],
)
def test_what_is_not_judged_is_answered_with_the_reason(
    site: Trying, fields: dict[str, str], status: int, reason: str
) -> None:
    page = site.post("/try", data=urlencode(fields), content_type="application/x-www-form-urlencoded")
    assert page.status_code == status
    assert reason in page.text


def test_an_unknown_sample_is_said(site: Trying) -> None:
    page = site.get("/try?sample=none")
    assert (page.status_code, "There is no sample" in page.text) == (400, True)


def test_what_was_pasted_is_shown_as_text(site: Trying) -> None:
    fields = dict.fromkeys(("title", "text", "author", "branch", "commits", "event"), EVIL) | {
        "kind": "pull_request"
    }
    page = site.post("/try", data={**fields, "policy": "own", "own": f"version: 1\n# {EVIL}\n"}).text
    assert_harmless(page)
    hidden = site.post("/try", data={"text": "\n\u202eHidden\u200b text", "policy": "disclose"}).text
    assert "\\u202eHidden\\u200b text" in hidden  # shown
    assert "\n\n\u202eHidden\u200b text</textarea>" in hidden  # and still what it was, to be judged again


def test_who_asks_too_often_is_told_when_to_come_again(site: Trying) -> None:
    asked = (site.client.post("/try", environ_base={"REMOTE_ADDR": "127.9.9.9"}) for _ in range(100))
    refused = [page for page in asked if page.status_code == 429][:1]
    assert refused
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert "please try again in" in refused[0].text
    assert site.get("/try?sample=plain").status_code == 200


def test_signing_in_is_needed_once_there_is_an_app(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    assert client.get("/try").status_code == 401
    assert client.post("/try", data={"text": "x"}).status_code == 401
    client.get("/?token=t")
    assert client.get("/try").status_code == 200


def test_another_sites_form_is_refused(site: Trying) -> None:
    page = site.post("/try", data={"text": "x"}, headers={"Origin": "https://evil.example"})
    assert page.status_code == 403


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["form", "kind", "title", "text", "author", "branch", "commits", "payload", "policy", "own"]
            ),
            st.text(max_size=80)
            | st.sampled_from(["payload", "issue", "disclose", "own", "version: 1", PAYLOAD[:900]]),
        ),
        max_size=8,
    ),
    st.sampled_from(["multipart/form-data", "application/x-www-form-urlencoded"]),
)
def test_no_form_is_a_fault(site: Trying, fields: list[tuple[str, str]], kind: str) -> None:
    sendable = [(name, value.encode("utf-8", "replace").decode()) for name, value in fields]
    page = site.post("/try", data=MultiDict(sendable), content_type=kind)
    assert page.status_code in {200, 400, 413, 422, 429}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data", "text/plain", ""]),
)
def test_no_body_is_a_fault(site: Trying, body: bytes, kind: str) -> None:
    assert site.post("/try", data=body, content_type=kind).status_code in {200, 400, 413, 422, 429}


def test_nothing_is_kept(tmp_path: Path) -> None:
    """Neither the home folder, with the database, nor the log holds any of it."""
    home = tmp_path / "home"
    with server(home, *BYLINE_SERVE, BYLINE_LOG_LEVEL="debug") as running:
        assert requests.get(f"{running.url}/try", timeout=60).status_code == 200
        before = dump(home)
        text = f"sesameopen {LARGE * 2_000}"
        fields = {"form": "text", "kind": "issue", "text": text, "title": "sesameopen", "policy": "disclose"}
        page = requests.post(
            f"{running.url}/try", files={name: (None, value) for name, value in fields.items()}
        )
        assert page.status_code == 200
        assert "sesameopen" in page.text
        checked = {"policy": "version: 1 # sesameopen\n"}
        assert (
            requests.post(f"{running.url}/api/v1/policy/check", json=checked, timeout=60).status_code == 200
        )
        payload = PAYLOAD.replace("Close the log file", "sesameopen")
        fields = {"form": "payload", "policy": "disclose"}
        sent = {**{name: (None, value) for name, value in fields.items()}, "file": ("p.json", payload)}
        assert "sesameopen" in requests.post(f"{running.url}/try", files=sent, timeout=60).text  # type: ignore[arg-type]
        assert dump(home) == before
        assert "sesameopen" not in running.log
        for file in home.rglob("*"):
            assert not file.is_file() or b"sesameopen" not in file.read_bytes(), file
        assert running.stop() == 0
    assert "sesameopen" not in (running.log_file).read_text()


def dump(home: Path) -> tuple[set[str], str]:
    """Return the files of a home folder, and all that its database holds."""
    import sqlite3

    with sqlite3.connect(home / "byline.sqlite3") as connection:
        rows = "\n".join(connection.iterdump())
    connection.close()
    files = {str(file.relative_to(home)) for file in home.rglob("*")}
    # How often each page was asked for is counted, and when a chore was done last is noted.
    return files, re.sub(r'(?m)^INSERT INTO "?(tallies|chores)"? .*\n', "", rows)

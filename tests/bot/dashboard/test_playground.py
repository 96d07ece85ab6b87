"""The playground: mistakes with their places, the values in force, and a simulation over what was judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage import Audits
from bot.storage.sessions import Sessions
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.test_pages import EVIL, assert_harmless
from tests.bot.dashboard.trying import AGENT, Trying, keep, trying
from tests.factories import commit

#: The one script that the page may run.
SCRIPT = '<script src="/static/playground.js" defer></script>'
STRICT = "version: 1\nuse: {default: none}\nrespond: {use_exceeded: [hold]}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trying]:
    with trying(tmp_path_factory.mktemp("home")) as site:
        fill(site.audits)
        yield site


def fill(audits: Audits) -> None:
    for number in range(1, 5):
        keep(audits, number, commits=(commit(AGENT),), title=f"With help {EVIL[:40]}")
    keep(audits, 4, "hold", commits=(commit(AGENT),))  # judged again: only the newest counts
    for number in range(5, 8):
        keep(audits, number)
    keep(audits, 1, repository="acme/secret", policy="version: 1\nextends: disclose\nuse: {docs: none}\n")


def test_it_begins_with_a_valid_policy_and_may_run_its_script(site: Trying) -> None:
    page = site.get("/playground")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "A valid policy" in page.text


def test_it_begins_with_a_preset_or_with_a_repositorys_policy(site: Trying) -> None:
    assert "# title: No AI in contributions" in site.get("/playground?preset=human-only").text
    page = site.get("/playground?repository=acme/secret").text
    assert "use: {docs: none}" in page
    assert "the policy of acme/secret" in page
    assert "<code>use.docs</code>" in page
    assert "line 3" in page
    assert "disclose (preset)" in page


def test_a_mistake_is_shown_with_its_place(site: Trying) -> None:
    page = site.post("/playground", data={"policy": "version: 1\r\nuse:\r\n  cod: none\r\n", "do": "check"})
    assert page.status_code == 200
    assert "1 mistake<" in page.text
    assert "Line 3, column 3: unknown key &#34;cod&#34;; did you mean &#34;code&#34;?" in page.text


def test_a_simulation_says_what_would_have_become_of_each(site: Trying) -> None:
    page = site.post(
        "/playground", data={"policy": STRICT, "do": "simulate", "repository": "acme/widget"}
    ).text
    assert "The latest 7 contributions to acme/widget" in page
    assert "<strong>3</strong> would have come out otherwise" in page
    assert "This project accepts no AI use" in page
    assert '<a href="/contributions/acme/widget/1">#1</a>' in page
    assert_harmless(page.replace(SCRIPT, ""))


def test_a_wrong_policy_is_not_simulated(site: Trying) -> None:
    page = site.post(
        "/playground", data={"policy": "version: 2\n", "do": "simulate", "repository": "acme/widget"}
    )
    assert "What it would have done" not in page.text
    assert "1 mistake<" in page.text


def test_a_policy_that_is_too_large_or_a_bomb_is_refused(site: Trying) -> None:
    page = site.post("/playground", data={"policy": "# " + "x" * 70_000, "do": "check"})
    assert "the file is larger than 64 KiB" in page.text
    assert site.post("/playground", data={"policy": "x" * 300_000}).status_code == 413
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert "the anchor or alias" in site.post("/playground", data={"policy": bomb}).text
    assert "nested deeper" in site.post("/playground", data={"policy": "a: " + "[" * 5_000}).text


def test_what_is_in_the_editor_stays_text(site: Trying) -> None:
    page = site.post("/playground", data={"policy": f"</textarea>{EVIL}: \u202e\n", "do": "check"}).text
    assert_harmless(page.replace(SCRIPT, ""))
    assert "&lt;/textarea&gt;" in page


def test_people_see_their_repositories_only(make_client: MakeClient, audits: Audits) -> None:
    fill(audits)
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    secret = Sessions(audits.database).begin("robin", ["Acme/Widget"], timedelta(days=1))
    client.set_cookie("byline-session", secret)
    assert "acme/secret" not in client.get("/playground").text
    assert client.get("/playground?repository=ACME/widget").status_code == 200
    assert client.get("/playground?repository=acme/secret").status_code == 404
    fields = {"policy": STRICT, "do": "simulate", "repository": "acme/secret"}
    assert client.post("/playground", data=fields).status_code == 404
    for path in ("check", "simulate"):
        answer = client.post(f"/api/v1/policy/{path}", json={"policy": STRICT, "repository": "acme/secret"})
        assert (answer.status_code, list(answer.json or ())) == (404, ["reason"])


def test_signing_in_is_needed(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    assert client.get("/playground").status_code == 401
    assert client.post("/playground", data={"policy": STRICT}).status_code == 401


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=300),
    st.sampled_from(["check", "simulate", ""]),
    st.sampled_from(["", "acme/widget", "x\0y"]),
)
def test_no_policy_is_a_fault(site: Trying, policy: str, do: str, repository: str) -> None:
    text = policy.encode("utf-8", "replace").decode()
    page = site.post("/playground", data={"policy": text, "do": do, "repository": repository})
    assert page.status_code in {200, 400, 429}

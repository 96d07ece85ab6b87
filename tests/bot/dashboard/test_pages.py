import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from bot.inbox import Delivery, Inbox, Task
from bot.messages.neutral import unpinged
from bot.storage import Audit, Audits, Database, Notices
from tests.bot.dashboard.conftest import MakeClient

EVIL = "<script>alert(1)</script> \"onmouseover='x' & javascript:x @everyone"


def record(
    inbox: Inbox,
    guid: str = "g",
    event: str = "pull_request",
    repository: str | None = "octo/hello",
    note: str = "",
) -> int:
    subject = f"{repository}#3" if repository else None
    return inbox.record(Delivery(guid, event, "opened", Task.PING, 7, repository, subject, b"{}", note)).id


def audit(delivery_id: int, **changes: object) -> Audit:
    values: dict[str, object] = {
        "repository": "octo/hello",
        "subject": "octo/hello#3",
        "kind": "pull_request",
        "head_sha": "0123456789abcdef",
        "facts": {},
        "findings": [
            finding("public", EVIL),
            finding("maintainer", "for maintainers"),
            finding("auditor", "for auditors"),
        ],
        "decision": {
            "policy": "human-only",
            "mode": "report",
            "outcome": "hold",
            "violations": [
                {"kind": "use_exceeded", "clause": "use.code: none", "message": f"no {EVIL}", "evidence": []}
            ],
            "explanation": [
                {
                    "clause": "use.code: none",
                    "result": "violated",
                    "looked_at": EVIL,
                    "would_satisfy": "write it",
                },
                {
                    "clause": "exempt.bots",
                    "result": "satisfied",
                    "looked_at": "the author",
                    "would_satisfy": "",
                },
            ],
        },
        "actions": [
            {"action": "add_label", "name": "ai: declared", "withheld": ""},
            {
                "action": "create_comment",
                "body": f"## Hello\n{EVIL}",
                "withheld": "the policy's mode is observe",
            },
        ],
        "applied": False,
        "delivery_id": delivery_id,
    }
    return Audit(**(values | changes))  # type: ignore[arg-type]


def finding(audience: str, claim: str) -> dict[str, object]:
    return {
        "id": "traces/footer",
        "tier": "exact",
        "severity": "warning",
        "audience": audience,
        "claim": claim,
        "evidence": [{"place": "body, line 3", "quote": EVIL}],
        "remedy": "say so",
    }


class Elements(HTMLParser):
    """The names and attributes of all elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in ("script", "style", "iframe", "object")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert (attributes.get("href") or "/").startswith(("/", "#", "https://github.com/"))


def test_an_empty_inbox_says_so_and_how_to_go_on(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Byline writes nothing yet" in page
    assert "/setup?token=" in page
    assert 'href="/try"' in page
    assert "No delivery has come in yet" in page


def test_with_an_app_the_box_is_gone(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    client.get("/?token=t")
    assert "writes nothing" not in client.get("/").text


def test_deliveries_are_listed_newest_first_in_pages(client: FlaskClient, inbox: Inbox) -> None:
    for number in range(120):
        record(inbox, f"g{number}")
    seen: list[int] = []
    path = "/"
    while path:
        page = client.get(path).text
        seen += [int(id_) for id_ in re.findall(r'href="/deliveries/(\d+)"', page)]
        following = re.search(r'href="(/\?before=\d+)"', page)
        path = following[1] if following else ""
    assert seen == list(range(120, 0, -1))


@pytest.mark.parametrize(
    ("repository", "href"),
    [
        ("octo/hello", "https://github.com/octo/hello/pull/3"),
        ("jane_acme/hello", "https://github.com/jane_acme/hello/pull/3"),
        ("octo/..", None),
        ("octo/hello/../../x", None),
        ("javascript:alert(1)//x", None),
        (EVIL, None),
        (None, None),
    ],
)
def test_only_a_plain_name_becomes_a_link(
    client: FlaskClient, inbox: Inbox, repository: str | None, href: str | None
) -> None:
    id_ = record(inbox, repository=repository)
    for path in ("/", f"/deliveries/{id_}"):
        page = client.get(path).text
        assert_harmless(page)
        links = [attributes.get("href") for tag, attributes in Elements(page).found if tag == "a"]
        assert [link for link in links if link and link.startswith("http")] == ([href] if href else [])


def test_no_links_into_a_github_whose_pages_are_unknown(make_client: MakeClient, inbox: Inbox) -> None:
    record(inbox)
    assert "https://" not in make_client(github_api_url="http://127.0.0.1:9").get("/").text
    enterprise = make_client(github_api_url="https://git.example/api/v3")
    assert 'href="https://git.example/octo/hello/pull/3"' in enterprise.get("/").text


def test_a_judgement_is_explained_step_by_step(client: FlaskClient, inbox: Inbox, audits: Audits) -> None:
    id_ = record(inbox, note=EVIL)
    audits.record(audit(id_))
    page = client.get(f"/deliveries/{id_}").text
    assert_harmless(page)
    for text in (
        "for maintainers",
        "body, line 3",
        "use exceeded",
        "use.code: none",
        "What would satisfy it: write it",
        "exempt.bots",
        "ai: declared",
        "withheld: the policy&#39;s mode is observe",
        "Planned only: nothing was written to GitHub.",
        "## Hello",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ):
        assert text in page
    assert "for auditors" not in page


#: Every text field of a judgement holds it: an override, a zero-width space, an escape, a C1 control, a tag.
UNSEEN = "gpj.\u202eexe\u2066\u200b\x1b[31m\x9b\u2060\U000e0041"
SEEN = "gpj.\\u202eexe\\u2066\\u200b\\u001b[31m\\u009b\\u2060\\U000e0041"


def spread(value: object) -> object:
    """Put ``UNSEEN`` at the end of each text that is no keyword of ours."""
    if isinstance(value, dict):
        kept = ("audience", "action")
        return {key: inner if key in kept else spread(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spread(inner) for inner in value]
    return value + UNSEEN if isinstance(value, str) else value


def test_what_cannot_be_seen_or_moves_text_around_is_spelled_out(
    client: FlaskClient, inbox: Inbox, audits: Audits, database: Database
) -> None:
    id_ = record(inbox, repository=f"octo/{UNSEEN}", note=UNSEEN)
    made = audit(id_)
    fields = ("subject", "kind", "findings", "decision", "actions")
    audits.record(replace(made, **{name: spread(getattr(made, name)) for name in fields}, error=UNSEEN))
    Notices(database).add("octo/hello", f"octo/{UNSEEN}", UNSEEN, unpinged(f"@mona {UNSEEN}"), "a" * 64)
    Notices(database).add("octo/hello", "octo/hello#3", "mods", "line\nline", "b" * 64)
    for path, least in (("/", 2), (f"/deliveries/{id_}", 15), ("/queue", 3)):
        page = client.get(path).text
        assert page.count(SEEN) >= least
        assert not [char for char in page if char != "\n" and not char.isprintable()]
    page = client.get("/queue").text
    assert f"@mona {SEEN}" in page
    assert "line\nline" in page


def test_names_that_run_leftward_stand_apart_from_what_is_beside_them(
    client: FlaskClient, inbox: Inbox, audits: Audits
) -> None:
    id_ = record(inbox)
    place = {"place": "קובץ.py, line 3", "quote": "x", "nearest": "ملف.py"}
    audits.record(audit(id_, findings=[{**finding("public", "claim"), "evidence": [place]}]))
    page = client.get(f"/deliveries/{id_}").text
    assert "\u2068קובץ.py, line 3\u2069; nearest: <code>\u2068ملف.py\u2069</code>" in page


def test_an_audit_that_was_cut_off_does_not_say_that_nothing_was_written(
    client: FlaskClient, inbox: Inbox, audits: Audits
) -> None:
    id_ = record(inbox)
    audits.record(audit(id_, error="Byline was stopped while it wrote"))
    page = client.get(f"/deliveries/{id_}").text
    assert "Byline was stopped while it wrote" in page
    assert "nothing was written" not in page


def test_a_delivery_that_failed_shows_its_error(client: FlaskClient, inbox: Inbox) -> None:
    id_ = record(inbox)
    claimed = inbox.claim("test")
    assert claimed is not None
    inbox.fail(claimed, EVIL)
    for path in ("/", f"/deliveries/{id_}"):
        page = client.get(path).text
        assert "failed" in page
        assert "&lt;script&gt;" in page
        assert_harmless(page)


@pytest.mark.parametrize("path", ["/nowhere", "/deliveries/99", "/deliveries/x", f"/deliveries/{10**30}"])
def test_a_page_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 40, "1"])
def test_an_odd_page_number_is_no_error(client: FlaskClient, before: str) -> None:
    assert client.get(f"/?before={before}").status_code == 200


def test_browsers_are_told_to_run_nothing_and_to_tell_nobody(client: FlaskClient) -> None:
    for path in ("/", "/nowhere", "/static/style.css"):
        with client.get(path) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_page_has_what_a_screen_reader_needs(client: FlaskClient, inbox: Inbox) -> None:
    record(inbox)
    found = Elements(client.get("/").text).found
    tags = [tag for tag, _ in found]
    assert ("html", {"lang": "en"}) in found
    assert [tags.count(tag) for tag in ("h1", "main", "title", "caption")] == [1, 1, 1, 1]
    assert all(attributes.get("scope") for tag, attributes in found if tag == "th")
    assert ("a", {"class": "skip", "href": "#content"}) in found

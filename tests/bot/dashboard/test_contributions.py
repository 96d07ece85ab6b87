"""The list of contributions and the page of one: who sees what, and nothing that somebody wrote acts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.dashboard import scores
from bot.dashboard.addresses import address_of
from bot.storage import Audits, Conversation, Database, Given, Notices, Sessions
from bot.storage.models import CommandOutcome
from detectors.authorship.measured import DEFAULT, measured
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.test_pages import EVIL, SEEN, UNSEEN, Elements, assert_harmless, spread
from tests.bot.storage.test_searching import AT, finding, judge, say

SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"
POLICY = {"path": ".github/byline.yml", "text": "version: 1\nuse:\n  code: none\n", "ref": "main"}
SCORE = {"score": 0.5, "calibration": "another", "sha256": "ab" * 32}
STEP = {"clause": "use.code: none", "result": "violated", "looked_at": "the code", "would_satisfy": "write"}


@pytest.fixture
def maintainer(make_client: MakeClient, database: Database) -> FlaskClient:
    """A browser of somebody who helps to maintain ``acme/widget`` alone."""
    client = make_client(host="0.0.0.0", dashboard_token="t")
    secret = Sessions(database).begin("robin", ["Acme/Widget"], timedelta(days=1))
    client.set_cookie("byline-session", secret)
    return client


def listed(client: FlaskClient, query: str = "") -> list[str]:
    return re.findall(r'href="(/contributions/[^"]+)"', client.get(f"/contributions{query}").text)


def test_contributions_are_listed_in_pages(client: FlaskClient, database: Database) -> None:
    for number in range(1, 121):
        judge(database, number)
    seen: list[str] = []
    path = "/contributions?kind=pull_request"
    while path:
        page = client.get(path).text
        seen += re.findall(r'href="/contributions/acme/widget/(\d+)"', page)
        following = re.search(r'href="(/contributions\?kind=pull_request&amp;before=\d+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert [int(number) for number in seen] == list(range(120, 0, -1))


def test_the_address_holds_the_search(client: FlaskClient, database: Database) -> None:
    judge(database, 1, title="Close the file")
    judge(database, 2, kind="issue", decision={"outcome": "hold"})
    judge(database, 2, kind="comment", contribution_id="77", findings=[finding("exact", "a footer")])
    say(database, 1, "appeal", "a")
    page = "/contributions/acme/widget"
    assert listed(client) == [f"{page}/2/comment/77", f"{page}/2", f"{page}/1"]
    for query, expected in {
        "?q=close": [f"{page}/1"],
        "?q=FOOTER": [f"{page}/2/comment/77"],
        "?outcome=hold&kind=issue": [f"{page}/2"],
        "?found=exact": [f"{page}/2/comment/77"],
        "?said=open": [f"{page}/1"],
        "?said=overridden": [],
        "?repository=acme/none": [],
        "?outcome=odd&kind=odd&found=odd&said=odd&before=x": [
            f"{page}/2/comment/77",
            f"{page}/2",
            f"{page}/1",
        ],
    }.items():
        assert listed(client, query) == expected, query
    assert "appeal to answer" in client.get("/contributions?q=close").text
    assert "No contribution is like that." in client.get("/contributions?q=nothing").text


def test_an_empty_list_says_so(client: FlaskClient) -> None:
    assert "No contribution was judged yet." in client.get("/contributions").text
    assert "There are no older contributions." in client.get("/contributions?before=1").text


def test_maintainers_see_their_own_repositories_only(maintainer: FlaskClient, database: Database) -> None:
    judge(database, 1)
    judge(database, 1, "other/place")
    assert listed(maintainer) == ["/contributions/acme/widget/1"]
    page = maintainer.get("/contributions").text
    assert "other/place" not in page
    assert listed(maintainer, "?repository=other/place") == []
    assert maintainer.get("/contributions/ACME/Widget/1").status_code == 200
    assert maintainer.get("/contributions/other/place/1").status_code == 404
    assert maintainer.post("/contributions/other/place/1/said").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/9",
        "/x",
        "/1/comment/77",
        "/1/issue/1",
        "/at/abc",
        "/at/%00",
        "/at/%ED%A0%80",
        f"/{10**30}",
        "/1?judgement=99",
        "/1/comment/a%2Fb",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, database: Database, path: str) -> None:
    judge(database, 1)
    assert client.get(f"/contributions/acme/widget{path}").status_code == 404
    assert client.get("/contributions/acme/../1").status_code == 404


@pytest.mark.parametrize(
    ("subject", "kind", "id_", "address"),
    [
        ("acme/widget#12", "pull_request", "12", "/contributions/acme/widget/12"),
        ("acme/widget#12", "review", "comment-5", "/contributions/acme/widget/12/review/comment-5"),
        ("acme/widget#12/345", "", "", "/contributions/acme/widget/12"),
        ("acme/widget@ab12", "commit", "ab12", "/contributions/acme/widget/at/ab12"),
        ("acme/widget", "", "", None),
        ("acme/..#12", "", "", None),
        ("javascript:alert(1)#12", "", "", None),
        ("acme/widget@a b", "", "", None),
        (EVIL, "", "", None),
        (None, "", "", None),
    ],
)
def test_only_a_plain_name_has_a_page(subject: str | None, kind: str, id_: str, address: str | None) -> None:
    assert address_of(subject, kind, id_) == address


def whole(database: Database, number: int = 1, **more: Any) -> int:
    """Record a judgement that has everything that a page shows."""
    values: dict[str, Any] = {
        "facts": {
            "contribution": {"title": EVIL, "author": {"login": "quinn"}},
            "repository": {
                "full_name": "acme/widget", "default_branch": "main", "private": False, "policy": POLICY
            },
            "state": {
                "label_events": [
                    {"label": EVIL, "added": True, "actor": {"login": "robin"}, "permission": "write"},
                    {"label": "ours", "added": True, "actor": {"login": "byline[bot]"}, "ours": True},
                ]
            },
        },
        "findings": [
            {**finding("exact", f"claim {EVIL}"), "evidence": [{"place": "body", "quote": EVIL}]},
            finding("exact", "for auditors", "auditor"),
            finding("statistical", "an estimate"),
        ],
        "decision": {
            "policy": "human-only",
            "mode": "report",
            "outcome": "hold",
            "violations": [
                {"kind": "use_exceeded", "clause": "use.code: none", "message": f"no {EVIL}", "tier": "exact",
                 "responses": ["hold"], "evidence": [], "remedy": ""},
                {"kind": "x", "clause": "y", "message": "hush", "audience": "auditor"},
            ],
            "explanation": [STEP, {**STEP, "looked_at": "for auditors", "audience": "auditor"}],
        },
        "actions": [
            {"action": "add_label", "name": "ai: declared", "withheld": ""},
            {"action": "create_comment", "body": f"<!-- m -->\n### Hello\n{EVIL}\n![p](https://evil.example)"},
        ],
        "scores": [
            {**SCORE, "part": "description", "kind": "pull_request", "human_tail": 0.004},
            {**SCORE, "part": "commit 1", "kind": "commit", "human_tail": None},
        ],
    }  # fmt: skip
    return judge(database, number, **(values | more))


def test_a_contribution_is_explained(client: FlaskClient, database: Database) -> None:
    whole(database)
    page = client.get("/contributions/acme/widget/1").text
    for text in (
        f"<h1>{SHOWN}",
        "by quinn",
        "On hold: something to settle first",
        "It waits until the author has settled what is asked, or a maintainer decides.",
        f"claim {SHOWN}",
        f"no {SHOWN}",
        "What would satisfy it: write",
        "from .github/byline.yml, line 3",
        "About 4 in 1,000 human-written pull-request descriptions look at least this machine-like.",
        "no probability of authorship",
        "No opinion",
        "<h3>Hello</h3>",
        "put on the label ai: declared",
        f"robin (write) put on {SHOWN}",
        "an estimate",
    ):
        assert text in page, text
    for text in ("for auditors", "hush", "byline[bot]", "<script", "evil.example/"):
        assert text not in page, text


def test_nothing_that_others_wrote_acts(client: FlaskClient, database: Database) -> None:
    whole(
        database,
        actions=[{"action": "create_comment", "body": f"{EVIL}\n<form action=//x><input name=nonce>"}],
    )
    Conversation(database).keep(
        [Given("acme/widget", "acme/widget#1", "c", "appeal", EVIL, "", EVIL, AT, CommandOutcome.DONE)]
    )
    for path in ("/contributions", "/contributions/acme/widget/1"):
        page = client.get(path).text
        assert_harmless(page)
        assert SHOWN in page
    forms = [attributes for tag, attributes in Elements(page).found if tag == "form"]
    assert {form["action"] for form in forms} == {"/contributions/acme/widget/1/said"}


def test_what_cannot_be_seen_is_spelled_out(client: FlaskClient, database: Database) -> None:
    made = whole(database)
    audit = Audits(database).latest("acme/widget#1")
    assert audit is not None
    assert audit.id == made
    fields = ("findings", "decision", "actions", "scores")
    shown = {name: spread(getattr(audit, name)) for name in fields}
    facts = {"contribution": {"title": UNSEEN, "author": {"login": UNSEEN}}}
    judge(database, 1, **{**shown, "facts": facts, "decision": {**audit.decision, "policy": UNSEEN}})
    for path, least in (("/contributions", 2), ("/contributions/acme/widget/1", 8)):
        page = client.get(path).text
        assert page.count(SEEN) >= least
        assert not [char for char in page if char != "\n" and not char.isprintable()]


CALLED_HUMAN = {
    "contribution": {"title": "Close the file", "author": {"login": "quinn"}},
    "state": {"override": {"says": "human", "by": "robin", "at": "2026-11-22T12:00:00Z", "reason": "seen"}},
}
AFTERWARDS = [
    finding("exact", "a trailer names an agent"),
    {**finding("checkable", "a test is missing"), "involvement": None},
    finding("statistical", "an estimate"),
]


def test_what_a_maintainer_set_aside_is_held_against_nobody(client: FlaskClient, database: Database) -> None:
    judge(database, 1, facts=CALLED_HUMAN, findings=AFTERWARDS)
    listing = client.get("/contributions").text
    assert "a test is missing" in listing
    assert "a trailer names an agent" not in listing
    assert "estimate from writing style" not in listing
    assert listed(client, "?q=trailer") == listed(client, "?found=statistical") == []
    page = client.get("/contributions/acme/widget/1").text
    titles = re.findall(r"<h3>([^<]+)</h3>\s*<p[^>]*>(.*?)</p>", page, re.DOTALL)
    aside = {title: "set aside by a maintainer" in below for title, below in titles}
    assert list(aside.items())[:3] == [
        ("a test is missing", False),
        ("a trailer names an agent", True),
        ("an estimate", True),
    ]


def test_a_judgement_from_before_an_override_says_so(client: FlaskClient, database: Database) -> None:
    judge(database, 1, findings=AFTERWARDS)
    said_before = "This judgement is from before that"
    say(database, 1, "human", "a", -1)
    assert said_before not in client.get("/contributions/acme/widget/1").text
    say(database, 1, "human", "b", 1)
    assert said_before in client.get("/contributions/acme/widget/1").text
    listing = client.get("/contributions").text
    assert "judged before a maintainer said that a person wrote it" in listing
    assert "a trailer names an agent" not in listing


def test_outcomes_are_those_of_what_may_be_seen(client: FlaskClient, database: Database) -> None:
    """A violation that only auditors see does not show through the outcome either."""
    hidden = {"kind": "x", "clause": "y", "message": "z", "audience": "auditor", "responses": ["close"]}
    judge(database, 1, decision={"outcome": "close", "mode": "report", "violations": [hidden]})
    page = client.get("/contributions/acme/widget/1").text
    assert "Nothing to do" in page
    assert "takes it" not in page


def test_history_says_what_changed(client: FlaskClient, database: Database) -> None:
    first = judge(database, 1, head_sha="a" * 40, decision={"outcome": "pass", "policy": "disclose"})
    judge(
        database, 1, head_sha="b" * 40, decision={"outcome": "hold", "policy": "human-only"},
        findings=[finding("exact", "a footer")],
    )  # fmt: skip
    say(database, 1, "human", "c", 1)
    page = client.get("/contributions/acme/widget/1").text
    for text in (
        "outcome: pass → hold",
        "policy: disclose → human-only",
        "new commits: aaaaaaa → bbbbbbb",
        "found now: a footer",
        "said that a person wrote it",
        "On 2026-11-22 m said that a person wrote this.",
    ):
        assert text in page, text
    older = client.get(f"/contributions/acme/widget/1?judgement={first}").text
    assert "This is an earlier judgement." in older
    assert "Nothing is asked of the author." in older
    assert "<form" not in older.partition("<main")[2]


def test_a_long_history_has_pages(client: FlaskClient, database: Database) -> None:
    made = [judge(database, 1) for _ in range(45)]
    seen: list[int] = []
    path = "/contributions/acme/widget/1"
    while path:
        page = client.get(path).text
        seen += [int(id_) for id_ in re.findall(r"judgement=(\d+)", page)]
        following = re.search(r'href="(/contributions/acme/widget/1\?before=\d+)#history" rel="next"', page)
        path = following[1] if following else ""
    assert seen == made[-2::-1]


def test_what_is_no_longer_kept_is_said(client: FlaskClient, database: Database) -> None:
    judge(database, 1, facts={}, decision={})
    page = client.get("/contributions/acme/widget/1").text
    assert "no longer kept" in page


def test_comments_have_pages_that_lead_to_their_thread(client: FlaskClient, database: Database) -> None:
    whole(database)
    whole(database, kind="comment", contribution_id="77")
    page = client.get("/contributions/acme/widget/1").text
    assert 'href="/contributions/acme/widget/1/comment/77"' in page
    reply = client.get("/contributions/acme/widget/1/comment/77").text
    assert 'href="/contributions/acme/widget/1">The thread' in reply
    assert "Your word on it" not in reply
    commit = "ab" * 20
    judge(database, 0, subject=f"acme/widget@{commit}", kind="commit", contribution_id=commit)
    assert client.get(f"/contributions/acme/widget/at/{commit}").status_code == 200


def test_other_pages_lead_there(client: FlaskClient, database: Database) -> None:
    whole(database)
    Notices(database).add("acme/widget", "acme/widget#1", "mods", "look", "a" * 64)
    assert 'href="/contributions/acme/widget/1"' in client.get("/queue").text
    assert '<a href="/contributions"' in client.get("/").text


def test_scores_come_with_both_rates() -> None:
    calibration = "625e93cc0c61"
    known = measured("issue", calibration)
    assert known is not None, f"the classifier {DEFAULT} has another calibration now: mend this test"
    (told,) = scores.told([{"part": "x", "kind": "issue", "human_tail": 0.02, "calibration": calibration}])
    assert "About 20 in 1,000 human-written issues look at least this machine-like" in told.words
    assert f"measured on {known.n}" in told.words
    assert "in the least favorable project measured" in told.words
    assert measured("comment", calibration) == known
    assert measured("nothing", calibration) is None
    assert scores.told(["odd"]) == []

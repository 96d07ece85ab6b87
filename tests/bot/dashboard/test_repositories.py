"""The pages about repositories: the numbers, who sees them, and the policy in force with its origins."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some

from bot.dashboard import cookies
from bot.dashboard.likeness import likeness
from bot.dashboard.plots import HEIGHT, WIDTH, Series, by_count, by_share, ceiling, labels, spark
from bot.dashboard.repository_plots import by_kind, by_outcome, opinions, traces
from bot.gather.facts_file import to_json
from bot.storage import Audit, Audits, Database, Feedback, Opinion, Says, Source
from bot.storage.periods import months, weeks
from bot.storage.sessions import Sessions
from bot.storage.volumes import Judged, Words
from detectors.model import Extended, Repository, TextFile, Unknown
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.test_pages import EVIL, Elements, assert_harmless
from tests.bot.storage.test_volumes import NOW, WEEKS, say
from tests.factories import facts

_POLICY = TextFile(".github/byline.yml", "version: 1\nextends: disclose\nmeta:\n  mode: report\n", "main")


def judge(database: Database, number: int, days_ago: float = 0, **changes: Any) -> None:
    repository = changes.pop("repository", "acme/widget")
    policy = changes.pop("policy", None)
    view = Repository(repository, "main", False, policy, (), extended=changes.pop("extended", ()))
    made = Audit(
        repository=repository,
        subject=f"{repository.casefold()}#{number}",
        kind="issue",
        head_sha="",
        facts=json.loads(to_json(facts(repository=view))),
        findings=[],
        decision={"outcome": "pass", "mode": "report"},
        actions=[],
        applied=True,
        contribution_id=str(number),
    )
    at = datetime.now(UTC) - timedelta(days=days_ago)
    Audits(database, lambda: at).record(replace(made, **changes))


def appeal(database: Database, number: int) -> None:
    say(database, number, "appeal", datetime.now(UTC), repository="acme/widget")


# The list


def test_without_a_judgement_the_list_says_so(client: FlaskClient) -> None:
    page = client.get("/repositories").text
    assert "Nothing has been judged yet" in page
    assert '<a href="/repositories" aria-current="page">Repositories</a>' in page


def test_the_list_counts_draws_and_leads_on(client: FlaskClient, database: Database) -> None:
    for number in range(3):
        judge(database, number)
    judge(database, 1)  # again
    judge(database, 9, days_ago=400)
    appeal(database, 1)
    judge(database, 1, repository="octo/hello", decision={"outcome": "pass", "mode": "observe"}, days_ago=1)
    page = client.get("/repositories").text
    assert page.index("acme/widget") < page.index("octo/hello")
    assert '<a href="/repositories/acme/widget">' in page
    assert "<span>3</span>" in page
    assert "<strong>1</strong>" in page
    assert page.count("<svg") == 2
    assert 'aria-label="Judged in each of 26 weeks: up to ' in page
    assert '<span class="state">report</span>' in page
    assert '<span class="state">observe</span>' in page


def test_the_list_is_searched_and_has_pages(client: FlaskClient, database: Database) -> None:
    for number in range(52):
        judge(database, 1, repository=f"acme/widget-{number:02}", days_ago=number)
    first = client.get("/repositories").text
    assert "widget-49" in first
    assert "widget-50" not in first
    assert 'href="/repositories?page=2" rel="next"' in first
    assert "widget-50" in client.get("/repositories?page=2").text
    found = client.get("/repositories?q=WIDGET-5").text
    assert found.count("<tr>") == 3
    assert 'value="WIDGET-5"' in found
    assert "No repository has a name like that" in client.get("/repositories?q=nothing").text
    assert "There are no more repositories" in client.get("/repositories?page=99").text
    for odd in ("0", "-1", "x", "9" * 5000):
        assert "widget-00" in client.get(f"/repositories?page={odd}").text or odd == "9" * 5000


# One repository


def test_a_repository_shows_what_was_judged(client: FlaskClient, database: Database) -> None:
    judge(database, 1, kind="pull_request")
    judge(database, 2, decision={"outcome": "hold", "mode": "report"}, findings=[trace()])
    judge(database, 3, days_ago=21)
    page = client.get("/repositories/ACME/Widget").text
    assert "<h1>acme/widget</h1>" in page
    assert "In 26 weeks 3 contributions were judged: 1 pull request, 2 issues." in page
    assert "What the newest judgement of each came to: 2 pass, 1 hold." in page
    assert "declared: 1 of 3 (33.3 %)" in page
    assert page.count("<details>") >= 4
    assert "In 12 months 3 contributions" in client.get("/repositories/acme/widget?by=month").text
    assert '<a href="/contributions?repository=acme%2Fwidget">Contributions</a>' in page
    assert '<a href="/playground?repository=acme%2Fwidget">' in page
    assert '<a href="/?q=acme%2Fwidget">' in page
    assert 'href="https://github.com/acme/widget"' in page


def trace() -> dict[str, object]:
    return {"id": "traces/disclosure", "tier": "declared", "audience": "public", "involvement": "assisted"}


def test_what_was_judged_long_ago_is_not_drawn(client: FlaskClient, database: Database) -> None:
    judge(database, 1, days_ago=500)
    page = client.get("/repositories/acme/widget").text
    assert page.count("Nothing was judged in this time.") == 2
    assert "Policy in force" in page


def test_what_is_no_longer_kept_is_said(client: FlaskClient, database: Database) -> None:
    judge(database, 1, facts={}, findings=[], decision={})
    page = client.get("/repositories/acme/widget").text
    assert "1 no longer kept" in page
    assert "is kept for 90 days" in page
    assert "No judgement is kept from which it could be read" in page


def test_a_maintainer_sees_their_repositories_and_no_others(
    make_client: MakeClient, database: Database
) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    judge(database, 1)
    judge(database, 1, repository="octo/secret")
    assert client.get("/repositories").status_code == 401
    assert client.get("/repositories/acme/widget").status_code == 401
    secret = Sessions(database).begin("robin", ["Acme/Widget", "acme/new"], timedelta(days=1))
    client.set_cookie(cookies.SESSION.name, secret)
    listed = client.get("/repositories").text
    assert "acme/widget" in listed
    assert "octo/secret" not in listed
    assert client.get("/repositories/acme/widget").status_code == 200
    hidden = client.get("/repositories/octo/secret")
    assert hidden.status_code == 404
    assert hidden.text == client.get("/repositories/octo/nothing").text
    assert client.get("/repositories/acme/new").status_code == 404
    assert "acme/new" not in client.get("/repositories?q=octo").text


def test_nothing_is_there_that_was_not_judged(client: FlaskClient) -> None:
    assert client.get("/repositories/acme/widget").status_code == 404
    assert client.get("/repositories/%3Cscript%3E/x").status_code == 404


def test_hostile_names_and_texts_stay_text(client: FlaskClient, database: Database) -> None:
    judge(database, 1, repository=EVIL, kind=EVIL[:32], decision={"outcome": EVIL, "mode": EVIL})
    page = client.get("/repositories").text
    assert_harmless(page)
    assert "&lt;script&gt;" in page
    judge(
        database, 2, repository='octo/"><b>', decision={"outcome": EVIL, "mode": EVIL}, policy=Unknown(EVIL)
    )
    page = client.get('/repositories/octo/"><b>').text
    assert_harmless(page)
    assert "&lt;script&gt;" in page
    assert "octo/&#34;&gt;&lt;b&gt;" in page


# Writing style: never a bare share


def test_no_share_is_estimated_and_what_is_counted_stands_beside_human_rates(
    client: FlaskClient, database: Database
) -> None:
    for number in range(60):
        judge(database, number, human_tail=0.001 if number < 20 else 0.5)
    page = client.get("/repositories/acme/widget").text
    assert "Share that a machine wrote: no estimate" in page
    assert "20 of 60 (33.3 %), 95 % interval 21.7 % to 46.7 %" in page
    assert "at most 1 % of human-written texts" in page
    assert "4.6 % of texts were" in page
    assert "said of no single contribution and of no person" in page
    assert "No decision rests on it" in page


def test_what_human_writing_explains_is_said_to_mean_nothing() -> None:
    found = likeness([Judged(0, "issue", "pass", "", 60, 60, 3)], WEEKS)
    assert not found.all.is_more_than_human
    assert likeness([Judged(0, "issue", "pass", "", 60, 60, 20)], WEEKS).all.is_more_than_human
    assert likeness([Judged(0, "issue", "pass", "", 60, 0, 0)], WEEKS).plot is None


def test_weeks_are_put_together_by_month_for_the_shares_flagged() -> None:
    found = likeness([Judged(at, "issue", "pass", "", 10, 10, 1) for at in range(4)], WEEKS)
    assert found.plot is not None
    assert found.plot.rows == (
        ("2026-11", "3 of 30 (10 %)", "2.1 % to 26.5 %"),
        ("2026-10", "1 of 10 (10 %)", "0.3 % to 44.5 %"),
    )
    assert all(mark.y >= 0 and mark.y + mark.height <= HEIGHT + 0.1 for mark in found.plot.marks)


def test_appeals_that_wait_lead_to_where_they_are_answered(client: FlaskClient, database: Database) -> None:
    judge(database, 1)
    appeal(database, 1)
    page = client.get("/repositories/acme/widget").text
    assert '<a href="/contributions?repository=acme%2Fwidget&amp;said=open">1</a>' in page
    assert "Appeals: 1, 0 declined." in page


def test_false_alarms_have_their_interval_and_their_bias(client: FlaskClient, database: Database) -> None:
    for number in range(10):
        judge(database, number, human_tail=0.001)
        judge(database, number, human_tail=0.001, repository="octo/other")
    said = Opinion("acme/widget", "acme/widget#1", "issue", "1", Says.HUMAN, Source.OVERRIDE, "max")
    Feedback(database).record(said)
    page = client.get("/repositories/acme/widget").text
    assert "1 of 10 flagged: 10.0 % (0.25 to 44.5)" in page
    assert "Biased: people look at what is flagged" in page


# The policy in force


def test_the_policy_in_force_says_where_each_value_is_from(client: FlaskClient, database: Database) -> None:
    judge(database, 1, days_ago=3, policy=None)
    judge(database, 2, policy=_POLICY)
    rows = _policy_rows(client)
    assert ("meta.mode", "report", ".github/byline.yml:4") in rows
    assert ("disclosure.fields", "[tool, extent]", "disclose (preset)") in rows
    assert any(source == "default" for _, _, source in rows)


def test_what_a_policy_extends_comes_from_the_facts(client: FlaskClient, database: Database) -> None:
    shared = "acme/.github:byline.yml"
    file = TextFile(".github/byline.yml", f"version: 1\nextends: {shared}\n", "main")
    text = "version: 1\nmeta:\n  contact: the list\n"
    judge(database, 1, policy=file, extended=(Extended(shared, TextFile(shared, text, "f" * 40)),))
    assert ("meta.contact", "the list", f"{shared}:3") in _policy_rows(client)
    judge(database, 2, policy=file, extended=(Extended(shared, Unknown("GitHub did not answer")),))
    page = client.get("/repositories/acme/widget").text
    assert "What the policy extends could not be looked at" in page
    assert "GitHub did not answer" in page


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (None, "no policy file: Byline observes and writes nothing"),
        (Unknown("no answer <b>"), "could not be looked at: no answer &lt;b&gt;"),
        (TextFile(".github/byline.yml", "version: 1\nuse: {cod: none}\n", ""), "byline.yml:2:7: unknown key"),
        (TextFile(".github/byline.yml", "a: [" * 5000, ""), "The policy file has a mistake"),
    ],
)
def test_a_policy_that_is_not_there_or_not_usable_says_why(
    client: FlaskClient, database: Database, policy: Any, told: str
) -> None:
    judge(database, 1, policy=policy)
    page = client.get("/repositories/acme/widget")
    assert page.status_code == 200
    assert told in page.text
    assert_harmless(page.text)


def test_facts_of_another_form_are_no_error(client: FlaskClient, database: Database) -> None:
    judge(database, 1, facts={"schema": "byline/facts/0", "repository": {"name": "x"}})
    assert "does not hold it in a form that can be read" in client.get("/repositories/acme/widget").text


@pytest.mark.parametrize("said", [EVIL, f"a mistake {chr(0x202E)} <script>"])
def test_values_and_mistakes_are_shown_as_text(client: FlaskClient, database: Database, said: str) -> None:
    text = f"version: 1\nmeta:\n  contact: {json.dumps(said, ensure_ascii=False)}\n"
    judge(database, 1, policy=TextFile(".github/byline.yml", text, "main"))
    page = client.get("/repositories/acme/widget").text
    assert_harmless(page)
    assert chr(0x202E) not in page
    assert ("&lt;script&gt;" in page) == (said == EVIL)


def _policy_rows(client: FlaskClient) -> list[tuple[str, ...]]:
    page = client.get("/repositories/acme/widget").text.partition('id="policy"')[2]
    cells = [part.partition("</td>")[0] for part in page.split("<td ")[1:]]
    texts = [cell.partition(">")[2].removeprefix("<code>").removesuffix("</code>") for cell in cells]
    return [tuple(texts[at : at + 3]) for at in range(0, len(texts), 3)]


# The drawings

_SERIES = (Series("a", "first", "s1"), Series("b", "second", "s2"))


def test_bars_stand_upon_each_other() -> None:
    plot = by_count("x", "X", "", _SERIES, [{"a": 1, "b": 2}, {}, {"b": 4}, {"a": 3}], WEEKS)
    first, second, third, _ = plot.marks
    assert (first.y + first.height, second.y + second.height) == (HEIGHT, first.y)
    assert third.height == HEIGHT
    assert plot.y == ("4", "2", "0")
    assert plot.head == ("Week from", "first", "second", "All")
    assert plot.rows[0] == ("2026-11-16", "3", "0", "3")
    assert plot.rows[-1] == ("2026-10-26", "1", "2", "3")
    assert first.title == "2026-10-26: 1 first"


def test_shares_are_of_what_there_was() -> None:
    plot = by_share("x", "X", "", _SERIES, [{"a": 1, "b": 1}, {}, {}, {}], [4, 2, 0, 0], WEEKS)
    assert plot.rows[-1] == ("2026-10-26", "1 of 4 (25 %)", "1 of 4 (25 %)", "4")
    assert plot.rows[0][1] == "–"
    assert plot.y == ("60 %", "30 %", "0 %")
    assert len(plot.marks) == 2


@given(
    some.lists(some.dictionaries(some.sampled_from("ab"), some.integers(0, 10**6)), min_size=4, max_size=4)
)
def test_nothing_is_drawn_outside(counts: list[dict[str, int]]) -> None:
    whole = [sum(held.values()) for held in counts]
    for plot in (
        by_count("x", "X", "", _SERIES, counts, WEEKS),
        by_share("x", "X", "", _SERIES, counts, whole, WEEKS),
    ):
        for mark in plot.marks:
            assert 0 <= mark.x < mark.x + mark.width <= WIDTH
            assert 0 <= mark.y < mark.y + mark.height <= HEIGHT + 2.1


@given(some.integers(0, 10**9))
def test_axes_end_at_a_round_even_number(most: int) -> None:
    top = ceiling(most)
    assert most <= top <= max(2, 2 * most)
    assert top % 2 == 0


def test_months_are_named_where_they_begin() -> None:
    assert [one.text for one in labels(WEEKS)] == ["", "Nov", "", ""]
    assert [one.text for one in labels(months(NOW, 12))][:3] == ["Dec", "2026", "Feb"]
    assert [one.text for one in labels(weeks(NOW, 26))].count("Nov") == 1


def test_a_spark_is_told_in_words() -> None:
    assert spark((0, 7, 3), "Judged").about == "Judged: up to 7, and 3 in the last"
    assert spark((), "Judged").marks == ()


def test_each_contribution_is_under_the_firmest_trace() -> None:
    judged = [
        Judged(0, "issue", "pass", "declared exact", 2, 0, 0),
        Judged(0, "issue", "pass", "exact checkable", 1, 0, 0),
        Judged(0, "issue", "pass", "checkable statistical", 1, 0, 0),
        Judged(0, "issue", "pass", "statistical", 3, 3, 3),  # never among what can be looked up
        Judged(0, "issue", "pass", "", 1, 0, 0),
        Judged(1, "issue", "", "", 5, 0, 0),  # no longer kept: nobody can say
    ]
    plot = traces(judged, WEEKS)
    assert plot.rows[-1] == ("2026-10-26", "2 of 8 (25 %)", "1 of 8 (12.5 %)", "1 of 8 (12.5 %)", "8")
    assert plot.rows[-2][-1] == "0"


def test_words_that_a_later_version_may_write_are_not_lost() -> None:
    judged = [Judged(0, "discussion", "frozen", "", 2, 0, 0)]
    assert by_kind(judged, WEEKS).rows[-1][1:] == ("2", "2")
    assert by_outcome(judged, WEEKS).rows[-1][1:] == ("2", "2")


def test_what_people_said_is_drawn_apart() -> None:
    said = [Words(0, "human", 2), Words(0, "ai", 1), Words(0, "appeal", 3), Words(0, "decline", 1)]
    plot = opinions(said, WEEKS)
    assert plot.rows[-1] == ("2026-10-26", "2", "1", "3", "1", "7")
    assert len({mark.of for mark in plot.marks}) == 4
    assert "Appeals: 3, 1 declined." in plot.about


def test_no_page_of_plots_has_a_style_or_a_script_of_its_own(client: FlaskClient, database: Database) -> None:
    judge(database, 1, human_tail=0.5, policy=_POLICY)
    page = client.get("/repositories/acme/widget").text
    names = {tag for tag, _ in Elements(page).found}
    assert not names & {"style", "script"}
    assert not any("style" in attributes for _, attributes in Elements(page).found)

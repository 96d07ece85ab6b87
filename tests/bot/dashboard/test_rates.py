"""The page of error rates: counts with their intervals, told as what they are."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.dashboard.rates import Share
from bot.inbox import Inbox
from bot.storage import Audits, Database, Feedback, Opinion, Says, Source
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.dashboard.test_pages import EVIL, assert_harmless, audit, finding, record
from tests.bot.storage.test_feedback import FLAGGED, ORDINARY
from tests.bot.storage.test_feedback import audit as scored


def test_without_a_score_there_is_nothing_to_show(client: FlaskClient) -> None:
    assert "No contribution has been scored yet" in client.get("/rates").text


def test_counts_and_intervals_of_each_repository_and_of_all(
    client: FlaskClient, audits: Audits, database: Database
) -> None:
    for number in range(40):
        audits.record(scored(number, FLAGGED if number < 4 else ORDINARY))
    audits.record(scored(1, ORDINARY, "acme/widget"))
    feedback = Feedback(database)
    feedback.record(Opinion("octo/hello", "octo/hello#1", "issue", "1", Says.HUMAN, Source.OVERRIDE, "max"))
    page = client.get("/rates").text
    assert "4 of 41" in page
    assert "4 of 40<br>" in page
    assert "10.0 % (2.8 to 23.7)" in page
    assert "1 of 4<br>" in page
    assert "acme/widget" in page
    assert "They are a biased sample" in page
    assert "none labelled yet" in page
    assert '<a href="/rates">' in client.get("/").text


def test_hostile_names_stay_text(client: FlaskClient, audits: Audits) -> None:
    audits.record(scored(1, FLAGGED, EVIL[:200]))
    page = client.get("/rates").text
    assert_harmless(page)
    assert "&lt;script&gt;" in page


def test_a_judgement_that_is_gone_makes_no_impossible_share(client: FlaskClient, database: Database) -> None:
    said = Opinion("octo/hello", "octo/hello#1", "issue", "1", Says.HUMAN, Source.OVERRIDE, "max")
    Feedback(database).record(said)
    assert client.get("/rates").status_code == 200


def test_signing_in_is_needed(make_client: MakeClient) -> None:
    client = make_client(app_id=1, private_key="key", dashboard_token="t")
    assert client.get("/rates").status_code == 401
    client.get("/?token=t")
    assert client.get("/rates").status_code == 200


@pytest.mark.parametrize(("hits", "n", "text"), [(0, 0, ""), (1, 1000, "0.10 % (0.00 to 0.56)")])
def test_small_shares_keep_their_digits(hits: int, n: int, text: str) -> None:
    assert Share(hits, n).percent == text


def test_a_delivery_shows_its_private_finding_to_who_is_signed_in(
    client: FlaskClient, inbox: Inbox, audits: Audits
) -> None:
    id_ = record(inbox)
    claim = "About 4 in 1,000 human-written issues look this machine-like"
    audits.record(audit(id_, findings=[{**finding("maintainer", claim), "tier": "statistical"}]))
    page = client.get(f"/deliveries/{id_}").text
    assert claim in page
    assert "statistical" in page

"""What maintainers say on a page is recorded once, where commands are, and reaches the worker."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.commands.page import delivery_of, name_of, word_of, write_down
from bot.commands.telling import Telling
from bot.errors import UsageError
from bot.inbox import Inbox, Task
from bot.storage import Conversation, Database, Feedback, Given, Notices, Sessions
from bot.storage.models import CommandOutcome, CommandRow, FeedbackRow
from bot.storage.searching import Searching, open_appeals
from tests.bot.dashboard.conftest import MakeClient
from tests.bot.storage.test_searching import judge, say

PAGE = "/contributions/acme/widget/1"
SUBJECT = "acme/widget#1"


@pytest.fixture(autouse=True)
def judged(database: Database) -> int:
    return judge(database, 1, author="quinn")


def nonce(client: FlaskClient) -> str:
    found = re.search(r'name="nonce" value="([0-9a-f]{32})"', client.get(PAGE).text)
    assert found is not None
    return found[1]


def send(client: FlaskClient, **form: str) -> TestResponse:
    return client.post(f"{PAGE}/said", data={"nonce": nonce(client), **form})


def words(database: Database) -> list[tuple[str, str, str]]:
    asked = select(CommandRow.command, CommandRow.by, CommandRow.argument).order_by(CommandRow.id)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_an_override_is_recorded_with_who_and_why(
    client: FlaskClient, database: Database, inbox: Inbox
) -> None:
    answer = send(client, said="human", reason=" I watched\n them <b>write</b> it ")
    assert answer.status_code == 303
    assert words(database) == [("human", "the operator", "I watched them <b>write</b> it")]
    (waiting,) = inbox.latest(9)
    assert (waiting.name, waiting.task, waiting.subject) == ("byline.human", Task.RECHECK, SUBJECT)
    with database.read() as connection:
        opinion = connection.execute(select(FeedbackRow)).one()
    assert (opinion.says, opinion.source, opinion.by) == ("human", "override", "the operator")
    page = client.get(answer.location).text
    assert "Recorded: the operator said that a person wrote this." in page
    assert "Byline has no access to GitHub, so nothing was judged anew." in page
    assert "I watched them &lt;b&gt;write&lt;/b&gt; it" in page


def test_only_a_word_on_this_contribution_is_confirmed(client: FlaskClient, database: Database) -> None:
    judge(database, 2)
    name = send(client, said="ai", reason="They said so.").location.partition("said=")[2].partition("#")[0]
    assert "Recorded:" in client.get(f"{PAGE}?said={name}").text
    for page in (
        f"/contributions/acme/widget/2?said={name}",
        f"{PAGE}?said=page-{'0' * 32}",
        f"{PAGE}?said=%00",
    ):
        assert 'id="said"' not in client.get(page).text


def test_a_double_click_records_once(client: FlaskClient, database: Database, inbox: Inbox) -> None:
    form = {"nonce": nonce(client), "said": "ai", "reason": "They said so."}
    first, second = (client.post(f"{PAGE}/said", data=form) for _ in range(2))
    assert first.location == second.location
    assert (len(words(database)), len(inbox.latest(9))) == (1, 1)
    client.post(f"{PAGE}/said", data={**form, "reason": "Another reason, after going back."})
    assert (len(words(database)), len(inbox.latest(9))) == (2, 2)


def test_an_appeal_that_came_by_mail_waits_and_is_answered(client: FlaskClient, database: Database) -> None:
    answer = send(client, said="appeal", by=" @Quinn ", reason="My editor adds that line.")
    assert words(database)[:2] == [
        ("appeal", "Quinn", "My editor adds that line."),
        ("recorded", "the operator", ""),
    ]
    page = client.get(answer.location).text
    assert "Recorded: the appeal of Quinn." in page
    assert "appealed (written down by the operator)" in page
    assert "An appeal waits for an answer" in page
    assert "Written down by the operator" in client.get("/queue").text
    with database.read() as connection:
        opinion = connection.execute(select(FeedbackRow)).one()
    assert (opinion.source, opinion.by) == ("appeal", "Quinn")  # the author's own word
    declined = send(client, said="decline", reason="The commit says otherwise.")
    page = client.get(declined.location).text
    assert "the operator declined the appeal" in page
    assert "An appeal waits" not in page
    assert "Nothing is waiting" in client.get("/queue").text
    assert "An appeal" not in client.get("/contributions?said=open").text
    again = send(client, said="decline", reason="Once more.")
    assert again.status_code == 409
    assert "No appeal waits for an answer here." in again.text


def test_accepting_an_appeal_is_an_override(client: FlaskClient, database: Database) -> None:
    say(database, 1, "appeal", "c")
    send(client, said="human", reason="You are right.")
    assert [word[0] for word in words(database)] == ["appeal", "human"]
    assert "An appeal waits" not in client.get(PAGE).text


def test_what_is_wrong_with_an_answer_stands_beside_the_appeal(
    client: FlaskClient, database: Database
) -> None:
    assert 'href="#human-reason"' in send(client, said="human").text
    say(database, 1, "appeal", "c")
    page = send(client, said="human", reason="x" * 2_001).text
    assert 'href="#decline-reason"' in page
    field = re.search(r'<textarea id="decline-reason"[^>]*>([^<]*)<', page)
    assert field is not None
    assert field[1] == "x" * 2_001
    assert page.count('aria-invalid="true"') == 1
    assert "<details open" not in page


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"said": "human", "reason": "  "}, "Say why"),
        ({"said": "ai"}, "Say why"),
        ({"said": "appeal", "by": "", "reason": "x"}, "Say whose appeal it is"),
        ({"said": "appeal", "by": "q" * 101, "reason": "x"}, "Say whose appeal it is"),
        ({"said": "human", "reason": "x" * 2_001}, "at most 2,000 characters"),
    ],
)
def test_what_is_missing_is_said_beside_what_was_filled_in(
    client: FlaskClient, database: Database, inbox: Inbox, form: dict[str, str], problem: str
) -> None:
    answer = send(client, **form)
    assert answer.status_code == 400
    assert problem in answer.text
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert (words(database), inbox.latest(9)) == ([], [])


@pytest.mark.parametrize("form", [{"said": "recheck"}, {"said": ""}, {"nonce": "x"}, {"nonce": "A" * 32}])
def test_a_form_that_is_none_of_ours_is_refused(
    client: FlaskClient, database: Database, form: dict[str, str]
) -> None:
    whole = {"nonce": nonce(client), "said": "human", "reason": "x", **form}
    assert client.post(f"{PAGE}/said", data=whole).status_code == 400
    foreign = client.post(f"{PAGE}/said", data=whole, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert words(database) == []


def test_what_is_not_there_cannot_be_spoken_of(client: FlaskClient, database: Database) -> None:
    form = {"nonce": "a" * 32, "said": "human", "reason": "x"}
    assert client.post("/contributions/acme/widget/9/said", data=form).status_code == 404
    judge(database, 9, kind="comment", contribution_id="77")
    assert client.post("/contributions/acme/widget/9/said", data=form).status_code == 404
    assert words(database) == []


def test_who_cannot_be_asked_about_changes_nothing(make_client: MakeClient, database: Database) -> None:
    """Somebody who signed in: GitHub is asked what they may do now, and it cannot be asked here."""
    client = make_client(host="0.0.0.0", dashboard_token="t", app_id=1, private_key="no key")
    secret = Sessions(database).begin("robin", ["acme/widget"], timedelta(days=1))
    client.set_cookie("byline-session", secret)
    assert send(client, said="human", reason="x").status_code == 503
    assert words(database) == []


def word(database: Database, **changes: Any) -> Any:
    values = {
        "id": name_of("a" * 32, "x"),
        "repository": "acme/widget",
        "kind": "issue",
        "number": 1,
        "author": "quinn",
        "said": "human",
        "by": "robin",
        "reason": "why",
        "at": "2026-11-22T12:00:00+00:00",
        "written_by": "",
    }
    return word_of({"word": {**values, **changes}})


def test_the_worker_makes_up_for_a_page_that_was_cut_off(database: Database) -> None:
    """All that is said is in the delivery; carrying it out again changes nothing."""
    said = word(database)
    again = word_of(json.loads(delivery_of(said).payload))
    assert again == said
    conversation = Conversation(database)
    telling = Telling(conversation, Notices(database), Feedback(database))
    for _ in range(2):
        write_down(again, telling)
    (kept,) = conversation.of_comment(said.id)
    assert (kept.command, kept.by, kept.argument) == ("human", "robin", "why")


@pytest.mark.parametrize(
    "changes", [{"id": "777"}, {"said": "explain"}, {"kind": "commit"}, {"number": "x"}, {"at": "later"}]
)
def test_what_has_not_the_shape_of_a_word_is_none(database: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        word(database, **changes)


def test_a_maintainers_comment_answers_an_appeal_as_well(client: FlaskClient, database: Database) -> None:
    send(client, said="appeal", by="somebody else", reason="It is mine.")
    conversation, notices = Conversation(database), Notices(database)
    assert notices.queue(9)
    told = word(database)
    now = datetime.now(UTC)
    given = Given("acme/widget", SUBJECT, "9", "human", "", "", "robin", now, CommandOutcome.DONE)
    Telling(conversation, notices, Feedback(database)).tell(given, told.thread, by_author=False)
    assert notices.queue(9) == ()


def test_an_appeal_that_came_meanwhile_waits_on(database: Database) -> None:
    """A worker that carries out a word late answers what was there when it was said."""
    conversation, notices = Conversation(database), Notices(database)
    telling = Telling(conversation, notices, Feedback(database))
    early = word(database, id=name_of("b" * 32), said="appeal", by="quinn", at="2026-11-22T11:00:00+00:00")
    late = word(database, id=name_of("c" * 32), said="appeal", by="quinn", at="2026-11-22T13:00:00+00:00")
    for said in (early, late, word(database, said="decline")):
        write_down(said, telling)
    (waiting,) = notices.queue(9)
    assert "Appeal by quinn" in waiting.text
    assert [one.comment_id for one in open_appeals(Searching(database).said([SUBJECT]))] == [late.id]


def test_what_was_not_judged_anew_is_not_said_to_be(
    make_client: MakeClient, database: Database, inbox: Inbox
) -> None:
    client = make_client(app_id=1, private_key="no key", dashboard_token="t")
    client.get("/?token=t")
    page = send(client, said="human", reason="I saw it.").location
    assert "It is being judged anew" in client.get(page).text
    claimed = inbox.claim("w")
    assert claimed is not None
    inbox.finish(claimed, "said on a page: human; recorded only, for the App is not installed there")
    told = client.get(page).text
    assert "It was judged anew" not in told
    assert "recorded only, for the App is not installed there" in told

"""The brake withholds comments and closes over the limit; maintainers hear of it, and of the rest, once."""

from __future__ import annotations

import dataclasses

import pytest

from bot.actions import Close, CreateComment, Notify, Plan, RequestChanges
from bot.plan import plan
from detectors.model import Audience, Brake, Kind, Repository, TextFile
from policies.decision import Decision, Mode
from tests.factories import decision, facts, state, violation


def enforced(*responses: str, **changes: object) -> Decision:
    return decision(violation(*responses, **changes), mode=Mode.ENFORCE)


def notices(made: Plan) -> list[Notify]:
    return [action for action in made.actions if isinstance(action, Notify)]


def test_over_the_limit_comments_are_withheld_and_the_rest_goes_on() -> None:
    made = plan(enforced("note", "hold", "label:needs work"), facts(state=state(brake=Brake(comments=20))))
    assert [action.action for action in made.actions] == [
        "notify",
        "create_label",
        "add_label",
        "write_check",
    ]
    (step,) = [step for step in made.steps if isinstance(step.do, CreateComment)]
    assert "20 comments" in step.withheld


def test_over_the_limit_nothing_is_closed_and_the_comment_does_not_say_so() -> None:
    made = plan(enforced("note", "close"), facts(state=state(brake=Brake(closes=5))))
    assert Close() not in made.actions
    (comment,) = [action for action in made.actions if isinstance(action, CreateComment)]
    assert "It is closed" not in comment.body


def test_limits_are_the_settings() -> None:
    few = Brake(comments=1, max_comments=1)
    assert not any(
        isinstance(a, CreateComment) for a in plan(enforced("note"), facts(state=state(brake=few))).actions
    )
    many = Brake(comments=99, max_comments=100)
    assert any(
        isinstance(a, CreateComment) for a in plan(enforced("note"), facts(state=state(brake=many))).actions
    )


def test_a_review_that_requests_changes_is_a_comment_too() -> None:
    made = plan(enforced("note", "request_changes"), facts(state=state(brake=Brake(comments=19))))
    assert any(isinstance(action, CreateComment) for action in made.actions)
    assert not any(isinstance(action, RequestChanges) for action in made.actions)


def test_maintainers_are_told_of_the_brake_once_an_hour() -> None:
    given = facts(state=state(brake=Brake(comments=20)))
    (notice,) = notices(plan(enforced("note"), given))
    assert notice.subject == "acme/widget"
    told = dataclasses.replace(given.state, notified=(notice.digest,))
    again = dataclasses.replace(given, state=told)
    assert notices(plan(enforced("note"), again)) == []
    other = facts(number=13, id="13", state=told)
    assert notices(plan(enforced("note"), other)) == []
    later = dataclasses.replace(again, as_of="2026-11-22T13:00:00Z")
    assert len(notices(plan(enforced("note"), later))) == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_notify_is_private_and_goes_out_for_every_kind(kind: Kind) -> None:
    made = plan(decision(violation("notify:mods")), facts(kind=kind))
    (notice,) = notices(made)
    assert notice.team == "mods"
    assert "Co-authored-by: Claude" in notice.text
    told = facts(kind=kind, state=state(notified=(notice.digest,)))
    assert notices(plan(decision(violation("notify:mods")), told)) == []


def test_each_team_is_told_of_its_own() -> None:
    verdict = decision(
        violation("notify:mods", message="one"), violation("notify:mods", "notify:legal", message="two")
    )
    told = {notice.team: notice.text for notice in notices(plan(verdict, facts()))}
    assert ("one" in told["mods"], "two" in told["mods"]) == (True, True)
    assert ("one" in told["legal"], "two" in told["legal"]) == (False, True)


def test_a_closed_thread_still_has_its_notice_but_observing_has_none() -> None:
    assert len(notices(plan(decision(violation("notify:mods")), facts(open=False)))) == 1
    assert notices(plan(decision(violation("notify:mods"), mode=Mode.OBSERVE), facts())) == []


def test_maintainers_are_not_told_what_is_for_auditors() -> None:
    assert notices(plan(decision(violation("notify:mods", audience=Audience.AUDITOR)), facts())) == []
    assert len(notices(plan(decision(violation("notify:mods", audience=Audience.MAINTAINER)), facts()))) == 1


def test_notices_call_nobody() -> None:
    (notice,) = notices(
        plan(decision(violation("notify:mods", message="@everyone <!channel>\n@here")), facts())
    )
    assert "@everyone" not in notice.text
    assert "<!channel>" not in notice.text
    assert "@here" not in notice.text


def test_maintainers_are_told_of_a_form_that_cannot_be_used() -> None:
    form = TextFile(".github/byline/comment.md", "Hello {name}", "main")
    repository = Repository("acme/widget", "main", False, policy=None, templates=(), message=form)
    made = plan(decision(violation("note")), facts(repository=repository))
    (notice,) = notices(made)
    assert "{name} is no placeholder" in notice.text
    (comment,) = [action for action in made.actions if isinstance(action, CreateComment)]
    assert "Co-authored-by: Claude" in comment.body


def test_an_edit_of_the_text_sends_no_second_notice() -> None:
    (notice,) = notices(plan(decision(violation("notify:mods", message="one")), facts()))
    told = facts(state=state(notified=(notice.digest,)))
    assert notices(plan(decision(violation("notify:mods", message="two")), told)) == []
    other = violation("notify:mods", message="two", clause="use.docs: none")
    assert len(notices(plan(decision(other), told))) == 1

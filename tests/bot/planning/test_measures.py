"""What only ``mode: enforce`` does: once, with the comment, on evidence, and never on a score."""

from __future__ import annotations

import dataclasses

import pytest

from bot.actions import (
    Action,
    AddLabel,
    Close,
    ConvertToDraft,
    CreateComment,
    CreateLabel,
    Hide,
    Lock,
    Notify,
    Plan,
    RequestChanges,
    UpdateComment,
    WriteCheck,
)
from bot.plan import plan
from detectors.model import Audience, Brake, Facts, Kind, PostedCheck, PostedComment, Tier, Unknown
from policies.decision import Decision, Mode, Outcome
from tests.factories import decision, facts, state, violation

HARSH = ("request_changes", "draft", "lock", "close")
TAKEN = {
    RequestChanges: "request_changes",
    ConvertToDraft: "convert_to_draft",
    Lock: "lock",
    Close: "close",
    Hide: "hide",
    CreateComment: "create_comment",
}


def enforced(*responses: str, **changes: object) -> Decision:
    return decision(violation(*responses, **changes), mode=Mode.ENFORCE)


def kinds(made: Plan) -> list[str]:
    return [action.action for action in made.actions]


def reasons(made: Plan, kind: type[Action]) -> list[str]:
    return [step.withheld for step in made.steps if isinstance(step.do, kind)]


def carried_out(made: Plan, before: Facts) -> Facts:
    """The facts as they are once GitHub and the records have taken every action of the plan."""
    now, it = before.state, before.contribution
    for action in made.actions:
        if type(action) in TAKEN:
            now = dataclasses.replace(now, acted=(*now.acted, TAKEN[type(action)]))
        match action:
            case CreateComment(body=body):
                now = dataclasses.replace(now, comment=PostedComment(7, body), commented=True)
            case UpdateComment(id=number, body=body):
                now = dataclasses.replace(now, comment=PostedComment(number, body))
            case WriteCheck(head_sha=sha, conclusion=conclusion, digest=digest):
                now = dataclasses.replace(now, check=PostedCheck(9, sha, "completed", conclusion, digest))
            case Notify(digest=digest):
                now = dataclasses.replace(now, notified=(*now.notified, digest))
            case ConvertToDraft():
                it = dataclasses.replace(it, draft=True)
            case Lock():
                it = dataclasses.replace(it, locked=True)
            case Close():
                it = dataclasses.replace(it, open=False)
            case AddLabel() | CreateLabel() | Hide() | RequestChanges():
                pass
    return dataclasses.replace(before, contribution=it, state=now)


def test_measures_come_with_the_comment_that_names_rule_evidence_and_appeal() -> None:
    made = plan(enforced("close", "lock"), facts())
    made = plan(enforced("close", "lock"), facts())
    assert kinds(made) == ["create_comment", "write_check", "lock", "close"]
    (comment,) = [action for action in made.actions if isinstance(action, CreateComment)]
    for words in (
        "It is closed",
        "https://example.org/ai-policy",
        "Co-authored-by",
        "Write to the maintainers",
    ):
        assert words in comment.body
    assert "/byline appeal" not in comment.body  # nobody can reply where it is locked
    (comment,) = [a for a in plan(enforced("close"), facts()).actions if isinstance(a, CreateComment)]
    assert "/byline appeal" in comment.body


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.REPORT])
@pytest.mark.parametrize("word", HARSH)
def test_they_are_withheld_in_every_other_mode(mode: Mode, word: str) -> None:
    made = plan(decision(violation(word), mode=mode), facts(state=state(may_draft=True)))
    assert {action.action for action in made.actions} <= {"write_check"}
    assert any(f"mode is {mode.value}" in step.withheld for step in made.steps)


@pytest.mark.parametrize("word", HARSH)
@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.ISSUE])
def test_a_second_plan_does_nothing(word: str, kind: Kind) -> None:
    before = facts(kind=kind, state=state(may_draft=True))
    verdict = enforced("note", word)
    after = carried_out(plan(verdict, before), before)
    assert plan(verdict, after).actions == ()


@pytest.mark.parametrize("word", HARSH)
def test_a_score_never_acts(word: str) -> None:
    made = plan(enforced(word, tier=Tier.STATISTICAL), facts(state=state(may_draft=True)))
    assert [step.do.action for step in made.steps] == ["write_check"]


@pytest.mark.parametrize("word", HARSH)
@pytest.mark.parametrize("audience", [Audience.MAINTAINER, Audience.AUDITOR])
def test_evidence_that_is_not_public_takes_no_measure(word: str, audience: Audience) -> None:
    made = plan(enforced(word, audience=audience, message="a secret"), facts(state=state(may_draft=True)))
    assert kinds(made) == ["write_check"]
    assert "secret" not in repr(made)


@pytest.mark.parametrize("word", HARSH)
def test_closed_threads_are_left_alone(word: str) -> None:
    assert plan(enforced(word), facts(open=False, state=state(may_draft=True))).actions == ()


def test_what_a_person_undid_stays_undone() -> None:
    reopened = facts(state=state(acted=("close",), comment=PostedComment(7, "earlier")))
    made = plan(enforced("close"), reopened)
    assert Close not in {type(action) for action in made.actions}
    assert reasons(made, Close) == ["Byline did so before, and somebody has undone it"]
    (update,) = [action for action in made.actions if isinstance(action, UpdateComment)]
    assert "It is closed" not in update.body


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (state(comment=Unknown("GitHub answered 502")), "GitHub answered 502"),
        (state(commented=True), "was deleted"),
        (state(brake=Brake(comments=20)), "the brake"),
    ],
)
def test_nothing_is_closed_without_the_comment(given: object, why: str) -> None:
    made = plan(enforced("close"), facts(state=given))
    assert "close" not in kinds(made)
    (reason,) = reasons(made, Close)
    assert "only together with the comment" in reason
    assert why in reason


def test_a_comment_that_stands_already_is_enough() -> None:
    verdict = enforced("note")
    before = facts()
    after = carried_out(plan(verdict, before), before)
    assert "close" in kinds(plan(enforced("note", "close"), after))


@pytest.mark.parametrize("lacking", ["policy_url", "contact"])
def test_closing_and_locking_need_a_rule_to_read_and_somebody_to_ask(lacking: str) -> None:
    verdict = dataclasses.replace(enforced("close", "lock"), **{lacking: ""})
    assert not {"close", "lock"} & set(kinds(plan(verdict, facts())))


def test_a_draft_that_is_not_permitted_becomes_a_hold_and_says_why() -> None:
    made = plan(enforced("draft"), facts())
    (check,) = [action for action in made.actions if isinstance(action, WriteCheck)]
    assert check.conclusion == "action_required"
    assert "Contents: write" in check.text
    assert "Contents: write" in reasons(made, ConvertToDraft)[0]
    permitted = plan(enforced("draft"), facts(state=state(may_draft=True), node_id="PR_1"))
    assert ConvertToDraft("PR_1") in permitted.actions
    assert [a.conclusion for a in permitted.actions if isinstance(a, WriteCheck)] == ["neutral"]


def test_only_pull_requests_have_drafts_and_reviews() -> None:
    made = plan(enforced("draft", "request_changes"), facts(kind=Kind.ISSUE, state=state(may_draft=True)))
    assert made.actions == ()
    assert set(reasons(made, ConvertToDraft) + reasons(made, RequestChanges)) == {
        "only a pull request can have that"
    }


def test_close_shows_as_action_required() -> None:
    made = plan(decision(violation("close"), outcome=Outcome.CLOSE), facts())
    (check,) = [action for action in made.actions if isinstance(action, WriteCheck)]
    assert check.conclusion == "action_required"


def test_security_reports_get_nothing_in_public() -> None:
    made = plan(enforced("note", "close", "notify:security"), facts(kind=Kind.SECURITY_REPORT, number=None))
    assert kinds(made) == ["notify"]


COMMENTED = {"kind": Kind.COMMENT, "id": "345", "node_id": "IC_345", "url": ""}


def test_a_comment_is_hidden_with_a_comment_that_says_why() -> None:
    given = facts(**COMMENTED)
    made = plan(enforced("hide", "note"), given)
    assert kinds(made) == ["create_comment", "hide"]
    assert "`octocat`" in made.actions[0].body  # type: ignore[union-attr]
    assert "/byline appeal" in made.actions[0].body  # type: ignore[union-attr]
    assert plan(enforced("hide", "note"), carried_out(made, given)) == Plan()


def test_notes_about_comments_are_for_the_record() -> None:
    assert plan(enforced("note", "hold", "close"), facts(**COMMENTED)) == Plan()


def test_a_crash_before_hiding_does_not_comment_twice() -> None:
    said = state(acted=("create_comment",), comment=PostedComment(9, "<!-- byline:hidden 345 -->"))
    assert kinds(plan(enforced("hide"), facts(**COMMENTED, state=said))) == ["hide"]
    unknown = state(acted=("create_comment",), comment=Unknown("GitHub answered 502"))
    assert plan(enforced("hide"), facts(**COMMENTED, state=unknown)).actions == ()


@pytest.mark.parametrize("kind", [Kind.REVIEW, Kind.COMMIT])
def test_only_comments_are_hidden(kind: Kind) -> None:
    assert plan(enforced("hide"), facts(kind=kind, node_id="x")) == Plan()

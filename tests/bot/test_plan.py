"""A plan is the difference to what is there, and never undoes a person's decision."""

from __future__ import annotations

import dataclasses

import pytest

from bot.actions import (
    AddLabel,
    CreateComment,
    CreateLabel,
    DeleteComment,
    Plan,
    RemoveLabel,
    UpdateComment,
    WriteCheck,
)
from bot.messages import github as messages
from bot.plan import plan
from detectors.model import (
    Account,
    Audience,
    Evidence,
    Facts,
    Kind,
    PostedCheck,
    PostedComment,
    State,
    Unknown,
)
from policies.decision import Decision, Mode, Outcome, Result, Step
from tests.factories import HEAD, decision, facts, label_event, state, violation

LABEL = "ai: disclosed"


def kinds(made: Plan) -> list[str]:
    return [action.action for action in made.actions]


def carried_out(made: Plan, before: Facts) -> Facts:
    """The facts as they are after GitHub has taken every action of the plan."""
    now: State = before.state
    labels: tuple[str, ...] = before.contribution.labels  # type: ignore[assignment]
    for action in made.actions:
        match action:
            case CreateLabel(name=name):
                now = dataclasses.replace(now, repository_labels=(*now.repository_labels, name))  # type: ignore[misc]
            case AddLabel(name=name):
                labels = (*labels, name)
                event = label_event(name, added=True, by="byline[bot]", ours=True)
                now = dataclasses.replace(
                    now,
                    label_events=(*now.label_events, event),  # type: ignore[misc]
                    applied_labels=(*now.applied_labels, name),
                )
            case RemoveLabel(name=name):
                labels = tuple(other for other in labels if other != name)
                event = label_event(name, added=False, by="byline[bot]", ours=True)
                now = dataclasses.replace(now, label_events=(*now.label_events, event))  # type: ignore[misc]
            case CreateComment(body=body):
                now = dataclasses.replace(now, comment=PostedComment(7, body))
            case UpdateComment(id=number, body=body):
                now = dataclasses.replace(now, comment=PostedComment(number, body))
            case WriteCheck(head_sha=sha, conclusion=conclusion, digest=digest):
                now = dataclasses.replace(now, check=PostedCheck(9, sha, "completed", conclusion, digest))
    return dataclasses.replace(
        before, contribution=dataclasses.replace(before.contribution, labels=labels), state=now
    )


def test_first_run_writes_label_comment_and_check() -> None:
    made = plan(decision(violation("note", f"label:{LABEL}", "hold")), facts())
    assert kinds(made) == ["create_label", "add_label", "create_comment", "write_check"]


@pytest.mark.parametrize("responses", [("note",), ("hold",), ("note", f"label:{LABEL}", "hold"), ("record",)])
@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.ISSUE])
def test_second_run_writes_nothing(responses: tuple[str, ...], kind: Kind) -> None:
    before = facts(kind=kind)
    verdict = decision(violation(*responses))
    after = carried_out(plan(verdict, before), before)
    assert plan(verdict, after) == Plan()


def test_settled_contribution_gets_its_comment_rewritten_and_its_label_back_off() -> None:
    before = facts()
    after = carried_out(plan(decision(violation("note", f"label:{LABEL}")), before), before)
    settled = plan(decision(), after)
    assert kinds(settled) == ["remove_label", "update_comment", "write_check"]
    assert plan(decision(), carried_out(settled, after)) == Plan()


def test_observe_mode_withholds_everything_and_says_why() -> None:
    made = plan(decision(violation("note", "hold"), mode=Mode.OBSERVE), facts())
    assert made.actions == ()
    assert {step.withheld for step in made.steps} == {"the policy's mode is observe: Byline writes nothing"}


def test_closed_threads_are_left_alone() -> None:
    assert plan(decision(violation("note", "hold")), facts(open=False)).actions == ()


def test_label_that_a_maintainer_took_off_stays_off() -> None:
    given = facts(state=state(label_events=(label_event(LABEL, added=False),)))
    made = plan(decision(violation(f"label:{LABEL}")), given)
    assert "add_label" not in kinds(made)
    assert any("maintainer (triage) took it off" in step.withheld for step in made.steps)


def test_label_that_a_maintainer_put_on_stays_on() -> None:
    given = facts(labels=(LABEL,), state=state(label_events=(label_event(LABEL, added=True),)))
    assert kinds(plan(decision(), given)) == ["write_check"]


def test_label_that_a_maintainer_put_back_is_no_longer_ours_to_remove() -> None:
    events = (
        label_event(LABEL, added=True, ours=True),
        label_event(LABEL, added=False),
        label_event(LABEL, added=True),
    )
    assert "remove_label" not in kinds(
        plan(decision(), facts(labels=(LABEL,), state=state(label_events=events)))
    )


@pytest.mark.parametrize(
    "event",
    [
        label_event(LABEL, added=False, by="cleaner[bot]", actor=Account("cleaner[bot]", "Bot")),
        label_event(LABEL, added=False, by="passer-by", permission="read"),
    ],
)
def test_only_people_with_triage_permission_override(event: object) -> None:
    given = facts(state=state(label_events=(event,)))
    assert "add_label" in kinds(plan(decision(violation(f"label:{LABEL}")), given))


def test_unknown_role_counts_as_an_override() -> None:
    event = label_event(LABEL, added=False, permission=Unknown("GitHub did not answer"))
    made = plan(decision(violation(f"label:{LABEL}")), facts(state=state(label_events=(event,))))
    assert "add_label" not in kinds(made)


def test_without_label_history_our_own_records_protect_a_removal() -> None:
    unseen = state(label_events=Unknown("no permission"), applied_labels=(LABEL,))
    assert "add_label" not in kinds(plan(decision(violation(f"label:{LABEL}")), facts(state=unseen)))
    first = state(label_events=Unknown("no permission"))
    assert "add_label" in kinds(plan(decision(violation(f"label:{LABEL}")), facts(state=first)))


def test_label_names_are_compared_as_github_does() -> None:
    given = facts(labels=("AI: Disclosed",))
    assert kinds(plan(decision(violation(f"label:{LABEL}")), given)) == ["write_check"]


@pytest.mark.parametrize("fact", ["comment", "check"])
def test_what_could_not_be_seen_is_not_written_twice(fact: str) -> None:
    given = facts(state=state(**{fact: Unknown("GitHub answered 502")}))
    made = plan(decision(violation("note", "hold")), given)
    assert {"comment": "create_comment", "check": "write_check"}[fact] not in kinds(made)
    assert any("GitHub answered 502" in step.withheld for step in made.steps)


def test_a_clause_in_doubt_settles_nothing() -> None:
    events = (label_event(LABEL, added=True, ours=True),)
    commented = state(comment=PostedComment(7, "earlier"), label_events=events, applied_labels=(LABEL,))
    given = facts(labels=(LABEL,), state=commented)
    doubt = (Step("disclosure.required: used", Result.UNKNOWN, "The commits could not be read."),)
    made = plan(decision(outcome=Outcome.UNKNOWN, explanation=doubt), given)
    assert kinds(made) == ["write_check"]
    assert made.actions[0].conclusion == "neutral"  # type: ignore[union-attr]


def test_comment_is_not_settled_while_the_check_holds() -> None:
    given = facts(state=state(comment=PostedComment(7, "earlier")))
    (update,) = [a for a in plan(decision(violation("hold")), given).actions if isinstance(a, UpdateComment)]
    assert "On hold" in update.body
    assert "Settled" not in update.body


def test_comment_that_somebody_deleted_stays_deleted() -> None:
    made = plan(decision(violation("note")), facts(state=state(commented=True)))
    assert kinds(made) == ["write_check"]
    assert any("was deleted" in step.withheld for step in made.steps)


def test_label_that_byline_did_not_put_on_by_its_records_is_not_removed() -> None:
    events = (label_event(LABEL, added=True, ours=True),)
    assert kinds(plan(decision(), facts(labels=(LABEL,), state=state(label_events=events)))) == [
        "write_check"
    ]


def test_two_programs_do_not_fight_over_a_label() -> None:
    on = label_event(LABEL, added=True, ours=True)
    off = label_event(LABEL, added=False, by="tidy[bot]", actor=Account("tidy[bot]", "Bot"))
    wanted = decision(violation(f"label:{LABEL}"))
    assert "add_label" in kinds(plan(wanted, facts(state=state(label_events=(on, off)))))
    assert "add_label" not in kinds(plan(wanted, facts(state=state(label_events=(on, off, on, off)))))


def test_second_comment_left_by_a_race_is_deleted() -> None:
    verdict = decision(violation("note"))
    body = messages.comment(verdict, verdict.violations)
    given = facts(state=state(comment=PostedComment(7, body, duplicates=(8, 9))))
    assert [action for action in plan(verdict, given).actions if isinstance(action, DeleteComment)] == [
        DeleteComment(8),
        DeleteComment(9),
    ]


def test_new_head_gets_its_own_check() -> None:
    verdict = decision()
    old = PostedCheck(9, "0" * 40, "completed", "success", messages.check(verdict, (), head_sha=HEAD).digest)
    made = plan(verdict, facts(state=state(check=old)))
    assert made.actions == (messages.check(verdict, (), head_sha=HEAD),)


def test_merge_queue_group_gets_the_check_on_its_own_commit() -> None:
    group = "9" * 40
    made = plan(decision(), facts(state=state(check_sha=group)))
    assert [action.head_sha for action in made.actions if isinstance(action, WriteCheck)] == [group]
    assert plan(decision(), carried_out(made, facts(state=state(check_sha=group)))) == Plan()


def test_rerequested_check_is_completed_again() -> None:
    verdict = decision()
    digest = messages.check(verdict, (), head_sha=HEAD).digest
    reset = PostedCheck(9, HEAD, "queued", None, digest)
    assert kinds(plan(verdict, facts(state=state(check=reset)))) == ["write_check"]


def test_findings_below_public_reach_no_public_place() -> None:
    private = violation("note", f"label:{LABEL}", audience=Audience.MAINTAINER, message="not for the public")
    made = plan(decision(private), facts())
    assert kinds(made) == ["write_check"]
    assert "not for the public" not in repr(made)


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.REVIEW, Kind.COMMIT, Kind.SECURITY_REPORT])
def test_nothing_is_written_on_what_has_no_thread_of_its_own(kind: Kind) -> None:
    assert plan(decision(violation("note", "hold")), facts(kind=kind)) == Plan()


def test_hold_on_an_issue_is_said_in_the_comment() -> None:
    assert kinds(plan(decision(violation("hold")), facts(kind=Kind.ISSUE))) == ["create_comment"]


def test_broken_policy_file_shows_as_a_neutral_check_and_touches_nothing_else() -> None:
    broken: Decision = decision(
        outcome=Outcome.UNKNOWN, problem='.github/byline.yml:3:1: unknown key "respnd"'
    )
    made = plan(broken, facts(state=state(comment=PostedComment(7, "earlier"))))
    (check,) = made.actions
    assert isinstance(check, WriteCheck)
    assert (check.conclusion, check.title) == ("neutral", "The policy file has an error")
    assert "respnd" in check.summary


def test_run_with_annotations_is_replaced_because_github_only_adds_to_them() -> None:
    old = PostedCheck(9, HEAD, "completed", "neutral", "older text", annotations=2)
    (write,) = plan(decision(), facts(state=state(check=old))).actions
    assert isinstance(write, WriteCheck)
    assert write.id is None
    plain = dataclasses.replace(old, annotations=0)
    (write,) = plan(decision(), facts(state=state(check=plain))).actions
    assert isinstance(write, WriteCheck)
    assert write.id == 9


def test_evidence_inside_a_changed_file_becomes_an_annotation() -> None:
    placed = violation("note", evidence=(Evidence("file a.py, line 4", "x = 1", "a.py", 4),))
    (write,) = [a for a in plan(decision(placed), facts()).actions if isinstance(a, WriteCheck)]
    assert [(note.path, note.start_line) for note in write.annotations] == [("a.py", 4)]

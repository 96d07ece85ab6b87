"""What is for maintainers or auditors reaches no public place, in any rendering."""

from __future__ import annotations

import json

import pytest

from bot.actions import CreateComment, WriteCheck
from bot.engine import Judgement
from bot.messages import github, report
from bot.plan import plan
from detectors.authorship.judged import Judged
from detectors.model import Audience, Evidence, Finding, Severity, Tier
from policies.decision import Mode, Outcome, Result, Step
from tests.factories import decision, facts, violation

SECRET = "hidden-from-the-public"
BELOW = [Audience.MAINTAINER, Audience.AUDITOR]


def judgement(audience: Audience) -> Judgement:
    """One public violation, and one for a smaller circle that would do everything."""
    finding = Finding(
        "authorship/machine-like", "authorship", Tier.STATISTICAL, Severity.INFO, audience, SECRET,
        (Evidence(SECRET, SECRET, f"{SECRET}.py", 3),), SECRET, human_tail=0.0123,
    )  # fmt: skip
    private = violation(
        "note", "hold", "close", f"label:{SECRET}", "notify:mods",
        audience=audience, message=SECRET, clause=SECRET, remedy=SECRET, evidence=finding.evidence,
    )  # fmt: skip
    steps = (Step("use", Result.VIOLATED, "public"), Step(SECRET, Result.VIOLATED, SECRET, SECRET, audience))
    made = decision(violation("note"), private, mode=Mode.ENFORCE, outcome=Outcome.CLOSE, explanation=steps)
    given = facts()
    return Judgement(given, (finding,), made, plan(made, given), Judged((), None))


@pytest.mark.parametrize("audience", BELOW)
def test_comment_check_labels_and_annotations_are_public(audience: Audience) -> None:
    made = judgement(audience)
    public = [action for action in made.plan.actions if action.action != "notify"]
    assert {action.action for action in public} == {"create_comment", "write_check"}
    assert SECRET not in repr(public)
    (check,) = [action for action in public if isinstance(action, WriteCheck)]
    assert (check.conclusion, check.annotations) == ("neutral", ())


@pytest.mark.parametrize("audience", BELOW)
def test_renderers_leave_out_what_they_are_given_by_mistake(audience: Audience) -> None:
    made = judgement(audience).decision
    assert SECRET not in github.comment(made, made.violations)
    assert SECRET not in repr(github.check(made, made.violations, head_sha="a" * 40))
    assert SECRET not in github.review(made, made.violations)
    assert SECRET not in github.hidden_comment(made, made.violations, "1", "octocat")


@pytest.mark.parametrize("audience", BELOW)
def test_published_reports_are_public(audience: Audience) -> None:
    made = judgement(audience)
    assert SECRET not in report.as_markdown(made)
    assert SECRET not in report.as_text(made, audience=Audience.PUBLIC)
    shown = report.as_json(made, audience=Audience.PUBLIC)
    assert SECRET not in shown
    assert "0.0123" not in shown
    assert json.loads(shown)["decision"]["outcome"] == "note"


def test_each_circle_sees_its_own_at_the_command_line() -> None:
    assert SECRET in report.as_text(judgement(Audience.AUDITOR))
    assert SECRET in report.as_json(judgement(Audience.AUDITOR))
    assert SECRET in report.as_json(judgement(Audience.MAINTAINER), audience=Audience.MAINTAINER)
    assert SECRET not in report.as_json(judgement(Audience.AUDITOR), audience=Audience.MAINTAINER)


def test_no_comment_names_a_score() -> None:
    made = judgement(Audience.MAINTAINER)
    (comment,) = [action for action in made.plan.actions if isinstance(action, CreateComment)]
    assert "0.01" not in comment.body


@pytest.mark.parametrize("responses", [("record",), ("notify:mods",), ()])
def test_what_is_only_recorded_or_told_to_maintainers_is_not_published(responses: tuple[str, ...]) -> None:
    quiet = violation(*responses, clause=SECRET, message=SECRET)
    steps = (Step(SECRET, Result.VIOLATED, SECRET, "mend it"), Step("use", Result.SATISFIED, "fine"))
    made = decision(quiet, outcome=Outcome.PASS, explanation=steps)
    judged = Judgement(facts(), (), made, plan(made, facts()), Judged((), None))
    public = [action for action in judged.plan.actions if action.action != "notify"]
    (check,) = [action for action in public if isinstance(action, WriteCheck)]
    assert (check.conclusion, SECRET in repr(public)) == ("success", False)
    assert SECRET not in report.as_markdown(judged)
    assert SECRET in report.as_text(judged)

"""Words of people in the thread, dates, weak evidence and private reports: what they change in a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import Audience, Declared, Facts, Involvement, Kind, Override, Tier
from policies.decision import Decision, Outcome, Result
from tests.policies.build import FOOTER, facts, finding, footer, judge, kinds

AT = "2026-11-01T09:00:00Z"
STRICT = "use: {default: none}\nrespond: {use_exceeded: [hold]}"
ASKS = "disclosure: {required: used, fields: [tool, extent]}\nrespond: {default: [hold]}"


def with_state(given: Facts, **state: Any) -> Facts:
    return replace(given, state=replace(given.state, **state))


def told(decision: Decision) -> str:
    return " ".join(f"{step.clause}: {step.looked_at}" for step in decision.explanation)


def test_a_maintainer_s_word_sets_everything_about_ai_aside() -> None:
    given = with_state(facts(FOOTER), override=Override("human", "bob", AT, "I saw them write it"))
    decision = judge(f"{STRICT}\nrequire: {{signoff: human}}", given, footer())
    assert kinds(decision) == []
    assert "bob said for the project on 2026-11-01 that no AI was used" in told(decision)
    assert '"I saw them write it"' in told(decision)


def test_a_forbidden_trailer_and_a_blank_answer_are_set_aside_too() -> None:
    trailer = finding(trailer="Co-authored-by", involvement=None)
    text = "disclosure: {required: always, where: [checkbox], trailers: {forbid: [Co-authored-by]}}"
    assert kinds(judge(text, facts("Fix"), trailer)) == ["undisclosed", "forbidden_trailer"]
    given = with_state(facts("Fix"), override=Override("human", "bob", AT))
    decision = judge(text, given, trailer)
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)
    assert "Set aside: a maintainer said that no AI was used." in told(decision)


def test_rules_about_other_things_still_hold() -> None:
    given = with_state(facts("Fix", "Fix"), override=Override("human", "bob", AT))
    assert kinds(judge("require: {phrase: I tested this}", given)) == ["not_attested"]


@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.ISSUE, Kind.COMMENT])
def test_a_maintainer_who_confirms_ai_use_is_exact_evidence(kind: Kind) -> None:
    given = with_state(facts("Fix", kind=kind), override=Override("ai", "bob", AT, "says so in the chat"))
    (violation,) = judge(STRICT, given).violations
    assert (violation.kind, violation.tier, violation.audience) == (
        "use_exceeded",
        Tier.EXACT,
        Audience.PUBLIC,
    )
    assert "A maintainer (bob) confirmed AI use" in violation.message
    assert violation.evidence[0].quote == "/byline ai says so in the chat"
    assert judge(STRICT, facts("Fix", kind=kind)).violations == ()


@pytest.mark.parametrize(("extent", "missing"), [("wrote the tests", []), ("", ["disclosure_incomplete"])])
def test_what_the_author_discloses_by_a_command_counts_as_in_the_description(
    extent: str, missing: list[str]
) -> None:
    given = with_state(facts("Fix"), declared=Declared("Claude Code", extent, "Ada", AT))
    assert kinds(judge(ASKS, facts("Fix"), finding())) == ["undisclosed"]
    decision = judge(ASKS, given, finding())
    assert kinds(decision) == missing
    assert "Ada disclosed by a command" in told(decision)


def test_a_disclosure_by_a_command_is_declared_evidence() -> None:
    given = with_state(facts("Fix"), declared=Declared("Claude Code", "all of it", "ada", AT))
    (violation,) = judge(STRICT, given).violations
    assert violation.tier is Tier.DECLARED


def test_nobody_discloses_for_somebody_else() -> None:
    given = with_state(facts("Fix"), declared=Declared("Claude Code", "all", "mallory", AT))
    assert judge(STRICT, given).violations == ()
    assert kinds(judge(ASKS, given, finding())) == ["undisclosed"]


@pytest.mark.parametrize("name", ["traces", "traces/footer"])
def test_findings_of_a_detector_that_was_set_aside_do_not_count(name: str) -> None:
    decision = judge(STRICT, with_state(facts(FOOTER), ignored=(name,)), footer())
    assert decision.violations == ()
    assert f"set the findings of {name} aside here: 1 of them" in told(decision)


@pytest.mark.parametrize(
    ("created_at", "outcome"),
    [
        ("2026-10-31T23:59:59Z", Outcome.PASS),
        ("2026-11-01T00:00:00Z", Outcome.HOLD),
        ("2027-01-01T00:00:00Z", Outcome.HOLD),
        ("", Outcome.UNKNOWN),
    ],
)
def test_what_was_opened_before_the_policy_is_not_judged(created_at: str, outcome: Outcome) -> None:
    decision = judge(
        f"meta: {{effective: 2026-11-01}}\n{STRICT}", facts(FOOTER, created_at=created_at), footer()
    )
    assert decision.outcome is outcome
    assert decision.explanation[0].clause == "meta.effective: 2026-11-01"


def test_a_policy_that_is_due_for_a_look_says_so_to_maintainers() -> None:
    (step,) = judge("meta: {review_by: 2026-11-01}", facts()).explanation
    assert (step.result, step.audience) == (Result.SILENT, Audience.MAINTAINER)
    assert "again by 2026-11-01" in step.looked_at
    assert judge("meta: {review_by: 2026-11-02}", facts()).explanation == ()


def test_evidence_that_is_weaker_than_the_policy_acts_on_is_recorded_only() -> None:
    text = f"{STRICT}\ndetect: {{act_on: declared}}"
    (violation,) = (decision := judge(text, facts(FOOTER), footer())).violations
    assert (violation.responses, violation.audience) == (("record",), Audience.MAINTAINER)
    assert decision.outcome is Outcome.PASS
    assert "Recorded only: the evidence is exact, which is weaker than declared." in told(decision)
    declared = finding("disclosure", tier=Tier.DECLARED, involvement=Involvement.AGENT)
    assert judge(text, facts("Fix"), declared).outcome is Outcome.HOLD


def test_a_blank_answer_is_a_plain_fact_whatever_the_policy_acts_on() -> None:
    text = "disclosure: {required: always, where: [checkbox]}\ndetect: {act_on: declared}"
    assert judge(text, facts("Fix")).outcome is Outcome.NOTE


def test_a_policy_that_closes_has_that_outcome() -> None:
    meta = "meta: {policy_url: 'https://example.org/ai', contact: us}"
    assert (
        judge(
            f"{meta}\nuse: {{default: none}}\nrespond: {{default: [hold, close]}}", facts(FOOTER), footer()
        ).outcome
        is Outcome.CLOSE
    )


@pytest.mark.parametrize(
    ("responses", "kept", "outcome"),
    [
        ("[hold, note, 'notify:security']", ("notify:security",), Outcome.NOTE),
        ("[hold, 'label:x']", ("record",), Outcome.PASS),
        ("[record]", ("record",), Outcome.PASS),
    ],
)
def test_what_is_said_of_a_security_report_stays_private(
    responses: str, kept: tuple[str, ...], outcome: Outcome
) -> None:
    text = f"use: {{default: none}}\nrespond: {{use_exceeded: {responses}}}"
    decision = judge(text, facts(FOOTER, kind=Kind.SECURITY_REPORT), footer(Kind.SECURITY_REPORT))
    (violation,) = decision.violations
    assert (violation.responses, violation.audience, decision.outcome) == (kept, Audience.MAINTAINER, outcome)
    assert ("Left out, for what is said of a security report stays private" in told(decision)) is (
        "hold" in responses
    )

"""Ways around the guarantees that were found by trying: each led to a wrong word about a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.model import (
    Account,
    Audience,
    Declared,
    Facts,
    Involvement,
    Kind,
    LinkedIssue,
    TextFile,
    Tier,
    Unknown,
)
from policies import PolicyError, load, recorded, templates
from policies.decision import Decision, Mode, Outcome, Violation
from tests.policies.build import commit, facts, finding, judge, kinds

AT = "2026-11-01T09:00:00Z"
STRICT = "use: {default: none}\nrespond: {use_exceeded: [hold]}"
SHOWN = "detect: {score: {show: label}}\n"


def disclosed(tool: str, extent: str) -> Facts:
    given = facts("Fix")
    return replace(given, state=replace(given.state, declared=Declared(tool, extent, "ada", AT)))


@pytest.mark.parametrize(
    ("tool", "extent"),
    [("none", ""), ("No", "AI tools used"), ("nothing", ""), ("n/a", ""), ("Claude", "was not used")],
)
def test_a_denial_by_a_command_discloses_nothing(tool: str, extent: str) -> None:
    decision = judge(STRICT, disclosed(tool, extent))
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


@pytest.mark.parametrize("extent", ["", "wrote the tests, not the code", "generated; no review yet"])
def test_a_disclosure_that_goes_on_with_a_denial_is_one(extent: str) -> None:
    assert kinds(judge(STRICT, disclosed("Claude", extent))) == ["use_exceeded"]


@pytest.mark.parametrize(
    "clause",
    [
        "cases: [{when: {labels: [Triage: second look]}, require: {phrase: I am here}}]",
        "cases: [{when: {issue_labels: triage}, require: {phrase: I am here}}]",
        "cases: [{when: {kind: issue}, exempt: {labels: ['triage: second look']}}]",
        "exempt: {labels: ['triage: second look']}",
        "limits: {reserved_labels: ['TRIAGE: second look']}",
        "require: {linked_issue: accepted, accepted_labels: ['triage: second look']}",
        "require: {label: 'triage: second look'}",
        "respond: {default: ['label:triage: second look']}",
    ],
)
def test_nothing_may_follow_from_the_label_of_a_score(clause: str) -> None:
    if "triage}" in clause:
        score = "detect: {score: {show: label, label: triage}}\n"
    else:
        score = SHOWN
        clause = clause.replace("[Triage: second look]", "['Triage: second look']")
    with pytest.raises(PolicyError, match="the label that a score puts on"):
        load(f"version: 1\n{score}{clause}")
    load(f"version: 1\n{clause}")


def test_what_a_maintainer_sets_aside_does_not_tell_of_a_score() -> None:
    given = facts("Fix")
    given = replace(given, state=replace(given.state, ignored=("traces",)))
    score = finding(tier=Tier.STATISTICAL, audience=Audience.MAINTAINER, involvement=None)
    assert judge(STRICT, given, score) == judge(STRICT, given)


def test_there_is_one_limit_for_what_is_merged() -> None:
    text = (
        "version: 1\nlimits: {merged_share: {max: 0.5, cooldown_days: 10}}\n"
        "cases: [{when: {author: new}, limits: {merged_share: {max: 0.8}}}]"
    )
    with pytest.raises(PolicyError, match="a second limit for what is merged"):
        load(text)


RESERVED = "limits: {reserved_labels: [good first issue]}\nrespond: {reserved_issue: [hold]}"
CASE = "cases: [{when: {issue_labels: good first issue}, use: {code: none}}]\nrespond: {default: [hold]}"


def linked(*, closes: bool) -> Facts:
    issue = LinkedIssue(3, open=True, labels=("Good first issue",), assignees=(), closes=closes)
    return facts("Follow-up of #3", "Fix", linked_issues=(issue,))


def test_an_issue_that_is_only_mentioned_is_not_worked_on() -> None:
    assert kinds(judge(RESERVED, linked(closes=True), finding())) == ["reserved_issue"]
    decision = judge(RESERVED, linked(closes=False), finding())
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


def test_whether_a_case_applies_to_a_mention_is_not_known() -> None:
    assert kinds(judge(CASE, linked(closes=True), finding())) == ["use_exceeded"]
    decision = judge(CASE, linked(closes=False), finding())
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


def test_an_agent_s_account_has_no_role_that_could_exempt_it() -> None:
    text = "exempt: {permission: write}\nrequire: {agents: forbid}\nrespond: {agent_author: [hold]}"
    no_role = Unknown("GitHub keeps no roles of programs")
    agent = facts("Fix", author=Account("copilot-swe-agent[bot]", "Bot"), author_permission=no_role)
    act = finding("account", agent="copilot-agent", involvement=Involvement.AGENT, claim="An agent opened it")
    act = replace(act, evidence=(replace(act.evidence[0], place="author"),))
    assert kinds(judge(text, agent, act)) == ["agent_author"]
    other = replace(agent, contribution=replace(agent.contribution, author=Account("renovate[bot]", "Bot")))
    assert kinds(judge("require: {phrase: I am here}\nexempt: {permission: write}", other)) == []


def test_traces_in_somebody_else_s_commit_say_whose_it_is() -> None:
    theirs = replace(commit("Fix\n\nAssisted-by: Claude"), author_login="bo")
    theirs = replace(theirs, author=replace(theirs.author, name="Bo"))
    given = replace(facts("Fix"), contribution=replace(facts("Fix").contribution, commits=(theirs,)))
    trace = finding("trailer", trailer="Assisted-by")
    trace = replace(trace, evidence=(replace(trace.evidence[0], place="commit 1a2b3c4, line 3"),))
    (violation,) = judge(STRICT, given, trace).violations
    assert 'commits by "Bo"' in violation.message


def violated(kind: str, *responses: str) -> Violation:
    return Violation(kind, Tier.EXACT, "clause", "message", (), "remedy", responses)


@pytest.mark.parametrize(
    ("mode", "kind", "violation", "count"),
    [
        (Mode.REPORT, Kind.PULL_REQUEST, violated("undisclosed", "note"), 1),
        (Mode.REPORT, Kind.PULL_REQUEST, violated("approval_missing", "hold"), 0),
        (Mode.REPORT, Kind.PULL_REQUEST, violated("label_missing", "hold"), 0),
        (Mode.REPORT, Kind.PULL_REQUEST, violated("share_exceeded", "hold"), 0),
        (Mode.REPORT, Kind.PULL_REQUEST, violated("phantom_reference", "record"), 0),
        (Mode.OBSERVE, Kind.PULL_REQUEST, violated("undisclosed", "note"), 0),
        (Mode.REPORT, Kind.SECURITY_REPORT, violated("undisclosed", "record"), 1),
    ],
)
def test_only_what_somebody_was_told_of_and_could_mend_is_held_against_them(
    mode: Mode, kind: Kind, violation: Violation, count: int
) -> None:
    decision = Decision("policy", mode, Outcome.HOLD, (violation,), ())
    assert recorded.held_against(decision, kind) == count


@pytest.mark.parametrize("label", ['!!int ""', "!!timestamp foo", "!!bool foo", '!!float ""'])
def test_no_form_breaks_the_reading(label: str) -> None:
    form = (
        f"body:\n- type: input\n  attributes: {{label: {label}}}\n- type: input\n  attributes: {{label: Why}}"
    )
    assert "Why" in templates.headings(TextFile(".github/ISSUE_TEMPLATE/a.yml", form, "main"))


def test_of_a_file_elsewhere_no_word_is_told() -> None:
    below = TextFile(
        "acme/secret:p.yml", "version: 1\ndisclosure: {trailers: {forbid: [Project-Osprey]}}", "main"
    )
    text = "version: 1\nextends: acme/secret:p.yml\ndisclosure: {trailers: {accept: [project-osprey]}}"
    with pytest.raises(PolicyError) as caught:
        load(text, extended={"acme/secret:p.yml": below}, repository="acme/widget")
    assert "Osprey" not in str(caught.value)
    assert "disclosure.trailers.forbid" in str(caught.value)

"""Exemptions, outcomes, needs, and the decisions for a missing, unknown or broken policy file."""

from __future__ import annotations

from typing import Any

import pytest

import policies
from detectors.model import Account, Kind, Need, TextFile, Unknown
from policies.decision import Mode, Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, facts, finding, footer, judge, kinds, policy

STRICT = "use: {default: none}\nrespond: {use_exceeded: [hold]}\n"
HELD = {"body": FOOTER}


@pytest.mark.parametrize(
    ("exempt", "changes"),
    [
        ("permission: write", {"author_permission": "write"}),
        ("permission: write", {"author_permission": "admin"}),
        ("permission: read", {"author_permission": "triage"}),
        ("users: [ADA]", {}),
        ("users: ['dependabot[bot]']", {"author": Account("dependabot[bot]", "Bot")}),
        ("bots: true", {"author": Account("copilot", "Bot")}),
        ("labels: [Trusted]", {"labels": ("bug", "trusted")}),
        ("drafts: true", {"draft": True}),
    ],
)
def test_an_exempt_contribution_is_not_judged(exempt: str, changes: dict[str, Any]) -> None:
    decision = judge(f"{STRICT}exempt: {{{exempt}}}", facts(FOOTER, **changes), footer())
    assert (decision.outcome, decision.violations) == (Outcome.PASS, ())
    assert Result.EXEMPT in [step.result for step in decision.explanation]


@pytest.mark.parametrize(
    ("exempt", "changes"),
    [
        ("permission: write", {"author_permission": "triage"}),
        ("permission: read", {"author_permission": "none"}),
        ("users: [grace]", {}),
        ("users: [dependabot]", {"author": Account("dependabot[bot]", "Bot")}),
        ("bots: true", {}),
        ("bots: false", {"author": Account("copilot", "Bot")}),
        ("labels: [trusted]", {"labels": ("untrusted",)}),
        ("drafts: true", {}),
        ("drafts: false", {"draft": True}),
    ],
)
def test_everybody_else_is_judged(exempt: str, changes: dict[str, Any]) -> None:
    decision = judge(f"{STRICT}exempt: {{{exempt}}}", facts(FOOTER, **changes), footer())
    assert decision.outcome is Outcome.HOLD


@pytest.mark.parametrize(
    ("exempt", "changes"),
    [
        ("permission: write", {"author_permission": NO_NETWORK}),
        ("permission: write", {"author_permission": "release-captain"}),
        ("labels: [trusted]", {"labels": NO_NETWORK}),
    ],
)
def test_who_may_be_exempt_is_not_held_to_a_rule(exempt: str, changes: dict[str, Any]) -> None:
    text = f"{STRICT}exempt: {{{exempt}}}"
    decision = judge(text, facts(FOOTER, **changes), footer())
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())
    assert "may be exempt" in decision.explanation[-1].looked_at
    clean = judge(text, facts("Fix", "Fix", **changes))
    assert clean.outcome is Outcome.PASS, "nothing depends on the exemption"


@pytest.mark.parametrize(
    ("responses", "outcome"),
    [
        ("[hold, note]", Outcome.HOLD),
        ("[note]", Outcome.NOTE),
        ("['label:needs work']", Outcome.NOTE),
        ("[record]", Outcome.PASS),
        ("[]", Outcome.PASS),
    ],
)
def test_the_strongest_response_is_the_outcome(responses: str, outcome: Outcome) -> None:
    decision = judge(
        f"use: {{default: none}}\nrespond: {{use_exceeded: {responses}}}", facts(FOOTER), footer()
    )
    assert decision.outcome is outcome
    assert kinds(decision) == ["use_exceeded"]


def test_a_violation_without_a_response_of_its_own_gets_the_default() -> None:
    (violation,) = judge(
        "use: {default: none}\nrespond: {default: [record]}", facts(FOOTER), footer()
    ).violations
    assert violation.responses == ("record",)
    (violation,) = judge("use: {default: none}", facts(FOOTER), footer()).violations
    assert violation.responses == ("note",)


def test_every_violation_is_also_a_step_of_the_explanation() -> None:
    decision = judge(STRICT, facts(FOOTER), footer())
    (step,) = [step for step in decision.explanation if step.result is Result.VIOLATED]
    (violation,) = decision.violations
    assert (step.clause, step.looked_at, step.would_satisfy) == (
        violation.clause,
        violation.message,
        violation.remedy,
    )


def test_a_decision_carries_the_link_and_the_contact() -> None:
    decision = judge("meta: {policy_url: 'https://example.org/ai', contact: the list}", facts())
    assert (decision.policy_url, decision.contact) == ("https://example.org/ai", "the list")


def test_without_a_policy_file_byline_observes() -> None:
    decision = policies.decide_for(facts(FOOTER, policy=None), [footer()])
    assert (decision.mode, decision.outcome, decision.violations) == (Mode.OBSERVE, Outcome.PASS, ())
    (step,) = decision.explanation
    assert step.looked_at == "no policy file: Byline observes and writes nothing"


def test_a_policy_file_that_could_not_be_looked_at_judges_nobody() -> None:
    decision = policies.decide_for(facts(FOOTER, policy=Unknown("GitHub answered 502")), [footer()])
    assert (decision.mode, decision.outcome, decision.violations) == (Mode.OBSERVE, Outcome.UNKNOWN, ())
    assert "GitHub answered 502" in decision.explanation[0].looked_at
    assert decision.problem == ""


def test_a_broken_policy_file_judges_nobody_and_is_shown() -> None:
    file = TextFile(".github/byline.yml", "version: 1\nuse: {default: non}\nrespnd: {}", "main")
    decision = policies.decide_for(facts(FOOTER, policy=file), [footer()])
    assert (decision.mode, decision.outcome, decision.violations) == (Mode.REPORT, Outcome.UNKNOWN, ())
    assert decision.problem.splitlines() == [
        '.github/byline.yml:2:16: "non"; did you mean "none"?',
        '.github/byline.yml:3:1: unknown key "respnd"; did you mean "respond"?',
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/byline.yml", "version: 1\nmeta: {mode: observe}\nrespnd: {}"),
        ("acme/.github:byline.yml", "version: 1\nmeta: {mode: report}\nrespnd: {}"),
    ],
)
def test_a_broken_file_that_asks_for_silence_or_is_not_public_shows_nothing(path: str, text: str) -> None:
    decision = policies.decide_for(facts(FOOTER, policy=TextFile(path, text, "main")), [footer()])
    assert (decision.mode, decision.outcome) == (Mode.OBSERVE, Outcome.UNKNOWN)
    assert "respnd" in decision.problem


def test_the_repository_policy_judges_unless_another_one_is_given() -> None:
    given = facts(FOOTER, policy=TextFile(".github/byline.yml", f"version: 1\n{STRICT}", "main"))
    decision = policies.decide_for(given, [footer()])
    assert (decision.policy, decision.outcome) == (".github/byline.yml", Outcome.HOLD)
    assert policies.decide_for(given, [footer()], policies.observe()).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("", Kind.PULL_REQUEST, set()),
        ("use: {default: any}", Kind.PULL_REQUEST, set()),
        ("use: {code: none}", Kind.PULL_REQUEST, {Need.COMMITS, Need.FILES}),
        ("use: {code: none}", Kind.ISSUE, set()),
        ("disclosure: {required: used}", Kind.COMMIT, {Need.COMMITS, Need.FILES}),
        ("disclosure: {required: used}", Kind.ISSUE, {Need.TEMPLATES}),
        ("disclosure: {trailers: {forbid: [Co-authored-by]}}", Kind.PULL_REQUEST, {Need.COMMITS}),
        ("exempt: {permission: write}", Kind.ISSUE, {Need.AUTHOR_PERMISSION}),
        ("respond: {default: ['label:x']}", Kind.ISSUE, {Need.LABEL_HISTORY}),
        ("respond: {default: ['label:x']}", Kind.COMMENT, set()),
    ],
)
def test_a_policy_names_the_facts_it_needs_and_no_more(text: str, kind: Kind, expected: set[Need]) -> None:
    assert policies.needs(policy(text), kind) == expected
    file = TextFile(".github/byline.yml", f"version: 1\n{text}", "main")
    assert policies.needs_for(facts(policy=file).repository, kind) == expected
    assert policies.needs_for(facts().repository, kind, policy(text)) == expected


@pytest.mark.parametrize("file", [None, Unknown("no network"), TextFile("p.yml", "version: 3", "main")])
def test_no_usable_policy_needs_nothing(file: TextFile | Unknown | None) -> None:
    assert policies.needs_for(facts(policy=file).repository, Kind.PULL_REQUEST) == frozenset()


def test_the_same_input_gives_the_same_decision() -> None:
    given = facts(FOOTER, "Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>")
    found = [footer(), finding(trailer="Co-authored-by")]
    asked = "required: used, fields: [tool, model], trailers: {forbid: [Co-authored-by]}"
    text = f"{STRICT}disclosure: {{{asked}}}"
    assert repr(judge(text, given, *found)) == repr(judge(text, given, *found))

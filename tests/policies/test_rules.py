"""Each rule, case by case: what it holds against a contribution, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import Artifact, Audience, Finding, Identity, Involvement, Kind, Tier
from policies.decision import Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, commit, facts, finding, footer, judge, kinds

TRIVIAL, ASSISTED, GENERATED, AGENT = Involvement


@pytest.mark.parametrize("level", ["none", "trivial", "assisted", "any"])
@pytest.mark.parametrize("involvement", Involvement)
def test_use_is_exceeded_above_the_accepted_level_only(level: str, involvement: Involvement) -> None:
    decision = judge(f"use: {{code: {level}}}", facts(), finding(involvement=involvement))
    accepted = {"none": 0, "trivial": 1, "assisted": 2, "any": 4}[level]
    assert kinds(decision) == (["use_exceeded"] if involvement > accepted else [])


@pytest.mark.parametrize(
    ("use", "artifacts", "clause"),
    [
        ("{default: none}", (Artifact.CODE, Artifact.PR_BODY), "use.default: none"),
        (
            "{code: none, pr_body: none}",
            (Artifact.CODE, Artifact.PR_BODY),
            "use.code: none, use.pr_body: none",
        ),
        (
            "{code: none, docs: none, media: any}",
            (Artifact.CODE, Artifact.DOCS),
            "use.code: none, use.docs: none",
        ),
        ("{code: none, docs: any}", (Artifact.CODE, Artifact.DOCS), None),
        ("{code: any, default: none}", (Artifact.CODE, Artifact.DOCS), None),
        ("{code: any, default: none}", (Artifact.CODE, Artifact.PR_BODY), "use.default: none"),
        ("{pr_body: none}", (Artifact.CODE,), None),
        ("{code: any, docs: any, pr_body: none}", (Artifact.CODE, Artifact.DOCS), None),
    ],
)
def test_each_part_is_ruled_by_its_own_key_or_the_default(
    use: str, artifacts: tuple[Artifact, ...], clause: str | None
) -> None:
    decision = judge(f"use: {use}", facts(), finding(artifacts=artifacts))
    assert [violation.clause for violation in decision.violations] == ([clause] if clause else [])


@pytest.mark.parametrize(
    "weak",
    [
        finding(tier=Tier.STATISTICAL),
        finding(tier=Tier.CHECKABLE),
        finding(audience=Audience.MAINTAINER),
        finding(involvement=None, agent=None),
    ],
)
@pytest.mark.parametrize(
    "policy",
    [
        "use: {default: none}",
        "disclosure: {required: used}",
        "disclosure: {trailers: {forbid: [Co-authored-by]}}",
    ],
)
def test_weak_private_or_vague_findings_change_nothing(policy: str, weak: Finding) -> None:
    assert judge(policy, facts(), weak) == judge(policy, facts())


def test_evidence_that_names_no_part_exceeds_no_level() -> None:
    assert judge("use: {default: none}", facts(), finding(artifacts=())).violations == ()


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("{code: none}", []),
        ("{code: none, docs: none}", []),
        ("{code: none, docs: none, media: none}", ["use_exceeded"]),
    ],
)
def test_where_the_files_are_not_known_code_may_as_well_be_documentation_or_media(
    use: str, expected: list[str]
) -> None:
    decision = judge(f"use: {use}", facts(files=NO_NETWORK), finding())
    assert kinds(decision) == expected
    assert decision.outcome is Outcome.UNKNOWN


def test_a_violation_shows_its_evidence_and_the_way_out() -> None:
    (violation,) = judge("use: {default: none}", facts(FOOTER), footer()).violations
    assert violation.tier is Tier.EXACT
    assert violation.evidence[0].quote == FOOTER
    assert "Generated with Claude Code" in violation.message
    assert "mistake" in violation.remedy


def test_an_accepted_trailer_is_declared_and_any_other_one_exact() -> None:
    accepted = "use: {code: none}\ndisclosure: {trailers: {accept: [assisted-by]}}"
    (violation,) = judge(accepted, facts(), finding(trailer="Assisted-by")).violations
    assert violation.tier is Tier.DECLARED
    (violation,) = judge(accepted, facts(), finding(trailer="Co-authored-by")).violations
    assert violation.tier is Tier.EXACT


def test_declared_use_that_is_accepted_is_never_held_against_anybody() -> None:
    text = f"use: {{default: any}}\n{TRAILER % ('trailer', '')}"
    given = facts("", "Fix\n\nAssisted-by: Claude Code")
    decision = judge(text, given, finding(trailer="Assisted-by"))
    assert (decision.outcome, decision.violations) == (Outcome.PASS, ())


def test_without_evidence_the_engine_says_nothing() -> None:
    text = "use: {default: none}\ndisclosure: {required: used, where: [body], fields: [tool]}"
    decision = judge(text, facts("Fix the widget", "Fix"))
    assert decision.outcome is Outcome.PASS
    assert {step.result for step in decision.explanation} == {Result.SILENT}


@pytest.mark.parametrize("missing", ["commits", "files"])
def test_what_could_not_be_looked_at_is_unknown_and_no_violation(missing: str) -> None:
    gap: dict[str, Any] = {missing: NO_NETWORK}
    decision = judge("use: {default: none}", facts(**gap))
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())
    assert (
        f"the {missing} could not be looked at (no network)" in decision.explanation[0].looked_at.casefold()
    )


def test_what_was_seen_counts_although_the_rest_could_not_be_looked_at() -> None:
    decision = judge("use: {default: none}", facts(FOOTER, commits=NO_NETWORK, files=NO_NETWORK), footer())
    assert kinds(decision) == ["use_exceeded"]


def test_commits_tell_nothing_of_a_part_that_they_cannot_show() -> None:
    decision = judge("use: {pr_body: none, media: none}", facts(commits=NO_NETWORK, files=NO_NETWORK))
    assert decision.outcome is Outcome.PASS


SECTION = (
    "disclosure: {required: %s, where: [section], section: AI Disclosure, none_phrase: No AI tools used}"
)


def test_undisclosed_use_is_told_with_the_place_to_say_it() -> None:
    (violation,) = judge(
        "disclosure: {required: used, fields: [tool, extent]}", facts("Fix", "x"), finding()
    ).violations
    assert (violation.kind, violation.tier) == ("undisclosed", Tier.EXACT)
    assert "in the description" in violation.remedy
    assert "which tool was used and how much of the work it did" in violation.remedy


@pytest.mark.parametrize(
    ("involvement", "expected"),
    [(TRIVIAL, []), (ASSISTED, []), (GENERATED, ["undisclosed"]), (AGENT, ["undisclosed"])],
)
def test_substantial_asks_only_from_generated_work_on(involvement: Involvement, expected: list[str]) -> None:
    decision = judge("disclosure: {required: substantial}", facts("Fix"), finding(involvement=involvement))
    assert kinds(decision) == expected


@pytest.mark.parametrize("required", ["used", "substantial"])
def test_nothing_is_asked_of_work_without_traces(required: str) -> None:
    assert judge(SECTION % required, facts("Fix the widget")).outcome is Outcome.PASS


@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.ISSUE])
@pytest.mark.parametrize("body", ["Fix the widget", "Fix\n\n## AI Disclosure\n\n## Tests\n\nDone", ""])
def test_a_required_answer_left_blank_is_asked_for_without_a_word_on_the_work(kind: Kind, body: str) -> None:
    (violation,) = judge(SECTION % "always", facts(body, kind=kind)).violations
    assert (violation.kind, violation.tier, violation.evidence) == ("undisclosed", Tier.EXACT, ())
    assert "This says nothing about how the work was made" in violation.message
    assert 'write "No AI tools used"' in violation.remedy


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.REVIEW, Kind.COMMIT, Kind.SECURITY_REPORT])
def test_an_answer_is_required_only_where_a_template_can_ask(kind: Kind) -> None:
    assert judge(SECTION % "always", facts("Thanks", kind=kind)).violations == ()


def test_the_none_answer_satisfies_always() -> None:
    decision = judge(SECTION % "always", facts("Fix\n\n## AI Disclosure\n\nNo AI tools used"))
    assert decision.outcome is Outcome.PASS
    assert "The answer says that no AI was used." in [step.looked_at for step in decision.explanation]


def test_a_none_answer_next_to_a_trace_is_asked_about() -> None:
    body = "Fix\n\n## AI Disclosure\n\nNo AI tools used"
    (violation,) = judge(SECTION % "always", facts(body), finding()).violations
    assert violation.kind == "undisclosed"
    assert "one of the two needs an update" in violation.message


def test_a_filled_section_discloses_and_is_declared_use() -> None:
    body = "Fix\n\n## AI Disclosure\n\nClaude Code wrote the tests."
    assert kinds(judge(SECTION % "used", facts(body), finding())) == []


def test_naming_the_parts_says_the_extent() -> None:
    text = "disclosure: {required: used, where: [body], fields: [tool, extent]}"
    body = f"{FOOTER}\n\nAI disclosure: Claude Code wrote the tests, I wrote the fix.\n"
    assert kinds(judge(text, facts(body), footer())) == []


def test_a_footer_names_the_tool_but_not_the_extent() -> None:
    text = "disclosure: {required: used, where: [body], fields: [tool, extent]}"
    (violation,) = judge(text, facts(FOOTER), footer()).violations
    assert (violation.kind, violation.tier) == ("disclosure_incomplete", Tier.EXACT)
    assert "still missing: how much of the work it did (extent)" in violation.message


def test_a_footer_is_no_answer_in_a_named_section() -> None:
    decision = judge(SECTION % "used", facts(FOOTER), footer())
    assert kinds(decision) == ["undisclosed"]


def test_a_disclosure_in_full_is_complete() -> None:
    text = "disclosure: {required: used, where: [body], fields: [tool, extent]}"
    body = "I used Claude Code to write all of the tests."
    assert kinds(judge(text, facts(body), finding())) == []


def test_the_title_discloses() -> None:
    text = 'disclosure: {required: used, where: [title], title_prefix: "[AI]"}'
    assert kinds(judge(text, facts(title="[ai] Fix"), finding())) == []
    assert kinds(judge(text, facts(title="Fix [AI]"), finding())) == ["undisclosed"]


TRAILER = "disclosure: {required: used, where: [%s], trailers: {accept: [Assisted-by, Co-authored-by]%s}}"
FORM = r", format: '[\w.-]+:[\w.-]+( \S+)*'"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Fix", ["missing_trailer"]),
        ("Fix\n\nAssisted-by: Claude Code", []),
        ("Fix\n\nassisted-BY: a tool of tomorrow", []),
        ("Fix\n\nGenerated-by: Claude Code", ["missing_trailer"]),
        ("Fix\n\nCo-authored-by: Grace <grace@example.org>", ["missing_trailer"]),
        ("Fix\n\nAssisted-by:", ["missing_trailer"]),
    ],
)
def test_one_accepted_trailer_on_any_commit_is_enough(message: str, expected: list[str]) -> None:
    decision = judge(TRAILER % ("trailer", ""), facts(FOOTER, "Start", message), footer())
    assert kinds(decision) == expected


def test_a_person_trailer_discloses_where_it_names_an_agent() -> None:
    line = "Co-authored-by: Claude <noreply@anthropic.com>"
    named = finding("trailer", trailer="Co-authored-by", quote=line)
    assert kinds(judge(TRAILER % ("trailer", ""), facts("", f"Fix\n\n{line}"), named)) == []


@pytest.mark.parametrize(
    ("where", "expected"), [("trailer", ["missing_trailer"]), ("'body', trailer", ["disclosure_incomplete"])]
)
def test_a_trailer_in_another_form_is_answered_with_the_form(where: str, expected: list[str]) -> None:
    decision = judge(TRAILER % (where, FORM), facts("", "Fix\n\nAssisted-by: Claude Code!"), finding())
    assert kinds(decision) == expected
    assert "thank you" in decision.violations[0].message
    assert r"[\w.-]+" in decision.violations[0].remedy


def test_a_trailer_in_the_right_form_is_taken() -> None:
    given = facts("", "Fix\n\nAssisted-by: Claude:opus-4 ruff mypy")
    assert kinds(judge(TRAILER % ("trailer", FORM), given, finding())) == []


@pytest.mark.parametrize("messages", [("Fix\n\nAssisted-by: Claude Code",), ("Fix",)])
def test_either_place_is_enough_where_both_are_accepted(messages: tuple[str, ...]) -> None:
    body = FOOTER if messages == ("Fix",) else "Fix"
    assert kinds(judge(TRAILER % ("body, trailer", ""), facts(body, *messages), footer())) == []


def test_one_gap_is_told_of_once() -> None:
    decision = judge(TRAILER % ("body, trailer", ""), facts("", "Fix"), finding())
    assert kinds(decision) == ["undisclosed"]
    assert (
        "in the description or in a commit trailer (Assisted-by or Co-authored-by)"
        in decision.violations[0].remedy
    )


def test_an_issue_has_no_commit_to_carry_a_trailer() -> None:
    assert (
        judge(TRAILER % ("trailer", ""), facts(FOOTER, kind=Kind.ISSUE), footer(Kind.ISSUE)).outcome
        is Outcome.PASS
    )


def test_trailers_that_could_not_be_looked_at_are_unknown() -> None:
    decision = judge(TRAILER % ("trailer", ""), facts(FOOTER, commits=NO_NETWORK), footer())
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())


FORBID = (
    "disclosure: {trailers: {forbid: [Co-authored-by, Signed-off-by]}}\nrespond: {forbidden_trailer: [hold]}"
)


@pytest.mark.parametrize(
    ("trailer", "agent", "expected"),
    [
        ("Co-authored-by", "claude-code", ["forbidden_trailer"]),
        ("signed-off-by", "claude-code", ["forbidden_trailer"]),
        ("Assisted-by", "claude-code", []),
        ("Co-authored-by", None, []),
        (None, "claude-code", []),
    ],
)
def test_a_forbidden_trailer_is_one_that_names_an_agent(
    trailer: str | None, agent: str | None, expected: list[str]
) -> None:
    decision = judge(FORBID, facts("", "Fix"), finding(trailer=trailer, agent=agent))
    assert kinds(decision) == expected
    assert decision.outcome is (Outcome.HOLD if expected else Outcome.PASS)


def test_forbidden_trailers_that_could_not_be_looked_at_are_unknown() -> None:
    assert judge(FORBID, facts(commits=NO_NETWORK)).outcome is Outcome.UNKNOWN


def test_no_message_accuses_or_speaks_of_style() -> None:
    everything = [
        judge("use: {default: none}", facts(FOOTER), footer()),
        judge("disclosure: {required: used}", facts("Fix"), finding()),
        judge("disclosure: {required: used, fields: [extent]}", facts(FOOTER), footer()),
        judge(SECTION % "always", facts("Fix")),
        judge(TRAILER % ("trailer", ""), facts("", "Fix"), finding()),
        judge(FORBID, facts("", "Fix"), finding(trailer="Co-authored-by")),
    ]
    for decision in everything:
        assert decision.violations
        for violation in decision.violations:
            text = f"{violation.message} {violation.remedy}".casefold()
            for word in ("you ", "suspect", "violat", "style", "slop", "cheat", "likely", "probab", "fail"):
                assert word not in text.replace("thank you", "")
            assert violation.remedy.endswith((".", '".'))


def test_what_may_be_about_an_accepted_part_is_told_and_not_judged() -> None:
    mixed = finding(artifacts=(Artifact.CODE, Artifact.DOCS))
    decision = judge("use: {code: none, docs: any}", facts(), mixed)
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())
    assert any("It is not said which part that is about." in step.looked_at for step in decision.explanation)


@pytest.mark.parametrize(
    ("login", "tier", "told"),
    [("ada", Tier.DECLARED, False), ("grace", Tier.EXACT, True), (None, Tier.EXACT, True)],
)
def test_nobody_declares_anything_in_somebody_elses_commit(
    login: str | None, tier: Tier, *, told: bool
) -> None:
    other = replace(
        commit("Fix", "1a2b3c4d5e6f"), author=Identity("Grace", "grace@example.org"), author_login=login
    )
    text = "use: {code: none}\ndisclosure: {trailers: {accept: [assisted-by]}}"
    (violation,) = judge(text, facts(commits=(other,)), finding(trailer="Assisted-by")).violations
    assert violation.tier is tier
    assert ('(commits by "Grace")' in violation.message) is told


def test_a_statement_in_somebody_elses_commit_is_not_the_authors() -> None:
    other = replace(commit("Fix", "1a2b3c4d5e6f"), author_login="grace")
    said = finding("disclosure", tier=Tier.DECLARED)
    (violation,) = judge("use: {code: none}", facts(commits=(other,)), said).violations
    assert violation.tier is Tier.EXACT

"""The policy engine on what the real detectors find in real text."""

from __future__ import annotations

from typing import Any

import pytest

import policies
from detectors import registry
from detectors.model import Branch, ChangedFile, Facts, Kind, TextFile, Tier
from policies import presets
from policies.decision import Decision, Outcome
from tests.policies.build import FOOTER, NO_NETWORK, facts, kinds, policy

CODE = (ChangedFile("src/widget.py", "modified", 3, 1, "@@ -1 +1 @@"),)
SECTION = (
    "disclosure: {required: always, where: [section], section: AI Disclosure, "
    "fields: [tool, extent], none_phrase: NO AI USE}"
)
BOXES = (
    "disclosure: {required: always, where: [checkbox], one_of: [Human-written, AI-assisted, AI-generated]}"
)
CO_AUTHOR = "Co-Authored-By: Claude <noreply@anthropic.com>"
#: Presets that ask everybody for something, AI or not.
ASK_EVERYBODY = frozenset({"disclose-section", "evidence-first"})


def decide(given: Facts, text: str) -> Decision:
    chosen = presets.get(text).policy if text in presets.names() else policy(text)
    return policies.decide(chosen, given, registry.run(given))


def holds_nothing_against(given: Facts, text: str) -> bool:
    """Whether nothing is said of AI use: what is asked of everybody says so, and has no evidence."""
    decision = decide(given, text)
    if text in ASK_EVERYBODY:
        return not any(violation.evidence for violation in decision.violations)
    return decision.outcome is Outcome.PASS


@pytest.mark.parametrize("gap", [{"files": CODE}, {"commits": NO_NETWORK, "files": NO_NETWORK}])
def test_the_footer_of_claude_code_under_each_preset(gap: dict[str, Any]) -> None:
    given = facts(f"Fix the widget.\n\n{FOOTER}", "Fix", **gap)
    held = decide(given, "human-only")
    (violation,) = held.violations
    assert (held.outcome, violation.kind, violation.tier) == (Outcome.HOLD, "use_exceeded", Tier.EXACT)
    assert violation.responses == ("hold", "note")
    assert [item.quote for item in violation.evidence] == [FOOTER]
    noted = decide(given, "disclose")
    assert (noted.outcome, kinds(noted)) == (Outcome.NOTE, ["disclosure_incomplete"])
    assert any("still missing: how much of the work it did" in step.looked_at for step in noted.explanation)


def test_a_co_author_trailer_under_each_preset() -> None:
    given = facts("Fix the widget.", f"Fix\n\n{CO_AUTHOR}", files=CODE)
    assert kinds(decide(given, "human-only")) == ["use_exceeded"]
    assert kinds(decide(given, "disclose")) == ["undisclosed"]
    assert kinds(decide(given, "trailer")) == ["missing_trailer"]
    accepts = "disclosure: {required: used, where: [trailer], trailers: {accept: [Co-authored-by]}}"
    assert decide(given, accepts).outcome is Outcome.PASS
    forbids = "disclosure: {trailers: {forbid: [Co-authored-by]}}"
    assert kinds(decide(given, forbids)) == ["forbidden_trailer"]


def test_a_person_as_co_author_is_nobodys_business() -> None:
    given = facts("Fix.", "Fix\n\nCo-authored-by: Claude Monet <claude@example.org>", files=CODE)
    strict = "use: {default: none}\ndisclosure: {required: used, trailers: {forbid: [Co-authored-by]}}"
    for text in (strict, *presets.names()):
        assert holds_nothing_against(given, text)


def test_a_full_disclosure_passes_where_ai_is_welcome_and_is_declared_where_it_is_not() -> None:
    given = facts("Fix.\n\nI used Claude Code to write most of the tests.", "Fix", files=CODE)
    assert decide(given, "disclose").outcome is Outcome.PASS
    (violation,) = decide(given, "human-only").violations
    assert violation.tier is Tier.DECLARED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("NO AI USE", []),
        ("None.", []),
        ("I used Claude Code for all of the tests.", []),
        ("I used Claude Code.", ["disclosure_incomplete"]),
        ("<!-- which tool, how much? -->", ["undisclosed"]),
        ("TODO", ["undisclosed"]),
        ("", ["undisclosed"]),
        (f"NO AI USE\n\n{FOOTER}", ["undisclosed"]),
    ],
)
def test_a_section_that_everybody_fills_in(answer: str, expected: list[str]) -> None:
    body = f"Fix.\n\n## AI Disclosure\n\n{answer}\n\n## Tests\n\nAll pass."
    assert kinds(decide(facts(body, "Fix", files=CODE), SECTION)) == expected


@pytest.mark.parametrize(("answer", "expected"), [("NO AI USE", []), ("", ["undisclosed"])])
def test_an_issue_form_has_the_same_section(answer: str, expected: list[str]) -> None:
    body = f"### What happened\n\nIt broke.\n\n### AI Disclosure\n\n{answer or '_No response_'}\n"
    assert kinds(decide(facts(body, kind=Kind.ISSUE), SECTION)) == expected


def test_a_none_answer_next_to_a_footer_is_asked_about_as_exact() -> None:
    body = f"Fix.\n\n## AI Disclosure\n\nNO AI USE\n\n{FOOTER}"
    (violation,) = decide(facts(body, "Fix", files=CODE), SECTION).violations
    assert violation.tier is Tier.EXACT
    assert "one of the two needs an update" in violation.message


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [("", ["undisclosed"]), ("Human-written", []), ("AI-assisted", []), ("AI-generated", [])],
)
def test_one_box_of_the_projects_own(ticked: str, expected: list[str]) -> None:
    labels = ("Human-written", "AI-assisted", "AI-generated")
    body = "\n".join(f"- [{'x' if label == ticked else ' '}] {label}" for label in labels)
    assert kinds(decide(facts(f"Fix.\n\n{body}\n", "Fix", files=CODE), BOXES)) == expected


def test_the_box_for_human_work_counts_as_the_none_answer() -> None:
    decision = decide(facts("- [x] Human-written\n- [ ] AI-assisted\n- [ ] AI-generated", "Fix"), BOXES)
    assert decision.explanation[-1].looked_at == "The answer says that no AI was used."


def test_words_outside_of_the_section_are_no_answer_in_it() -> None:
    body = "I used Claude Code to write most of the tests.\n\n## AI Disclosure\n\n## Tests\n\nAll pass."
    assert kinds(decide(facts(body, "Fix", files=CODE), SECTION)) == ["undisclosed"]


def test_what_the_template_says_is_no_answer() -> None:
    asked = "## AI Disclosure\n\nSay which tool wrote how much of the change"
    template = TextFile(".github/pull_request_template.md", asked, "main")
    given = facts(f"Fix.\n\n{asked}", "Fix", files=CODE)
    repository = type(given.repository)("acme/widget", "main", False, templates=(template,))
    given = Facts(given.contribution, repository, given.as_of)
    assert kinds(decide(given, SECTION)) == ["undisclosed"]


@pytest.mark.parametrize("name", presets.names())
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_contribution_gets_a_decision(name: str, kind: Kind) -> None:
    assert decide(facts(FOOTER, f"Fix\n\n{CO_AUTHOR}", kind=kind, files=CODE), name).explanation


MIXED = (*CODE, ChangedFile("README.md", "modified", 1, 1, ""))
CODE_ALONE = "use: {code: none, docs: any, commit_message: any, pr_body: any}"


@pytest.mark.parametrize(
    "body",
    [
        "I used Claude to write this description.",
        "This description was translated with ChatGPT.",
        "I used Claude Code to write the docs.",
        "AI was used to write the docs: I used Claude Code to write the docs.",
        "Generated by ChatGPT",
    ],
)
def test_a_disclosure_is_held_against_the_part_that_it_names_alone(body: str) -> None:
    assert decide(facts(body, "Fix", files=MIXED), CODE_ALONE).outcome is Outcome.PASS
    assert kinds(decide(facts(body, "Fix", files=MIXED), "use: {default: none}")) == ["use_exceeded"]


def test_a_trailer_in_a_change_of_several_kinds_is_held_against_none_that_may_be_innocent() -> None:
    given = facts("Fix", "Fix typo in README\n\nAssisted-by: Claude:claude-3-opus", files=MIXED)
    decision = decide(given, CODE_ALONE)
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())
    assert kinds(decide(given, "use: {code: none, docs: none}")) == ["use_exceeded"]


def test_media_alone_may_be_what_was_changed_where_the_files_are_not_known() -> None:
    text = "use: {code: none, docs: none, media: any, pr_body: any, commit_message: any}"
    given = facts("Fix", f"Add logo\n\n{CO_AUTHOR}", files=NO_NETWORK)
    assert (decide(given, text).outcome, kinds(decide(given, text))) == (Outcome.UNKNOWN, [])


def test_a_branch_name_is_told_and_judged_by_no_rule() -> None:
    given = facts("Fix", "Fix", files=CODE, head=Branch("copilot/fix-12", "0" * 40, "ada/widget"))
    assert [found.id for found in registry.run(given)] == ["traces/branch"]
    for name in presets.names():
        assert holds_nothing_against(given, name)


TEMPLATE = "## AI Disclosure\n\nWe welcome AI assistance. Name tools such as Claude or Copilot here.\n"


def test_template_words_are_nobodys_answer_where_the_templates_are_not_known() -> None:
    given = facts(TEMPLATE, "Fix", files=CODE)
    assert registry.run(given) == ()
    for name in presets.names():
        assert holds_nothing_against(given, name)


@pytest.mark.parametrize(
    "asked", [SECTION, "disclosure: {required: used, where: [body], fields: [tool, extent]}"]
)
def test_without_the_templates_an_answer_that_may_be_theirs_is_neither_missing_nor_there(asked: str) -> None:
    body = "Fix.\n\n## AI Disclosure\n\nAI tools used for most tests."
    given = facts(body, f"Fix\n\n{CO_AUTHOR}", files=CODE)
    decision = decide(given, asked)
    assert (decision.outcome, decision.violations) == (Outcome.UNKNOWN, ())
    assert any("templates could not be looked at" in step.looked_at for step in decision.explanation)


@pytest.mark.parametrize(
    "text", ["No part of this PR was written with AI.", "## AI disclosure\n\nI have no access to Copilot."]
)
@pytest.mark.parametrize("name", presets.names())
def test_a_denial_passes_every_preset(text: str, name: str) -> None:
    assert holds_nothing_against(facts(text, f"Fix\n\n{text}", files=CODE), name)

"""``require.exempt_uses``: accepted where the author states them, and nothing beyond them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import policies
from detectors import registry
from detectors.model import ChangedFile, Facts, Kind
from policies.decision import Decision, Outcome, Result
from tests.policies.build import FOOTER, facts, kinds, policy

CODE = (ChangedFile("src/widget.py", "modified", 3, 1, "@@ -1 +1 @@"),)
SECTION = "Fixes the widget.\n\n## AI disclosure\n\n{}"


def decide(given: Facts, *uses: str, more: str = "") -> Decision:
    text = f"use: {{default: none}}\nrequire: {{exempt_uses: [{', '.join(uses)}]}}\n{more}"
    return policies.decide(policy(text), given, registry.run(given))


def said(words: str) -> Facts:
    given = facts(SECTION.format(words), "Fix", files=CODE)
    return replace(given, repository=replace(given.repository, templates=()))


@pytest.mark.parametrize(
    ("words", "use"),
    [
        ("I used ChatGPT to translate this description.", "translation"),
        ("I wrote this in German and used ChatGPT to translate the description.", "translation"),
        ("Used Claude to translate the text that I wrote myself.", "translation"),
        ("I used Copilot to translate this text.", "translation_with_note"),
        ("I used ChatGPT to polish the wording and grammar.", "grammar"),
        ("I used Copilot for autocompletion.", "autocomplete"),
        ("I used Claude to understand the code base.", "private"),
        ("I used Claude to find the bug; the fix is mine.", "bug_finding"),
        ("I used Copilot to write the code of this small fix.", "small_fix"),
        ("This experiment was written with Claude Code.", "experiment"),
    ],
)
def test_a_stated_use_is_accepted_where_it_is_exempt(words: str, use: str) -> None:
    given = said(words)
    assert kinds(decide(given)) == ["use_exceeded"]
    decision = decide(given, use)
    assert kinds(decision) == []
    assert "accepts that use" in " ".join(step.looked_at for step in decision.explanation)


@pytest.mark.parametrize(
    "words",
    [
        "I used ChatGPT to translate the text and Claude to write the parser.",
        "All of it was generated with Claude Code, and translated.",
        "I used Claude to translate the module from Python to Rust.",
        "I used Claude for the implementation.",
        "I used ChatGPT for the grammar.",
    ],
)
def test_what_goes_beyond_the_exempt_use_is_not_covered(words: str) -> None:
    assert kinds(decide(said(words), "translation")) == ["use_exceeded"]


def test_a_trace_that_a_tool_left_is_never_covered() -> None:
    words = "I used Claude to translate this description."
    given = facts(f"{SECTION.format(words)}\n\n{FOOTER}", "Fix", files=CODE)
    assert kinds(decide(given, "translation")) == ["use_exceeded"]
    trailer = facts(
        SECTION.format(words), "Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>", files=CODE
    )
    assert kinds(decide(trailer, "translation")) == ["use_exceeded"]


@pytest.mark.parametrize(
    ("extra", "accepted"),
    [
        ("", False),
        ("\n\n<details>\nDer Text\n</details>", True),
        ("\n\n> Das Fenster bleibt offen.", True),
        ("\n\nDas Fenster bleibt nach dem Lesen offen.", True),
        ("\n\n窗口保持打开状态。", True),
    ],
)
def test_a_translation_comes_with_its_original(extra: str, accepted: bool) -> None:
    given = said(f"I used ChatGPT to translate this description.{extra}")
    assert kinds(decide(given, "translation_with_original")) == ([] if accepted else ["use_exceeded"])


def test_a_note_in_a_commit_is_no_note_in_the_text() -> None:
    given = facts("Fixes it.", "Fix\n\nI used ChatGPT to translate this commit message.", files=CODE)
    assert kinds(decide(given)) == ["use_exceeded"]
    assert kinds(decide(given, "translation_with_note")) == ["use_exceeded"]
    assert kinds(decide(given, "translation")) == []


def test_an_exempt_use_needs_no_further_disclosure() -> None:
    asked = "disclosure: {required: used, where: [section], section: AI use, fields: [tool, extent, prompt]}"
    given = facts("I used ChatGPT to translate this description.", "Fix", files=CODE)
    assert kinds(decide(given, "translation", more=asked)) == []
    assert "undisclosed" in kinds(decide(given, more=asked))


@pytest.mark.parametrize("where", ["[report]", "[body, report]"])
def test_a_security_report_is_a_place_for_a_disclosure(where: str) -> None:
    text = f"disclosure: {{required: used, where: {where}, fields: [tool]}}"
    told = facts("I used ChatGPT to write this report.", kind=Kind.SECURITY_REPORT)
    decision = policies.decide(policy(text), told, registry.run(told))
    assert [step.result for step in decision.explanation] == [Result.SATISFIED, Result.SATISFIED]
    vague = facts("This report was written with the help of AI.", kind=Kind.SECURITY_REPORT)
    (violation,) = policies.decide(policy(text), vague, registry.run(vague)).violations
    assert violation.kind == "disclosure_incomplete"
    assert violation.remedy.endswith("in the report.")


def test_report_is_no_place_of_other_kinds() -> None:
    told = facts("I used ChatGPT to write this description.", "Fix", files=CODE)
    decision = policies.decide(
        policy("disclosure: {required: used, where: [report]}"), told, registry.run(told)
    )
    assert decision.outcome is Outcome.PASS

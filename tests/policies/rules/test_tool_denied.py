"""``require.tools``: tools that were named, against the project's lists."""

from __future__ import annotations

import pytest

import policies
from detectors import registry
from detectors.model import Facts, Kind
from policies.decision import Decision, Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, facts, kinds, policy

EDX = "require: {tools: {allow: [copilot, claude, openai, kiro, gemini]}}"


def decide(text: str, given: Facts) -> Decision:
    return policies.decide(policy(text), given, registry.run(given))


def allow(*names: str) -> str:
    return f"require: {{tools: {{allow: [{', '.join(names)}]}}}}"


def deny(*names: str) -> str:
    return f"require: {{tools: {{deny: [{', '.join(names)}]}}}}"


@pytest.mark.parametrize("name", ["claude", "Claude Code", "claude-code", "anthropic", "CLAUDE"])
def test_a_tool_is_meant_by_its_key_name_or_maker(name: str) -> None:
    given = facts(f"Fix.\n\n{FOOTER}", "Fix")
    assert decide(allow(name), given).outcome is Outcome.PASS
    assert kinds(decide(deny(name), given)) == ["tool_denied"]


@pytest.mark.parametrize("name", ["cursor", "openai", "code", "agent", "gpt-5", "some tool"])
def test_another_tool_is_not_meant(name: str) -> None:
    given = facts(f"Fix.\n\n{FOOTER}", "Fix")
    assert decide(deny(name), given).outcome is Outcome.PASS
    (violation,) = decide(allow(name), given).violations
    assert violation.kind == "tool_denied"
    assert name in violation.message
    assert "mistake" in violation.remedy


@pytest.mark.parametrize(
    ("trailer", "kept"),
    [
        ("Co-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>", True),
        ("Assisted-by: Codex:gpt-5", True),
        ("Co-authored-by: Claude Opus 4.5 <noreply@anthropic.com>", True),
        ("Assisted-by: Gemini Code Assist", True),
        ("Co-authored-by: Cursor <cursoragent@cursor.com>", False),
        ("Co-authored-by: Ada <ada@example.org>", True),
    ],
)
def test_the_list_of_a_project(trailer: str, kept: bool) -> None:
    assert kinds(decide(EDX, facts("Fix.", f"Fix\n\n{trailer}"))) == ([] if kept else ["tool_denied"])


def test_a_model_stands_for_its_maker_only_in_the_authors_favor() -> None:
    given = facts("Fix.", "Fix\n\nAssisted-by: Claude Code")
    assert decide(allow("claude-opus-4"), given).outcome is Outcome.PASS
    assert decide(deny("claude-opus-4"), given).outcome is Outcome.PASS


def test_who_names_no_tool_is_held_to_nothing() -> None:
    given = facts("I used AI tools to write this description.", "Fix")
    decision = decide(EDX, given)
    assert (decision.outcome, decision.explanation[0].result) == (Outcome.PASS, Result.SILENT)


def test_a_tool_of_no_list_is_known_by_the_authors_own_words() -> None:
    said = "## AI disclosure\n\nThis text was written with AI, with the tool FooBot 3."
    assert kinds(decide(deny("foobot"), facts(said, "Fix"))) == ["tool_denied"]
    assert decide(deny("foo"), facts(said, "Fix")).outcome is Outcome.PASS
    denied = "## AI disclosure\n\nThis text was written with AI, but not with FooBot."
    assert decide(deny("foobot"), facts(denied, "Fix")).outcome is Outcome.PASS


def test_commits_that_could_not_be_looked_at() -> None:
    assert decide(EDX, facts("Fix.", commits=NO_NETWORK)).outcome is Outcome.UNKNOWN
    assert decide(EDX, facts("Broken.", kind=Kind.ISSUE)).outcome is Outcome.PASS

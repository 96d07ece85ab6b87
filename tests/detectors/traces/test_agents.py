"""The list of agents is data that says where it comes from; every finding is documented."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from detectors.traces.agents import AGENTS, Agent, by_link, by_login, by_mail, by_name, by_page, find_agent

ROOT = Path(__file__).parents[3]
REQUIRED = {
    *("claude", "copilot-agent", "copilot", "cursor", "devin", "codex", "jules", "gemini-cli", "aider"),
    *("amp", "opencode", "windsurf", "openhands", "junie", "kiro", "qwen-code", "kimi-cli", "goose"),
}
IDS = {"trailer", "account", "branch", "footer", "session-link", "disclosure", "title-prefix", "metafile"}


def test_the_agents_that_projects_ask_about_are_listed_once() -> None:
    keys = [agent.key for agent in AGENTS]
    assert set(keys) >= REQUIRED
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.key)
def test_every_entry_has_a_source_a_date_and_a_form(agent: Agent) -> None:
    assert agent.source.strip()
    assert datetime.date(2025, 1, 1) <= agent.as_of <= datetime.date(2027, 1, 1)
    assert agent.mails or agent.logins or agent.aliases


def test_no_identity_belongs_to_two_agents() -> None:
    for field in ("mails", "logins", "aliases", "words", "marks"):
        values = [value for agent in AGENTS for value in getattr(agent, field)]
        assert len(values) == len(set(values)), field


def test_a_wrong_entry_is_refused() -> None:
    with pytest.raises(ValidationError):
        Agent.model_validate({"key": "x", "name": "X", "vendor": "X", "as_of": "2026-01-01"})
    with pytest.raises(ValidationError):
        Agent.model_validate(
            {"key": "x", "name": "X", "vendor": "X", "as_of": "2026-01-01", "source": "a source", "mail": "x"}
        )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Claude", "claude"),
        ("Claude Opus 4.5 (1M context)", "claude"),
        ("claude-sonnet-4-5", "claude"),
        ("Claude (claude-opus-4-6)", "claude"),
        ("Claude:claude-3-opus", "claude"),
        ("Claude 4", "claude"),
        ("Crush:glm-5.2", "crush"),
        ("GitHub Copilot", "copilot"),
        ("gpt-5.4", "chatgpt"),
        ("gpt-5-codex", "codex"),
        ("Claude Paroz", None),
        ("Claudette", None),
        ("Devin Smith", None),
        ("Gemini Sanchez", None),
        ("Cursor movement", None),
        ("Amplitude", None),
        ("", None),
    ],
)
def test_a_name_is_an_agents_only_as_a_whole(name: str, key: str | None) -> None:
    found = by_name(name)
    assert (found.key if found else None) == key


def test_a_text_about_ai_use_names_its_tools() -> None:
    named = find_agent("Mostly cursor, with gpt-5")
    assert named is not None
    assert named.key == "cursor"
    assert find_agent("my own hands") is None


def test_identities_ignore_case_but_not_what_stands_around_them() -> None:
    assert by_mail(" NoReply@Anthropic.com ") is by_login("Claude[bot]")
    assert by_mail("1+claude[bot]@users.noreply.github.com") is by_login("claude[bot]")
    assert by_mail("noreply@anthropic.com.example.org") is None
    assert by_mail("x+claude[bot]@users.noreply.github.com") is None
    assert by_login("claude") is None
    assert by_login(None) is None
    assert by_page("https://claude.ai/code/") is not None
    assert by_page("https://claude.ai/codecs") is None
    assert by_link("https://example.org/?https://claude.ai/code/session_1") is None


def test_every_finding_is_documented() -> None:
    text = (ROOT / "docs" / "detectors" / "traces.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("## traces/") for line in text.split("\n") if line.startswith("## traces/")}
    assert headings == IDS
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "detectors" / "traces").glob("*.py"))
    assert all(f'name="{name}"' in code for name in IDS)

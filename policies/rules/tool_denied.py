"""``require.tools``: the AI tools that were named are ones that the project accepts.

A tool is known from a trace or from what the author declares. Who names no tool is held to nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Finding, Tier
from detectors.traces import agents, denial
from detectors.traces.agents import BY_KEY, Agent
from policies import disclosed, evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks

KIND: Final = "tool_denied"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge each tool that is named."""
    tools = case.policy.require.tools
    if not (tools.allow or tools.deny):
        return
    clause = ", ".join(
        f"require.tools.{key}: [{', '.join(names)}]"
        for key, names in (("allow", tools.allow), ("deny", tools.deny))
        if names
    )
    denied = [use for use in case.uses if _is_denied(use, tools.allow, tools.deny)]
    gap = evidence.unseen(case.facts)
    if denied:
        yield _denied(case, clause, denied)
    elif gap:
        yield Step(clause, Result.UNKNOWN, f"{gap[:1].upper()}{gap[1:]}.")
    elif any(use.agent for use in case.uses):
        named = [use for use in case.uses if use.agent]
        yield Step(clause, Result.SATISFIED, f"{evidence.claims(named)} The project accepts that tool.")
    else:
        yield Step(clause, Result.SILENT, "No tool is named.")


def _is_denied(use: Finding, allow: tuple[str, ...], deny: tuple[str, ...]) -> bool:
    agent = BY_KEY.get(use.agent or "")
    if any(_is_called(agent, name) if agent else _is_named(use, name) for name in deny):
        return True
    return bool(agent and allow) and not any(
        _is_called(agent, name) or _is_kin(agent, name) for name in allow
    )


def _is_called(agent: Agent | None, name: str) -> bool:
    """Whether a project means this agent by ``name``: its key, name or maker, or the first words of its name.

    "copilot" is GitHub Copilot and its coding agent, "openai" all that OpenAI makes.
    """
    if agent is None:
        return False
    wanted = _words(name)
    names = (agent.key, agent.name, agent.family, agent.vendor, *agent.aliases, *agent.words)
    return any(_words(known)[: len(wanted)] == wanted for known in names if known)


def _is_kin(agent: Agent | None, name: str) -> bool:
    """Whether ``name`` means the agent by a model, or another program of the same family: in its favor."""
    named = agents.find_agent(name)
    return agent is not None and named is not None and named.called == agent.called


def _is_named(use: Finding, name: str) -> bool:
    """Whether the author's own words name a tool that is in no list of ours."""
    wanted = _words(name)
    quotes = [
        item.quote for item in use.evidence if use.tier is Tier.DECLARED or disclosed.is_disclosure(use)
    ]
    return bool(wanted) and any(
        not denial.doubted(quote) and _holds(_words(quote), wanted) for quote in quotes
    )


def _holds(words: list[str], wanted: list[str]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()


def _denied(case: Case, clause: str, found: list[Finding]) -> Violation:
    tools = case.policy.require.tools
    accepts = f"accepts these AI tools: {asks.joined(tools.allow)}" if tools.allow else ""
    refuses = f"does not accept {listed(tools.deny)}" if tools.deny else ""
    said = " and ".join(part for part in (accepts, refuses) if part)
    return Violation(
        kind=KIND,
        tier=evidence.firmest(found),
        clause=clause,
        message=f"This project {said}. {evidence.claims(found)}",
        evidence=evidence.quoted(found),
        remedy="The project asks for a version that was made without that tool, or with one that it accepts. "
        f"{asks.MISTAKEN}",
        responses=(),
    )

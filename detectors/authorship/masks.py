"""Masks: what a text is about is replaced by a few neutral words, so that only the way it is written is left.

Addresses, paths, identifiers, numbers, versions, references, people and tools are topic, not style. Every
pattern
looks at one blank-separated word of at most ``MAX_WORD`` characters, which bounds the work whatever the
input.
"""

from __future__ import annotations

import re
from typing import Final

MAX_WORD: Final = 200

URL: Final = "url"
EMAIL: Final = "email"
PATH: Final = "path"
IDENTIFIER: Final = "ident"
NUMBER: Final = "0"
REFERENCE: Final = "ref"
TOOL: Final = "tool"
PERSON: Final = "person"
MASKS: Final = frozenset({URL, EMAIL, PATH, IDENTIFIER, NUMBER, REFERENCE, TOOL, PERSON})

_LEAD = "([{<\"'*_~`"
_TAIL = ")]}>\"'*_~`,.;:!?"
_URL = re.compile(r"(?:https?://|www\.|ftp://|git@)\S+", re.DOTALL)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")
_REFERENCE = re.compile(r"(?:[\w./-]{0,80}#[0-9]+|#NNN|GH-[0-9]+|[A-Z][A-Z0-9]{1,9}-[0-9]+|[0-9a-f]{7,40})")
_PATH = re.compile(
    r"(?:~|\.{1,2})?/[\w.@+-]+(?:/.*)?|[A-Za-z]:\\.*|[\w.@+-]+(?:/[\w.@+-]+){2,}/?|[\w@+-]+/[\w.@+-]*[._][\w.@+-]*|[\w-]+\.[A-Za-z][A-Za-z0-9]{0,4}"
)
_NUMBER = re.compile(r"[v~<>=+-]{0,3}[$#]?[0-9][0-9.,:/x%+*-]*[A-Za-z]{0,4}[0-9]?")
_CAMEL = re.compile(r"[a-z]+[A-Z]|[A-Z][a-z0-9]+[A-Z][a-z]|[A-Z]{2,}[a-z]{2,}[A-Z]")
_SYMBOLS = re.compile(
    r"[_=<>{}\[\]\\|^$@#+*~`;]|::|->|\(\)|\.\w+\(|[A-Za-z]\.[A-Za-z]|\(\w|[A-Za-z][0-9]|[0-9][A-Za-z]"
)
_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.){1,4}[A-Za-z]")
_PLAIN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_MENTION = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9-]+)?")
#: What earlier cleaning put in the place of an address; live text with the same word in it loses nothing.
_PLACEHOLDERS: Final = {"URL": URL, "EMAIL": EMAIL}
#: Names of assistants and their trade, and of tools and vendors that stand on one side of the corpora only.
#: They are a
#: topic: a report about agents must not be flagged for it.
_TOOLS = frozenset(
    re.findall(
        r"\S+",
        """claude copilot codex chatgpt gpt gemini anthropic openai devin cursor windsurf aider cline llama
        mistral deepseek qwen grok llm llms agent agents agentic subagent subagents prompt prompts mcp skill
        skills ai ml rag embeddings langchain ollama huggingface assistant assistants chatbot chatbots npm
        npx pnpm yarn bun pytest cargo pip eslint ruff mypy jest vitest tsc prettier dotnet gradle maven tox
        flake8 nox google microsoft facebook github gitlab droid fdroid bugzilla jira recipe recipes""",
    )
)


_SHAPES: Final = (
    (_URL, URL),
    (_EMAIL, EMAIL),
    (_REFERENCE, REFERENCE),
    (_MENTION, PERSON),
    (_NUMBER, NUMBER),
    (_PATH, PATH),
)


def word(raw: str) -> str:
    """Return the neutral form of one blank-separated word, its outer punctuation kept."""
    if raw.isalpha() and raw.islower() and len(raw) < 30:
        return TOOL if raw in _TOOLS else raw
    if len(raw) > MAX_WORD:
        return IDENTIFIER
    core = raw.strip(_LEAD + _TAIL)
    if not core:
        return "".join(c for c in raw if c in ",.;:!?()\"'")
    start = raw.index(core)
    if not any(c.isalnum() for c in core):
        return "-" if set(core) == {"-"} else ""
    end = start + len(core)
    called = "(" in core or raw.startswith("()", end)
    masked = IDENTIFIER if called and not core.startswith("http") else _core(core)
    lead = "".join(c for c in raw[:start] if c in "(\"'")
    tail = "".join(c for c in raw[end:] if c in ",.;:!?)\"'")
    if lead.count("(") < tail.count(")") and "(" in raw[start:]:
        tail = tail.replace(")", "", 1)
    return lead + masked + tail


def _core(core: str) -> str:
    if core in _PLACEHOLDERS:
        return _PLACEHOLDERS[core]
    if _PLAIN.fullmatch(core):
        return _plain(core)
    if _ABBREVIATION.fullmatch(core):
        return core
    for pattern, mask in _SHAPES:
        if pattern.fullmatch(core):
            return mask
    if "/" in core and not _SYMBOLS.search(core):
        return "/".join(_plain(part) for part in core.split("/"))
    if (
        core.startswith("--")
        or _SYMBOLS.search(core)
        or _CAMEL.search(core)
        or any(c.isdigit() for c in core)
    ):
        return IDENTIFIER
    return core


def _plain(core: str) -> str:
    """Words of letters: camel case and ALL_CAPS names are identifiers, names of assistants are tools."""
    lower = core.lower()
    if lower in _TOOLS:
        return TOOL
    if lower.endswith("'s") and lower[:-2] in _TOOLS:
        return TOOL
    if "-" in core and any(part in _TOOLS for part in lower.split("-")):
        return TOOL
    if len(core) > 30 or (_CAMEL.search(core) and lower not in _TOOLS):
        return IDENTIFIER
    return core

"""The words of which claims are made. Every pattern is linear: repeats are bounded and never nested."""

from __future__ import annotations

import re
from typing import Final

AI_WORD: Final = (
    r"(?:(?:gen(?:erative)?[ -]?)?a\.?i\b\.?|genai|llms?|gpts?|artificial intelligence|large language "
    r"models?"
    r"|language models?|machine learning models?)"
)
#: Programs that write code and do little else: "built with Claude Code" says how it was made.
CODER: Final = (
    r"(?:claude code|(?:github )?copilot|cursor(?: ai| ide)?|(?:openai )?codex(?: cli)?|aider|devin"
    r"|windsurf"
    r"|cline|roo code|amp code|gemini cli|opencode|google jules|coding agents?)"
)
MODEL: Final = r"(?:claude|chat-?gpt|gemini|gpt-?[345][\w.-]{0,10}|grok|deepseek|qwen|anthropic|openai)"
_NUMBER: Final = r"v?\d(?:\.\d{1,2})?"
_KIND: Final = r"(?:opus|sonnet|haiku|fable|pro|flash|mini|max)"
VERSION: Final = rf"(?:[ -](?:{_KIND}(?:[ -]?{_NUMBER})?|{_NUMBER}))?"
_TOOLS: Final = (
    r"(?:[ -](?:tools?|assistants?|assistance|agents?|models?|help|coding|code|generation|generators?"
    r"|generated"
    r"|assisted|based|powered|software|systems?|support|technolog(?:y|ies)|output|usage|use)){0,4}"
)
ONE: Final = rf"(?:{AI_WORD}|{CODER}|{MODEL}{VERSION}){_TOOLS}"
#: AI, with the tools that may be named beside it: "AI/LLM tools", "AI tools (such as ChatGPT)".
AI: Final = rf"(?:{ONE}(?:(?: ?/ ?| or | and |, (?:or |and )?){ONE}){{0,4}}(?: ?\([^()]{{0,120}}\))?)"

#: What the project is called. No data, no samples and no pages of others are among these.
THING: Final = (
    r"(?:projects?|repositor(?:y|ies)|repo|code ?bases?|(?:source )?code|librar(?:y|ies)|software|apps?"
    r"|applications?|programs?|tools?|toolkit|packages?|plugins?|add-?ons?|games?|mods?|engine|website|site"
    r"|documentation|docs|readme|work|implementation|crates?|gems?|modules?|extensions?|themes?|forks?"
    r"|ports?"
    r"|emulators?|compilers?|interpreters?|clients?|servers?|frameworks?|cli|bots?|provider|template)"
)
OWN: Final = rf"(?:(?:this|our|my|the) (?:(?:entire|whole|complete|open[- ]source|\w{{1,20}}) )?{THING})"
MADE: Final = (
    r"(?:hand-?)?(?:written|coded|programmed|authored|developed|created|made|built|produced|generated"
    r"|drafted"
    r"|implemented|designed|crafted|composed|typed)"
)
WAS: Final = r"(?:is|are|was|were|has been|have been)"
WHOLLY: Final = (
    r"(?:100 ?%|entirely|completely|fully|wholly|solely|only|exclusively|purely|totally|all|strictly"
    r"|proudly)"
)
#: The end of what is said: nothing follows that would make the words part of something else.
END: Final = (
    r"(?=\s*(?:[.,;:!)(|–—*]|$|working\b|as (?:an?|the|my|our) |in \w+ entirety|and\b|but\b|or\b|then\b"
    r"|with human|under\b|at "
    r"(?:all|any)|whatsoever|ever\b"
    r"|since\b|because\b))"
)


def compiled(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern of which one alternative has to be found."""
    return re.compile("|".join(alternatives), re.IGNORECASE)

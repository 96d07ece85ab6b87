"""What a disclosure tells about AI use: the things that policies ask for, and how much was done."""

from __future__ import annotations

import re
from typing import Final

from detectors.model import Involvement

_I: Final = re.IGNORECASE
_FIELDS: Final = {
    "model": re.compile(
        r"\b(?:opus|sonnet|haiku|fable)\b|\bgpt[- ]?\d|\bo[134](?:-mini)?\b|\bgemini[- ]?\d|\bclaude[- ]\d"
        r"|\bqwen[- ]?\d|\bllama[- ]?\d|\bdeepseek[- ][vr]\d|\bkimi[- ]k\d|\bglm[- ]?\d"
        r"|\bgrok[- ]?\d"
        r"|\bmistral\b|\bmodels?:",
        _I,
    ),
    "extent": re.compile(
        r"\b(?:all|everything|entire(?:ly)?|whole|most(?:ly)?|majority|some|part(?:s|ly|ially)?|few|minor|small|only"
        r"|fully|completely|primarily|largely|significant(?:ly)?|heavily|boilerplate"
        r"|autocomplet\w{0,5}|\d{1,3} ?%)",
        _I,
    ),
    "parts": re.compile(
        r"\b(?:tests?|docs?|documentation|docstrings?|comments?|description|boilerplate|functions?|modules?"
        r"|class(?:es)?|scripts?|refactor\w{0,5}|implementation|commit messages?|files?)\b"
        r"|\b(?<!claude )(?<!qwen )(?<!kilo )(?<!roo )code\b"
        r"|\w\.(?:py|rs|go|js|ts|c|h|cpp|java|md|rb|cs)\b|\ufffc",
        _I,
    ),
    "purpose": re.compile(
        r"\b(?:to|for) (?:help )?(?:me )?\w{3,20}|\btranslat\w{0,5}|\bgrammar|\bspelling|\bdebug\w{0,5}"
        r"|\bresearch|\bbrainstorm\w{0,5}",
        _I,
    ),
    "verification": re.compile(
        r"\b(?:reviewed|tested|verified|checked|validated|inspected|understood|double-checked"
        r"|ran (?:the )?tests|by hand)\b",
        _I,
    ),
    "prompt": re.compile(r"\bprompt(?:s|ed)?\b", _I),
}
_TRIVIAL: Final = re.compile(
    r"\b(?:translat\w{0,5}|grammar|spelling|spell-?check\w{0,4}|typos?|proofread\w{0,4}"
    r"|autocomplet\w{0,5}|wording|polish\w{0,4})\b",
    _I,
)
_MOST: Final = (
    r"(?:all|everything|entire(?:ly)?|most(?:ly)?|majority|fully|completely|primarily|largely|almost)"
)
_MADE: Final = r"(?:generat\w{0,4}|writ\w{0,5}|wrote|made|created|implemented|authored)"
_GENERATED: Final = re.compile(
    rf"\b{_MOST}\b.{{0,60}}\b{_MADE}\b|\b{_MADE}\b.{{0,30}}\b{_MOST}\b"
    r"|\b(?:ai|llm)[- ](?:generated|written|authored)\b|\bvibe[- ]?coded\b",
    _I,
)


def fields_of(text: str) -> set[str]:
    """Which of the things that policies ask for the text names; whoever names a model names a tool."""
    fields = {name for name, pattern in _FIELDS.items() if pattern.search(text)}
    return fields | ({"tool"} if "model" in fields else set())


def involvement_of(text: str) -> Involvement:
    """The least that the text admits to: spelling is trivial, "mostly generated" more than assisted."""
    if _GENERATED.search(text):
        return Involvement.GENERATED
    if _TRIVIAL.search(text):
        return Involvement.TRIVIAL
    return Involvement.ASSISTED

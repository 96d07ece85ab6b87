"""What a filled section, label or box answers to the question whether AI was used.

The name of a tool alone is no use of it ("Copilot was disabled"): an answer says "yes", says in words that a
tool was used, or is a list of tools and nothing else. Clauses that deny or doubt never say "used".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from detectors.model import Artifact
from detectors.traces import denial, scope
from detectors.traces.statements import sentences
from detectors.traces.tools import tools_in
from detectors.traces.wording import NO, NOT_USED, USED

_I: Final = re.IGNORECASE
_YES: Final = re.compile(r"\s{0,3}(?:yes|y|true)\b", _I)
_SOME: Final = re.compile(r"\s{0,3}(?:used|partly|partially|fully|some|mostly|a little|a bit)[.! ]{0,3}", _I)
#: "Tool: ", "AI tools used: ", "Model - "
_NAME_OF_LIST: Final = re.compile(
    r"\s{0,3}(?:[-*•]\s{0,3})?(?:(?:ai|llm|the)\s)?(?:tools?|models?|assistants?|agents?|llms?|ai|software|name)"
    r"(?:\s(?:and|&|/)\s(?:model|version|tool)s?)?(?:\s(?:used|names?|versions?))?\s?[:=–-]\s{0,3}",
    _I,
)
_BULLET: Final = re.compile(r"\s{0,3}(?:[-*•]\s{0,3})?(?:only\s|mostly\s|just\s|the\s|an?\s|some\s)?", _I)
_SEPARATOR: Final = re.compile(
    r"[\s,;/+&|().:\[\]\ufffc-]{0,10}(?:and\b|or\b|with\b|via\b|in\b)?[\s(]{0,3}", _I
)
#: What may follow a tool that begins a clause: the use it was put to.
_DID: Final = re.compile(
    r"(?:v?\d[\w.]{0,20}\s?)?(?:(?:tools?|assistants?|agents?|assistance|models?)\s)?"
    r"(?:for|to|as|only|in|on|auto-?complet\w{0,5}|completions?|chat|helped|assisted|wrote|generated|suggested|drafted"
    r"|reviewed|created|translated|did|made|implemented|produced|used|usage|prompts?"
    r"|(?:was|were|has been|have been) (?:\w{1,20} )?(?:used|involved))\b",
    _I,
)
_MADE: Final = (
    r"(?:used?|using|utili[sz]ed|generated|written|wrote|created|authored|assist(?:ed|ance)|developed|made"
    r"|produced|drafted|co-?authored|implemented|translated|polished|refined|reviewed|coded|vibe[- ]?coded"
    r"|help(?:ed)?|support(?:ed)?|prompted|suggested|debugged|fixed|done|formulated|prepared|proofread|corrected|built)"
)
#: The words directly before a tool that was used: "I used", "written by", "with the help of".
_BY: Final = re.compile(
    rf"\b(?:(?:i|we)(?:['’]ve| have)? (?:\w{{1,20}} )?used|used|using|use of|asked|let|prompted"
    rf"|{_MADE}\b.{{0,60}}?\b(?:with|by|using|via|from|of|through))"
    r"(?: (?:the|an?|some|help|of|from|assistance|parts?|both|only|mostly|my|local)){0,4}[\s(]{0,3}$",
    _I,
)
_FIRST_PERSON: Final = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)? (?:\w{1,20} ){0,2}(?:used|asked|let|wrote|generated|drafted|translated"
    r"|created|made|prompted|had|polished|refined|reviewed|implemented)\b",
    _I,
)
#: Products with a common name, spelled as a name: "used Cursor".
_USED_COMMON: Final = re.compile(
    r"\b(?:[Uu]sed|[Uu]sing) (?:Cursor|Devin|Jules|Gemini|Grok|Amp|Zed|Warp|Kiro|Junie)\b"
)
_VERSION: Final = re.compile(r"\s?\(?v?\d[\w.]{0,20}\)?")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. ``own``: only its author can have written it, no template; ``parts`` is what it is about."""

    answer: Literal["used", "none"]
    own: bool = True
    parts: frozenset[Artifact] = frozenset()


def answer(text: str) -> Said | None:
    """Return what ``text`` (a line for each paragraph or item) answers; ``None`` where it cannot be told."""
    clauses = list(_clauses(text))
    using = [clause for clause in clauses if _says_used(clause)]
    if using:
        parts = [scope.of(clause) for clause in using]
        named = frozenset[Artifact]() if not all(parts) else frozenset[Artifact]().union(*parts)
        return Said("used", any(_is_own(clause) for clause in using), named)
    if any(_denies(clause) for clause in clauses):
        return Said("none")
    return None


def _clauses(text: str) -> Iterator[str]:
    """The clauses up to one that denies a list which follows it: "I did not use any of these:"."""
    for line in text.split("\n"):
        for clause in sentences(line):
            if clause.strip():
                yield clause
            if clause.rstrip().endswith(":") and denial.doubted(clause):
                return


def _denies(clause: str) -> bool:
    if NO.fullmatch(clause.strip()) or NOT_USED.search(clause):
        return True
    if not denial.doubted(clause) or clause.rstrip().endswith("?"):
        return False
    return denial.denies_all(clause) or any(True for _ in tools_in(clause))


def _says_used(clause: str) -> bool:
    if denial.doubted(clause) or NOT_USED.search(clause):
        return False
    return bool(_YES.match(clause) or _SOME.fullmatch(clause) or USED.search(clause) or _names_use(clause))


def _names_use(clause: str) -> bool:
    """Whether the clause puts a tool to use, or is a list of tools."""
    if _is_list(clause) or _USED_COMMON.search(clause):
        return True
    places = list(tools_in(clause))
    if any(_BY.search(clause[max(0, start - 100) : start]) for start, _ in places):
        return True
    after = _after_list(clause, places)
    return after is not None and bool(_DID.match(after))


def _is_list(clause: str) -> bool:
    """Whether the clause is nothing but tools; there "Cursor" and "Amp" are tools as well."""
    return _after_list(clause, list(tools_in(clause, common_too=True))) == ""


def _after_list(clause: str, places: list[tuple[int, int]]) -> str | None:
    """What follows the tools that a clause begins with; ``None`` where it begins with something else."""
    head = _NAME_OF_LIST.match(clause) or _BULLET.match(clause)
    at, found = head.end() if head else 0, False
    for start, end in places:
        if start >= at:
            gap = _SEPARATOR.match(clause, at)
            if gap is None or start > gap.end():
                break
        version = _VERSION.match(clause, end)
        at, found = max(at, version.end() if version else end), True
    return clause[at:].lstrip(" .,;:!()/\ufffc-") if found else None


def _is_own(clause: str) -> bool:
    """Whether no template can have said it: the first person's past, or a list of tools and nothing else."""
    return bool(_FIRST_PERSON.search(clause)) or _is_list(clause)

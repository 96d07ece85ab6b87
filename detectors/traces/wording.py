"""The words by which a heading, a label or a check box speaks of AI use.

Every pattern is linear: repeats are bounded and never nested.
"""

from __future__ import annotations

import re
from typing import Final

AI: Final = r"(?:gen(?:erative)?[ -]?ai|a\.i\.|ai|llms?|artificial intelligence|large language models?)"
#: AI, or a product that no other thing is called like, with the noun that may follow.
ANY_TOOL: Final = (
    rf"(?:{AI}|chatgpt|copilot|claude|gemini|codex|cursor)"
    r"(?:[ -](?:based|powered|coding|generation|generated|assisted|related))?"
    r"(?: (?:tools?|assistants?|assistance|agents?|models?|systems?|software|help|support|code|content|usage"
    r"|use|services?|features?))?"
)
WAS: Final = r"(?:was|were|has been|have been|is|are)"


def _compile(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE | re.DOTALL)


#: A heading that asks about AI use in this contribution.
HEADING: Final = _compile(
    rf"\b{AI}\b.{{0,40}}\b(?:disclosures?|usage|use|used|assistance|statement|declaration|attribution"
    r"|transparency|involvement)\b",
    rf"\b(?:disclosures?|disclose|declaration|statement)\b.{{0,20}}\b{AI}\b",
    rf"\b(?:use|usage) of .{{0,20}}\b{AI}\b",
    rf"\b(?:did|have) you used? .{{0,20}}\b{AI}\b",
)
#: "AI usage: …" on a line of its own; the answer is the group.
LABEL: Final = _compile(
    rf"[-*•\s]{{0,5}}(?:(?:use of |disclosure of )?{AI}(?:[ -](?:tools?|assistants?|coding))?[ -]"
    r"(?:usage|use|used|assistance|assisted|disclosure|statement|declaration|involvement|attribution|generated"
    rf"|tools? used)|(?:use|usage|disclosure) of {AI}(?: tools?)?|{AI} tools? used)"
    r"(?:\s?\([^()]{0,80}\))?\s?[:=?]\s?(.{0,2000})",
)
#: Template leftovers that answer nothing.
PLACEHOLDER: Final = _compile(
    r"[\s.…\-_*`\ufffc]{0,40}",
    r"_?no response_?",
    r"tbd|todo|xxx{1,20}|\?{1,5}|\.{3}",
    r"<[^<>]{0,200}>",
    r"\[[^\[\]]{0,200}\]",
    r"fill (?:me )?in.{0,60}",
)
#: Lines that ask or instruct rather than answer.
PROMPT: Final = _compile(
    r"\?\s{0,3}$",
    r"^\s{0,3}[(*_]{0,3}(?:please|if (?:you|any|so|ai|applicable|yes|this)|did you|have you|was |were "
    r"|describe|state|list|select|choose|check (?:one|all|the)|tick|explain|e\.g\.|for example|example|note:"
    r"|disclose|indicate|specify|delete|remove|see (?:our|the)|we (?:require|ask|expect)"
    r"|contributors? (?:must|should)|you (?:must|should|are)|all (?:use|ai))\b",
)
NO: Final = _compile(
    r"(?:no(?:ne|pe)?|n/?a|not applicable|nothing|never|not used|no use|without|zero|false|none used"
    r"|no[ ,]none)(?: (?:at all|whatsoever|was used|were used))?[.! ]{0,3}",
)
#: The beginning of an answer that is "no", whatever follows it.
NONE: Final = _compile(r"(?:no|none|not|nope|never|nothing|neither|zero|without|n/?a|false)\b")
#: "No AI was used", "written without AI", "I did not use any LLM", "NO AI USE".
NOT_USED: Final = _compile(
    rf"\bno (?:use of )?(?:generative )?{ANY_TOOL}(?: or (?:any )?{ANY_TOOL})?(?:(?:,| or|/|\s)?\s?llms?)?"
    rf"(?: (?:{WAS}|involved|used|use|usage|assistance|involvement|here|in))?\b",
    rf"\bwithout (?:any |the (?:use|help|assistance) of |using )?(?:any )?{ANY_TOOL}\b",
    r"\b(?:not|n['’]t|never) (?:use[d]?|using|make use of|rely on|involve|contain|include)\b"
    rf".{{0,20}}\b{ANY_TOOL}\b",
    rf"\b{ANY_TOOL} {WAS} not (?:used|involved)\b",
    r"\b(?:entirely|fully|only|solely|completely|100 ?%) (?:hand[- ]?written|human[- ]?(?:written|made"
    r"|authored)|(?:written|authored|made) by (?:a human|me|myself|hand|humans?)\b)",
    r"\b(?:written|authored|made|done) (?:entirely|fully|only|solely) by "
    r"(?:a human|me|myself|hand|humans?)\b",
)
_MADE: Final = (
    r"(?:generated|written|created|authored|assisted|developed|made|produced|drafted|co-?authored|implemented"
    r"|translated)"
)
#: "I used AI tools", "AI-assisted", "generated with an LLM": a box whose tick says that AI was used.
USED: Final = _compile(
    rf"\b(?:i|we)(?: have|['’]ve)? (?:also |partly |partially )?used? (?:an? |some |the )?{ANY_TOOL}\b",
    rf"\b{ANY_TOOL} {WAS} (?:partly |partially |also |significantly )?used\b",
    rf"\b{ANY_TOOL}[ -](?:assisted|generated|written|authored|aided)\b",
    rf"\b{_MADE} (?:entirely |mostly |partly |partially |in part |largely |fully )?(?:with|by|using)(?: the)?"
    rf"(?: (?:help|assistance|aid|support|use) (?:of|from))?(?: an?| some| the)? {ANY_TOOL}\b",
    rf"\bwith (?:the )?(?:help|assistance|aid|support) (?:of|from) (?:an? |some |the )?{ANY_TOOL}\b",
    rf"\b(?:contains?|includes?) {ANY_TOOL}[ -]?(?:generated)?\b",
    rf"^(?:yes,? )?{AI}(?: tools?)? (?:used|assistance|assisted|generated)\b",
)
#: Boxes by which people promise something: ticking one says nothing about use.
NEUTRAL: Final = _compile(
    r"\b(?:polic(?:y|ies)|guidelines?|read|understand|understood|agree|responsib\w{0,8}|reviewed|disclos\w{0,8}"
    r"|if |any |all |confirm|certify|comply|complies|follow\w{0,3}|no |not |without|never|acknowledge|aware"
    r"|verified|checked|tested|fully own|license)",
)
#: Words in the first person, which a box that is ticked makes the author's own.
OWN: Final = _compile(r"\b(?:i|we|my|our)\b")
TITLE: Final = _compile(
    r"\s{0,5}[\[(](?:gen)?(?:ai|llm)(?:[ -](?:assisted|generated|written|authored|aided|made))?[\])]"
)

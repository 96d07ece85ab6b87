"""Words that are meant for a machine reader: orders to drop its orders, roles, and calls by name.

The lists are short on purpose. They hold what no person says to another, and are read only where no person
is meant to look.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_AI: Final = (
    r"(?:ai|llm|gpt|chatgpt|claude|copilot|gemini|(?:large )?language model|chatbot)s?"
    r"(?: (?:agent|assistant|reviewer|reader|tool|model|system|crawler|bot)s?)?"
)
_OVERRIDE: Final = (
    r"(?:ignore|disregard|forget|override) (?:(?:all|any|every|of|the|your|my|these|those) ){0,5}"
    r"(?:(?:previous|prior|above|preceding|earlier|existing|original|system)(?: (?:system|user))? "
    r"(?:instructions?|prompts?|directions?|directives?|commands?|rules|guidelines)\b"
    r"|(?:instructions?|prompts?|directions?) (?:above|before|so far)\b)"
)
_IF: Final = rf"(?:if you are|if you're|if you were|when you are) (?:an? |the )?{_AI}\b"
_CALL: Final = (
    rf"(?:note|message|instructions?|attention|hint|reminder)(?: (?:to|for))?:? "
    rf"(?:any |all |every |the |an? )?{_AI}\b(?! (?:policy|disclosure|use|usage|review|summary|comment))"
    rf"|(?:any |all |every |the |dear |hey )?{_AI} ?(?:, )?(?:must|should|shall|please|you must|you should) "
    r"(?:approve|merge|include|add|say|reply|respond|answer|write|output|report|rate)\b"
)
_ROLE: Final = (
    r"you are (?:now )?(?:an? |the )?(?:[a-z-]{1,20} ){0,2}"
    r"(?:assistant|ai|llm|language model|chatbot|ai agent|coding agent)\b|<\|im_start\|>|\[inst\]|<<sys>>"
)
#: What nobody may ask of whoever reviews a change: to approve it unread, or to be silent on what it does.
_VERDICT: Final = (
    r"(?:approve this|(?:do not|don't|never) (?:report|flag|mention|disclose|reveal)"
    r"|mark (?:this|it) as (?:safe|approved|resolved)"
    r"|(?:report|say) (?:that )?(?:there are )?no (?:issues|problems|vulnerabilities|bugs)|ignore this)"
)
_ORDER: Final = rf"{_OVERRIDE}|(?:{_IF}|\b{_AI}\b).{{0,80}}?\b{_VERDICT}"

_TO_MACHINE: Final = re.compile(rf"(?<![\w\"'`“‘-])(?:{_OVERRIDE}|{_IF}|{_CALL}|{_ROLE})")
#: At the start of a sentence only: elsewhere somebody speaks about such words.
_ORDERS: Final = re.compile(rf"(?:^|[.!;] )(?:please |now |important: )?(?:{_ORDER})")
_ABOUT: Final = re.compile(
    r"\b(?:prompts?|injection|injected|jailbreak\w*|transcripts?|conversation|chat|logs?|output|input|examples?"
    r"|payloads?|attacks?|adversarial|red.?team\w*|hidden)\b"
)


def to_machine(text: str) -> bool:
    """Whether words that nobody sees are addressed to a program that reads."""
    return bool(_TO_MACHINE.search(folded(text)))


def orders(text: str) -> bool:
    """Whether a sentence tells a program to drop its orders, or to approve what it should judge."""
    return bool(_ORDERS.search(folded(text).lstrip(" -*>#!/")))


def about(text: str) -> bool:
    """Whether a text speaks about prompts and attacks, as people do who report on them."""
    return bool(_ABOUT.search(folded(text)))


def folded(text: str) -> str:
    """Return ``text`` in small letters without hidden characters, with single spaces."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = "".join(char for char in plain if unicodedata.category(char) != "Cf").replace("’", "'")
    return " ".join(plain.casefold().split())

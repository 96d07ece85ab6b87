"""Sentences on how the project was made: without AI, by people alone, or with AI."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from detectors.claims.model import Said
from detectors.claims.wording import (
    AI,
    AI_WORD,
    CODER,
    END,
    MADE,
    MODEL,
    OWN,
    THING,
    VERSION,
    WAS,
    WHOLLY,
    compiled,
)

#: A tagline is no longer than this, in words.
_SHORT: Final = 12
_MIN_NAME: Final = 3
_MAX_NAME: Final = 60
#: Names of projects that are words of every page.
_COMMON: Final = frozenset(
    {"ai", "the", "this", "code", "agent", "agents", "llm", "claude", "copilot", "repo"}
)
#: What makes of a statement a plan, a condition, a part or a past.
_NOT_PLAIN: Final = re.compile(
    r"\b(?:if|whether|unless|would|could|should|shall|may|might|must|can|will|goals?|aims?|want(?:s|ed)?"
    r"|try|tries"
    r"|almost|mostly|mainly|largely|partly|partially|primarily|originally|initially|formerly|previously"
    r"|used to|until|prior to|before|except|other than|apart from|aside from|besides|example|e\.g|i\.e"
    r"|imagine|says?|said|claims?|claimed|believes?|thinks?|someone|people|they|he|she|please|don['’]t"
    r"|do not|mode|tier|version \d|option(?:al(?:ly)?)?|fallback|toggle|disabled?|so far)\b",
    re.IGNORECASE,
)
#: A disclosure may be of a part; it is none where it is taken back or asked of others.
_NOT_DISCLOSED: Final = re.compile(
    r"\b(?:if|whether|unless|would|could|should|may|might|must|can|will|no|not|none|never|nothing|without"
    r"|neither"
    r"|nor|example|e\.g|says?|said|claims?|believes?|you|your|they|he|she|please|when|where|any|inspired"
    r"|idea|extent|degree|how"
    r"|free)\b|n['’]t\b",
    re.IGNORECASE,
)
_FREE: Final = (
    (
        rf"\b(?:this|our|my|the) (?:entire |whole |source )?(?:project|code ?base|code|repo|repository) "
        rf"{WAS} (?:proudly )?(?:{WHOLLY} )?{AI_WORD}[- ]free{END}"
    ),
    rf"^\W{{0,6}}(?:proudly )?contains no {AI_WORD}[- ]?(?:generated|written) code{END}",
    (
        rf"\bno (?:lines? of )?{AI} (?:{WAS} )?(?:ever )?(?:used|involved|employed|harmed)"
        rf"(?:(?:,| or)? (?:or )?harmed)?(?: (?:in|for|to|during|when|while) (?:the )?(?:making|creation"
        rf"|creating|writing"
        rf"|development|developing|building|write|create|make|build|develop|production|programming|coding)"
        rf"(?: of)?(?: {{subject}}| the code| any of (?:it|the code))?| in {{subject}}| anywhere| at "
        rf"all)?{END}"
    ),
    (
        rf"{{subject}} {WAS} (?:{WHOLLY} )?{MADE} (?:{WHOLLY} )?(?:by (?:hand|me|us|humans?|people) ?,? ?)?"
        rf"(?:{WHOLLY} )?without (?:the )?(?:any )?(?:(?:use|help|aid|assistance|involvement) (?:of|from) "
        rf")?(?:any )?"
        rf"{AI}{END}"
    ),
    (
        rf"{{subject}} (?:contains?|includes?|has|uses?) (?:absolutely )?(?:no|zero) {AI_WORD}[- ]"
        rf"(?:generated|written|assisted)(?: or [\w-]{{1,20}})? (?:code|content|text|material|output)s?{END}"
    ),
    (
        rf"{{subject}} (?:does not|doesn['’]t) (?:contain|include|have) (?:any )?{AI_WORD}[- ]"
        rf"(?:generated|written|assisted) (?:code|content|text|material|output)s?{END}"
    ),
    (
        rf"\b(?:there is|we have|contains) no {AI_WORD}[- ](?:generated|written) (?:code|content) in "
        rf"{{subject}}{END}"
    ),
    (
        rf"\b(?:none|no (?:part|line|piece)s?) of (?:{{subject}}|the code|this) {WAS} (?:ever )?{MADE} (?:by"
        rf"|with|using) "
        rf"(?:an? |the (?:help|use|aid) of )?{AI}{END}"
    ),
    (
        rf"\b(?:i|we) (?:do not|don['’]t|did not|didn['’]t|have never|never|have not|haven['’]t) use[d]? "
        rf"(?:any )?{AI} "
        rf"(?:to|for|in|when|while) (?:writ|mak|creat|develop|build|cod|programm?)(?:e|ing)? "
        rf"(?:{{subject}}|(?:the|our|any|this) code|any (?:part|line) of (?:it|{{subject}})){END}"
    ),
)
_HUMAN: Final = (
    (
        rf"{{subject}} {WAS} (?:proudly )?(?:{WHOLLY} )(?:\(?by hand\)? )?human[- ](?:written|made|coded"
        rf"|authored"
        rf"|crafted|created|built|developed){END}"
    ),
    (
        rf"{{subject}} {WAS} (?:proudly )?(?:{WHOLLY} )?{MADE} (?:{WHOLLY} )by (?:an? )?(?:real |actual )?"
        rf"(?:humans?(?: beings?)?|people){END}"
    ),
    rf"{{subject}} {WAS} (?:{WHOLLY} ){MADE} by (?:an? )?(?:real |actual )?(?:humans?(?: beings?)?){END}",
)
_TAGLINES: Final = compiled(
    rf"^\W{{0,6}}100 ?% (?:human|hand)[- ]?(?:written|made|coded|authored|crafted)"
    rf"(?: {THING}| code)?(?:[.!,;–—|-]|\Z)",
    rf"^\W{{0,6}}(?:proudly )?{MADE} (?:{WHOLLY} )?by (?:real |actual )?humans?,? ?\(?,?not (?:by "
    rf")?{AI_WORD}\b",
    rf"^\W{{0,6}}(?:proudly )?{MADE} {WHOLLY} by humans?(?:[.!,;–—|-]|\Z)",
)
_HELP: Final = r"(?:the )?(?:heavy |substantial )?(?:help|assistance|aid|use|support) (?:of|from)"
_DEGREE: Final = (
    r"(?:(?:almost|mostly|largely|entirely|fully|completely|primarily|partly|partially|also|in part"
    r"|heavily|mainly|collaboratively"
    r"|100 ?%) ){0,2}"
)
_ARTICLE: Final = r"(?:an? |the |some |various )?"
_PART: Final = (
    r"(?:(?:most|much|all|some|parts?|portions?|the (?:majority|bulk|vast majority)|large parts?|an? "
    r"(?:substantial|large"
    r"|significant|good|big) (?:portion|part|chunk|amount)|\d{1,3} ?%) of )"
)
#: Words that mean writing; "built with AI" may as well say what a program is made of.
_WRITTEN: Final = (
    r"(?:co-?)?(?:written|coded|programmed|authored|generated|drafted|vibe[- ]?coded|translated|typed)"
)
_DISCLOSED: Final = (
    (
        rf"(?:{_PART})?{{subject}} {WAS} {_DEGREE}{_WRITTEN} {_DEGREE}(?:with|by|using|via) "
        rf"(?:{_HELP} )?{_ARTICLE}(?:{AI}|{MODEL}{VERSION}){END}"
    ),
    (
        rf"(?:{_PART})?{{subject}} {WAS} {_DEGREE}{MADE} {_DEGREE}(?:with|by|using|via) "
        rf"(?:{_HELP} {_ARTICLE}{AI}|{_ARTICLE}{CODER}|{AI_WORD} (?:coding )?(?:tools?|assistance|assistants?"
        rf"|help)){END}"
    ),
    rf"(?:{_PART})?{{subject}} {WAS} {_DEGREE}vibe[- ]?coded\b",
    (
        rf"(?:{_PART})?{{subject}} {WAS} {_DEGREE}(?:{AI_WORD}[- ](?:generated|written|authored"
        rf"|assisted|co-?authored)){END}"
    ),
    (
        rf"\b(?:i|we) (?:have )?(?:also )?(?:used|wrote|built|made|created|coded|vibe[- ]?coded|developed) "
        rf"(?:{{subject}} (?:with|using|by using|with {_HELP}) {_ARTICLE}(?:{CODER}|{AI_WORD} (?:tools?"
        rf"|assistance"
        rf"|assistants?|help))|{_ARTICLE}(?:{CODER}|{MODEL}|{AI_WORD}(?: tools?| assistants?)?) (?:to|for) "
        rf"(?:help )?(?:me )?(?:writ|generat|creat|develop|build|cod)(?:e|ing)? "
        rf"(?:(?:most|parts?|some|much|all) of )?{{subject}}){END}"
    ),
    rf"\bthis is an? {_DEGREE}(?:vibe[- ]?coded|{AI_WORD}[- ](?:generated|written)) {THING}{END}",
)
_MADE_WITH: Final = compiled(
    rf"^\W{{0,6}}(?:proudly )?{_WRITTEN} (?:with|by|using) (?:{_HELP} )?(?:{AI}"
    rf"|{MODEL}{VERSION})\W{{0,6}}\Z",
    rf"^\W{{0,6}}(?:proudly )?(?:built|made|created|developed) (?:with|by|using) (?:{_HELP} "
    rf")?{CODER}\W{{0,6}}\Z",
    r"^\W{0,6}(?:proudly )?vibe[- ]?coded\W{0,6}\Z",
)


def of(text: str, name: str, *, alone: bool) -> Said | None:
    """Return what a sentence says of how the project ``name`` was made; None where it says nothing plain.

    ``alone``: it stands on its own, as taglines do.
    """
    free, human, disclosed = _patterns()
    text = _named(text, name[:_MAX_NAME])
    if not _NOT_PLAIN.search(_without_denial(text)):
        if free.search(text):
            return Said.AI_FREE
        if human.search(text) or (_is_short(text, alone=alone) and _TAGLINES.search(text)):
            return Said.HUMAN_ONLY
    if _NOT_DISCLOSED.search(text):
        return None
    if disclosed.search(text) or (_is_short(text, alone=alone) and _MADE_WITH.search(text)):
        return Said.DISCLOSURE
    return None


def _without_denial(text: str) -> str:
    """Return ``text`` without the words by which somebody says what he does not do."""
    return re.sub(r"\b(?:i|we) (?:do not|don['’]t)\b", " ", text, flags=re.IGNORECASE)


def _is_short(text: str, *, alone: bool) -> bool:
    return alone and len(text.split()) <= _SHORT


def _named(text: str, name: str) -> str:
    """Return ``text`` with "this project" for the project's name."""
    if len(name) < _MIN_NAME or name.casefold() in _COMMON:
        return text
    return re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "this project", text, flags=re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns for: no AI, people alone, with AI."""
    every = rf"\ball (?:of )?(?:the |our |my |this )?(?:code|{OWN})|\beverything (?:here|in {OWN})"
    subject = rf"(?:\b{OWN}|{every})"
    return tuple(
        compiled(*(form.replace("{subject}", subject) for form in forms))
        for forms in (_FREE, _HUMAN, _DISCLOSED)
    )

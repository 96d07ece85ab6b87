"""When a sentence about AI use takes it back: "none of this", "I doubt", "if", "AI-free", "Copilot is off".

What is denied, doubted, asked or told of others is no disclosure. In doubt nothing is said: a disclosure that
goes unread costs a question, a denial that is read as a disclosure is a false accusation.
"""

from __future__ import annotations

import re
from typing import Final

_I: Final = re.IGNORECASE
_DOUBTS: Final = re.compile(
    r"\b(?:no|none|not|never|neither|nor|nothing|nobody|nope|zero|without|cannot|hardly|free"
    r"|if|whether|unless|would|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|disabled?|avoid(?:s|ed)?|hates?|dislikes?"
    r"|opposed|banned|forbidden|(?:assum|believ|accus|suppos|pretend|suspect|claim|doubt|wonder)(?:e|s|es|ed|ing)?"
    r"|thinks?|thought|sa(?:y|ys|id)|told|flag(?:s|ged)|detected|reported|mistook|mistaken"
    r"|as if|instead of|rather than|far from|turned off|switched off|(?:is|was) off)\b"
    r"|(?<!-)\boff\b(?!-)|n['’]t\b|(?<![\d.])0 ?%",
    _I,
)
#: What follows a statement and takes it back as a whole: "…, which is not true".
_UNTRUE: Final = re.compile(
    r"\b(?:not true|untrue|false|wrong|nonsense|a lie|absurd|they|he|she|never|if|claims?)\b", _I
)
#: A beginning that denies all that follows.
_WHOLE: Final = re.compile(
    r"\s{0,3}(?:[-*•]\s{0,3})?(?:(?:i|we)\s(?:can\s|hereby\s)?(?:certify|confirm|declare|state|attest)\s(?:that\s)?)?"
    r"(?:none|no|nope|nothing|neither|zero|not|never|0 ?%|n/?a)\b",
    _I,
)


def doubted(clause: str) -> bool:
    """Whether the clause holds a negation, a doubt, a condition or somebody else's word."""
    return bool(_DOUBTS.search(clause)) or clause.rstrip().endswith("?")


def doubted_at(sentence: str, end: int) -> bool:
    """Whether the statement that ends at ``end`` is taken back before, inside or right behind it."""
    comma = sentence.find(",", end)
    near = sentence[: comma if comma >= 0 else len(sentence)]
    return doubted(near) or sentence.rstrip().endswith("?") or bool(_UNTRUE.search(sentence[len(near) :]))


def denies_all(text: str) -> bool:
    """Whether the text begins with a plain denial: "None of …", "No part of …", "Not a single line …"."""
    return bool(_WHOLE.match(text))

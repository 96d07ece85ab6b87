"""Words for what is claimed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """What a sentence or a badge says of the project's own use of AI."""

    AI_FREE = "ai_free"
    HUMAN_ONLY = "human_only"
    NOT_BY_AI = "not_by_ai"
    POLICY_BAN = "policy_ban"
    POLICY_DISCLOSE = "policy_disclose"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: ``line`` counts from 1, ``quote`` is the sentence as it can be read on the page."""

    said: Said
    path: str
    line: int
    quote: str

"""What a safeguard model answered, read with distrust: the model has just read a stranger's text.

An answer counts only where it has the form that was asked for, names clauses that were put to it, and quotes
words that stand in the text. Everything else is ``Unknown``, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from detectors.model import Audience, Evidence, Finding, Severity, Tier, Unknown

#: The detector under which a second opinion is recorded.
DETECTOR: Final = "second_opinion"
#: Characters of an answer that are read at most.
MAX_ANSWER: Final = 32_768
MAX_RATIONALE: Final = 600
MAX_QUOTE: Final = 500
#: Fewer characters than this stand in almost any text.
MIN_QUOTE: Final = 4
_MAX_ITEMS: Final = 10
_MAX_MODEL: Final = 100
_REMEDY: Final = (
    "Only maintainers see this, and nothing follows from it. Models are often wrong: read the passages, and "
    "judge for yourself."
)
_CLAIMS: Final = {
    "yes": "thinks that this may not meet the policy",
    "no": "sees nothing in the text that the policy does not accept",
    "unsure": "cannot tell from the text whether this meets the policy",
}

Verdict = Literal["yes", "no", "unsure"]
_Word = Annotated[str, StringConstraints(max_length=MAX_QUOTE)]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a contribution's text as the model saw it; ``place`` says where it stands."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model said: whether a clause is violated, which ones, and the passages that show it."""

    violates: Verdict
    clauses: tuple[str, ...]
    rationale: str
    quotes: tuple[Evidence, ...]


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    violates: Verdict
    clauses: list[_Word]
    rationale: str
    quotes: list[_Word]


def parse_answer(answer: str, parts: Sequence[Part], clauses: Sequence[str]) -> Opinion | Unknown:
    """Read a model's answer about ``parts`` under the clauses of these names; no text is an error."""
    found = _read(answer)
    if isinstance(found, Unknown):
        return found
    if len(found.clauses) > _MAX_ITEMS or len(found.quotes) > _MAX_ITEMS:
        return _unused(f"it has more than {_MAX_ITEMS} clauses or quotes")
    if not set(found.clauses) <= set(clauses):
        return _unused("it names a clause that the policy does not have")
    quotes: list[Evidence] = []
    for quote in found.quotes:
        place = _place_of(quote, parts)
        if isinstance(place, Unknown):
            return place
        quotes.append(place)
    if found.violates == "yes" and not (found.clauses and quotes):
        return _unused("it sees a violation and does not say of which clause, or by which words")
    if found.violates != "yes" and found.clauses:
        return _unused("it sees no sure violation and names clauses that are not met")
    rationale = _one_line(found.rationale)
    if len(rationale) > MAX_RATIONALE:
        rationale = rationale[: MAX_RATIONALE - 1] + "…"
    return Opinion(
        found.violates, tuple(dict.fromkeys(found.clauses)), rationale, tuple(dict.fromkeys(quotes))
    )


def finding(opinion: Opinion | Unknown, model: str, prompt: str) -> Finding:
    """Return an opinion, or why there is none, as a finding for maintainers.

    ``model`` and ``prompt`` name who was asked, and what.
    """
    if isinstance(opinion, Unknown):
        return _finding("unknown", f"There is no second opinion: {opinion.reason}.", (), remedy="")
    who = f"The model {_one_line(model)[:_MAX_MODEL]} (prompt {_one_line(prompt)[:_MAX_MODEL]})"
    which = f" ({', '.join(opinion.clauses)})" if opinion.clauses else ""
    why = f" Its words: {opinion.rationale}" if opinion.rationale else ""
    claim = f"{who} {_CLAIMS[opinion.violates]}{which}.{why}"
    return _finding(opinion.violates, claim, opinion.quotes, remedy=_REMEDY)


def _finding(name: str, claim: str, quotes: tuple[Evidence, ...], *, remedy: str) -> Finding:
    return Finding(
        id=f"{DETECTOR}/{name}",
        detector=DETECTOR,
        tier=Tier.STATISTICAL,
        severity=Severity.INFO,
        audience=Audience.MAINTAINER,
        claim=claim,
        evidence=quotes,
        remedy=remedy,
    )


def _read(answer: str) -> _Answer | Unknown:
    """Return the one JSON object of an answer; words and a code fence around it are let pass."""
    if len(answer) > MAX_ANSWER:
        return _unused(f"it has more than {MAX_ANSWER:,} characters")
    start, end = answer.find("{"), answer.rfind("}")
    try:
        value = json.loads(answer[start : end + 1] if start >= 0 else "", object_pairs_hook=_object)
        return _Answer.model_validate(value)
    except (ValidationError, ValueError, RecursionError):
        return _unused("it is not the one JSON object that was asked for")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: one of the two may be the text's, not the model's."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _place_of(quote: str, parts: Sequence[Part]) -> Evidence | Unknown:
    words = _one_line(quote)
    if len(words) < MIN_QUOTE:
        return _unused(f"it quotes fewer than {MIN_QUOTE} characters")
    for part in parts:
        if words in _one_line(part.text):
            return Evidence(part.place, words)
    return _unused("it quotes words that are not in the text")


def _one_line(text: str) -> str:
    """Return text on one line, in characters that every page and every database takes."""
    return " ".join(text.encode("utf-8", "replace").decode().replace("\0", " ").split())


def _unused(why: str) -> Unknown:
    return Unknown(f"the reviewer's answer was not used, because {why}")

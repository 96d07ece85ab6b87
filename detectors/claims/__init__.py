"""What a project says of its own use of AI: that there is none, that there is some, and what it asks for.

Only plain statements about the project itself count. Product features, data sets, other projects, questions,
quotations, plans and conditions are none, and in doubt nothing is said: a claim is held against a history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors import markdown
from detectors.claims import badges, paragraphs, places, rules, statements
from detectors.claims.model import Claim, Said
from detectors.claims.places import Place
from detectors.model import TextFile

__all__ = ["Claim", "Said", "read"]

#: So many claims of one file are kept.
MAX_CLAIMS: Final = 40
#: Pages without any of these words are not parsed.
_SPEAKS: Final = re.compile(
    r"\b(?:a\.?i|(?:gen)?ai|llms?|artificial intelligence|language models?|gpt|claude|chatgpt|copilot"
    r"|codex|cursor"
    r"|gemini|humans?|vibe|aider|opencode|coding agents?|notbyai)\b|by-?humans?",
    re.IGNORECASE,
)


def read(file: TextFile, name: str = "") -> tuple[Claim, ...]:
    """Return what ``file`` claims, in the order of its lines; ``name`` is the project's own name.

    Pure; never raises; linear in the text, of which `markdown.MAX_CHARS` characters are read.
    """
    place = places.of(file.path)
    if place is None:
        return ()
    found = dict.fromkeys(sorted(_read(file, name, place), key=lambda one: (one.line, one.said)))
    return tuple(found)[:MAX_CLAIMS]


def _read(file: TextFile, name: str, place: Place) -> Iterator[Claim]:
    text = file.text[: markdown.MAX_CHARS]
    if not _SPEAKS.search(text):
        return
    if place is not Place.TEMPLATE:
        for line, quote in badges.find(text):
            yield Claim(Said.NOT_BY_AI, file.path, line, quote)
    seen: set[tuple[Said, int]] = set()
    for one in paragraphs.sentences(markdown.read(text).lines):
        said = _said(one.text, name, place, alone=one.alone)
        if said and (said, one.line) not in seen:
            seen.add((said, one.line))
            yield Claim(said, file.path, one.line, one.text)


def _said(text: str, name: str, place: Place, *, alone: bool) -> Said | None:
    if place is not Place.TEMPLATE and (said := statements.of(text, name, alone=alone)):
        return said
    return rules.of(text, alone=alone, in_rules=place is not Place.PAGE)

"""Canaries: a harmless word that a project's template asks programs, and nobody else, to include.

Which word that is stands in the policy, so a rule calls ``trip`` with it. A person may leave the template's
hidden comment in place, quote it, or speak about the word: none of that is a trip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from detectors import markdown
from detectors.model import Evidence, TextFile

_MAX_QUOTE: Final = 200
#: Whoever writes about the word has read the template, as people do.
_ABOUT_IT: Final = re.compile(
    r"\b(?:word|token|canary|template|hidden|comment|asks?|asked|says|instruct\w*|honeypot|trap|prompt)\b",
    re.IGNORECASE,
)


def trip(body: str, templates: Iterable[TextFile], word: str) -> Evidence | None:
    """Return the author's own line that has ``word``; ``None`` where there is none, or where people may have
    it.

    A template that asks for the word in text that everybody sees asks people too: then nothing is a trip.
    """
    shown = {line.raw.strip() for file in templates for line in markdown.read(file.text).lines}
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    if any(whole.search(line) for line in shown):
        return None
    for line in markdown.read(body).lines:
        if whole.search(line.text) and line.raw.strip() not in shown and not _ABOUT_IT.search(line.text):
            return Evidence(f"description, line {line.number}", line.raw.strip()[:_MAX_QUOTE])
    return None
